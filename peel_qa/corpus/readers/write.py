"""Parts as Markdown that `read_markdown` reads back as the same parts: the form in which added documents are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from peel_qa.corpus.structure import Part, Rows

_ANYWHERE = re.compile(r"[\\`*_\[\]<]|&(?=[#A-Za-z])|!(?=\[)")
_AT_START = re.compile(r"^(?=[#>+=~|:-])|^(\d{1,9})(?=[.)])")
_PAGE_MARK = re.compile(r"\{(?=\s*page\b[^}]*\}?$)", re.IGNORECASE)
_SHALLOWEST_FINDING = 4


def to_markdown(parts: Iterable[Part]) -> str:
    """The parts one below the other, with a blank line between, but for the items of a list; where a page begins a comment says so."""
    kept = [part for part in parts if part.text.strip() or part.rows or part.page]
    pieces = [_written(part) for part in kept]
    joints = ["\n" if above.kind == below.kind == "item" else "\n\n" for above, below in pairwise(kept)]
    return "".join(piece + joint for piece, joint in zip(pieces, [*joints, "\n"], strict=True)) if pieces else ""


def _written(part: Part) -> str:
    if part.kind == "table" and part.rows:
        return _table(part.rows)
    text = _escaped(" ".join(part.text.split()))
    if not text:
        return f"<!-- page {part.page} -->"
    if part.kind in ("title", "heading", "finding"):
        level = 1 if part.kind == "title" else max(part.level, _SHALLOWEST_FINDING) if part.kind == "finding" else max(2, part.level)
        page = f" {{page={part.page}}}" if part.page else ""
        return f"{'#' * min(level, 6)} {text}{page}"
    return f"- {text}" if part.kind == "item" else text


def _escaped(text: str) -> str:
    """A text of one line in which nothing is markup."""
    text = _ANYWHERE.sub(lambda match: f"\\{match.group()}", text)
    text = _AT_START.sub(lambda match: f"{match[1] or ''}\\", text)
    text = _PAGE_MARK.sub("(", text)
    return re.sub(r"#+$", lambda match: "\\" + "\\".join(match.group()), text)


def _table(rows: Rows) -> str:
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(_cell(cell) for cell in [*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cell(text: str) -> str:
    return _ANYWHERE.sub(lambda match: f"\\{match.group()}", " ".join(text.split())).replace("|", "\\|")
