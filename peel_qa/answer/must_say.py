"""What a sentence must say where a question asks for it: "the longest wait" is no average, the country's figure no force's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from peel_qa.answer.cite import paragraph_span
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.data import any_of, read_table
from peel_qa.search.question import Question
from peel_qa.text import sentences_between

_NEAR = 2
"""Sentences on either side that count as next to one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How a question asks, and how a sentence says it.

    `beside` where one of the sentences next to it may say it as well; `rules_out` where one nearer to the question that does not say it
    shows that one farther off is of something else.
    """

    asks: re.Pattern[str]
    says: re.Pattern[str]
    beside: bool = False
    rules_out: bool = False


def unsaid(question: Question, candidate: Candidate, library: Library) -> list[Pair]:
    """What a question cannot do without and a sentence, with the heading of its finding, does not say."""
    said = f"{candidate.text} {candidate.hit.passage.finding}"

    def is_said(pair: Pair) -> bool:
        if pair.says.search(candidate.text):
            return True
        return pair.says.search(f"{said} {_next_to(candidate, library)}" if pair.beside else said) is not None

    return [pair for pair in _wanted(question.own) if not is_said(pair)]


def _next_to(candidate: Candidate, library: Library) -> str:
    """The sentences of its paragraph nearest to a candidate's, on either side."""
    document = library.index.documents[candidate.hit.passage.document]
    paragraph = paragraph_span(document, candidate.span.start)
    if paragraph is None:
        return ""
    sentences = [*sentences_between(document.text, paragraph.start, paragraph.end)]
    before = [span for span in sentences if span[1] <= candidate.span.start][-_NEAR:]
    behind = [span for span in sentences if span[0] >= candidate.span.end][:_NEAR]
    return " ".join(document.text[start:end] for start, end in (*before, *behind))


@lru_cache(maxsize=256)
def _wanted(question: str) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs() if pair.asks.search(question))


@cache
def pairs() -> tuple[Pair, ...]:
    """The patterns of questions, each with that of what has to be said, as `must_say.toml` lists them by kind."""
    table = dict(read_table("peel_qa.answer", "must_say.toml"))
    shared: dict[str, str] = table.pop("shared")
    return tuple(
        Pair(any_of([pair["asks"]]), any_of([_with(pair["says"], shared)]), pair.get("beside", False), pair.get("rules_out", False))
        for kind in table.values()
        for pair in kind
    )


def _with(pattern: str, shared: dict[str, str]) -> str:
    """A pattern with those that it names put in; one may name others that stand before it."""
    for name in reversed(shared):
        pattern = pattern.replace(f"<{name}>", shared[name])
    return pattern
