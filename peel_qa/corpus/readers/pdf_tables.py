"""Tables of a PDF's page: those with rules, as pdfplumber finds them, and tables of grades without rules, by where their words stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from peel_qa.corpus.layout import is_grade
from peel_qa.corpus.readers.layout import is_grade_head, spread_areas
from peel_qa.corpus.readers.pdf_lines import WORD_GAP, Box, Line
from peel_qa.corpus.structure import Rows
from peel_qa.text import visible

_FEWEST_GRADES = 3
_HEAD_LINES = 3
_FULL = 0.34
"""Share of cells with words, at least, in what is taken for a table and not for boxes drawn round a text."""
_LONGEST_CELL = 400
"""Characters of a table's cell, at most; a longer one is a text in a box."""
_GAP = 2.2
"""Heights of a line between two lines of one table, at most."""
_SAME_SIZE = 0.6
"""Points by which letters of one size may differ."""
_CELL_GAP = 0.9
"""Heights of a line between two words of different cells, at least."""


_Cell = tuple[str, float, float]
"""The words of a cell, with their left and right edges."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its page (from 0), its place in points, its rows."""

    page: int
    box: Box
    rows: Rows


def tables_of(page: Any, lines: Sequence[Line], number: int) -> list[Table]:
    """The tables of a pdfplumber page, whose lines are `lines`.

    A table of grades is taken by its rules where they give its whole head, else by where its words stand: rules are often
    only the edges of coloured cells.
    """
    ruled = ruled_tables(page, lines, number)
    sure = [table for table in ruled if is_grade_head(table.rows[0])]
    placed = [table for table in grade_tables(lines) if not any(_overlap(table.box, other.box) for other in sure)]
    return [*placed, *(table for table in ruled if not any(_overlap(table.box, other.box) for other in placed))]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def ruled_tables(page: Any, lines: Sequence[Line], number: int) -> list[Table]:
    """The tables with rules of a pdfplumber page; boxes round a text are none, and neither is what would lose words."""
    found = []
    for table in page.find_tables():
        raw = tuple(tuple(visible(cell or "").strip() for cell in row) for row in table.extract(x_tolerance_ratio=WORD_GAP))
        rows = tuple(row for row in _without_empty_columns(spread_areas(raw)) if any(row))
        if _is_table(rows) and _holds_all(rows, lines, table.bbox):
            found.append(Table(number, tuple(table.bbox), rows))
    return found


def _holds_all(rows: Rows, lines: Sequence[Line], box: Box) -> bool:
    """Whether the cells hold every letter that stands in a box."""
    middle = [(word, (left + right) / 2, (line.top + line.bottom) / 2) for line in lines for word, left, right in line.words]
    inside = [word for word, across, down in middle if box[0] <= across <= box[2] and box[1] <= down <= box[3]]
    return _letters("".join(inside)) <= _letters("".join(cell for row in rows for cell in row))


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _without_empty_columns(rows: Rows) -> Rows:
    """Rows without columns that have no word anywhere, which drawn cells leave; a column of a table of grades has its grade."""
    width = max((len(row) for row in rows), default=0)
    kept = [column for column in range(width) if any(column < len(row) and row[column] for row in rows)]
    return tuple(tuple(row[column] if column < len(row) else "" for column in kept) for row in rows)


def _is_table(rows: Rows) -> bool:
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    cells = [cell for row in rows for cell in row]
    is_of_grades = sum(is_grade(cell) for cell in rows[0]) >= _FEWEST_GRADES
    return is_of_grades or (sum(map(bool, cells)) >= _FULL * len(cells) and max(map(len, cells)) <= _LONGEST_CELL)


def grade_tables(lines: Sequence[Line]) -> list[Table]:
    """Tables of grades without rules: a line of grades, and below it areas that each stand under one of them."""
    found = []
    place = 0
    while place < len(lines):
        head = _head(lines, place)
        end = place
        if head:
            cells, used = head
            end, rows = _body(lines, place + used, cells)
            if rows:
                box = _box(lines[place:end])
                found.append(Table(lines[place].page, box, (tuple(text for text, _, _ in cells), *rows)))
        place = end if end > place else place + 1
    return found


