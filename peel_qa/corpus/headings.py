"""Which lines of a plain text are headings, which are findings, which are text; and how deep the headings stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.layout import begins_as, is_caption, is_grade, is_one_of, is_subsection, label_of, list_named, pattern, singular
from peel_qa.corpus.structure import Part
from peel_qa.records import Source

Role = Literal["heading", "finding", "text"]

_CHAPTER = 2
_MINOR_HEADING_WORDS = 4
_NEWS_HEADING_WORDS = 10
_PLAIN_HEADING_WORDS = 24
_FINDING_WORDS = 80
_FEWEST_CAPITALS = 3
"""Headings in capitals from which on they are the chapters of a text without a contents list."""
_QUOTES = "\"'“”‘’"
_LEADS_ON = frozenset({"a", "an", "and", "or", "the", "should", "must", "that", "to", "including", "include", "includes"})
"""Last words of a line that a list goes on from."""


def roles_of(
    lines: list[str], source: Source, has_contents: bool, known: set[int], apart: set[int], bold: frozenset[str] = frozenset()
) -> list[Role]:
    """The role of each line; `known` are numbers of lines that the contents list names, `apart` those of tables and of the imprint.

    A line heads something only where text follows: a name above an office, or the last line before a chapter, heads nothing. `bold` are
    lines set in bold; where the headings of chapters and lists are not, those of findings are.
    """
    is_for_findings = source.kind == "report" and not any(map(is_subsection, bold))
    long = {line for line in bold if len(line.split()) > _MINOR_HEADING_WORDS}
    stressed = (bold if len(long) * 2 > len(bold) else long) if is_for_findings else set[str]()  # short ones alone are names of chapters
    numbered = {place for place, line in enumerate(lines) if is_numbered_chapter(line, lines[place + 1] if place + 1 < len(lines) else "")}
    can_head = [place not in apart and (place in numbered or _can_head(line, source, has_contents)) for place, line in enumerate(lines)]
    roles: list[Role] = ["text"] * len(lines)
    for place in range(len(lines) - 1, -1, -1):
        below = place + 1
        if place in known or (place in numbered and place not in apart):
            roles[place] = "heading"
        elif lines[place] in stressed and place not in apart and below < len(lines):
            roles[place] = "finding"
        elif can_head[place] and below < len(lines) and below not in known and not is_office(lines[below]):
            is_listed = bool(list_named(lines[place])) and pattern("demands").search(lines[below]) is not None
            is_text_below = roles[below] != "text" or not can_head[below] or is_listed
            roles[place] = _role(lines[place], lines[below], source, has_contents) if is_text_below else "text"
    return roles


def _role(line: str, below: str, source: Source, has_contents: bool) -> Role:
    """What a line is that text follows. Above a grade stands the name of an area; a label makes a finding of what it stands before."""
    if is_subsection(line) or source.kind == "news":
        return "heading"
    if label_of(line)[0]:
        return "finding"
    if is_one_of("deadlines", line) or (is_grade(below) and not has_contents):
        return "heading"
    if has_contents:
        return "heading" if len(line.split()) <= _MINOR_HEADING_WORDS else "finding"
    return "finding" if not line.endswith("?") and (is_one_of("statements", line) or is_repeated_finding(line)) else "heading"


def _can_head(line: str, source: Source, has_contents: bool) -> bool:
    """Whether a line may be a heading or a finding, by itself."""
    if "\t" in line or not any(character.isalpha() for character in line) or is_grade(line) or marker_length(line):
        return False
    if is_subsection(line):
        return True
    if is_office(line) or is_caption(line) or is_one_of("notes", line) or line.rsplit(maxsplit=1)[-1].lower() in _LEADS_ON:
        return False
    if is_one_of("figures", line):
        return False
    length = len(line.split())
    if source.kind == "news":
        return not is_closed(line) and length <= _NEWS_HEADING_WORDS and line[0] not in _QUOTES and not is_one_of("nameplates", line)
    if is_repeated_finding(line):
        return True
    if label_of(line)[0]:
        return not is_closed(line) and length <= _FINDING_WORDS
    if has_contents or (is_one_of("statements", line) and not line.endswith("?")):
        return length <= _FINDING_WORDS and not is_closed(line)
    return (not is_closed(line) or line.endswith("?")) and length <= _PLAIN_HEADING_WORDS


def is_numbered_chapter(line: str, below: str) -> bool:
    """Whether a line is a chapter's heading behind its number, and no entry of a list: in capitals, or with its grade below it."""
    name = line[marker_length(line) :]
    return (
        name != line
        and any(map(str.isdigit, line[: marker_length(line)]))
        and (name.isupper() or (is_grade(below) and not is_closed(line)))
    )


def is_repeated_finding(line: str) -> bool:
    """Headings that an earlier report made: "Our 2019 report said that the force should … This remains an area for improvement."."""
    return begins_as("repeated_findings", line) and is_one_of("repeated_endings", line)


