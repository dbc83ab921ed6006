"""Whether something moved from one inspection to another: questions that ask it, sentences that say it."""

from __future__ import annotations

from peel_qa.data import pattern_of
from peel_qa.search.question import Question


def asks_if_moved(question: Question) -> bool:
    """Whether a question asks if a measure moved since an earlier time: "have overdue visits come down since 2021"."""
    return question.intent.name in ("yesno", "compare") and _says("change", question.own)


def says_moved(sentence: str) -> bool:
    """Whether a sentence says itself that something moved, or did not: "more searches now have reasonable grounds"."""
    return _says("moved", sentence)


def _says(name: str, text: str) -> bool:
    return pattern_of("peel_qa.answer", "over_time.toml", name).search(text) is not None
