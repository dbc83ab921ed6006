"""A question over time, asked of each inspection by itself: what was found or measured, in the order of the inspections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from peel_qa.answer.by_edition import Told, is_of_then, side_by_side, without_editions
from peel_qa.answer.cite import words_of
from peel_qa.answer.confidence import confidence_of, is_enough
from peel_qa.answer.demands import is_general_norm, is_mere_demand
from peel_qa.answer.evidence import Library
from peel_qa.answer.extract import extract, on_a_par
from peel_qa.answer.figures import figures, holds
from peel_qa.answer.in_order import is_series
from peel_qa.answer.leaning import points_back, tells_earlier
from peel_qa.answer.moved import asks_if_moved, says_moved
from peel_qa.answer.sentences import Candidate, put_first
from peel_qa.answer.value_order import later_told_first
from peel_qa.data import pattern_of
from peel_qa.records import Answer, Source, Span
from peel_qa.search.intent import Expects
from peel_qa.search.question import Question, inspected
from peel_qa.search.years import years_in

_MOST_INSPECTIONS = 5
_KINDS: tuple[Expects, ...] = ("percentage", "money", "count", "duration")
_REACH = 2.5
"""How far below the best sentence of an inspection one with a value is looked for (log-odds)."""
_MOST_WORDS = 0.6
"""Share of the question's words, by weight, that a sentence with a value needs where it is not sure that it answers."""
_NEAR_MEANING, _RATHER_READ = 0.3, 0.5
"""What a sentence with fewer words needs: similarity, and how sure the reader must be that it answers."""
_CLOSE_MEANING, _HALF = 0.5, 0.5
"""Similarity, and share of the words, from which on a sentence is about a matter of which anything that was found is asked for."""
_WHEN_WILL = re.compile(r"\W*(?:and |so |but )?when (?:will|is|are)\b", re.IGNORECASE)
_BY = re.compile(r"\bby (?:about |around |almost |nearly |over |more than |less than )?$", re.IGNORECASE)
_AS_SURE = 0.8
"""How sure a value of a later inspection must be, beside the best of all, to come first."""
_LEAD = 3
"""Sentences of each inspection that tell what kind of value is asked for."""


def _words(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "over_time.toml", name)