def is_office(line: str) -> bool:
    """Whether a line is the office below a signature."""
    return not is_closed(line) and is_one_of("signatures", line)


def has_capitals(lines: list[str], roles: list[Role]) -> bool:
    """Whether headings in capitals are the chapters of a text, and the other headings stand below them."""
    heads = [line for line, role in zip(lines, roles, strict=True) if role != "text" and not is_subsection(line)]
    capitals = sum(line.isupper() for line in heads)
    return _FEWEST_CAPITALS <= capitals < len(heads)


@dataclass(frozen=True, slots=True)
class _List:
    """The list of findings that the parts stand in: its depth (0 for none), and what its entries are told by, so far."""

    level: int = 0
    kind: str = ""
    entries: Literal["", "headings", "text"] = ""

    def is_open(self, has_contents: bool) -> bool:
        """Whether a heading that asks for nothing may be an entry: the first one, or a further one of a list of several headings.

        Where a contents list names the headings, one of those closes the list.
        """
        return self.entries == "" or (self.entries == "headings" and (has_contents or _is_plural(self.kind)))

    def is_of(self, label: str) -> bool:
        """Whether a label names what the list holds."""
        return singular(label) == singular(self.kind)

    def with_part(self, part: Part) -> _List:
        """The list after the next part."""
        if part.kind == "heading" and (kind := list_named(part.text)):
            return _List(part.level, kind)
        if part.level and part.level <= self.level:
            return _List()
        return (
            self if self.entries or not self.level else replace(self, entries="text" if part.kind in ("paragraph", "item") else "headings")
        )


def _is_plural(kind: str) -> bool:
    return any(word.endswith("s") for word in kind.split())


class Outline:
    """How deep each heading stands, by the parts above it."""

    def __init__(self, has_contents: bool, has_capitals: bool = False) -> None:
        """Say whether the text has a contents list, which names the chapters; without one headings in capitals, or all plain ones, do."""
        self._has_contents = has_contents
        self._has_capitals = has_capitals and not has_contents
        self._above: Part | None = None
        self._chapter = ""
        self._list = _List()
        self.is_in_box = False
        """Whether the next part stands behind the text of a finding that a label names."""

    def add(self, part: Part) -> None:
        """Take note of the next part."""
        self._list = self._list.with_part(part)
        is_text_of_box = part.kind in ("paragraph", "item") and self._above is not None and label_of(self._above.text)[0] != ""
        self.is_in_box = not part.is_apart and (is_text_of_box or (self.is_in_box and part.kind in ("paragraph", "item")))
        if part.kind == "heading" and part.level == _CHAPTER:
            self._chapter = part.text
        self._above = part

    def level_of_entry(self, title: str) -> int:
        """Depth of a heading that the contents list names: chapters stand at 2; one directly below a chapter belongs to it."""
        is_below = self._above is not None and self._above.kind == "heading" and self._above.level == _CHAPTER
        return _CHAPTER + 1 if is_below or is_subsection(title) or self._is_of_summary(title) else _CHAPTER

    def level_of(self, title: str, below: str) -> int:
        """Depth of another heading, above the line `below`; one directly below "Cause of concern" names the cause."""
        if self._is_of_summary(title):
            return _CHAPTER + 1
        if is_one_of("deadlines", title) and self._list.level:
            return self._list.level + 1
        if list_named(title) == "recommendations" and is_one_of("deadlines", below) and not (self._has_contents or self._list.level):
            return _CHAPTER  # those of the whole report, by when they are due
        if is_subsection(title):
            return _CHAPTER + 2 if self._has_contents else _CHAPTER + 1
        is_first = self._above is not None and self._above.kind == "heading" and is_subsection(self._above.text) and not is_grade(below)
        if self._above is not None and is_first:
            return self._above.level + 1
        if self._list.entries == "headings" and _is_plural(self._list.kind) and (marker_length(below) or pattern("demands").search(below)):
            return self._list.level + 1
        return _CHAPTER if self._has_capitals and title.isupper() else self._level_of_plain

    def level_of_finding(self, title: str) -> int:
        """Depth of the heading that a finding closes: a list that it is no entry of, another plain heading; 0 where it closes none.

        "Visits are overdue" is no cause of concern below one that was told in a paragraph.
        """
        label = label_of(title)[0]
        if self._list.level and (not label or self._list.is_of(label)):
            is_asking = label or pattern("demands").search(title) is not None or is_repeated_finding(title)
            return 0 if is_asking or self._list.is_open(self._has_contents) else self._list.level
        is_beside_headings = self._has_capitals or label
        return self._list.level or (self._level_of_plain if is_beside_headings and self._level_of_plain > _CHAPTER else 0)

    @property
    def _level_of_plain(self) -> int:
        return _CHAPTER + 2 if self._has_contents else _CHAPTER + self._has_capitals

    def _is_of_summary(self, title: str) -> bool:
        return is_one_of("summary_sections", title) and is_one_of("summaries", self._chapter)
