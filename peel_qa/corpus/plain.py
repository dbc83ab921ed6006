"""Reader of plain text: extracted PDF text, copied web pages, news texts.

Nothing marks the structure, so it is read from the contents list, from the words that head sections in every
report (layout.toml), and from lines that do not end as a sentence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peel_qa.corpus.clean import (
    PARAGRAPH_NUMBER,
    is_bold,
    is_closed,
    join_broken,
    marker_length,
    numbers_paragraphs,
    without_doubles,
    without_entities,
    without_markup,
    without_site,
)
from peel_qa.corpus.contents import Entry, key_of, match_headings, take_contents
from peel_qa.corpus.headings import Outline, Role, has_capitals, roles_of
from peel_qa.corpus.layout import begins_as, is_subsection
from peel_qa.corpus.margin import unwrap
from peel_qa.corpus.pages import without_pages
from peel_qa.corpus.structure import Part
from peel_qa.corpus.tables import mend_cells, take_table, with_tabs, without_indents
from peel_qa.records import Source
from peel_qa.text import words

_INDENT = re.compile(r"^\t+(?=(?:[^\w\t\s]|o|\(?\w{1,4}[.)]|\d+(?:\.\d+)+\.?)\t)")
_MARKER = re.compile(r"([^\w\t\s]|o|\(?\w{1,4}[.)]|\d+(?:\.\d+)+\.?)\t+(?=\S)")
"""A list item's marker, or a paragraph's number, that a tab stands behind."""
_IMPRINT_LINES = 4
_BELOW_ALL = 9
"""A depth below every heading's."""


def read_plain(text: str, source: Source) -> list[Part]:
    """The parts of a plain text in reading order."""
    lines = without_site(_clean_lines(text, source), source.kind)
    bold = frozenset(without_markup(line.strip()) for line in text.split("\n") if is_bold(line.strip()))
    contents = take_contents(mend_cells(without_indents(unwrap(lines))))
    keys = {entry.key for entry in contents.entries}
    body = without_doubles(join_broken(contents.body, lambda line: key_of(line) in keys))
    cover = join_broken(contents.cover, lambda _: False)
    return [
        *(Part("paragraph" if is_closed(line) else "title", line, level=1) for line in cover),
        *_parts(body, contents.entries, source, bold),
    ]


def _clean_lines(text: str, source: Source) -> list[str]:
    """The lines without markup, and those of a report without what its pages left; blank lines stay."""
    lines: list[str] = []
    edges: set[int] = set()
    pages = text.split("\f")
    for page in pages:
        start = len(lines)
        lines.extend(_clean_line(line) for line in with_tabs(without_entities(page).split("\n")))
        filled = [place for place in range(start, len(lines)) if lines[place]]
        if len(pages) > 1:
            edges.update(filled[:2] + filled[-2:])
    return without_pages(lines, edges, source.title) if source.kind == "report" else lines


def _clean_line(line: str) -> str:
    line = _INDENT.sub("", line.rstrip().strip(" "), count=1)
    return without_markup(_MARKER.sub(r"\1 ", line, count=1) if _MARKER.match(line) else line).strip(" ")


@dataclass(frozen=True, slots=True)
class _Reading:
    """The lines of a body with what is known of them before they become parts."""

    lines: list[str]
    headings: dict[int, tuple[Entry, int]]
    tables: dict[int, tuple[Part, int]]
    imprint: int
    roles: list[Role]
    has_numbers: bool


def _read(lines: list[str], entries: tuple[Entry, ...], source: Source, bold: frozenset[str]) -> _Reading:
    keys = {entry.key for entry in entries}
    last = {key: place for place, line in enumerate(lines) if (key := key_of(line)) in keys}
    tables: dict[int, tuple[Part, int]] = {}
    place = 0
    while place < len(lines):
        table, size = take_table(lines, place, lambda row: last.get(key_of(lines[row])) == row)
        if table is not None:
            tables[place] = table, size
        place += max(1, size)
    imprint = _imprint_from(lines)
    apart = {row for start, (_, size) in tables.items() for row in range(start, start + size)} | set(range(imprint, len(lines)))
    headings = match_headings(lines, entries, apart)
    known = {row for start, (_, size) in headings.items() for row in range(start, start + size)}
    has_numbers = numbers_paragraphs(lines)
    return _Reading(lines, headings, tables, imprint, roles_of(lines, source, bool(entries), known, apart, bold), has_numbers)


def _parts(lines: list[str], entries: tuple[Entry, ...], source: Source, bold: frozenset[str]) -> Iterator[Part]:
    """The parts of a body; where it has no contents list, the headings above its first text but the last are titles."""
    reading = _read(lines, entries, source, bold)
    outline = Outline(bool(entries), has_capitals(reading.lines, reading.roles))
    titles = 0 if entries else _titles(reading, source)
    place = 0
    while place < len(lines):
        part, size = (Part("title", lines[place], level=1), 1) if place < titles else _part(reading, place, outline, source)
        yield part
        outline.add(part)
        place += size


def _part(reading: _Reading, place: int, outline: Outline, source: Source) -> tuple[Part, int]:
    """The part that begins at a line, and the number of its lines."""
    line = reading.lines[place]
    if place in reading.headings:
        entry, size = reading.headings[place]
        title = " ".join(reading.lines[place : place + size])
        return Part("heading", title, level=outline.level_of_entry(entry.title), page=entry.page), size
    if place in reading.tables:
        return reading.tables[place]
    if place >= reading.imprint:
        return Part("paragraph", line, is_apart=place == reading.imprint), 1
    if reading.roles[place] == "heading":
        return Part("heading", line, level=outline.level_of(line, reading.lines[place + 1])), 1
    marker = _marker(reading.lines, place, source) if reading.roles[place] == "text" else 0
    if reading.roles[place] == "finding":
        return Part("finding", line, level=outline.level_of_finding(line)), 1
    number = PARAGRAPH_NUMBER.match(line) if reading.has_numbers and not marker else None
    if number:  # a numbered paragraph stands in no box, as what a label names does
        is_apart = outline.is_in_box
        return Part("paragraph", line[number.end() :], level=_BELOW_ALL if is_apart else 0, is_apart=is_apart), 1
    return Part("item" if marker else "paragraph", line[marker:]), 1


def _marker(lines: list[str], place: int, source: Source) -> int:
    """Characters of a line's marker as a list item; 0 where it is none: in the news, a dash alone may stand for something else.

    There a list is introduced, or has several items.
    """
    length = marker_length(lines[place])
    if not length or source.kind != "news":
        return length
    before, behind = lines[max(0, place - 1) : place], lines[place + 1 : place + 2]
    is_introduced = any(line.rstrip().endswith(":") for line in before)
    return length if is_introduced or any(map(marker_length, (*before, *behind))) else 0


def _titles(reading: _Reading, source: Source) -> int:
    """Number of the lines that are titles of the whole text."""
    run = 0
    while run < len(reading.lines) and reading.roles[run] == "heading" and not is_subsection(reading.lines[run]):
        run += 1
    is_title = run and (source.kind == "news" or words(reading.lines[0]) == words(source.title))
    return max(run - 1, 1 if is_title else 0)


def _imprint_from(lines: list[str]) -> int:
    """Number of the line with which the imprint begins; the number of lines where there is none."""
    tail = range(max(0, len(lines) - _IMPRINT_LINES), len(lines))
    return next((place for place in tail if begins_as("imprint", lines[place])), len(lines))
