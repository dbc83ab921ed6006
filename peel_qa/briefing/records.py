"""The records of briefings: a paper is sections of lines and tables; every line carries the numbers of the quotes behind it.

Computing makes papers, rendering writes them; nothing here knows of a file format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from peel_qa.records import Citation, Source

Length = Literal["one-page", "two-page", "full"]
Audience = Literal["commissioner", "panel", "press office"]
LENGTHS: tuple[Length, ...] = ("one-page", "two-page", "full")
AUDIENCES: tuple[Audience, ...] = ("commissioner", "panel", "press office")
PAGES: dict[Length, int] = {"one-page": 1, "two-page": 2}
"""A4 pages that a length may fill; one that is not named here may fill any number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: `label` names what it is about, `text` is in our words, `quote` word for word from citation `citations[0]`.

    `tag` is a short mark such as "repeated since 2019". `spare` says how readily a line is left out where a paper must be short:
    0 never, then the higher the sooner. `depth` 1 stands below the line before it.
    """

    text: str = ""
    citations: tuple[int, ...] = ()
    quote: str = ""
    label: str = ""
    tag: str = ""
    spare: int = 0
    depth: int = 0

    @property
    def words(self) -> str:
        """The line as plain text, without its citations."""
        quoted = f"“{self.quote}”" if self.quote else ""
        said = " ".join(part for part in (self.text, quoted) if part)
        return f"{self.label}: {said}" if self.label and said else self.label or said


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below a head; the first cell of a row names it. `caption` says what the table shows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a paper. `note` stands before its lines; `left_out` counts the lines that a short paper has no room for."""

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    note: Line | None = None
    table: Table | None = None
    left_out: int = 0
    is_list: bool = True

    def all_lines(self) -> Iterator[Line]:
        """Everything in it that is said, in reading order."""
        if self.note is not None:
            yield self.note
        if self.table is not None:
            for row in self.table.rows:
                yield from row
        yield from self.lines


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `sources` are numbered from 1 in the order in which they are used first; `made` is an ISO day.

    `scale` is the size of its type against the usual one, from 0 to 1.
    """

    title: str
    subtitle: str
    force: str
    made: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]
    length: Length = "full"
    scale: float = 1.0
    footer: str = ""
    facts: dict[str, str] = field(default_factory=dict, hash=False)

    def section(self, key: str) -> Section:
        """The section of that key.

        Raises:
            KeyError: if there is none.
        """
        found = next((section for section in self.sections if section.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def lines(self) -> Iterator[Line]:
        """Everything that is said, in reading order."""
        for section in self.sections:
            yield from section.all_lines()

    def citation(self, number: int) -> Citation:
        """The citation of that number, counted from 1."""
        return self.citations[number - 1]

    def source_number(self, citation: Citation) -> int:
        """Number of a citation's document among the sources, counted from 1."""
        return next(place for place, source in enumerate(self.sources, start=1) if source.id == citation.document)

    def with_section(self, section: Section) -> Paper:
        """The same paper with one section replaced by another of its key."""
        return replace(self, sections=tuple(section if old.key == section.key else old for old in self.sections))
