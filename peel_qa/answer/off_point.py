"""Sentences that are off the point of a question, whatever words they share with it."""

from __future__ import annotations

import re

from peel_qa.answer.sentences import Candidate
from peel_qa.data import pattern_of, pattern_pairs
from peel_qa.search.question import Question
from peel_qa.stems import term_set, terms

_TAKES_IN = re.compile(r"\b(?:including|among them|amongst them|which includes?)\b[^;.]*?(?=, and\b|[;.]|$)", re.IGNORECASE)
_POUNDS = re.compile(r"£|\bmillion\b|\bpounds?\b", re.IGNORECASE)
_OF_MONEY = frozenset(terms("cost costs spend spent spending pay paid price money budget fund funding much"))


def is_off_point(question: Question, candidate: Candidate) -> bool:
    """Whether a report tells of itself where nobody asks about that, or a sentence is about nobody where a person is asked about.

    "Where something has got worse, we say so" is no answer to "has it got worse", nor "turnover has halved" to "did he get a payoff".
    """
    if _has("of_itself", candidate.text) and not _has("asks_of_it", question.full):
        return True
    if question.intent.expects == "money" and _only_takes_in(question, candidate.text):
        return True
    if not question.is_follow_up or question.intent.name != "yesno":
        return False
    pairs = pattern_pairs("peel_qa.answer", "off_point.toml", "somebody")
    return any(asked.search(question.own) and not told.search(candidate.text) for asked, told in pairs)


def _only_takes_in(question: Question, sentence: str) -> bool:
    """Whether what a question asks the money of is only taken in with more: "£7.4m is for buildings, including a new custody suite"."""
    match = _TAKES_IN.search(sentence)
    if match is None or _POUNDS.search(match[0]):
        return False
    held, rest = term_set(sentence), term_set(sentence[: match.start()] + sentence[match.end() :])
    named = [term for term in question.own_subject if term not in _OF_MONEY and question.mentions(term, held)]
    return bool(named) and not any(question.mentions(term, rest) for term in named)


def _has(name: str, text: str) -> bool:
    return pattern_of("peel_qa.answer", "off_point.toml", name).search(text) is not None
