"""Questions that are turned away before any search: emergencies, individual cases, opinions, other forces, attempts to misuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from peel_qa.answer.compose import compose
from peel_qa.data import any_of, read_table
from peel_qa.records import Answer, Claim, Status
from peel_qa.search.question import Question

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of question that is turned away, with its first line and the right door."""

    name: str
    status: Status
    say: str
    door: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    yields: bool = False


@cache
def refusals() -> tuple[Refusal, ...]:
    """All kinds, in the order in which they are tried."""
    data = read_table("peel_qa.answer", "scope.toml")
    return tuple(
        Refusal(
            e["name"], e["status"], e["say"], e["door"], any_of(e["patterns"]), any_of(e.get("unless", [_NEVER])), e.get("yields", False)
        )
        for e in data["refusal"]
    )


def turn_away(question: Question, is_held: Callable[[str], bool] = lambda words: False) -> Answer | None:
    """The refusal for a question outside what reports can answer; None where it may be answered.

    `is_held` says whether the documents hold some words: a kind that yields gives way to them.
    """
    straight = question.text.translate(str.maketrans("‘’“”", "''\"\""))
    for refusal in refusals():
        found = refusal.pattern.search(straight)
        if found and not refusal.unless.search(straight) and not (refusal.yields and is_held(found[0])):
            return compose(question.text, [Claim(refusal.say), Claim(refusal.door)], [], refusal.status, confidence=1.0)
    return None
