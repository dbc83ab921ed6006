"""Reader of plain text: extracted PDF text, copied web pages, news texts.

Nothing marks the structure, so it is read from the contents list, from the words that head sections in every
report (layout.toml), and from lines that do not end as a sentence does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from peel_qa.corpus.clean import is_closed, join_broken, without_doubles, without_markup, without_site
from peel_qa.corpus.layout import is_grade, is_subsection, pattern
from peel_qa.corpus.structure import Part, read_table
from peel_qa.records import Source
from peel_qa.text import fold, visible

_ENTRY = re.compile(r"^(?P<title>\S.*?)(?:\t+|\s*\.{3,}\s*|\s{3,})(?P<page>\d{1,4})$")
_ITEM = re.compile(r"^(?:[-•*▪◦–]|\(?[a-z0-9]{1,2}[.)])\s+(?=\S)")
_MINOR_HEADING_WORDS = 4
_NEWS_HEADING_WORDS = 10
_PLAIN_HEADING_WORDS = 24
_IMPRINT_LINES = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a contents list."""

    title: str
    page: int


def read_plain(text: str, source: Source) -> list[Part]:
    """The parts of a plain text in reading order."""
    lines = [without_markup(line.rstrip()) for line in visible(text).split("\n")]
    lines = [line.strip(" ") for line in lines if line.strip()]
    if source.kind == "news":
        lines = without_site(lines)
    contents, lines = take_contents(lines)
    lines = without_doubles(join_broken(lines))
    return list(_parts(lines, contents, source))


def take_contents(lines: list[str]) -> tuple[list[Entry], list[str]]:
    """The contents list (a run of at least three lines "title, page") and the lines without it."""
    matches = [_ENTRY.match(line) for line in lines]
    for is_entry, group in groupby(range(len(lines)), key=lambda i: matches[i] is not None):
        run = list(group)
        pages = [int(m["page"]) for i in run if (m := matches[i])]
        if is_entry and len(run) >= 3 and pages == sorted(pages):
            entries = [Entry(m["title"].strip(), int(m["page"])) for i in run if (m := matches[i])]
            before = run[0] - 1 if run[0] and fold(lines[run[0] - 1]).rstrip(":") in ("contents", "table of contents") else run[0]
            return entries, lines[:before] + lines[run[-1] + 1 :]
    return [], lines


def _parts(lines: list[str], contents: list[Entry], source: Source) -> Iterator[Part]:
    waiting = list(contents)
    imprint = _imprint_from(lines)
    kinds = [_candidate(line, source, bool(contents)) for line in lines]
    previous: Part | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        if number == imprint:
            yield Part("heading", "Publication", level=2)
        if "\t" in line:
            table = _table(lines, number)
            number += len(table)
            yield Part("table", "\n".join(table), reading=_read_grades(table), rows=_cells(table))
            previous = None
            continue
        entry = _next_entry(line, waiting)
        if entry is not None:
            del waiting[: waiting.index(entry) + 1]
            follows_heading = previous is not None and previous.kind == "heading" and previous.level == 2
            part = Part("heading", line, level=3 if is_subsection(line) or follows_heading else 2, page=entry.page)
        else:
            part = _uncontented(lines, number, kinds, waiting, bool(contents), imprint, source)
        yield part
        previous = part
        number += 1


def _uncontented(
    lines: list[str], number: int, kinds: list[bool], waiting: list[Entry], has_contents: bool, imprint: int, source: Source
) -> Part:
    """The part for a line that the contents list does not name."""
    line = lines[number]
    item = _ITEM.match(line)
    if item and source.kind != "news":
        return Part("item", line[item.end() :])
    if number >= imprint or not kinds[number] or not _opens_text(lines, number, kinds, waiting):
        return Part("paragraph", line)
    if is_subsection(line):
        return Part("heading", line, level=4 if has_contents else 3)
    if has_contents:
        is_minor = len(line.split()) <= _MINOR_HEADING_WORDS
        return Part("heading" if is_minor else "finding", line, level=4 if is_minor else 0)
    return Part("heading", line, level=2)


def _candidate(line: str, source: Source, has_contents: bool) -> bool:
    """Whether a line may be a heading, by itself."""
    if "\t" in line or is_grade(line) or _ITEM.match(line) or pattern("captions").fullmatch(line):
        return False
    if is_subsection(line):
        return True
    if source.kind == "news":
        return not is_closed(line) and len(line.split()) <= _NEWS_HEADING_WORDS
    if has_contents:
        return not is_closed(line) or _is_recommendation_heading(line)
    return (not is_closed(line) or line.endswith("?")) and len(line.split()) <= _PLAIN_HEADING_WORDS


def _is_recommendation_heading(line: str) -> bool:
    """Headings of areas for improvement that were raised before end with a full stop: "Our 2019 report said … This remains …"."""
    return re.match(r"our \d{4} (?:report|inspection) (?:said|recommended) that the (?:force|constabulary) should", line, re.I) is not None


def _opens_text(lines: list[str], number: int, kinds: list[bool], waiting: list[Entry]) -> bool:
    """Whether body text follows: a name and an office below it, or the last line before a chapter, head nothing."""
    following = number + 1
    if following >= len(lines) or _next_entry(lines[following], waiting) is not None:
        return False
    if pattern("signatures").match(lines[following]):
        return False
    return not kinds[following] or _opens_text(lines, following, kinds, waiting)


def _next_entry(line: str, waiting: list[Entry]) -> Entry | None:
    """The contents entry that a line is the heading of; at most a few entries may have been passed over."""
    folded = fold(line)
    return next((entry for entry in waiting[:4] if fold(entry.title) == folded), None)


def _imprint_from(lines: list[str]) -> int:
    """Number of the line with which the imprint begins; the number of lines where there is none."""
    tail = range(max(0, len(lines) - _IMPRINT_LINES), len(lines))
    return next((n for n in tail if pattern("imprint").match(lines[n])), len(lines))


def _table(lines: list[str], start: int) -> list[str]:
    end = start
    while end < len(lines) and "\t" in lines[end]:
        end += 1
    return lines[start:end]


def _cells(table: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in table)


def _read_grades(table: list[str]) -> str:
    """A table whose head is grades lists areas below them, column by column; any other table is read by rows."""
    rows = _cells(table)
    if rows and sum(is_grade(cell) for cell in rows[0]) >= 3:
        columns = []
        for column, grade in enumerate(rows[0]):
            areas = [row[column] for row in rows[1:] if column < len(row) and row[column]]
            columns.append(f"{grade}: {', '.join(areas) if areas else 'no area'}.")
        return "Graded judgments, from best to worst: " + " ".join(columns)
    return read_table(rows)
