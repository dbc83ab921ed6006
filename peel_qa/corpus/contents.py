"""The contents list of a report: found, taken out, and matched with the headings of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.layout import is_grade, is_one_of, is_subsection
from peel_qa.text import fold

_PAGE = re.compile(r"(?<![\w/,–-])(?:\d{1,4}|[ivx]{1,5})$")
_LEADER = " \t.·…_"
_NUMBERING = re.compile(r"^(?:chapter |section |part )?\d{1,2}(?:\.\d{1,2})*[.):]? ")
_FEWEST, _MOST = 3, 1000
"""Entries of the shortest and the longest contents list."""
_LAST_START = 200
"""Lines in front of a contents list, at most."""
_TITLE_LINES = 3
"""Lines that an entry, or a heading, is broken into at most."""
_TITLE_WORDS = 30
_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a contents list; `page` is None where the list gives no page in figures."""

    title: str
    page: int | None

    @property
    def key(self) -> str:
        """The title for comparison."""
        return key_of(self.title)


@dataclass(frozen=True, slots=True)
class Contents:
    """The entries in order, the lines that stood above them (a cover), and the lines that follow."""

    entries: tuple[Entry, ...]
    cover: list[str]
    body: list[str]


def key_of(title: str) -> str:
    """A title for comparison: folded, without its number."""
    return _NUMBERING.sub("", fold(title)).rstrip(" .:")


def entry_of(line: str, is_listed: bool = False) -> Entry | None:
    """A line as an entry of a contents list: a title, a leader (a tab, dots, a gap) and a page.

    `is_listed` says that the line stands below the word "Contents", where one space is leader enough.
    """
    match = _PAGE.search(line, max(0, len(line) - 6))
    if match is None:
        return None
    title = line[: match.start()].rstrip(_LEADER)
    leader = line[len(title) : match.start()]
    is_leader = "\t" in leader or "…" in leader or leader.count(".") >= 3 or len(leader) >= 3 or (is_listed and leader == " ")
    if not is_leader or not any(character.isalpha() for character in title) or "\t" in title:
        return None
    page = int(match.group()) if match.group().isdigit() else None
    return Entry(title[marker_length(title) :], page)


def take_contents(lines: list[str]) -> Contents:
    """Take the contents list out of the lines: below its heading, or where entries follow one another and head the text below."""
    for place, line in enumerate(lines[:_LAST_START]):
        if is_one_of("contents", line.strip(" :")):
            entries, end = _listed(lines, place + 1)
            if len(entries) < _FEWEST:
                entries, end = _named(lines, place + 1)
            if len(entries) >= _FEWEST:
                return Contents(tuple(entries), lines[:place], lines[end:])
    return _unheaded(lines)


def _listed(lines: list[str], start: int) -> tuple[list[Entry], int]:
    """Entries with pages below the heading "Contents"; a title may be broken into lines, of which the last has the page."""
    entries: list[Entry] = []
    waiting: list[str] = []
    end = start
    for place in range(start, min(len(lines), start + _TITLE_LINES * _MOST)):
        line = lines[place]
        entry = entry_of(" ".join([*waiting, line]), is_listed=True)
        if entry is not None and _follows(entry, entries):
            entries.append(entry)
            waiting = []
            end = place + 1
        elif is_closed(line) or len(waiting) + 1 >= _TITLE_LINES or (entries and key_of(line) == entries[0].key):
            break
        else:
            waiting.append(line)
    return entries, end


def _follows(entry: Entry, entries: list[Entry]) -> bool:
    """Whether an entry may stand below these: its page is not before theirs."""
    if not entries or entries[-1].page is None:
        return True
    return entry.page is not None and entries[-1].page <= entry.page < entries[-1].page + 500


def _named(lines: list[str], start: int) -> tuple[list[Entry], int]:
    """Titles below the heading "Contents", their pages below them or nowhere: down to the first that comes again; most come again."""
    entries: list[Entry] = []
    end = start
    for line in lines[start : start + 2 * _MOST]:
        title = line[marker_length(line) :]
        if (entries and key_of(title) == entries[0].key) or is_closed(title) or len(title.split()) > _TITLE_WORDS:
            break
        if title.isdecimal() and entries:
            entries[-1] = Entry(entries[-1].title, int(title[:4]))
        else:
            entries.append(Entry(title, None))
        end += 1
    last = _last_places(lines)
    found = sum(last.get(entry.key, -1) >= end for entry in entries)
    return (entries, end) if 3 * found >= 2 * len(entries) else ([], start)


def _unheaded(lines: list[str]) -> Contents:
    """A contents list without a heading: a run of entries in order of page, of which half or more head the text below."""
    last = _last_places(lines)
    place = 0
    while place < min(len(lines), _LAST_START):
        entries: list[Entry] = []
        start = place
        while place < len(lines) and (entry := entry_of(lines[place])) is not None and _follows(entry, entries):
            entries.append(entry)
            place += 1
        found = sum(last.get(entry.key, -1) >= place for entry in entries)
        if _FEWEST <= len(entries) <= _MOST and 2 * found >= len(entries):
            return Contents(tuple(entries), lines[:start], lines[place:])
        place += not entries
    return Contents((), [], lines)


def _last_places(lines: list[str]) -> dict[str, int]:
    """Where each line that may be a heading comes last; two such lines count as one, too."""
    last: dict[str, int] = {}
    for place, line in enumerate(lines):
        if "\t" not in line and len(line.split()) <= _TITLE_WORDS:
            last[key_of(" ".join([line, *lines[place + 1 : place + 2]])[:_LONGEST_KEY])] = place
            last[key_of(line)] = place
    return last


def match_headings(lines: list[str], entries: tuple[Entry, ...], apart: set[int]) -> dict[int, tuple[Entry, int]]:
    """Which lines (none of those `apart`) are the headings of which entries, and of how many lines each is, by number of its first line.

    Entries are taken in order. One may be passed over where its heading does not come any more, or recurs in every chapter,
    so that the name of a later chapter in a table or a list is not taken for its heading.
    """
    keys = [key_of(line) if place not in apart and len(line.split()) <= _TITLE_WORDS else "" for place, line in enumerate(lines)]
    wanted = {entry.key for entry in entries}
    last = {key: place for place, key in enumerate(keys) if key in wanted}
    found: dict[int, tuple[Entry, int]] = {}
    position = 0
    place = 0
    while place < len(lines) and position < len(entries):
        size, at = _heading_at(keys, place, entries, position, wanted, last)
        if size:
            found[place] = entries[at], size
            position = at + 1
        place += max(1, size)
    return found


def _heading_at(
    keys: list[str], place: int, entries: tuple[Entry, ...], position: int, wanted: set[str], last: dict[str, int]
) -> tuple[int, int]:
    """Lines of the heading that begins at `place` and the number of its entry; no lines where none does."""
    for size in range(1, _TITLE_LINES + 1):
        pieces = keys[place : place + size]
        key = " ".join(pieces)
        if len(pieces) < size or "" in pieces or key not in wanted:
            continue
        at = next((number for number in range(position, len(entries)) if entries[number].key == key), None)
        if at is None:
            continue
        passed = [entry for entry in entries[position:at] if not is_subsection(entry.title) and not is_grade(entry.title)]
        if all(last.get(entry.key, -1) < place for entry in passed):
            return size, at
    return 0, position
