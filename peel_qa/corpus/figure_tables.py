"""Tables of figures in a document: what each row is about, what each column is, and what the whole table tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from peel_qa.corpus.layout import is_grade
from peel_qa.records import Block, Document, Span

_GRADES = 3
"""Cells that are grades, from which on a table is one of grades."""
_SHARE = 0.5
"""Share of the cells behind the first column, from which on a table with figures in them is one of figures."""
_LONGEST_CAPTION = 200
_OPENS = re.compile(r"(?::|\b(?:as follows|in (?:the|this) table|below)\.)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row at `span` of the document's text; `cells` are those behind its label, in the order of the table's columns."""

    span: Span
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table whose first column names what the others give figures of.

    `caption` is the line above it that says what is measured, at `above`; `about` is the head of its first column, `columns` are the heads
    of the others.
    """

    span: Span
    above: Span | None
    caption: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def only(self, columns: Sequence[int]) -> FigureTable:
        """The table with some of its columns, by their numbers from 0."""
        rows = tuple(replace(row, cells=tuple(row.cells[n] for n in columns)) for row in self.rows)
        return replace(self, columns=tuple(self.columns[n] for n in columns), rows=rows)

    def told(self, row: Row) -> str:
        """A row in words: "Northfield: 66 (2022/23); 58 (2023/24)"."""
        cells = [f"{cell} ({name})" if name else cell for cell, name in zip(row.cells, self.columns, strict=True) if cell]
        return f"{row.label}: {'; '.join(cells)}"

    def with_caption(self, rows: Sequence[Row]) -> str:
        """Some rows in words, behind what the table is about."""
        told = ". ".join(map(self.told, rows))
        return f"{self.caption.rstrip(' :.')}: {told}" if self.caption else told


@lru_cache(maxsize=256)
def figure_tables(document: Document) -> tuple[FigureTable, ...]:
    """The tables of figures of a document, in reading order."""
    return tuple(_tables(document))


def _tables(document: Document) -> Iterator[FigureTable]:
    for at, block in enumerate(document.blocks):
        if block.kind == "table" and _is_of_figures(block):
            lines = lines_of(document.text, block)
            if len(lines) == len(block.rows):
                (about, *columns), *body = block.rows
                rows = tuple(Row(span, row[0], tuple(row[1:])) for span, row in zip(lines[1:], body, strict=True) if row[0])
                above = _above(document, at)
                caption = " ".join(document.text[above.start : above.end].split()) if above else ""
                yield FigureTable(Span(block.start, block.end), above, caption, about, tuple(columns), rows)


def _is_of_figures(block: Block) -> bool:
    if len(block.rows) < 2 or len({len(row) for row in block.rows}) != 1 or len(block.rows[0]) < 2:
        return False
    cells = [cell for row in block.rows[1:] for cell in row[1:] if cell]
    figures = sum(any(map(str.isdigit, cell)) for cell in cells)
    return bool(cells) and figures >= _SHARE * len(cells) and sum(map(is_grade, cells)) < _GRADES


def _above(document: Document, at: int) -> Span | None:
    """Where the short line right above a table stands, in its section; None where there is none."""
    above = document.blocks[at - 1] if at else None
    if above is None or above.kind == "table" or above.section != document.blocks[at].section:
        return None
    text = document.text[above.start : above.end].rstrip()
    is_caption = above.kind != "paragraph" or opens_table(text) or not text.endswith((".", "!", "?"))
    return Span(above.start, above.end) if is_caption and len(text) <= _LONGEST_CAPTION else None


def opens_table(line: str) -> bool:
    """Whether a line says that a table follows it, and so tells nothing by itself: "We judged 62 cases, as follows."."""
    return _OPENS.search(line) is not None


def lines_of(text: str, span: Span | Block) -> list[Span]:
    """The lines of a stretch of a text, without blanks at their ends."""
    found, start = [], span.start
    for line in text[span.start : span.end].split("\n"):
        begin = start + len(line) - len(line.lstrip())
        found.append(Span(begin, max(begin, start + len(line.rstrip()))))
        start += len(line) + 1
    return found
