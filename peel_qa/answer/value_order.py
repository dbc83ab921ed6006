"""Which of several values comes first: the newest where "now" is asked for, the one told in figures, the total of a thing."""

from __future__ import annotations

import re
from dataclasses import replace

from peel_qa.answer.contrasts import kinds_named
from peel_qa.answer.figures import MONTH, counted, figures, holds, largest_plain
from peel_qa.answer.period import latest_month
from peel_qa.answer.sentences import Candidate, put_first
from peel_qa.search.question import Question, inspected, without_excluded
from peel_qa.search.years import years_in
from peel_qa.stems import term_set

REACH = 2.5
"""How far below the best sentence's score one with a value of the right kind is looked for (log-odds)."""
_A_SEASON = 3
"""Months within which documents tell of the same time: a report, and the news about it."""
_OUTDATED = 2.0
"""What a value loses where a later document tells one too (log-odds)."""
_ALIKE = 0.8
"""Log-odds within which two values of a passage are weighed by the words beside them."""
_VALUES = ("percentage", "amount", "count", "money", "duration", "frequency")
_TWINS = 0.8
"""Share of the words of two sentences, without times and numbers, that both have where they tell one value of two times."""
_TIMES = re.compile(rf"\b(?:{MONTH})\b|\d[\d,./–-]*", re.IGNORECASE)
_PER = re.compile(r"\d (?:per|for every|in every) (?:\d|head|thousand|hundred)", re.IGNORECASE)
_RATE = re.compile(r"\brates?\b", re.IGNORECASE)
FULLER = 0.1
"""How much more of the question's words another sentence must hold to come first."""


def reach(question: Question, candidate: Candidate, top: Candidate) -> float:
    """How far below the best a sentence with a value may score: twice as far for one of a later time where "now" is asked for."""
    is_later = question.wants_newest and _months(candidate) > _months(top) + _A_SEASON
    return REACH * (2 if is_later else 1)


def newest_first(able: list[Candidate]) -> list[Candidate]:
    """The values that were told earlier lose where a later document tells one too, and "now" is asked for."""
    top = max((c.score for c in able), default=0.0)
    newest = max((_months(c) for c in able if c.is_near and c.score >= top - REACH), default=0)
    return [replace(c, score=c.score - _OUTDATED * (_months(c) < newest - _A_SEASON)) for c in able]


def _months(candidate: Candidate) -> int:
    """When the document of a sentence was published, in months."""
    year, month = f"{candidate.hit.source.published}-01"[:7].split("-")
    return int(year) * 12 + int(month)


def later_told_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """Of the sentences of a document that tell the best one's value for several times, that of the latest first, where none is asked for.

    "West Mercia had 1,530 investigations in the year ending March 2021" comes before the 2,822 of two years earlier.
    """
    kind = question.intent.expects
    is_timeless = not question.years and question.intent.name not in ("compare", "timeline")
    if not able or kind not in _VALUES or not is_timeless or not holds(kind, able[0].text):
        return able
    best = able[0]
    words = _timeless(best)
    twins = [
        c for c in able
        if c.hit.passage.document == best.hit.passage.document and holds(kind, c.text) and _alike(words, _timeless(c)) >= _TWINS
    ]  # fmt: skip
    latest = max(twins, key=_time_told, default=best)
    return put_first(able, latest) if _time_told(latest) > _time_told(best) > "" else able


def _timeless(candidate: Candidate) -> frozenset[str]:
    """The words of a sentence without those of times and numbers."""
    return term_set(_TIMES.sub(" ", candidate.text))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _time_told(candidate: Candidate) -> str:
    """The latest time that a sentence names, such as "2021-03" or "2021"; "" where it names none."""
    return latest_month(candidate.text) or str(max(years_in(candidate.text), default=""))


def fuller_first(able: list[Candidate]) -> list[Candidate]:
    """Of two values that stand in one passage and score alike, the one in whose sentence more of the question stands comes first.

    "What percentage of violent crime is recorded?" is answered by "for violent crime it is 89.5 percent", not by that of all crime.
    """
    for rival in able[1:]:
        best = able[0]
        is_beside = rival.is_near and rival.hit.passage.id == best.hit.passage.id
        if is_beside and rival.score >= best.score - _ALIKE and rival.words >= best.words + FULLER:
            return [rival, *(c for c in able if c is not rival)]
    return able


def exact_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """A share told in figures comes before one of the same inspection told in words, or a mere number where a rate is asked for."""
    is_share = question.intent.expects == "percentage" or (question.intent.expects == "count" and _RATE.search(question.own) is not None)
    if not is_share or not able or _is_exact(able[0]):
        return able
    for rival in able[1:]:
        is_of_it = inspected(rival.hit.source) == inspected(able[0].hit.source) and rival.words >= able[0].words - FULLER
        if is_of_it and rival.is_near and _is_exact(rival) and rival.score >= able[0].score - REACH / 2:
            return put_first(able, rival)
    return able


def of_all_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """A value of all before one of some kind, where the question names no kind and both tell as much of it and of one inspection.

    "What was the recording rate?" is answered by "96.2 percent of all crime", not by that of violent crime.
    """
    if not able or question.intent.expects not in _VALUES or kinds_named(question.full) or not kinds_named(able[0].text):
        return able
    best = able[0]
    for rival in able[1:]:
        is_of_it = inspected(rival.hit.source) == inspected(best.hit.source) and rival.words >= best.words
        if (
            is_of_it
            and rival.is_near
            and not kinds_named(without_excluded(rival.text))
            and _is_exact(rival) >= _is_exact(best)
            and rival.score >= best.score - REACH / 2
        ):
            return put_first(able, rival)
    return able


def total_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """Of plain counts of the very thing, where nothing but its number is asked for, the largest of the newest inspection comes first.

    "How many officers does the force have" is answered by "it had 1,214 officers", not by the 138 that it has to recruit.
    """
    heads = set(counted(question.own)[-1:])
    if question.intent.expects != "count" or question.is_follow_up or not heads or not set(question.own_subject) <= heads:
        return able
    plain = [(c, number) for c in able if (number := largest_plain(c.text, heads))]
    newest = max((inspected(c.hit.source) for c, _ in plain), default="")
    best = max(((c, number) for c, number in plain if inspected(c.hit.source) == newest), key=lambda one: one[1], default=None)
    if best is None or best[0] is able[0]:
        return able
    return put_first(able, best[0])


def _is_exact(candidate: Candidate) -> bool:
    """Whether a sentence tells a share in figures, or so many of so many: "3.9 per 10,000"."""
    if _PER.search(candidate.text):
        return True
    return any(map(str.isdigit, "".join(figure.text for figure in figures("percentage", candidate.text))))
