"""What the reader makes of the best passages: which sentence holds the words that answer, and whether any do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.sentences import Candidate, score_of
from peel_qa.reading.reader import Reader, Reading
from peel_qa.records import Hit
from peel_qa.search.question import Question

PASSAGES = 6
"""Passages that are read for a question: those of the best sentences."""
_FAINT = 1 / 400
_MOSTLY = 0.5
"""Chance that the answer lies in a sentence, from which on that sentence is what the reader judged."""


def read_again(question: Question, ranked: Sequence[Candidate], reader: Reader | None) -> list[Candidate]:
    """The candidates, best first, with the reader's marks where it is there.

    `answers`: how sure it is that their passage answers; `span`: that they themselves do; `place`: the same if their
    passage does; `contrary`: that what they answer is "no",
    or that something which the question takes for granted is not so; `read`: that their passage was read; `answers_odds` and
    `span_odds`: the first two as log-odds (each 0 to 1).
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


def _odds(chance: float) -> float:
    """Log-odds of a chance, from 0 (one in four hundred or less) to 1 (all but one in four hundred or more); a half is 0.5."""
    bounded = min(1.0 - _FAINT, max(_FAINT, chance))
    return 0.5 + math.log(bounded / (1.0 - bounded)) / (2 * math.log((1.0 - _FAINT) / _FAINT))


def _heading(hit: Hit) -> str:
    """The heading as the reader was taught to see it: the finding, else the nearest section."""
    return hit.passage.finding or (hit.passage.section[-1] if hit.passage.section else "")


def _marked(candidate: Candidate, reading: Reading | None) -> Candidate:
    if reading is None:
        return candidate
    first = candidate.hit.passage.start
    share = reading.within(candidate.span.start - first, candidate.span.end - first)
    marks = {
        **candidate.marks,
        "answers": reading.answerable,
        "span": share * reading.answerable,
        "place": share,
        "contrary": reading.contradicts * (share > _MOSTLY),
        "read": 1.0,
        "answers_odds": _odds(reading.answerable),
        "span_odds": _odds(share * reading.answerable),
    }
    return replace(candidate, marks=marks, score=candidate.score - score_of(candidate.marks) + score_of(marks))
