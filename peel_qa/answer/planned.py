"""What is to be: a question for it asks for a prediction, unless a document says what has been decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peel_qa.answer.confidence import is_enough
from peel_qa.answer.evidence import Library
from peel_qa.answer.extract import extract
from peel_qa.answer.sentences import Candidate
from peel_qa.data import pattern_of
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question

_MOSTLY = 0.5
"""Share of the question's words, by weight, that a sentence and its neighbours need to tell of what is planned."""


_PARTLY, _SURELY_READ = 0.3, 0.9
"""The same where the reader is so sure that the sentence answers."""


def may_be_planned(question: Question) -> bool:
    """Whether a question asks what will be done with something, and not how anybody will do: "will the shift pattern be changed?"."""
    asks, foretold = (pattern_of("peel_qa.answer", "demands.toml", name) for name in ("asks_plan", "foretold"))
    return asks.search(question.own) is not None and foretold.search(question.own) is None


def answer_planned(
    question: Question, filters: Filters, able: Callable[[Question, Filters], tuple[float, list[Candidate]]], library: Library
) -> Answer | None:
    """What the documents say has been decided on something to come; None where they say nothing.

    `able` gives how sure the best sentence is for a question, and the sentences that can answer it, best first.
    """
    confidence, found = able(question, filters)
    return extract(question, found, library, confidence) if is_enough(confidence) and told_as_planned(found) else None


def told_as_planned(able: Sequence[Candidate]) -> bool:
    """Whether the best sentence says what has been decided, planned or promised about what a question asks for."""
    says = pattern_of("peel_qa.answer", "demands.toml", "planned")
    if not able or says.search(able[0].text) is None:
        return False
    window = able[0].marks.get("window", 0.0)
    is_read = able[0].found >= _SURELY_READ and window >= _PARTLY
    return is_read or window >= _MOSTLY
