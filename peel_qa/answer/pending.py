"""Questions for what an inspection found that a report says is not finished, or not published yet."""

from __future__ import annotations

import re

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import GradeBook, inspection_name
from peel_qa.facts.areas import area_terms, areas
from peel_qa.facts.records import Ungraded
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.stems import terms

_ASKS_FOR_RESULT = re.compile(
    r"\b(?:find|finds|found|findings?|results?|conclu\w+|outcomes?|say|says|said|tell|tells|judg\w+|verdicts?|in|show\w*|recommend\w*)\b",
    re.IGNORECASE,
)
_OF_INSPECTION = re.compile(r"\b(?:inspect\w*|reports?|review\w*|HMICFRS|PEEL|watchdog|letter)\b", re.IGNORECASE)
_WAS_INSPECTED = re.compile(r"\b(?:inspected|examined|assessed|covered|included|looked (?:at|into)|reviewed|dealt with)\b", re.IGNORECASE)
_WHEN_OR_WHY = ("when", "why", "who", "attribution", "duration")
_FRAME = frozenset(
    terms(
        "find found finding findings result results conclude concluded conclusion outcome say said tell told judge judgment verdict "
        "show recommend recommended recommendations inspect inspected inspection inspectors inspectorate report reports separate "
        "review letter published force police"
    )
)
_STRAY = 1


def answer_pending(question: Question, book: GradeBook) -> Answer | None:
    """That the results asked for are not out yet, with the sentence that says so; None where they are, or something else is asked."""
    if question.intent.name in _WHEN_OR_WHY or not question.areas or not _OF_INSPECTION.search(question.own):
        return None
    if not _ASKS_FOR_RESULT.search(question.own) or len(question.stray(area_terms(question.areas) | _FRAME)) > _STRAY:
        return None
    waiting = [fact for fact in book.ungraded if fact.is_pending and fact.area in question.areas and _may_mean(question, fact, book)]
    if not waiting:
        return None
    fact = waiting[0]
    evidence = Evidence(book.library)
    name = areas()[fact.area].name
    if question.intent.name == "yesno" and _WAS_INSPECTED.search(question.own):
        place = (fact.document, fact.start, fact.end)
        told = " ".join(book.library.text(*place).split())
        first = Claim(f"No, {inspection_name(book.source(fact))} gives no findings on {name}. “{told}”", evidence.add_all([place]))
        return compose(question.text, [first], evidence.citations, confidence=0.9)
    first = Claim(f"The documents held do not say: {inspection_name(book.source(fact))} says that the results on {name} are not out yet.")
    nearest = [c for c in [evidence.library_citation(fact.document, fact.start, fact.end)] if c]
    return compose(question.text, [first], [], "not_yet_published", nearest=nearest, confidence=0.9)


def _may_mean(question: Question, fact: Ungraded, book: GradeBook) -> bool:
    """Whether a question can mean the report that was awaited: of its years, and no later document gives a grade after all."""
    source = book.source(fact)
    if question.years:
        return affinity(question, source) > 0
    return all(inspected(book.source(grade)) <= inspected(source) for grade in book.of(fact.area))
