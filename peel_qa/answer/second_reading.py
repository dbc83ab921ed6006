"""What the reader makes of the best passages and sentences: which holds the words that answer, and whether any do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from peel_qa.answer.leaning import is_dependent
from peel_qa.answer.sentences import Candidate, score_of
from peel_qa.reading.reader import Reader, Reading
from peel_qa.records import Hit
from peel_qa.search.question import Question

PASSAGES = 6
"""Passages that are read for a question: those of the best sentences."""
SENTENCES = 12
"""Sentences that are read by themselves: the best after their passages were read."""
_FAINT = 1 / 400
_MOSTLY = 0.5
"""Chance that the answer lies in a sentence, from which on that sentence is what the reader judged."""


def read_again(question: Question, ranked: Sequence[Candidate], reader: Reader | None) -> list[Candidate]:
    """The candidates, best first, with the reader's marks where it is there.

    `answers`: how sure it is that their passage answers; `span`: that they themselves do; `place`: the same if their
    passage does; `contrary`: that what they answer is "no",
    or that something which the question takes for granted is not so; `read`: that their passage was read; `answers_odds` and
    `span_odds`: the first two as log-odds (each 0 to 1). Of the best of them, which are then read by themselves, `alone`: how sure it is
    that the sentence answers, `alone_odds` the same as log-odds, and `told`: that it was read so.
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
    marked = _sorted(_marked(candidate, by_passage.get(candidate.hit.passage.id)) for candidate in ranked)
    alone = reader.read(asked, [(_heading(c.hit), _by_itself(c)) for c in marked[:SENTENCES]])
    told = [_with_marks(c, _alone(reading)) for c, reading in zip(marked[:SENTENCES], alone, strict=True)]
    return _sorted([*told, *marked[SENTENCES:]])


def _sorted(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (-c.score, c.hit.passage.id, c.span.start))


def _by_itself(candidate: Candidate) -> str:
    """A sentence as it is read alone: with the one before it where it leaves its subject to that."""
    passage, spans = candidate.hit.passage, candidate.hit.passage.sentences
    at = spans.index(candidate.span) if candidate.span in spans else 0
    if not at or not is_dependent(candidate.text):
        return candidate.text
    before = passage.text[spans[at - 1].start - passage.start : spans[at - 1].end - passage.start]
    return f"{before} {candidate.text}"


def _alone(reading: Reading) -> dict[str, float]:
    return {"alone": reading.answerable, "alone_odds": _odds(reading.answerable), "told": 1.0}


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
        "answers": reading.answerable,
        "span": share * reading.answerable,
        "place": share,
        "contrary": reading.contradicts * (share > _MOSTLY),
        "read": 1.0,
        "answers_odds": _odds(reading.answerable),
        "span_odds": _odds(share * reading.answerable),
    }
    return _with_marks(candidate, marks)


def _with_marks(candidate: Candidate, more: Mapping[str, float]) -> Candidate:
    marks = {**candidate.marks, **more}
    return replace(candidate, marks=marks, score=candidate.score - score_of(candidate.marks) + score_of(marks))
