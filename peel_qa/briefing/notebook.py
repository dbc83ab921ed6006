"""What the sections of one paper share: the inspection, the quotes collected so far, and how a line is made from a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peel_qa.answer.evidence import Evidence, Library
from peel_qa.briefing.inspections import Inspection
from peel_qa.briefing.records import Audience, Length, Line
from peel_qa.briefing.scope import Scope
from peel_qa.briefing.statements import Statement, statements
from peel_qa.data import read_table
from peel_qa.engine import PeelQA
from peel_qa.facts.areas import name_of
from peel_qa.facts.records import Finding
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Citation, Source

JOINED = re.compile(r"(?:[;,](?: and| or)?\s*)+$")
"""What only joins an entry of a list to the next."""


def words(*names: str) -> Any:
    """An entry of words.toml."""
    entry: Any = read_table("peel_qa.briefing", "words.toml")
    for name in names:
        entry = entry[name]
    return entry


@dataclass(slots=True)
class Notebook:
    """The state of one paper in the making; every quote goes through it, is verified, and gets its number."""

    engine: PeelQA
    inspection: Inspection
    scope: Scope
    length: Length
    audience: Audience
    today: date
    published: date | None
    is_given: bool = False
    evidence: Evidence = field(init=False)

    def __post_init__(self) -> None:
        """Begin without quotes."""
        self.evidence = Evidence(Library(self.engine.index))

    @property
    def index(self) -> SearchIndex:
        """The index that everything comes from."""
        return self.engine.index

    @property
    def library(self) -> Library:
        """Places and voices of the index."""
        return self.evidence.library

    @property
    def limits(self) -> Mapping[str, int]:
        """How many lines each section of this length may have; 0 for all."""
        found: Mapping[str, int] = words("limits", self.length)
        return found

    def statements(self) -> list[Statement]:
        """The sentences of the inspection's documents within the scope."""
        every = statements(self.index, self.inspection.ids)
        return [one for one in every if self.scope.holds(one.document, one.start, one.end, one.area)]

    def findings(self, kind: str) -> list[Finding]:
        """The findings of a kind in the inspection's reports, within the scope."""
        held = [f for f in self.index.facts.findings if f.document in self.inspection.ids and f.kind == kind]
        return [f for f in held if self.is_in_scope(f)]

    def is_in_scope(self, finding: Finding) -> bool:
        """Whether a finding, or what explains it, is within the scope."""
        passage = self.library.passage_at(finding.document, finding.start)
        return self.scope.holds(finding.document, finding.start, max(finding.end, passage.end), finding.area)

    def cite(self, document: str, start: int, end: int) -> tuple[int, ...]:
        """The number of a place's citation, as a line carries it; none where it cannot be verified."""
        return self.evidence.add_all([(document, start, end)])

    def quote(self, document: str, start: int, end: int, **parts: Any) -> Line:
        """A line that quotes a place word for word; `parts` are further fields of the line."""
        end -= len(match[0]) if (match := JOINED.search(self.library.text(document, start, end))) else 0
        number = self._own_number(document, start, end)
        return Line(quote=" ".join(self.library.text(document, start, end).split()), citations=number, **parts)

    def _own_number(self, document: str, start: int, end: int) -> tuple[int, ...]:
        """A citation of exactly these characters: one that only holds them would name more than is quoted."""
        for citation in self.evidence.citations:
            if (citation.document, citation.start, citation.end) == (document, start, end):
                return (citation.number,)
        made = self.evidence.library_citation(document, start, end, len(self.evidence.citations) + 1)
        if made is None:
            return ()
        self.evidence.citations.append(made)
        return (made.number,)

    def citation(self, number: int) -> Citation:
        """The citation of a number."""
        return self.evidence.citations[number - 1]

    def source(self, document: str) -> Source:
        """What a document is."""
        return self.library.source(document)


def area_name(key: str) -> str:
    """How an area is called, its first letter large; "" for none."""
    name = name_of(key)
    return name[:1].upper() + name[1:]


def first(lines: Iterable[Line], limit: int) -> tuple[tuple[Line, ...], int]:
    """The first lines, as many as a limit lets through (0: all), and how many were left out."""
    every = tuple(lines)
    kept = every[:limit] if limit else every
    return kept, len(every) - len(kept)


NUMBER_NAMES = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number: int) -> str:
    """A number as a sentence says it: "no", "one", "16"."""
    return NUMBER_NAMES[number] if number < len(NUMBER_NAMES) else str(number)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun in words: "one cause of concern", "16 areas for improvement"."""
    return f"{number_word(number)} {noun if number == 1 else plural or f'{noun}s'}"
