"""Readers of the data sets: SQuAD's form, SelQA's, and our own pairs."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training import configuration
from training.records import Example


def read_gzip(path: Path) -> Any:
    """The JSON of a gzipped file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def squad(path: Path, source: str) -> Iterator[Example]:
    """Every question of a file in SQuAD's form with its whole paragraph; the commonest answer comes first.

    A plausible answer of an unanswerable question is kept as the kind `plausible:start`, to cut its window there.
    """
    for number, article in enumerate(read_gzip(path)["data"]):
        title = str(article.get("title") or f"{source}-{number}")
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                yield _squad_example(source, title, paragraph["context"], asked)


def _squad_example(source: str, title: str, context: str, asked: dict[str, Any]) -> Example:
    impossible = bool(asked.get("is_impossible"))
    spans = [trimmed(context, a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]]
    spans = [span for span in spans if span[0] < span[1]]
    ranked = sorted(dict.fromkeys(spans), key=lambda span: (-spans.count(span), span[1] - span[0]))
    plausible = next((a["answer_start"] for a in asked.get("plausible_answers", [])), 0)
    return Example(
        source=source,
        question=asked["question"].strip(),
        heading="",
        passage=context,
        answerable=not impossible,
        spans=() if impossible else tuple(ranked),
        group=title,
        kind=f"plausible:{plausible}" if impossible else "answerable",
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without blanks at its ends and without the full stop that ends it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;"):
        end -= 1
    return start, end


def selqa(path: Path) -> Iterator[Example]:
    """Windows of up to five candidate sentences: one that holds the right sentence, one that holds none; no spans."""
    for item in read_gzip(path):
        sentences, right = item["candidates"], set(item["answers"])
        for first in range(0, len(sentences), 5):
            part = range(first, min(first + 5, len(sentences)))
            holds = bool(right & set(part))
            yield Example(
                source="selqa",
                question=item["question"].strip(),
                heading=f"{item['article']}, {item['section']}".strip(", "),
                passage=" ".join(sentences[i] for i in part),
                answerable=holds,
                group=str(item["article"]),
                kind="sentence" if holds else "other part",
            )


def domain(folder: Path) -> list[Example]:
    """Our own pairs: every line of every `.jsonl` file of a folder, in the order of their names.

    A line is a pair, or a passage of a whole document with all its questions as `asked`.

    Raises:
        ValueError: for an answer that does not stand in its passage, naming the file and the line.
    """
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                row = json.loads(line)
                found += [_pair(row | asked, f"{path.name}:{number}") for asked in row.pop("asked", [{}])]
    return found


def _pair(row: dict[str, Any], where: str) -> Example:
    answer = row.get("answer")
    spans: tuple[tuple[int, int], ...] = ()
    if answer:
        begins = [match.start() for match in re.finditer(re.escape(answer), row["passage"])]
        if not begins:
            raise ValueError(f"{where}: the answer does not stand in the passage: {answer!r}")
        spans = tuple(trimmed(row["passage"], begin, begin + len(answer)) for begin in begins)
    title = row.get("title")
    return Example(
        source="document" if title else "domain",
        question=row["question"].strip(),
        heading=_heading(row),
        passage=row["passage"],
        answerable=bool(answer),
        spans=spans[:1],
        group=_digest(f"{row['force']} {title}" if title else row["passage"]),
        kind=row.get("kind") or ("answerable" if answer else "near_miss"),
        contradicts=bool(row["contradicts"]) if answer and "contradicts" in row else None,
    )


def _heading(row: dict[str, Any]) -> str:
    """The heading; for two passages of five with the force before it, as the title of a search result names it."""
    heading, force = str(row.get("heading") or ""), str(row.get("force") or "")
    if force and int(_digest(row["passage"]), 16) % 5 < 2:
        return f"{force} > {heading}" if heading else force
    return heading


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def parts(config: dict[str, Any]) -> dict[str, list[Example]]:
    """Our own pairs, by part: `train`, `curve` and `test`."""
    data = config["data"]
    percents = {"domain": data["domain_held_back_percent"], "document": data["documents_held_back_percent"]}
    found: dict[str, list[Example]] = {"train": [], "curve": [], "test": []}
    for folder in data["domain"]:
        for example in domain(configuration.ROOT / folder):
            found[part_of(example.group, percents[example.source])].append(example)
    return found


def part_of(group: str, held_back_percent: int) -> str:
    """`train`, `curve` or `test` for a passage or document of our own, by its digest, so that all its questions stay together."""
    number = int(group, 16) % 100
    if number >= held_back_percent:
        return "train"
    return "curve" if number % 5 < 2 else "test"
