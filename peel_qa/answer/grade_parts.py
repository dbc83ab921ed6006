"""A grade that is asked for a part of an area by itself: inspectors grade areas, and not the parts of them."""

from __future__ import annotations

import re

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import GradeBook
from peel_qa.facts.areas import areas, is_named_anew, name_of
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, affinity
from peel_qa.stems import term_set, terms

_BY_ITSELF = re.compile(r"\b(?:(?:of|on|in) (?:its|their) own|by (?:itself|themselves)|alone|separate(?:ly)?)\b", re.IGNORECASE)
_WHOLE = 0.5
"""Share of a name's words that a question needs to name the whole area."""
_FULL_NAME = 3
"""Words of a name that can only mean the whole of an area."""


def answer_part(question: Question, book: GradeBook, evidence: Evidence) -> Answer | None:
    """That the part has no grade of its own, with the grade of its area; None where the whole is meant, or it is not asked by itself."""
    if len(question.areas) != 1:
        return None
    (area,) = question.areas
    held = [grade for grade in book.of(area) if not question.years or affinity(question, book.source(grade)) >= 1.0]
    is_newer = bool(question.years and held) and book.year(held[0]) <= areas()[area].until and is_named_anew(question.own, area)
    is_part = bool(held) and _BY_ITSELF.search(question.own) is not None and not _names_whole(question, area, held[0].label)
    if not (is_newer or is_part):
        return None
    name = book.name(held[0])
    of_it = "which comes nearest to it" if is_newer else "of which it is a part"
    first = Claim(f"The documents held do not say: no grade is given for that by itself, only for {name}, {of_it}.")
    lines = [Claim(book.line(area, grade), evidence.add_all([(grade.document, grade.start, grade.end)])) for grade in held]
    return compose(question.text, [first, *lines], evidence.citations, "not_graded", confidence=0.85)


def _names_whole(question: Question, area: str, label: str) -> bool:
    asked = term_set(question.own)
    names = (set(terms(name)) for name in areas()[area].names)
    if any(len(name) >= _FULL_NAME and name <= asked for name in names):
        return True
    return any(len(asked & name) >= _WHOLE * len(name) for name in map(term_set, (label, name_of(area))))
