"""The extractive answerer: the best sentences themselves, verbatim."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.cite import cite, edition_label, verify
from peel_qa.answer.compose import compose
from peel_qa.answer.sentences import Candidate
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question
from peel_qa.text import fold

MAX_QUOTES = 4
_NEAR_BEST = 0.72
"""Share of the best sentence's score that a further sentence needs to be quoted beside it."""


def extract(question: Question, candidates: Sequence[Candidate], index: SearchIndex, confidence: float) -> Answer | None:
    """An answer made of quotes alone; None where no quote could be verified."""
    chosen = choose(candidates)
    citations = verify(
        (cite(number, c.hit.source, c.hit.passage, c.span) for number, c in enumerate(chosen, start=1)),
        index.documents,
    )
    if not citations:
        return None
    best = citations[0]
    direct = Claim(f"{_as_line(best.quote)} ({edition_label(best)}).", (best.number,))
    return compose(question.text, [direct], citations, confidence=confidence)


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and those that come near it, without repeats."""
    chosen: list[Candidate] = []
    seen: set[str] = set()
    for candidate in candidates:
        if len(chosen) == MAX_QUOTES or candidate.score < _NEAR_BEST * candidates[0].score:
            break
        folded = fold(candidate.text)
        if folded not in seen:
            seen.add(folded)
            chosen.append(candidate)
    return chosen


def _as_line(quote: str) -> str:
    """A quote as part of the first line: on one line, without its full stop."""
    return " ".join(quote.split()).rstrip(".")
