"""Which recommendations were met, where a document says so line by line: "Recommendation 3 (by 30 April 2025): not met"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.finding_kinds import asks
from peel_qa.answer.gradebook import inspection_name
from peel_qa.answer.numbered import numbered_in
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity
from peel_qa.text import opening

_LINE = re.compile(
    r"^\W*(?P<name>(?:Recommendation|Cause of concern) (?P<number>\d{1,2}|[A-H])\b[^:\n]{0,80}): *(?P<state>[^\n]{3,60}?)\W*$", re.MULTILINE
)
_BELOW = 2
"""Sentences below a line that are quoted with it."""
_FEWEST = 2
"""Lines that make a list of states."""


def answer_recommendation_states(question: Question, library: Library, filters: Filters) -> Answer | None:
    """The recommendations by what became of them, those asked for first; None for any other question, or where no document lists them.

    The newest such document is asked, of the year that is named if one is.
    """
    numbers = {number for _, number in numbered_in(question.own)}
    if not asks("asks_states", question.own) or (numbers and question.intent.name != "yesno"):
        return None
    sources = [s for s in library.index.sources.values() if filters.admit(s) and (not question.years or affinity(question, s) > 0)]
    for source in sorted(sources, key=lambda s: s.published, reverse=True):
        lines = [m for m in _LINE.finditer(library.index.documents[source.id].text) if asks("state", m["state"])]
        if len(lines) < _FEWEST:
            continue
        if numbers:
            return _of_the_number(question, source, [line for line in lines if line["number"] in numbers], library)
        by_state: dict[str, list[re.Match[str]]] = {}
        for line in lines:
            by_state.setdefault(line["state"].lower(), []).append(line)
        is_open_asked = asks("asks_open", question.own)
        order = sorted(by_state, key=lambda state: asks("state_met", state) == is_open_asked)
        evidence = Evidence(library)
        claims = [
            Claim(
                f"{opening(state)}: {', '.join(line['name'] for line in by_state[state])}.",
                evidence.add_all((source.id, line.start("name"), line.end("state")) for line in by_state[state]),
            )
            for state in order
        ]
        claims[0] = Claim(f"{opening(inspection_name(source))}: {claims[0].text[0].lower()}{claims[0].text[1:]}", claims[0].citations)
        return compose(question.text, claims, evidence.citations, confidence=0.9)
    return None


def _of_the_number(question: Question, source: Source, lines: Sequence[re.Match[str]], library: Library) -> Answer | None:
    """Yes or no for one of them; None where no line tells of it."""
    if len(lines) != 1:
        return None
    (line,), evidence = lines, Evidence(library)
    is_so = asks("state_met", line["state"]) != asks("asks_open", question.own)
    said = f"{'Yes' if is_so else 'No'}. {opening(inspection_name(source))}: {line['name']}: {line['state'].lower()}."
    place = (source.id, line.start("name"), line.end("state"))
    below = library.passage_at(source.id, line.end("state")).sentences
    behind = [(source.id, span.start, span.end) for span in below if span.start >= line.end("state")][:_BELOW]
    return compose(question.text, [Claim(said, evidence.add_all([place, *behind]))], evidence.citations, confidence=0.9)
