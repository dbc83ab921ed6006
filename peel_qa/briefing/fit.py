"""Making a paper fit its pages: the most dispensable lines go first, each counted, then the type gets smaller.

Pages are counted on the PDF, which is laid out by the same code wherever it runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from peel_qa.briefing.records import PAGES, Paper, Section
from peel_qa.briefing.render.pdf import count_pages

_SCALES = (1.0, 0.95, 0.9)
"""Sizes of type to try, from the usual one down; below the last it would be hard to read."""

_MOST_DROPPED = 0.35
"""Share of the lines that can be spared which may go before smaller type is tried."""


def fitted(make: Callable[[], Paper]) -> Paper:
    """A paper that fills no more pages than its length allows, where leaving out and smaller type can do that.

    What is left out is counted in its section. A length without a number of pages is left as it is.
    """
    whole = make()
    most = PAGES.get(whole.length)
    if most is None:
        return whole
    shorter, best = list(_shorter(whole)), whole
    for scale in _SCALES:
        place = bisect_left(shorter, True, key=partial(_fits, scale=scale, most=most))
        best = replace(shorter[min(place, len(shorter) - 1)], scale=scale)
        if place <= _MOST_DROPPED * len(shorter):
            break
    return best


def _fits(paper: Paper, scale: float, most: int) -> bool:
    return count_pages(replace(paper, scale=scale), reserve=True) <= most


def _shorter(paper: Paper) -> Iterator[Paper]:
    """The paper, then ever shorter ones, each without the line that is most readily spared."""
    yield paper
    while (found := _most_spare(paper)) is not None:
        section, place = found
        lines = section.lines[:place] + section.lines[place + 1 :]
        paper = paper.with_section(replace(section, lines=lines, left_out=section.left_out + 1))
        yield paper


def _most_spare(paper: Paper) -> tuple[Section, int] | None:
    """The line to leave out next: the highest `spare`, the last such of the longest section; a section keeps one line."""
    spare = [
        (line.spare, len(section.lines), place, section)
        for section in paper.sections
        for place, line in enumerate(section.lines)
        if line.spare and len(section.lines) > 1
    ]
    best = max(spare, key=lambda one: one[:3], default=None)
    return (best[3], best[2]) if best else None
