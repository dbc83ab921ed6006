"""Grades over the inspections as one table: areas down, inspections across, each cell with the place that it was read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from peel_qa.answer.evidence import Library
from peel_qa.answer.gradebook import GradeBook
from peel_qa.data import read_table
from peel_qa.facts.areas import areas
from peel_qa.facts.grades import GRADES
from peel_qa.facts.records import Grade, Ungraded
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Source
from peel_qa.search.filters import Filters
from peel_qa.service.holdings import inspected, programme

Gap = Literal["elsewhere", "never", "narrative"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A grade, or why there is none, with its sentence `text[start:end]` of a document; `label` is the area's name at that time."""

    document: str
    start: int
    end: int
    sentence: str
    grade: str = ""
    label: str = ""
    gap: Gap | None = None

    @property
    def quote(self) -> tuple[str, int, int]:
        """Where the sentence stands."""
        return self.document, self.start, self.end


@dataclass(frozen=True, slots=True)
class Column:
    """One inspection. `counts` holds its grades from best to worst; `change` what makes it incomparable with the column before."""

    name: str
    inspected: str
    source: Source
    counts: tuple[tuple[str, int], ...]
    grades: int
    change: str


@dataclass(frozen=True, slots=True)
class Row:
    """One area over the inspections; a cell is None where the documents held say nothing.

    `area` is a key of areas.toml, or the name in small letters of an area that only its reports know.
    """

    area: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The grades of one force, oldest inspection first."""

    force: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def timeline(index: SearchIndex, force: str) -> Timeline:
    """The grades of a force; without columns where none are held."""
    book = GradeBook.open(Library(index), Filters(force=force))
    sources = [book.library.source(name) for name in reversed(book.inspections())]
    sources = _ordered([source for source in sources if source.force == force])
    columns = tuple(_column(source, before, book) for source, before in zip(sources, [None, *sources], strict=False))
    names = {key: area.name for key, area in areas().items()} | {_area(grade): _area(grade) for grade in book.own}
    rows = (Row(key, name, tuple(_cell(key, source, book) for source in sources)) for key, name in names.items())
    return Timeline(force, columns, tuple(row for row in rows if any(row.cells)))


def cycle_of(source: Source) -> tuple[int, int, str]:
    """First year, number of grades and note of the cycle that an inspection belongs to."""
    year = int(_first_year(source))
    cycles = read_table("peel_qa.service", "cycles.toml")["cycle"]
    chosen = max((cycle for cycle in cycles if cycle["first"] <= year), key=lambda cycle: cycle["first"], default=cycles[0])
    return chosen["first"], chosen["grades"], chosen["note"]


def _ordered(sources: Sequence[Source]) -> list[Source]:
    """By time, those of the most frequent kind of inspection first, so that what continues stands together."""
    kinds = Counter(programme(source) for source in sources)
    return sorted(sources, key=lambda source: (-kinds[programme(source)], programme(source)))


def _first_year(source: Source) -> str:
    digits = "".join(character if character.isdigit() else " " for character in source.inspection).split()
    return next((part for part in digits if len(part) == 4), inspected(source)[:4])


def _column(source: Source, before: Source | None, book: GradeBook) -> Column:
    found = Counter(grade.grade for grade in _grades_of(source, book))
    first, grades, note = cycle_of(source)
    change = ""
    if before is not None and programme(before) != programme(source):
        change = "Another kind of inspection: its grades are about one subject, over several forces."
    elif before is not None and cycle_of(before)[0] != first:
        change = note
    counts = tuple((grade, found[grade]) for grade in GRADES if found[grade])
    return Column(source.inspection, inspected(source), source, counts, grades, change)


def _same_inspection(source: Source, other: Source) -> bool:
    return (source.force, source.inspection) == (other.force, other.inspection)


def _grades_of(source: Source, book: GradeBook) -> list[Grade]:
    """The grades of an inspection, one an area: the report's own before a newspaper's."""
    kept: dict[str, Grade] = {}
    for grade in (*book.grades, *book.own):
        if _same_inspection(book.source(grade), source):
            kept.setdefault(_area(grade), grade)
    return list(kept.values())


def _area(grade: Grade) -> str:
    return grade.area or grade.label.lower()


def _cell(area: str, source: Source, book: GradeBook) -> Cell | None:
    grade = next((grade for grade in _grades_of(source, book) if _area(grade) == area), None)
    if grade is not None:
        return Cell(grade.document, grade.start, grade.end, _text(grade, book), grade.grade, grade.label)
    gap = next((u for u in book.ungraded if u.area == area and _same_inspection(book.source(u), source)), None)
    return Cell(gap.document, gap.start, gap.end, _text(gap, book), gap=gap.reason) if gap else None


def _text(fact: Grade | Ungraded, book: GradeBook) -> str:
    return " ".join(book.library.text(fact.document, fact.start, fact.end).split())


def forces_graded(index: SearchIndex) -> list[str]:
    """The forces that grades are held of, in order of name."""
    return sorted({index.documents[grade.document].source.force for grade in index.facts.grades})


def entries(tables: Iterable[Timeline]) -> list[dict[str, object]]:
    """Every cell as a flat record, for programs."""
    return [
        _entry(table, column, row, cell) for table in tables for row in table.rows for column, cell in _pairs(table.columns, row) if cell
    ]


def _pairs(columns: Sequence[Column], row: Row) -> Iterable[tuple[Column, Cell | None]]:
    return zip(columns, row.cells, strict=True)


def _entry(table: Timeline, column: Column, row: Row, cell: Cell) -> dict[str, object]:
    return {
        "force": table.force,
        "edition": column.name,
        "inspected": column.source.inspected,
        "published": column.source.published,
        "area": row.area,
        "area_name": row.name,
        "label": cell.label,
        "grade": cell.grade or None,
        "ungraded": cell.gap,
        "grades_on_scale": column.grades,
        "document": cell.document,
        "start": cell.start,
        "end": cell.end,
        "quote": cell.sentence,
    }