def inspections_over_time(question: Question, sources: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """The documents about each inspection that a question over time is asked of, by its year, oldest first; {} for any other question."""
    is_over_time = question.intent.name == "timeline" or asks_if_moved(question)
    is_span = question.intent.name == "timeline" and _words("span").search(question.own) is not None
    if not is_over_time or question.is_graded or (len(question.year_groups) > 1 and not is_span):
        return {}
    since = str(min(question.years, default=0))
    until = str(max(question.years)) if is_span else "9999"
    found: dict[str, list[str]] = {}
    for source in sources:
        found.setdefault(inspected(source)[:4], []).append(source.id)
    later = sorted(year for year in found if since <= year <= until)[-_MOST_INSPECTIONS:]
    return {year: tuple(found[year]) for year in later} if len(later) > 1 else {}


def asked_over_time(question: Question) -> str:
    """The question as it is asked of one inspection: without its years, and without the words that ask for several."""
    return without_editions(_words("several").sub(" ", question.full))


def side_by_time(question: Question, found: Mapping[str, tuple[float, Sequence[Candidate]]], library: Library) -> Answer | None:
    """What each inspection says, from how sure its best sentence is and its sentences that can answer; one alone where it sets both values.

    None where fewer than two say anything.
    """
    sure = {year: confidence for year, (confidence, of_then) in found.items() if is_enough(confidence) or _is_of_matter(question, of_then)}
    able = {year: of_then for year, (_, of_then) in found.items()}
    later = _told_by_later(question, able, sure.keys()) if asks_if_moved(question) else []
    if later:
        return extract(question, later, library, min(sure.values()))
    told = told_over_time(question, able, sure.keys(), library)
    return side_by_side(question, told, library, min(sure.values())) if len(told) > 1 else None


def _is_of_matter(question: Question, able: Sequence[Candidate]) -> bool:
    """Whether whatever was found about a matter is asked for, and the best sentence of an inspection names most of that."""
    if not able or asks_if_moved(question) or _words("described").search(question.own) is None:
        return False
    return able[0].words >= _MOST_WORDS or (able[0].meaning >= _CLOSE_MEANING and able[0].words >= _HALF)


def told_over_time(question: Question, able: Mapping[str, Sequence[Candidate]], sure: Set[str], library: Library) -> dict[str, Told]:
    """What each inspection says, from its sentences that can answer, best first; where a measure is asked for, with its value.

    `sure` are the inspections whose best sentence surely answers; another one is told only where it holds a value of the same kind
    and most words of the question. Empty where no inspection is sure.
    """
    able = {year: [c for c in found if not is_mere_demand(question, c, library)] for year, found in able.items()}
    is_moved = asks_if_moved(question)
    is_measured = is_moved or _words("measured").search(question.full) is not None
    kind = _kind([found for year, found in able.items() if year in sure]) if is_measured else ""
    told = {year: _told(question, found, kind) for year, found in able.items() if found}
    if is_moved:
        return {year: one for year, one in told.items() if kind and year in sure and _is_value(one, kind)}
    return {year: one for year, one in told.items() if sure and (year in sure or (kind and _is_same(one, kind)))}


def in_time(question: Question, able: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that can answer, as a question's time wants them: of the newest inspection alone, its value or its change first."""
    newest = later_told_first(question, _newer_first(question, _newest_named(question, able)))
    return _own_report_first(question, _moved_first(question, newest))


def _newest_named(question: Question, able: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that can answer; of the newest inspection alone where "the latest report" is asked for and that surely answers."""
    if question.years or not _words("newest").search(question.own) or _words("not_newest").search(question.own):
        return list(able)
    newest = max((inspected(c.hit.source)[:4] for c in able if c.hit.source.inspection or c.hit.source.inspected), default="")
    of_it = [c for c in able if inspected(c.hit.source)[:4] == newest]
    return of_it if of_it and is_enough(confidence_of(question, of_it)) else list(able)


def _newer_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """The value of a later inspection first, where no time is named and it surely answers as well: "how many posts are vacant"."""
    is_of_now = question.wants_newest and question.intent.name == "yesno"
    is_value = question.intent.expects in (*_KINDS, "amount") or is_of_now or _WHEN_WILL.match(question.own) is not None
    if not able or question.years or not is_value or question.intent.name in ("compare", "timeline"):
        return able
    then = inspected(able[0].hit.source)[:4]
    near = [c for c in able if c.is_near or (is_of_now and c.score >= able[0].score - _REACH)]
    later = [c for c in near if inspected(c.hit.source)[:4] > then]
    if not later or later[0].words < (min(_MOST_WORDS, able[0].words) if is_of_now else _MOST_WORDS):
        return able
    if confidence_of(question, later) < _AS_SURE * confidence_of(question, able):
        return able
    return put_first(able, later[0])


def _own_report_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """The inspectorate's own sentence before the press's, where a question names a report and that surely answers as well."""
    if (
        not able
        or able[0].hit.source.is_official
        or not question.years
        or question.intent.name == "compare"
        or not _words("report").search(question.own)
    ):
        return able
    near = (c for c in able if c.is_near == able[0].is_near and c.score >= able[0].score - _REACH)
    return _surely_first(question, able, next((c for c in near if c.hit.source.is_official), able[0]))


def _moved_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """What says that something changed first, where it is asked if it did: "more searches now have reasonable grounds"."""
    if not able or not asks_if_moved(question):
        return able
    return _surely_first(question, able, next((c for c in on_a_par(able) if says_moved(c.text)), able[0]))


def _surely_first(question: Question, able: list[Candidate], chosen: Candidate) -> list[Candidate]:
    """The sentences that can answer with a chosen one first, where they surely answer so; else as they are."""
    first = put_first(able, chosen)
    return first if is_enough(confidence_of(question, first)) else able


def _is_same(told: Told, kind: Expects) -> bool:
    return holds(kind, told.candidate.text) and told.candidate.words >= _MOST_WORDS


def _is_value(told: Told, kind: Expects) -> bool:
    """Whether what is told holds a value, says of what (not "that is better than the 48 percent of before"), and is of what is asked."""
    best = told.candidate
    is_of_it = best.words >= _MOST_WORDS or (best.meaning >= _NEAR_MEANING and best.marks.get("answers", 0.0) >= _RATHER_READ)
    return tells_level(kind, best.text) and not points_back(best.text) and is_of_it


def tells_both(question: Question, best: Candidate) -> bool:
    """Whether a sentence of a later time, with the ones beside it, tells a value and the one of before: no other need be asked."""
    if question.years and inspected(best.hit.source)[:4] <= str(max(question.years)):
        return False
    passage = best.hit.passage
    at = passage.sentences.index(best.span) if best.span in passage.sentences else -1
    near = passage.sentences[max(0, at - 1) : at + 2] if at >= 0 else ()
    text = " ".join(words_of(passage, span) for span in near) or best.text
    return _words("set_against").search(text) is not None and any(len(figures(kind, text)) > 1 for kind in _KINDS)


def tells_it_whole(question: Question, confidence: float, able: Sequence[Candidate]) -> bool:
    """Whether the best sentence of all documents surely tells every time by itself: a series, or a value with the one of before."""
    if not able or not is_enough(confidence):
        return False
    return is_series(able[0]) or (asks_if_moved(question) and tells_both(question, able[0]))


def _told_by_later(question: Question, able: Mapping[str, Sequence[Candidate]], sure: Set[str]) -> list[Candidate]:
    """The sentences of the newest inspection that surely answers and sets a value against an earlier one, that sentence first."""
    for year in sorted(sure, reverse=True):
        near = [c for c in able[year] if c.score >= able[year][0].score - _REACH]
        both = [c for c in near if points_back(c.text) and _words("set_against").search(c.text) and tells_both(question, c)]
        if both:
            return put_first(able[year], both[0])
    return []


def tells_level(kind: Expects, sentence: str) -> bool:
    """Whether a sentence holds a value that is no mere change: not "calls rose by fourteen percent"."""
    found = figures(kind, sentence)
    return holds(kind, sentence) and not (found and all(_BY.search(sentence[: figure.start]) for figure in found))


def _kind(able: Sequence[Sequence[Candidate]]) -> Expects:
    """The kind of value that the best sentences of most inspections hold; "" where they hold none."""
    held = Counter(kind for found in able for kind in _KINDS if any(holds(kind, c.text) for c in found[:_LEAD]))
    return max(held, key=lambda kind: (held[kind], -_KINDS.index(kind))) if held else ""


def _told(question: Question, found: Sequence[Candidate], kind: Expects) -> Told:
    near = [c for c in found if c.score >= found[0].score - _REACH]
    valued = [c for c in near if kind and tells_level(kind, c.text) and not is_general_norm(question, c.text)] or near[:1]
    level = [c for c in on_a_par(valued) if _is_of_then(c)] or on_a_par(valued)
    among = [c for c in valued if _is_of_then(c)] if asks_if_moved(question) else level  # the inspectors' own value, where it is told
    best = next((c for c in among if c.hit.source.is_official), level[0])
    return Told(best, beside_of(best, kind) if kind else ())


def _is_of_then(candidate: Candidate) -> bool:
    return is_of_then(candidate.text, years_in(inspected(candidate.hit.source)))


def beside_of(best: Candidate, kind: Expects) -> tuple[Span, ...]:
    """The sentences next to the best one that tell its measure for another time: "In the year before it was 33.8 percent".

    Where the best one is of an earlier time itself, the one beside it may be of the inspection's own.
    """
    passage = best.hit.passage
    spans = list(passage.sentences)
    if best.span not in spans:
        return ()
    at = spans.index(best.span)
    texts = [words_of(passage, span) for span in spans]
    years = years_in(inspected(best.hit.source))
    is_earlier = not _is_of_then(best)

    def is_of_another_time(text: str) -> bool:
        return tells_earlier(text) or (is_earlier and bool(set(years) & set(years_in(text))) and is_of_then(text, years))

    return tuple(spans[n] for n in (at - 1, at + 1) if 0 <= n < len(spans) and holds(kind, texts[n]) and is_of_another_time(texts[n]))
