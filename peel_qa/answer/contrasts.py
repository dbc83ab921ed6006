"""Neighbours that stand side by side in reports and must not be taken for one another: 999 and 101, rape and burglary."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from peel_qa.answer.figures import BREAK, Figure, figures
from peel_qa.data import any_of, pattern_pairs, read_table
from peel_qa.search.intent import Expects

_CLAUSE_AWAY = 60
"""Characters that a comma or a joining word between two things counts for."""


@cache
def _contrasts() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    both = pattern_pairs("peel_qa.answer", "contrasts.toml", "pairs")
    return both + tuple((other, one) for one, other in both)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(any_of([pattern]) for pattern in read_table("peel_qa.answer", "contrasts.toml")[name])


@lru_cache(maxsize=16_384)  # the same sentences come back for every question
def _named(name: str, text: str) -> frozenset[int]:
    """The numbers of those of contrasts.toml's patterns of a name that a text holds."""
    return frozenset(number for number, pattern in enumerate(_patterns(name)) if pattern.search(text))


def call_lines(text: str) -> frozenset[int]:
    """The lines of calls that a text names, emergency or other, by their number in contrasts.toml."""
    return _named("call_lines", text)


def kinds_named(text: str) -> frozenset[int]:
    """The kinds of one thing that a text names, such as kinds of crime, by their number in contrasts.toml."""
    return _named("kinds", text)


def is_of_the_other(question: str, expects: Expects, sentence: str) -> bool:
    """Whether every value of the sentence belongs to the neighbour of what is asked about.

    "Although the force answers its emergency calls promptly, it only answers around half of its non-emergency calls within its own
    30-second target" says no time for emergency calls.
    """
    found = figures(expects, sentence)
    return bool(found) and any(
        other.search(sentence) and all(_nearest(sentence, figure, other) < _nearest(sentence, figure, asked) for figure in found)
        for asked, other in _asked_alone(question)
    )


def is_only_of_the_other(question: str, sentence: str) -> bool:
    """Whether a sentence speaks of the neighbour of what is asked about and not of the thing itself: of 999 calls, not of 101 calls."""
    for name in ("kinds", "peoples", "deeds"):
        if (asked_ones := _named(name, question)) and (told := _named(name, sentence)) and asked_ones.isdisjoint(told):
            return True
    return any(other.search(sentence) and not asked.search(sentence) for asked, other in _asked_alone(question))


@lru_cache(maxsize=256)
def _asked_alone(question: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The pairs of which a question names the first and not the second."""
    return tuple((asked, other) for asked, other in _contrasts() if asked.search(question) and not other.search(question))


def _nearest(sentence: str, figure: Figure, pattern: re.Pattern[str]) -> int:
    """Characters between a value and the nearest match of a pattern; what stands in another clause counts as far away.

    "The revenue budget is £163.4 million and capital is £22 million": "capital" stands nearer to the first sum than "revenue" does.
    """
    distances = []
    for match in pattern.finditer(sentence):
        between = sentence[min(match.end(), figure.end) : max(match.start(), figure.start)]
        distances.append(len(between) + _CLAUSE_AWAY * (BREAK.search(between) is not None))
    return min(distances, default=10_000)
