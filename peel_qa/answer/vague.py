"""Questions that fit several things: the ways to read them are shown instead of a guess."""

from __future__ import annotations

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.gradebook import GradeBook, inspection_name
from peel_qa.facts.areas import areas
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question

_BARE_WORDS = 1


def clarify(question: Question, book: GradeBook, library: Library) -> Answer | None:
    """The question back, with what it may mean; None where the question says what it is about."""
    is_bare = len(question.text.split()) <= _BARE_WORDS
    if (question.subject and not is_bare) or question.areas or question.role or question.is_follow_up or question.years:
        return None
    if question.intent.name in ("who", "when", "attribution", "scale", "definition"):
        return None
    evidence = Evidence(library)
    graded = list(dict.fromkeys(grade.area for grade in book.grades))
    names = " · ".join(areas()[key].name for key in graded)
    editions = ", ".join(dict.fromkeys(inspection_name(library.source(name)) for name in book.inspections()))
    lines = [
        Claim("Do you mean the force as a whole, or an area of its work? Inspectors give no overall grade."),
        Claim(f"Areas: {names}."),
        Claim(f"Inspections held: {editions}."),
    ]
    return compose(question.text, lines if graded else lines[:1], evidence.citations, "clarify", confidence=0.6)
