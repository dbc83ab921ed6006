"""Whole documents of our own, written as plain text, turned into lines of JSON for `data/`.

python -m training.documents SOURCE … --to FILE

    @@ Force | report | Title of the document
    ## Heading of a passage
    Its text, one line or more.
    ? A question
    = the words of the passage that answer it
    ? A question with a premise that does not hold, or one whose answer is no
    ≠ the words of the passage that say otherwise
    ? A question that looks as if the passage answered it
    ! what the passage lacks
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_KINDS = {"= ": "answerable", "≠ ": "answerable", "! ": "near_miss"}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The passages of a file, each with its questions as `asked`.

    Raises:
        ValueError: for a line out of place, or an answer that is not in its passage, naming file and line.
    """
    document: dict[str, Any] | None = None
    passage: dict[str, Any] | None = None
    question = ""
    for number, line in enumerate((*path.read_text(encoding="utf-8").splitlines(), "## "), start=1):
        where, text = f"{path.name}:{number}", line.strip()
        if text.startswith("@@ "):
            force, kind, title = (part.strip() for part in text[3:].split("|"))
            document = {"force": force, "document": kind, "title": title}
        elif line.startswith("## "):
            if passage and passage["asked"]:
                yield passage
            if document is None:
                raise ValueError(f"{where}: a passage before the line of its document (@@)")
            passage = {**document, "heading": line[3:].strip(), "passage": "", "asked": []}
        elif passage is None:
            if text:
                raise ValueError(f"{where}: text before the first passage (##)")
        elif text.startswith("? "):
            question = text[2:].strip()
        elif question and text[:2] in _KINDS:
            passage["asked"].append(_asked(question, text, passage["passage"], where))
            question = ""
        elif text:
            if question or passage["asked"]:
                raise ValueError(f"{where}: neither a question (?) nor its answer (=, ≠, !)")
            passage["passage"] = f"{passage['passage']}\n{text}".strip()


def _asked(question: str, line: str, passage: str, where: str) -> dict[str, Any]:
    said = line[2:].strip()
    if line[0] == "!":
        return {"question": question, "answer": None, "kind": "near_miss", "why": said}
    if said not in passage:
        raise ValueError(f"{where}: the answer does not stand in the passage: {said!r}")
    return {"question": question, "answer": said, "kind": "answerable", "contradicts": line[0] == "≠"}


def main() -> None:
    """Read the sources and write one file of JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    made = [row for source in given.sources for row in rows(source)]
    for row in made:
        if not any(asked.get("contradicts") for other in made if other["title"] == row["title"] for asked in other["asked"]):
            row["asked"] = [{k: v for k, v in asked.items() if k != "contradicts"} for asked in row["asked"]]
    given.to.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made), encoding="utf-8")
    print(f"{given.to}: {len(made)} passages, {sum(len(row['asked']) for row in made)} pairs")


if __name__ == "__main__":
    main()
