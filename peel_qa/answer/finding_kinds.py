"""Which kind of finding a question asks for: by its name, or by what is to be put right."""

from __future__ import annotations

import re
from functools import cache

from peel_qa.answer.finding_words import NUMBER_NAMES
from peel_qa.data import any_of, pattern_of, read_table
from peel_qa.facts.records import FindingKind
from peel_qa.search.question import Question
from peel_qa.stems import terms

DATA = read_table("peel_qa.answer", "findings.toml")
MENDING = frozenset(terms(DATA["mending"]))
"""Words that only say that something is to be put right."""
TOPIC_TERMS = 4
"""Terms that name a matter of which the findings are asked for; with more, a question asks for something else."""


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], FindingKind], ...]:
    """What each kind of finding is called, the surest name first."""
    return tuple((any_of(entry["patterns"]), entry["kind"]) for entry in DATA["kinds"])


def asks(name: str, text: str) -> bool:
    """Whether a text asks in one of the ways that findings.toml has under a name."""
    return pattern_of("peel_qa.answer", "findings.toml", name).search(text) is not None


def kind_named(text: str) -> FindingKind | None:
    """The kind of finding that a text names; None for none."""
    return next((kind for pattern, kind in _kinds() if pattern.search(text)), None)


def names_concern(text: str) -> bool:
    """Whether a text speaks of a cause of concern by that name."""
    return any(pattern.search(text) for pattern, kind in _kinds() if kind == "cause of concern")


def kind_asked(question: Question) -> FindingKind | None:
    """The kind of finding that a question names; what is to be done about a cause of concern are its recommendations."""
    if asks("to_do", question.own) and names_concern(question.full):
        return "recommendation"
    named = kind_named(question.own) or (kind_named(question.full) if question.is_follow_up and not question.is_graded else None)
    return named or ("area for improvement" if is_put_right(question) else None)


def is_put_right(question: Question) -> bool:
    """Whether a question asks in words of its own what has to be put right, in an area or some other matter that it names."""
    return (
        kind_named(question.full) is None
        and question.intent.name != "timeline"
        and not question.grades
        and asks("put_right", question.own)
        and len({term for term in question.own_subject if not term[0].isdigit()} - MENDING) <= TOPIC_TERMS
    )


def number_told(question: Question) -> int:
    """How many findings a question says there are: "what are the three recommendations"; 0 where it does not."""
    match = re.search(rf"\b(?:the|all|both|those|which) (?P<number>\d|{'|'.join(NUMBER_NAMES[2:])})\b", question.own, re.IGNORECASE)
    number = match["number"].lower() if match else ""
    return int(number) if number.isdigit() else NUMBER_NAMES.index(number) if number else 0