def _head(lines: Sequence[Line], place: int) -> tuple[list[_Cell], int] | None:
    """The grades of a head with their edges, and its number of lines: more than one where "Requires" stands over "improvement"."""
    cells: list[_Cell] = []
    for size, line in enumerate(lines[place : place + _HEAD_LINES], start=1):
        if line.page != lines[place].page:
            break
        cells = _stacked(cells, _cells(line))
        if len(cells) >= _FEWEST_GRADES and all(is_grade(text) for text, _, _ in cells):
            return cells, size
    return None


def _stacked(above: list[_Cell], below: list[_Cell]) -> list[_Cell]:
    cells = list(above)
    for text, left, right in below:
        place = next((place for place, (_, start, end) in enumerate(cells) if left < end and start < right), None)
        if place is None:
            cells.append((text, left, right))
        else:
            over, start, end = cells[place]
            cells[place] = f"{over} {text}", min(start, left), max(end, right)
    return sorted(cells, key=lambda cell: cell[1])


def _body(lines: Sequence[Line], start: int, head: list[_Cell]) -> tuple[int, Rows]:
    """Number of the line behind the table, and its rows; each line's cells are given to the grade that they stand under.

    What is set in other letters than the first line of areas is a heading or a text below the table.
    """
    columns: list[list[str]] = [[] for _ in head]
    extents = [(left, right) for _, left, right in head]
    end = start
    while end < len(lines) and lines[end].page == lines[start].page:
        line = lines[end]
        is_alike = abs(line.size - lines[start].size) <= _SAME_SIZE and line.is_bold == lines[start].is_bold
        placed = _placed(_cells(line), head, extents) if is_alike else None
        if placed is None or line.top - lines[end - 1].bottom > _GAP * (line.bottom - line.top):
            break
        for column, (text, left, right) in placed:
            columns[column].append(text)
            extents[column] = min(left, extents[column][0]), max(right, extents[column][1])
        end += 1
    raw = (tuple(text for text, _, _ in head), tuple("\n".join(column) for column in columns))
    return end, tuple(row for row in spread_areas(raw)[1:] if any(row))


def _placed(cells: list[_Cell], head: list[_Cell], extents: list[tuple[float, float]]) -> list[tuple[int, _Cell]] | None:
    """The column of each cell of a line; None where one stands under no grade or under several.

    A column reaches as far as its grade and the areas under it so far; a cell that overlaps none of them belongs to the
    column between whose neighbours' middles it lies.
    """
    middles = [(left + right) / 2 for _, left, right in head]
    bounds = [float("-inf"), *((a + b) / 2 for a, b in pairwise(middles)), float("inf")]
    placed = []
    for text, left, right in cells:
        under = [column for column, (start, end) in enumerate(extents) if left < end and start < right]
        between = [column for column in range(len(head)) if bounds[column] < left and right < bounds[column + 1]]
        found = under or between
        if len(found) != 1 or text.endswith("."):
            return None
        placed.append((found[0], (text, left, right)))
    return placed


def _cells(line: Line) -> list[_Cell]:
    """The words of a line, put together where the gap between them is that of words and not of columns."""
    cells: list[_Cell] = []
    for text, left, right in line.words:
        if cells and left - cells[-1][2] < _CELL_GAP * (line.bottom - line.top):
            cells[-1] = (f"{cells[-1][0]} {text}", cells[-1][1], right)
        else:
            cells.append((text, left, right))
    return cells


def _box(lines: Sequence[Line]) -> Box:
    return (
        min(line.left for line in lines) - 1,
        min(line.top for line in lines) - 1,
        max(line.right for line in lines) + 1,
        max(line.bottom for line in lines) + 1,
    )
