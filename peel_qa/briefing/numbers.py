"""Key numbers: the sentences of an inspection that hold figures, the most telling first, each whole and with its period."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from peel_qa.answer.figures import figures
from peel_qa.briefing.grade_table import low_areas
from peel_qa.briefing.notebook import Notebook, area_name, first, words
from peel_qa.briefing.records import Line, Section
from peel_qa.briefing.statements import Statement, spoken_words, statements
from peel_qa.briefing.voices import is_inspectorate
from peel_qa.data import any_of
from peel_qa.dates import spoken

_LEAST = 2.0
"""Score from which a sentence's figures are worth a line."""
_EACH_AREA = 2
"""Figures of one area that stand before every area has had its turn."""
_WORTH_A_POINT, _LEANS = 60, 3.0
"""Characters that weigh as much as a point of a sentence's score, and points that leaning on another costs, where room is short."""
_COUNTS_TWICE = 2
_WEAK = 1.5
"""Points of a figure about an area that was graded low, where room is short."""
_LONGEST = 3
"""Most sentences before a statement that it may lean on."""


@cache
def _strong() -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), value) for pattern, value in words("numbers", "strong"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return any_of(words("numbers", name))


def weight(text: str) -> float:
    """How much a sentence's figures tell; 0 where it holds none."""
    if _pattern("never").search(text) or not any(figures(kind, text) for kind in ("percentage", "count", "money")):
        return 0.0
    if not re.search(r"\d|\b(?:half|third|quarter)\b", text):
        return 0.0
    return sum(value * min(_COUNTS_TWICE, len(pattern.findall(text))) for pattern, value in _strong())


def period(text: str) -> str:
    """The period that a sentence gives for its figures, in its words; "" where it gives none."""
    return "; ".join(dict.fromkeys(match[0][0].lower() + match[0][1:] for match in _pattern("periods").finditer(text)))


def key_statements(found: Iterable[Statement], is_short: bool = False, weak: Collection[str] = ()) -> list[Statement]:
    """The statements whose figures tell most, best first, in turn over the areas.

    Where room is short, short ones that stand alone, and those about areas that were graded low (`weak`), come first.
    """

    def rank(one: Statement, score: float) -> float:
        if not is_short:
            return score
        return score + _WEAK * (one.area in weak) - len(one.text) / _WORTH_A_POINT - _LEANS * leans(one.text)

    weighed = [(score, one) for one in found if (score := weight(one.text)) >= _LEAST]
    scored = sorted(((rank(one, score), one) for score, one in weighed), key=lambda pair: (-pair[0], pair[1].document, pair[1].start))
    kept = [one for _, one in scored]
    seen: dict[str, int] = {}
    ranks = []
    for place, one in enumerate(kept):
        seen[one.area] = seen.get(one.area, 0) + 1
        ranks.append((seen[one.area] > (1 if is_short else _EACH_AREA), place, one))
    return [one for _, _, one in sorted(ranks, key=lambda rank: rank[:2])]


def numbers_section(book: Notebook) -> Section:
    """The inspectorate's own figures; those that speakers or newspapers give stand with their words."""
    every = statements(book.index, book.inspection.ids)
    own = [one for one in book.statements() if book.source(one.document).is_official or _is_inspectorate(book, one)]
    found = merged(key_statements(own, book.length != "full", low_areas(book)), every)
    chosen, left = first((_line(book, stretch, place) for place, stretch in enumerate(found)), book.limits["numbers"])
    if not chosen:
        about = "" if book.scope.is_whole else f" on {book.scope.spoken}"
        return Section("numbers", "Key numbers", note=Line(f"The documents held give no figures of the inspectorate{about}."))
    ordered = _by_place(book, chosen) if book.length == "full" else chosen
    return Section("numbers", "Key numbers", ordered, left_out=left)


def _by_place(book: Notebook, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (book.citation(line.citations[0]).document, book.citation(line.citations[0]).start)))


def _is_inspectorate(book: Notebook, one: Statement) -> bool:
    return is_inspectorate(book.library.voice(one.document, one.start, one.end))


def merged(found: Sequence[Statement], every: Sequence[Statement]) -> list[list[Statement]]:
    """Statements with those before them that they lean on ("This is higher than …"), what touches as one, in the order of the first."""
    places = {(one.document, one.start): place for place, one in enumerate(every)}
    stretches: list[range] = []
    for one in found:
        last = begin = places[one.document, one.start]
        while begin and _leans(every, begin) and last - begin < _LONGEST:
            begin -= 1
        touching = [stretch for stretch in stretches if stretch.start <= last and begin < stretch.stop]
        if touching:
            stretches = [stretch for stretch in stretches if stretch not in touching[1:]]
            whole = range(min(begin, *(s.start for s in touching)), max(last + 1, *(s.stop for s in touching)))
            stretches[stretches.index(touching[0])] = whole
        else:
            stretches.append(range(begin, last + 1))
    return [[every[place] for place in stretch] for stretch in stretches]


def leans(text: str) -> bool:
    """Whether a sentence says only with the one before it what it is about."""
    return _pattern("leaning").search(text) is not None


def _leans(every: Sequence[Statement], place: int) -> bool:
    one, before = every[place], every[place - 1]
    is_near = (
        before.document == one.document and before.passage.section == one.passage.section and before.passage.finding == one.passage.finding
    )
    return is_near and leans(one.text)


def _line(book: Notebook, stretch: list[Statement], place: int) -> Line:
    text = " ".join(one.text for one in stretch)
    said = period(text)
    when = f"period: {said}" if said else f"no period given; inspection of {spoken(book.inspection.fieldwork) or book.inspection.name}"
    start, end = stretch[0].start, stretch[-1].end
    if len(stretch) == 1:
        start, end = spoken_words(stretch[0].text, start)
    return book.quote(
        stretch[0].document, start, end, label=area_name(stretch[0].area) or "Whole force", tag=when, spare=place and 1 + place
    )
