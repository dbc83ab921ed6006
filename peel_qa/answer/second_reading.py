"""What the reader makes of the best sentences: which of them answers, and whether any does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.figures import holds, tells_part
from peel_qa.answer.leaning import lead_of
from peel_qa.answer.sentences import Candidate, score_of, words_before
from peel_qa.reading.reader import Reader, Reading
from peel_qa.records import Hit
from peel_qa.search.question import Question

SENTENCES = 16
"""Sentences that are read for a question: the best by everything else."""
AT_FIRST = 8
"""How many of these are read at first; the others where none of them surely answers, and where a reason is asked for, which takes more."""
_SURE = 0.9
"""How sure the reader must be that a sentence answers, for the others to be left unread."""
_VALUED = 12
"""How many of these hold a value of the kind that a question wants, where there are so many."""
_FAINT = 1 / 400
_MOSTLY = 0.5
"""Chance that the answer lies in a sentence, and not in the one that it was read with, from which on it is what the reader judged."""


def read_again(question: Question, ranked: Sequence[Candidate], reader: Reader | None) -> list[Candidate]:
    """The candidates, best first, with the reader's marks where it is there.

    Each is read under its heading, with the sentence before it where it leaves its subject to that. `answers`: how sure it is that this
    answers, and `judged` how high it is put among others; `place`: that the answer, if there is one, lies in the sentence itself; `span`:
    both; `contrary`: that what they answer is "no", or that something which the question takes for granted is not so; `read`: that they
    were read; `answers_odds`, `span_odds` and `judged` are log-odds (each 0 to 1).
    """
    if reader is None or not ranked:
        return list(ranked)
    best, rest = parted(question, ranked)
    asked = asked_of_reader(question)
    marked = _read(asked, best[:AT_FIRST], reader)
    if question.intent.name != "why" and any(candidate.marks["span"] >= _SURE for candidate in marked):
        worst = min(candidate.score for candidate in marked)
        rest = [*(replace(candidate, score=min(candidate.score, worst)) for candidate in best[AT_FIRST:]), *rest]
    else:
        marked += _read(asked, best[AT_FIRST:], reader)
    return sorted([*marked, *rest], key=lambda c: (-c.score, c.hit.passage.id, c.span.start))


def _read(asked: str, candidates: Sequence[Candidate], reader: Reader) -> list[Candidate]:
    """The candidates with what the reader makes of them."""
    given = [as_read(candidate) for candidate in candidates]
    return [_marked(one, text, reading) for one, (_, text), reading in zip(candidates, given, reader.read(asked, given), strict=True)]


def asked_of_reader(question: Question) -> str:
    """The question as the reader is asked it: a follow-up with what it goes on from."""
    return question.full if question.is_follow_up else question.own


def as_read(candidate: Candidate) -> tuple[str, str]:
    """A sentence as it is read: its heading, and its text behind the sentence that it leans on."""
    return _heading(candidate.hit), _in_context(candidate)


def parted(question: Question, ranked: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Those that are read and those that are not."""
    expects = question.intent.expects
    valued = [n for n, c in enumerate(ranked) if holds(expects, c.text) or tells_part(c.text)][:_VALUED] if expects else []
    chosen = {*valued, *[n for n in range(len(ranked)) if n not in valued][: SENTENCES - len(valued)]}
    return [ranked[n] for n in sorted(chosen)], [c for n, c in enumerate(ranked) if n not in chosen]


def _in_context(candidate: Candidate) -> str:
    """A sentence as it is read: with the one before it where it leaves its subject to that."""
    return lead_of(words_before(candidate), candidate.text) + candidate.text


def _odds(chance: float) -> float:
    """Log-odds of a chance, from 0 (one in four hundred or less) to 1 (all but one in four hundred or more); a half is 0.5."""
    bounded = min(1.0 - _FAINT, max(_FAINT, chance))
    return 0.5 + math.log(bounded / (1.0 - bounded)) / (2 * math.log((1.0 - _FAINT) / _FAINT))


def _heading(hit: Hit) -> str:
    """The heading as the reader was taught to see it: the finding, else the nearest section."""
    return hit.passage.finding or (hit.passage.section[-1] if hit.passage.section else "")


def _marked(candidate: Candidate, text: str, reading: Reading) -> Candidate:
    share = reading.within(len(text) - len(candidate.text), len(text))
    marks = {
        **candidate.marks,
        "answers": reading.answerable,
        "span": share * reading.answerable,
        "place": share,
        "contrary": reading.contradicts * (share > _MOSTLY),
        "read": 1.0,
        "answers_odds": _odds(reading.answerable),
        "span_odds": _odds(share * reading.answerable),
        "judged": _odds(reading.judged),
    }
    return replace(candidate, marks=marks, score=candidate.score - score_of(candidate.marks) + score_of(marks))
