"""What a sentence must say where a question asks for it: "the longest wait" is no average, the country's figure no force's."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from peel_qa.answer.sentences import Candidate
from peel_qa.data import any_of, read_table
from peel_qa.search.question import Question


def says_it(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence, with the heading of its finding, says what a question cannot do without."""
    said = f"{candidate.text} {candidate.hit.passage.finding}"
    return all(says.search(said) for says in _wanted(question.own))


@lru_cache(maxsize=256)
def _wanted(question: str) -> tuple[re.Pattern[str], ...]:
    return tuple(says for asks, says in pairs() if asks.search(question))


@cache
def pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The patterns of questions, each with that of what has to be said, as `must_say.toml` lists them by kind."""
    table = dict(read_table("peel_qa.answer", "must_say.toml"))
    shared: dict[str, str] = table.pop("shared")
    return tuple((any_of([pair["asks"]]), any_of([_with(pair["says"], shared)])) for kind in table.values() for pair in kind)


def _with(pattern: str, shared: dict[str, str]) -> str:
    """A pattern with those that it names put in; one may name others that stand before it."""
    for name in reversed(shared):
        pattern = pattern.replace(f"<{name}>", shared[name])
    return pattern
