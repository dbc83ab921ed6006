"""Questions beside the passages and the single sentences that a search finds near them, as they are kept in the work folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.records import Example


@dataclass(frozen=True, slots=True)
class Beside:
    """A question with its own passage, and with the nearest others as (heading, text), nearest first.

    `sentence` is the same question with the one sentence that answers in place of the passage; None where nothing answers or the
    answer runs over several.
    """

    example: Example
    passages: tuple[tuple[str, str], ...] = ()
    sentence: Example | None = None
    sentences: tuple[tuple[str, str], ...] = ()


def write(path: Path, found: Sequence[Beside]) -> None:
    """A table of the texts, then one question a line, which names them by their numbers; gzipped."""
    table: dict[tuple[str, str], int] = {}
    lines = []
    for one in found:
        row = {
            "example": one.example.to_dict(),
            "passages": [table.setdefault(text, len(table)) for text in one.passages],
            "sentence": one.sentence.to_dict() if one.sentence else None,
            "sentences": [table.setdefault(text, len(table)) for text in one.sentences],
        }
        lines.append(json.dumps(row, ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as file:
        file.write("\n".join([json.dumps(list(table), ensure_ascii=False), *lines]) + "\n")


def read(path: Path) -> list[Beside]:
    """Back from a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = [(str(heading), str(text)) for heading, text in json.loads(file.readline())]
        return [_of(json.loads(line), table) for line in file]


def _of(row: dict[str, Any], table: Sequence[tuple[str, str]]) -> Beside:
    return Beside(
        Example.from_dict(row["example"]),
        tuple(table[number] for number in row["passages"]),
        Example.from_dict(row["sentence"]) if row["sentence"] else None,
        tuple(table[number] for number in row["sentences"]),
    )
