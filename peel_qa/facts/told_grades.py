"""Grades that a document tells of an earlier inspection: "Its last full inspection, in 2021/22, rated it as requiring improvement at …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peel_qa.facts.areas import area_of, find_areas
from peel_qa.facts.forces import is_about
from peel_qa.facts.grade_words import (
    GRADE,
    GRADES,
    LONGEST_SENTENCE,
    grades_named,
    normal_grade,
    saying,
    without_grades,
    years_of,
    years_of_source,
)
from peel_qa.facts.grades import matter_of, place_of
from peel_qa.facts.records import ToldGrade
from peel_qa.records import Document
from peel_qa.text import sentences_between

_GRADE_IN_YEAR = re.compile(
    rf"\b(?P<grade>{GRADE})[\"'”’]? in (?:the |our )?(?:PEEL )?"
    r"(?P<years>(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?)",
    re.IGNORECASE,
)


def read_told_grades(document: Document) -> list[ToldGrade]:
    """The grades of earlier inspections, one an area and inspection: those of sentences that name one grade, one area and earlier years.

    A sentence that names no area speaks of the one before it in its paragraph, else of its section.
    """
    found: dict[tuple[str, tuple[int, ...]], ToldGrade] = {}
    for told in (*_from_tables(document), *_told(document)):
        found.setdefault((told.area, told.years), told)
    return list(found.values())


def _from_tables(document: Document) -> Iterator[ToldGrade]:
    """The grades of a table's earlier years: a year at the head of each column, or before each row."""
    first = min(years_of_source(document.source), default=0)
    for block in document.blocks:
        if block.kind != "table" or len(block.rows) < 2 or matter_of(document, block):
            continue
        head, *rows = block.rows
        for row in rows:
            start, end = place_of(document, block, row)
            for title, cell in list(zip(head, row, strict=False))[1:]:
                at_head = set() if grades_named(title) else years_of(title)
                years = at_head or years_of(row[0])
                area = area_of(row[0] if at_head else title)
                grade = normal_grade(cell.strip())
                if area and grade in GRADES and years and max(years) < first:
                    yield ToldGrade(document.id, start, end, area, grade, tuple(sorted(years)))


def _told(document: Document) -> Iterator[ToldGrade]:
    first = min(years_of_source(document.source), default=0)
    for block in document.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        area, since = "", block.start
        for start, end in sentences_between(document.text, block.start, block.end):
            text = " ".join(document.text[start:end].split())[:LONGEST_SENTENCE]
            named = find_areas(without_grades(text))
            if named:
                area, since = named[0] if len(named) == 1 else "", start
            grades = grades_named(text)
            years = years_of(text)
            if len(grades) > 1 and area and len(named) < 2 and is_about(text, document.source.force):
                yield from _one_after_another(document, area, since, end, text, first)
            if len(grades) == 1 and years and max(years) < first and _is_judged(text, document.source.force):
                where = area or _area_of_section(document, block.start)
                if where and len(named) < 2:
                    yield ToldGrade(document.id, since if area else start, end, where, grades.pop(), tuple(sorted(years)))


def _one_after_another(document: Document, area: str, start: int, end: int, text: str, first: int) -> Iterator[ToldGrade]:
    """The grades of a sentence that tells several with their years: "it was good in 2016, requires improvement in 2017"."""
    for match in _GRADE_IN_YEAR.finditer(text):
        years = years_of(match["years"])
        grade = normal_grade(match["grade"])
        if grade in GRADES and years and max(years) < first:
            yield ToldGrade(document.id, start, end, area, grade, tuple(sorted(years)))


def _is_judged(text: str, force: str) -> bool:
    """Whether a sentence tells a judgment of the force, and denies none."""
    judged, denied = saying("judged").search(text), saying("no_judgment").search(text)
    return judged is not None and denied is None and is_about(text, force)


def _area_of_section(document: Document, place: int) -> str:
    section = next((s for s in reversed(document.sections) if s.start <= place < s.end), None)
    return next((area for heading in reversed(section.path) if (area := area_of(heading))), "") if section else ""
