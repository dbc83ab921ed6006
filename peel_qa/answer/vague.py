"""Questions that fit several things: the ways to read them are shown instead of a guess."""

from __future__ import annotations

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.grade_editions import answer_edition
from peel_qa.answer.gradebook import GradeBook, inspection_name
from peel_qa.facts.areas import areas
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question

_BARE_WORDS = 1


def clarify(question: Question, book: GradeBook, library: Library) -> Answer | None:
    """The question back, with what it may mean; None where the question says what it is about."""
    is_bare = len(question.text.split()) <= _BARE_WORDS
    if (question.subject and not is_bare) or question.areas or question.role or question.is_follow_up:
        return None
    if question.intent.name in ("who", "when", "attribution", "scale", "definition"):
        return None
    evidence = Evidence(library)
    if question.years:
        return _of_edition(question, book, evidence)
    graded = list(dict.fromkeys(grade.area for grade in book.grades))
    names = " · ".join(areas()[key].name for key in graded)
    editions = ", ".join(dict.fromkeys(inspection_name(library.source(name)) for name in book.inspections()))
    lines = [
        Claim("Do you mean the force as a whole, or an area of its work? Inspectors give no overall grade."),
        Claim(f"Areas: {names}."),
        Claim(f"Inspections held: {editions}."),
    ]
    return compose(question.text, lines if graded else lines[:1], evidence.citations, "clarify", confidence=0.6)


def _of_edition(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """A year alone: the grades of its inspection, since they are what is asked for most."""
    answer = answer_edition(question, book, evidence)
    if answer is None or answer.abstained:
        return answer
    first = Claim("Do you mean the grades of that inspection, or something that it says? These are the grades.")
    return compose(question.text, [first, *answer.claims], answer.citations, "clarify", answer.caveats, confidence=0.6)
