"""What later documents say of a finding of an earlier report: that it remains, or that it was closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from peel_qa.briefing.notebook import words
from peel_qa.briefing.statements import Statement, statements
from peel_qa.data import any_of
from peel_qa.facts.areas import find_areas
from peel_qa.facts.records import Finding
from peel_qa.index.reader import SearchIndex
from peel_qa.search.question import inspected
from peel_qa.stems import term_set

State = Literal["remains", "closed"]
_SHARED = 0.34
"""Share of a finding's words that a sentence, with its heading, needs to hold to be about it, where it does not name its area."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a later document says of a finding, with the sentence that says it."""

    state: State
    statement: Statement


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return any_of(words("progress", name))


def progress_of(index: SearchIndex, finding: Finding) -> list[Progress]:
    """What later documents about the same force say of a finding, oldest first; none where they do not speak of it.

    Only causes of concern are followed: an area for improvement that a later report repeats says so itself.
    """
    if finding.kind != "cause of concern":
        return []
    own = index.documents[finding.document].source
    when = (inspected(own)[:4], own.published)
    later = [d.source for d in index.documents.values() if d.source.force == own.force and d.source.published > own.published]
    later = [source for source in later if (inspected(source)[:4], source.published) > when]
    wanted = term_set(index.documents[finding.document].text[finding.start : finding.end])
    found = []
    for source in sorted(later, key=lambda source: source.published):
        for one in statements(index, [source.id]):
            state = _state(one.text)
            if state and _is_about(one, finding, wanted):
                found.append(Progress(state, one))
    return found


def _state(text: str) -> State | None:
    if _pattern("closed").search(text):
        return "closed"
    return "remains" if _pattern("remains").search(text) else None


def _is_about(one: Statement, finding: Finding, wanted: frozenset[str]) -> bool:
    """Whether a sentence speaks of a finding: it, or its heading, names the area or shares enough of the words."""
    around = f"{one.text} {one.heading} {one.passage.text}"
    if finding.area and finding.area in find_areas(around):
        return True
    return len(wanted & term_set(around)) >= _SHARED * max(1, len(wanted))
