"""Sentences that are off the point of a question, whatever words they share with it."""

from __future__ import annotations

from peel_qa.answer.sentences import Candidate
from peel_qa.data import pattern_of, pattern_pairs
from peel_qa.search.question import Question


def is_off_point(question: Question, candidate: Candidate) -> bool:
    """Whether a report tells of itself where nobody asks about that, or a sentence is about nobody where a person is asked about.

    "Where something has got worse, we say so" is no answer to "has it got worse", nor "turnover has halved" to "did he get a payoff".
    """
    if _has("of_itself", candidate.text) and not _has("asks_of_it", question.full):
        return True
    if not question.is_follow_up or question.intent.name != "yesno":
        return False
    pairs = pattern_pairs("peel_qa.answer", "off_point.toml", "somebody")
    return any(asked.search(question.own) and not told.search(candidate.text) for asked, told in pairs)


def _has(name: str, text: str) -> bool:
    return pattern_of("peel_qa.answer", "off_point.toml", name).search(text) is not None
