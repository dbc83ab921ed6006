"""Next questions: what a reader would ask because of what was found, each with the citation of what it follows from."""

from __future__ import annotations

from collections.abc import Iterator

from peel_qa.briefing.finding_lists import deadline_of
from peel_qa.briefing.grade_table import low_areas
from peel_qa.briefing.notebook import Notebook, area_name, first, words
from peel_qa.briefing.records import Line, Section
from peel_qa.facts.areas import name_of
from peel_qa.facts.records import Finding


def questions_section(book: Notebook) -> Section:
    """The questions of the audience, the most pressing first."""
    chosen, left = first(_questions(book), book.limits["questions"])
    note = None if chosen else Line("Nothing was found that a question would follow from.")
    return Section("questions", "Next questions", chosen, note, left_out=left)


def _questions(book: Notebook) -> Iterator[Line]:
    asks: dict[str, str] = words("questions", book.audience)
    for place, one in enumerate(book.findings("cause of concern")):
        yield Line(asks["concern"].format(subject=_area(one.area, one.chapter)), book.cite(one.document, one.start, one.end), spare=place)
    again: dict[tuple[str, str], list[Finding]] = {}
    for one in book.findings("area for improvement"):
        if one.repeated_from:
            again.setdefault((_area(one.area, one.chapter), one.repeated_from), []).append(one)
    for (subject, year), found in again.items():
        numbers = tuple(number for one in found for number in book.cite(one.document, one.start, one.end))
        yield Line(asks["repeated"].format(subject=subject, year=year), numbers, spare=3)
    seen: set[tuple[str, str]] = set()
    for one in book.findings("recommendation"):
        deadline = deadline_of(book, one)
        if deadline and (one.area, deadline.words) not in seen:
            seen.add((one.area, deadline.words))
            text = asks["recommendation"].format(subject=_area(one.area, one.chapter), deadline=deadline.words)
            yield Line(text, book.cite(one.document, one.start, one.end), spare=3)
    yield from _low_grades(book, asks["inadequate"])


def _low_grades(book: Notebook, ask: str) -> Iterator[Line]:
    for key, cell in low_areas(book).items():
        if book.scope.holds_area(key):
            yield Line(ask.format(subject=name_of(key), grade=cell.grade), book.cite(*cell.quote), spare=5)


def _area(key: str, chapter: str) -> str:
    name = area_name(key)
    return name[0].lower() + name[1:] if name else chapter
