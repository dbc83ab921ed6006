"""Areas that a report grades by a name of its own, which no list knows: rows of its table of grades, and questions on one subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peel_qa.facts.areas import area_of, find_areas
from peel_qa.facts.grade_lists import graded_question
from peel_qa.facts.grades import area_of_report, graded_cells, matter_of
from peel_qa.facts.records import Grade
from peel_qa.records import Document
from peel_qa.stems import terms
from peel_qa.text import fold

_FEWEST_KNOWN = 2
"""Areas known by name that a table must grade to be one of areas, and not of forces, aims or recommendations."""
_LONGEST = 10
"""Words of the longest label: what is longer is a sentence."""
_NO_NAME = frozenset(terms("overall total previous average grade judgment judgement rating"))
"""Words of labels that sum up, or set beside."""


def read_own_areas(document: Document) -> list[Grade]:
    """The grades of such rows, one a label; `area` is "" there."""
    return list({fold(grade.label): grade for grade in _rows(document)}.values())


def _rows(document: Document) -> Iterator[Grade]:
    has_matter = bool(area_of_report(document))
    for block in document.blocks:
        if has_matter and (asked := graded_question(document, block)):
            yield asked
        cells = list(graded_cells(document, block))
        if matter_of(document, block):
            yield from (cell for cell in cells if _is_name(cell.label))
            continue
        unknown = [cell for cell in cells if not find_areas(cell.label)]
        known = {area_of(cell.label) for cell in cells} - {""}
        if len(known) >= max(_FEWEST_KNOWN, len(unknown)):
            yield from (cell for cell in unknown if _is_name(cell.label))
        yield from _further(cells)


def _further(cells: Sequence[Grade]) -> Iterator[Grade]:
    """The rows of an area that another row has graded before: parts of it under names of their own ("planning for the future")."""
    first: dict[str, str] = {}
    for cell in cells:
        area = area_of(cell.label)
        if area and fold(first.setdefault(area, cell.label)) != fold(cell.label) and _is_name(cell.label):
            yield cell


def _is_name(label: str) -> bool:
    """Whether a label may name an area: some words that mean something, and no figure."""
    is_short = 0 < len(label.split()) <= _LONGEST and not any(character.isdigit() for character in label)
    return is_short and bool(terms(label)) and _NO_NAME.isdisjoint(terms(label))
