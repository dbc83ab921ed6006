"""Grades of other times: when an area was graded last, and the grades of earlier inspections that a later document tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import GradeBook, inspection_name
from peel_qa.data import pattern_of
from peel_qa.dates import spoken
from peel_qa.facts.areas import areas, name_of
from peel_qa.facts.grade_words import GRADES
from peel_qa.facts.records import Grade, ToldGrade
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, inspected
from peel_qa.search.years import years_named
from peel_qa.text import opening

_WAYS = {"risen": "rise", "fallen": "fall"}
ANY_TIME = "9999"
"""Before which every inspection was."""
_LAST_GRADED = re.compile(
    r"\blast (?:time )?.{0,30}?\b(?:grad|rat|judg|inspect|assess|outstanding|good|adequate|requir|inadequate)\w*"
    r"|\b(?:grad|rat|judg|inspect|assess)\w+ (?:\w+ ){0,3}last\b|\bmost recent(?:ly)? (?:grad|rat|judg)\w*",
    re.IGNORECASE,
)
"""Asks when a grade was given for the last time."""


_YEAR_BEFORE = re.compile(r"\b(?:year|inspection|report|one|time) before\b|\bprevious (?:year|inspection|report)\b", re.IGNORECASE)


def last_graded(question: Question, book: GradeBook) -> Answer | None:
    """The newest inspection that graded each area, or gave it the grade asked for: "when was it last good"; None where not asked for."""
    if not _LAST_GRADED.search(question.own) or question.years:
        return None
    evidence = Evidence(book.library)
    claims: list[Claim] = []
    for area in question.areas:
        fitting = [grade for grade in book.of(area) if not question.grades or grade.grade in question.grades]
        if not fitting:
            return None
        numbers = evidence.add_all([(fitting[0].document, fitting[0].start, fitting[0].end)])
        claims.append(Claim(book.line(area, fitting[0]), numbers))
    return compose(question.text, claims, evidence.citations, confidence=0.9)


def told_claims(area: str, told: Sequence[ToldGrade], book: GradeBook, evidence: Evidence) -> list[Claim]:
    """What later documents tell of the grades that earlier inspections gave an area; [] where they tell none."""
    claims = []
    for one in told:
        numbers = evidence.add_all([(one.document, one.start, one.end)])
        source = book.source(one)
        when = spoken(source.published, source.published_sure)
        teller = inspection_name(source) if source.is_official else f"{source.the_publisher} ({when})"
        name = opening(name_of(area, max(one.years)) or areas()[area].name)
        claims.append(Claim(f"{name}: {one.grade} in {years_named(one.years)}, as {teller} tells.", numbers))
    return claims


def told_before(question: Question, area: str, chosen: Sequence[Grade], book: GradeBook) -> list[ToldGrade]:
    """The grade told of the time before the one inspection asked about, where a question sets it against that; [] elsewhere."""
    is_set_against = len(chosen) == 1 and _YEAR_BEFORE.search(question.own) is not None
    return book.told_of(area, inspected(book.source(chosen[0])))[:1] if is_set_against else []


def told_of_years(question: Question, area: str, book: GradeBook) -> list[ToldGrade]:
    """What later documents tell of an area's grade in the years asked for, of which no inspection is held."""
    return [told for told in book.told_of(area, ANY_TIME) if not set(told.years).isdisjoint(question.years)]


def denied_move(question: Question, book: GradeBook) -> str:
    """How the answer begins where the grades held of an area did not move as a question supposes: "what did it go up to"; "" elsewhere."""
    if len(question.areas) != 1 or question.intent.name in ("yesno", "compare", "timeline"):
        return ""
    way = next((way for way in _WAYS if pattern_of("peel_qa.answer", "grade_questions.toml", way).search(question.own)), "")
    held = [GRADES.index(grade.grade) for grade in book.of(question.areas[0])]  # newest first, and the best grade is the first
    if not way or not held:
        return ""
    none_beyond = held[0] == (len(GRADES) - 1 if way == "risen" else 0)
    is_other_way = len(held) > 1 and (held[0] >= held[1] if way == "risen" else held[0] <= held[1])
    return f"The documents held tell of no such {_WAYS[way]}. " if none_beyond or is_other_way else ""
