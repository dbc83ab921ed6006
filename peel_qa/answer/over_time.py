"""A question over time, asked of each inspection by itself: what was found or measured, in the order of the inspections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from peel_qa.answer.by_edition import Told, without_editions
from peel_qa.answer.cite import words_of
from peel_qa.answer.demands import is_general_norm, is_mere_demand
from peel_qa.answer.evidence import Library
from peel_qa.answer.extract import on_a_par
from peel_qa.answer.figures import holds
from peel_qa.answer.leaning import tells_earlier
from peel_qa.answer.sentences import Candidate
from peel_qa.data import pattern_of
from peel_qa.records import Source, Span
from peel_qa.search.intent import Expects
from peel_qa.search.question import Question, inspected

_MOST_INSPECTIONS = 5
_KINDS: tuple[Expects, ...] = ("percentage", "money", "count", "duration")
_REACH = 2.5
"""How far below the best sentence of an inspection one with a value is looked for (log-odds)."""
_MOST_WORDS = 0.6
"""Share of the question's words, by weight, that a sentence with a value needs where it is not sure that it answers."""
_LEAD = 3
"""Sentences of each inspection that tell what kind of value is asked for."""


def _words(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "over_time.toml", name)


def inspections_over_time(question: Question, sources: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """The documents about each inspection that a question over time is asked of, by its year, oldest first; {} for any other question."""
    if question.intent.name != "timeline" or question.is_graded or len(question.year_groups) > 1:
        return {}
    since = str(min(question.years, default=0))
    found: dict[str, list[str]] = {}
    for source in sources:
        found.setdefault(inspected(source)[:4], []).append(source.id)
    later = sorted(year for year in found if year >= since)[-_MOST_INSPECTIONS:]
    return {year: tuple(found[year]) for year in later} if len(later) > 1 else {}


def asked_over_time(question: Question) -> str:
    """The question as it is asked of one inspection: without its years, and without the words that ask for several."""
    return without_editions(_words("several").sub(" ", question.full))


def told_over_time(question: Question, able: Mapping[str, Sequence[Candidate]], sure: Set[str], library: Library) -> dict[str, Told]:
    """What each inspection says, from its sentences that can answer, best first; where a measure is asked for, with its value.

    `sure` are the inspections whose best sentence surely answers; another one is told only where it holds a value of the same kind
    and most words of the question. Empty where no inspection is sure.
    """
    able = {year: [c for c in found if not is_mere_demand(question, c, library)] for year, found in able.items()}
    kind = _kind([found for year, found in able.items() if year in sure]) if _words("measured").search(question.full) else ""
    told = {year: _told(question, found, kind) for year, found in able.items() if found}
    return {year: one for year, one in told.items() if sure and (year in sure or (kind and _is_same(one, kind)))}


def _is_same(told: Told, kind: Expects) -> bool:
    return holds(kind, told.candidate.text) and told.candidate.words >= _MOST_WORDS


def _kind(able: Sequence[Sequence[Candidate]]) -> Expects:
    """The kind of value that the best sentences of most inspections hold; "" where they hold none."""
    held = Counter(kind for found in able for kind in _KINDS if any(holds(kind, c.text) for c in found[:_LEAD]))
    return max(held, key=lambda kind: (held[kind], -_KINDS.index(kind))) if held else ""


def _told(question: Question, found: Sequence[Candidate], kind: Expects) -> Told:
    near = [c for c in found if c.score >= found[0].score - _REACH]
    valued = [c for c in near if kind and holds(kind, c.text) and not is_general_norm(question, c.text)] or near[:1]
    best = next((c for c in on_a_par(valued) if c.hit.source.is_official), valued[0])
    return Told(best, _beside(best, kind) if kind else ())


def _beside(best: Candidate, kind: Expects) -> tuple[Span, ...]:
    """The sentences next to the best one that tell its measure for an earlier time: "In the year before it was 33.8 percent"."""
    passage = best.hit.passage
    spans = list(passage.sentences)
    if best.span not in spans:
        return ()
    at = spans.index(best.span)
    texts = [words_of(passage, span) for span in spans]
    return tuple(spans[n] for n in (at - 1, at + 1) if 0 <= n < len(spans) and holds(kind, texts[n]) and tells_earlier(texts[n]))
