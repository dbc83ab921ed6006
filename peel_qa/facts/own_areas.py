"""Areas that a report grades by a name of its own, which no list knows: rows of its table of grades."""

from __future__ import annotations

from collections.abc import Iterator

from peel_qa.facts.areas import area_of, find_areas
from peel_qa.facts.grades import graded_cells, matter_of
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
    for block in document.blocks:
        cells = list(graded_cells(document, block))
        if matter_of(document, block):
            yield from (cell for cell in cells if _is_name(cell.label))
            continue
        unknown = [cell for cell in cells if not find_areas(cell.label)]
        known = {area_of(cell.label) for cell in cells} - {""}
        if len(known) >= max(_FEWEST_KNOWN, len(unknown)):
            yield from (cell for cell in unknown if _is_name(cell.label))


def _is_name(label: str) -> bool:
    """Whether a label may name an area: some words that mean something, and no figure."""
    is_short = 0 < len(label.split()) <= _LONGEST and not any(character.isdigit() for character in label)
    return is_short and bool(terms(label)) and _NO_NAME.isdisjoint(terms(label))
