"""Answers about forces, and bodies like them, of which no more is held than a chapter in a report on a force's region."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from peel_qa.answer.compose import with_notes
from peel_qa.answer.evidence import Library
from peel_qa.answer.gradebook import GradeBook
from peel_qa.answer.grades import answer_grades
from peel_qa.facts.forces import Force, without_forces
from peel_qa.records import Answer, Citation
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question


def asked_of_one(question: Question, force: str, understand: Callable[[str], Question]) -> Question:
    """A question about several forces as it is asked of one: "how does X compare with Y on fraud" is "how does X compare on fraud"."""
    others = tuple(name for name in question.forces if name != force)
    asked = understand(without_forces(question.full, others)) if others else question
    return replace(asked, text=question.text, forces=(force,), is_graded=asked.is_graded or (bool(others) and bool(asked.areas)))


def answer_neighbour(
    question: Question, library: Library, filters: Filters, from_sentences: Callable[[Question, Filters], Answer | None]
) -> Answer | None:
    """What a chapter about the one force of a question says; None where it does not answer."""
    force = question.forces[0]
    book = GradeBook.of_neighbour(library, filters, force)
    graded = {grade.area for grade in book.grades}
    names_none = question.is_area_guessed or not question.areas
    if question.is_graded and names_none and len(graded) == 1:  # "what grade did the ROCU get": it has but one
        question = replace(question, areas=(*graded,))
    answer = answer_grades(question, book)
    if answer is None and not question.is_graded:
        answer = from_sentences(question, filters)
    if answer is None or answer.abstained or not any(_is_of(force, quoted, library) for quoted in answer.citations[:1]):
        return None
    return with_notes(answer, [f"Of {force} only a chapter in a report on its region is held."])


def _is_of(force: str, quoted: Citation, library: Library) -> bool:
    """Whether what is quoted is said of a force: in its chapter, or in words that name it otherwise than as where somebody went."""
    chapters = (c for c in library.index.facts.neighbours if c.force == force and c.document == quoted.document)
    named = re.compile(rf"(?<!\bto )(?<!\bfrom )(?<!\bwith )(?<!\bby )(?<!\bfor )\b{re.escape(Force(force, '').short)}\b")
    return any(c.start <= quoted.start < c.end for c in chapters) or named.search(quoted.quote) is not None
