"""Whose judgment a grade is: the inspectorate's, whoever else speaks of it."""

from __future__ import annotations

import re

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence
from peel_qa.answer.gradebook import GradeBook, inspection_name
from peel_qa.dates import inspectorate_on
from peel_qa.facts.areas import areas
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, affinity

_ASKS = re.compile(
    r"\b(?:whose|which (?:body|organisation|agency|watchdog|authority)(?:['’]s)?|who(?:['’]s| was it that| is it that)?) "
    r"(?:has |had )?(?:verdict|rating|grade|judge?ment|mark|gave|gives|rated|graded|judged|marked|awarded|handed out)\b",
    re.IGNORECASE,
)


def answer_grade_origin(question: Question, book: GradeBook) -> Answer | None:
    """The answer to "whose verdict was the inadequate rating of 2024"; None where something else is asked, or no such grade is held."""
    if not _ASKS.search(question.own) or not question.is_graded or not (question.grades or question.areas):
        return None
    grade = next(
        (
            g
            for g in book.grades
            if (not question.grades or g.grade in question.grades)
            and (not question.areas or g.area in question.areas)
            and (not question.years or affinity(question, book.source(g)) > 0)
        ),
        None,
    )
    if grade is None:
        return None
    evidence, source = Evidence(book.library), book.source(grade)
    numbers = evidence.add_all([(grade.document, grade.start, grade.end)])
    body = source.publisher if source.is_official else inspectorate_on(source.published)
    name = areas()[grade.area].name
    line = f"The inspectorate ({body}): {name}: {grade.grade} in {inspection_name(source)}."
    return compose(question.text, [Claim(line, numbers)], evidence.citations, confidence=0.9)
