"""Tables in plain text: cells between tabs or in columns, and tables of grades whose cells stand one below the other.

In a table of grades the columns are the grades and the cells are areas, so that a cell's column decides its grade.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, zip_longest

from peel_qa.corpus.clean import is_closed
from peel_qa.corpus.layout import is_grade, is_subsection, rank_of
from peel_qa.corpus.structure import Part, Rows, read_table

_FEWEST_GRADES = 3
_AREA_WORDS = 8
_FEWEST_ROWS = 3
"""Lines with cells in columns, from which on they are a table."""
_CELLS_APART = re.compile(r"(?<=\S) {2,}(?=\S)")
_RULER = re.compile(r":?-{2,}:?")


def without_indents(lines: list[str]) -> list[str]:
    """Lines without the tabs in front of them, but for the rows of a table: there one row of the run has a tab between cells."""
    level: list[str] = []
    for is_tabbed, group in groupby(lines, key=lambda line: "\t" in line):
        run = list(group)
        has_cells = is_tabbed and any("\t" in line.strip("\t") for line in run)
        level.extend(run if has_cells else (line.strip("\t") for line in run))
    return level


def mend_cells(lines: list[str]) -> list[str]:
    """Put a grade together again that was broken inside a row: "… Adequate⇥Requires" + "improvement⇥Inadequate"."""
    mended: list[str] = []
    for line in lines:
        if mended and ("\t" in mended[-1] or "\t" in line) and _is_broken_grade(mended[-1].split("\t")[-1], line.split("\t")[0]):
            mended[-1] = f"{mended[-1]} {line}"
        else:
            mended.append(line)
    return mended


def _is_broken_grade(last: str, first: str) -> bool:
    return not is_grade(last) and not is_grade(first) and is_grade(f"{last.strip()} {first.strip()}")


def take_table(lines: list[str], start: int, ends_before: Callable[[int], bool]) -> tuple[Part | None, int]:
    """The table that begins at line `start`, and the number of its lines; None and 0 where none begins there.

    `ends_before` says of a line's number that something else begins there.
    """
    if "\t" in lines[start]:
        end = start
        while end < len(lines) and "\t" in lines[end]:
            end += 1
        return _tabbed(lines[start:end]), end - start
    end = _end_of_list(lines, start, ends_before)
    return (_listed(lines[start:end]), end - start) if end > start else (None, 0)


def _tabbed(lines: list[str]) -> Part:
    rows = [tuple(cell.strip() for cell in line.split("\t")) for line in lines]
    width = max(len(row) for row in rows)
    rows = [row + ("",) * (width - len(row)) for row in rows]
    grades = _with_wrapped_cells(rows)
    cells = tuple(grades if _is_of_grades(grades[0]) else rows)
    return Part("table", "\n".join(lines), reading=reading_of(cells), rows=cells)


def reading_of(rows: Rows) -> str:
    """How a table reads in sentences: one whose head is grades by columns, any other by rows."""
    return _read_grades(rows) if rows and _is_of_grades(rows[0]) else read_table(rows)


def _is_of_grades(head: tuple[str, ...]) -> bool:
    return sum(is_grade(cell) for cell in head) >= _FEWEST_GRADES


def _with_wrapped_cells(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows whose cells all begin in lower case belong to the row above: "Requires" over "improvement"."""
    whole = [rows[0]]
    for row in rows[1:]:
        filled = [cell for cell in row if cell]
        if filled and all(cell[0].islower() for cell in filled):
            whole[-1] = tuple(" ".join(part for part in (above, cell) if part) for above, cell in zip(whole[-1], row, strict=True))
        else:
            whole.append(row)
    return whole


def _end_of_list(lines: list[str], start: int, ends_before: Callable[[int], bool]) -> int:
    """Where a list of grades with their areas below each ends; `start` where there is none."""
    if rank_of(lines[start]) != 0:
        return start
    best, end = 0, start + 1
    found = 1
    while end < len(lines) and _is_cell(lines[end]) and not is_subsection(lines[end]):
        rank = rank_of(lines[end])
        if 0 <= rank <= best or (rank < 0 and ends_before(end)):
            break
        found += rank > best
        best = max(best, rank)
        end += 1
    return end if found >= _FEWEST_GRADES else start


def _is_cell(line: str) -> bool:
    return "\t" not in line and len(line.split()) <= _AREA_WORDS and (is_grade(line) or not is_closed(line))


def _listed(lines: list[str]) -> Part:
    """The rows of a listed table; none, and no grade is told, where all grades stand first: their columns are lost."""
    columns: list[list[str]] = []
    for line in lines:
        if is_grade(line):
            columns.append([line])
        else:
            columns[-1].append(line)
    text = "\n".join(lines)
    if all(len(column) == 1 for column in columns[:-1]):
        return Part("table", text, reading=f"Grades and areas, without saying which belong together: {', '.join(lines)}.")
    rows = tuple(zip_longest(*columns, fillvalue=""))
    return Part("table", text, reading=_read_grades(rows), rows=rows)


def _read_grades(rows: Rows) -> str:
    columns = []
    for column, grade in enumerate(rows[0]):
        areas = [row[column] for row in rows[1:] if column < len(row) and row[column]]
        if grade or areas:
            columns.append(f"{grade}: {', '.join(areas) if areas else 'no area'}.")
    return "Graded judgments, from best to worst: " + " ".join(columns)


def with_tabs(lines: list[str]) -> list[str]:
    """Lines in which the cells of a table that stand in columns, blanks or strokes between them, are parted by tabs instead."""
    parted: list[str] = []
    split = ((line, _CELLS_APART.split(line.strip())) for line in _without_strokes(lines))
    for width, group in groupby(split, key=lambda pair: len(pair[1])):
        run = list(group)
        is_table = width > 1 and len(run) >= _FEWEST_ROWS and _are_figures([cells for _, cells in run[1:]])
        parted += ["\t".join(cells) if is_table else line for line, cells in run]
    return parted


def _without_strokes(lines: list[str]) -> list[str]:
    """Lines in which the strokes between the cells of a table are tabs: "Investigating crime | Good"; rulers between rows are left out."""
    parted: list[str] = []
    split = ((line, [cell.strip() for cell in line.strip().strip("|").split("|")]) for line in lines)
    for width, group in groupby(split, key=lambda pair: len(pair[1])):
        run = list(group)
        rows = [cells for _, cells in run if not all(_RULER.fullmatch(cell) for cell in cells)]
        parted += ["\t".join(cells) for cells in rows] if width > 1 and len(rows) >= _FEWEST_ROWS else [line for line, _ in run]
    return parted


def _are_figures(rows: list[list[str]]) -> bool:
    """Whether most cells behind the first of each row hold a figure."""
    cells = [cell for row in rows for cell in row[1:]]
    return 2 * sum(any(map(str.isdigit, cell)) for cell in cells) > len(cells)
