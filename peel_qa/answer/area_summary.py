"""What an inspection said about an area as a whole: its grade, what was praised and what is to be put right."""

from __future__ import annotations

import re
from itertools import islice

from peel_qa.answer.appraisal import appraisals, told_by
from peel_qa.answer.compose import compose
from peel_qa.answer.demands import asks_what_is_said
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import GradeBook
from peel_qa.facts.areas import area_terms, areas, find_areas
from peel_qa.facts.records import Grade
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, affinity
from peel_qa.stems import terms

_MOST = 3
"""Findings of each kind that are quoted for an inspection."""
_MOST_EDITIONS = 3
_SENTENCE = re.compile(
    r"\b(?:wh\w+|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|tell|say|said)\b", re.IGNORECASE
)
_FRAMING = frozenset(
    terms("report reports inspection inspections inspectors inspectorate edition area say said find found overall conclude about")
)


def answer_area_summary(question: Question, book: GradeBook) -> Answer | None:
    """The answer to "what did PEEL 2015 say about preventing crime"; None where something narrower or another thing is asked."""
    is_asked = asks_what_is_said(question) or _goes_on_so(question) or _is_bare(question)
    if len(question.areas) != 1 or question.is_area_guessed or not is_asked:
        return None
    area = question.areas[0]
    if asks_what_is_said(question) and _is_part(question, area):
        return None
    if not set(question.subject) <= area_terms(question.areas) | _FRAMING:
        return None
    held = book.of(area)
    fitting = [g for g in held if affinity(question, book.source(g)) >= 1.0] or [g for g in held if affinity(question, book.source(g)) > 0]
    chosen = fitting if question.years else held[:_MOST_EDITIONS]
    if not chosen:
        return None
    evidence = Evidence(book.library)
    claims = [claim for grade in chosen for claim in _of_inspection(grade, area, book, evidence)]
    return compose(question.text, claims, evidence.citations, confidence=0.85)


def _is_part(question: Question, area: str) -> bool:
    """Whether a question names only a part of an area, of which more is said than its grade: "what do they say about stop and search"."""
    rest = question.full
    for name in areas()[area].parts:
        rest = re.sub(rf"\b{re.escape(name)}\b", " ", rest, flags=re.IGNORECASE)
    return rest != question.full and area not in find_areas(rest)


def _is_bare(question: Question) -> bool:
    """Whether an area and perhaps an edition is all that a question names: "Treatment of the public, 2021/22?"."""
    is_noun = question.intent.name == "general" and not question.is_graded and not _SENTENCE.search(question.own)
    return is_noun and not question.is_follow_up and set(question.subject) <= area_terms(question.areas)


def _goes_on_so(question: Question) -> bool:
    """Whether a follow-up with nothing but another edition or area goes on from such a question: "And in 2015?"."""
    return question.is_follow_up and not question.own_subject and asks_what_is_said(question, whole=True)


def _of_inspection(grade: Grade, area: str, book: GradeBook, evidence: Evidence) -> list[Claim]:
    claims = [Claim(book.line(area, grade), evidence.add_all([(grade.document, grade.start, grade.end)]))]
    document = book.library.index.documents[grade.document]
    for kind in appraisals():
        verb = "praised" if kind.name == "praise" else "criticised"
        claims += evidence.bullets(islice(told_by(document, book.library, kind, (area,)), _MOST), f"{verb}: ")
    return claims
