"""Areas that a report covers without grading them, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from peel_qa.corpus.layout import is_grade
from peel_qa.facts.areas import area_of, areas
from peel_qa.facts.grade_words import GRADES, normal_grade, saying
from peel_qa.facts.grades import place_of
from peel_qa.facts.records import Grade, Ungraded
from peel_qa.records import Document
from peel_qa.text import sentences_between

_REASONS: dict[str, Literal["elsewhere", "never"]] = {"elsewhere": "elsewhere", "never": "never"}


def read_ungraded(document: Document, graded: Sequence[Grade]) -> list[Ungraded]:
    """Areas that a report has a chapter on, or a row that says "Not graded", but no grade for."""
    if document.source.kind != "report":
        return []
    known = {grade.area for grade in graded}
    chapters: dict[str, list[tuple[int, int]]] = {}
    for number, section in enumerate(document.sections):
        keys = [(depth, key) for depth, heading in enumerate(section.path) if (key := area_of(heading)) and key not in known]
        without = [(depth, key) for depth, key in keys if not areas()[key].pillar]
        spans = _sentences_of(document, number) if without else []
        for depth, key in without:
            if depth == 0 or _says_so(document, spans):
                chapters.setdefault(key, []).extend(spans)
    found = {key: _of_chapter(document, key, spans) for key, spans in chapters.items() if spans}
    return [*found.values(), *(row for row in _rows(document) if row.area not in known | found.keys())]


def _sentences_of(document: Document, section: int) -> list[tuple[int, int]]:
    """The sentences of the paragraphs of a section, by its number."""
    paragraphs = [block for block in document.blocks if block.section == section and block.kind == "paragraph"]
    return [span for block in paragraphs for span in sentences_between(document.text, block.start, block.end)]


def _says_so(document: Document, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the sentences of a section says that no grade is given."""
    return any(saying("no_grade").search(document.text[start:end]) for start, end in spans)


def _of_chapter(document: Document, key: str, spans: list[tuple[int, int]]) -> Ungraded:
    """The sentence that says that an area is not graded; the chapter's first one where none says so."""

    def first(pattern: re.Pattern[str]) -> tuple[int, int] | None:
        return next((span for span in spans if pattern.search(document.text[span[0] : span[1]])), None)

    start, end = first(saying("no_grade")) or first(saying("elsewhere")) or spans[0]
    is_pending = first(saying("pending")) is not None
    return Ungraded(document.id, start, end, key, _REASONS.get(areas()[key].graded, "narrative"), is_pending)


def _rows(document: Document) -> list[Ungraded]:
    """Rows of a table that say of an area that it is not graded."""
    found: dict[str, Ungraded] = {}
    for block in document.blocks:
        for row in block.rows:
            is_without = any(is_grade(cell) and normal_grade(cell) not in GRADES for cell in row[1:])
            if is_without and (key := area_of(row[0])):
                start, end = place_of(document, block, row)
                found[key] = Ungraded(document.id, start, end, key, _REASONS.get(areas()[key].graded, "narrative"))
    return list(found.values())
