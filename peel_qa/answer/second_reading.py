"""What the reader makes of the best passages: which sentence holds the words that answer, and whether any do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.sentences import Candidate, score_of
from peel_qa.reading.reader import Reader, Reading
from peel_qa.records import Hit
from peel_qa.search.question import Question

PASSAGES = 4
"""Passages that are read for a question: those of the best sentences."""


def read_again(question: Question, ranked: Sequence[Candidate], reader: Reader | None) -> list[Candidate]:
    """The candidates, best first, with the reader's marks where it is there.

    `answers`: how sure it is that their passage answers; `span`: that they themselves do (0 to 1).
    """
    if reader is None or not ranked:
        return list(ranked)
    hits: dict[str, Hit] = {}
    for candidate in ranked:
        if len(hits) == PASSAGES:
            break
        hits.setdefault(candidate.hit.passage.id, candidate.hit)
    asked = question.full if question.is_follow_up else question.own
    readings = reader.read(asked, [(_heading(hit), hit.passage.text) for hit in hits.values()])
    by_passage = dict(zip(hits, readings, strict=True))
    marked = [_marked(candidate, by_passage.get(candidate.hit.passage.id)) for candidate in ranked]
    return sorted(marked, key=lambda c: (-c.score, c.hit.passage.id, c.span.start))


def _heading(hit: Hit) -> str:
    """The heading as the reader was taught to see it: the finding, else the nearest section."""
    return hit.passage.finding or (hit.passage.section[-1] if hit.passage.section else "")


def _marked(candidate: Candidate, reading: Reading | None) -> Candidate:
    if reading is None:
        return candidate
    start = candidate.hit.passage.start
    shared = min(candidate.span.end, start + reading.end) - max(candidate.span.start, start + reading.start)
    share = max(0, shared) / max(1, reading.end - reading.start)
    marks = {**candidate.marks, "answers": reading.answerable, "span": share * reading.answerable}
    return replace(candidate, marks=marks, score=candidate.score - score_of(candidate.marks) + score_of(marks))
