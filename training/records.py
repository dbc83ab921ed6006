"""One training example, whatever set it came from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

GENERAL, GENERAL_BESIDE, PAIRS = "general.jsonl", "general-beside.jsonl.gz", "pairs.jsonl"
DOCUMENTS, HELD_BACK = "documents.jsonl.gz", "held-back.jsonl"
"""Files of the work folder: general sets, their questions beside others, our single passages, our documents, and what is held back."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage, with the answer's characters where the passage answers.

    `spans` are the answers as (start, end) of the passage, best first; empty where there is none, or where a set says only
    that the passage answers. `group` is what the example is held back by: an article, or a passage or document of our own.
    `contradicts` says whether the words that answer say the opposite of what the question asks or takes for granted ("no");
    None where that is not known.
    """

    source: str
    question: str
    heading: str
    passage: str
    answerable: bool
    spans: tuple[tuple[int, int], ...] = ()
    group: str = ""
    kind: str = ""
    contradicts: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """As a line of a file holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, row: dict[str, Any]) -> Example:
        """Back from a line of a file."""
        return cls(**row | {"spans": tuple((int(start), int(end)) for start, end in row["spans"])})


def write(path: Path, examples: Iterable[Example]) -> None:
    """One example a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(e.to_dict(), ensure_ascii=False) + "\n" for e in examples), encoding="utf-8")


def read(path: Path) -> list[Example]:
    """Back from a file."""
    return [Example.from_dict(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
