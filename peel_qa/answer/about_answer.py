"""Follow-ups about the answer before them and nothing else: when that was said, and who says it."""

from __future__ import annotations

from collections.abc import Callable

from peel_qa.answer.attribution import asks_who_said, said_by
from peel_qa.answer.evidence import Library
from peel_qa.answer.holdings import asks_when_said, dated
from peel_qa.records import Answer
from peel_qa.search.question import Question


def asks_about_answer(question: Question) -> bool:
    """Whether a follow-up asks only when that was said which was answered before it, or by whom."""
    return asks_when_said(question) or asks_who_said(question)


def told_of_answer(question: Question, earlier: Answer, library: Library, found_anew: Callable[[], Answer]) -> Answer | None:
    """The dates of an earlier answer's first quote, or who speaks there; None where it quotes nothing.

    Who says it is rather told by what the documents say of the matter to both questions (`found_anew`), where they surely do.
    """
    if asks_when_said(question):
        return dated(question, earlier)
    found = found_anew()
    return found if found.status == "answered" else said_by(question, earlier, library)
