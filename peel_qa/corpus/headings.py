"""Which lines of a plain text are headings, which are findings, which are text; and how deep the headings stand."""

from __future__ import annotations

from typing import Literal

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.layout import begins_as, is_caption, is_grade, is_one_of, is_subsection
from peel_qa.corpus.structure import Part
from peel_qa.records import Source

Role = Literal["heading", "finding", "text"]

_CHAPTER = 2
_MINOR_HEADING_WORDS = 4
_NEWS_HEADING_WORDS = 10
_PLAIN_HEADING_WORDS = 24
_FINDING_WORDS = 80
_QUOTES = "\"'“”‘’"
_LEADS_ON = frozenset({"a", "an", "and", "or", "the", "should", "must", "that", "to", "including", "include", "includes"})
"""Last words of a line that a list goes on from."""


def roles_of(lines: list[str], source: Source, has_contents: bool, known: set[int], apart: set[int]) -> list[Role]:
    """The role of each line; `known` are numbers of lines that the contents list names, `apart` those of tables and of the imprint.

    A line heads something only where text follows: a name above an office, or the last line before a chapter, heads nothing.
    """
    can_head = [place not in apart and _can_head(line, source, has_contents) for place, line in enumerate(lines)]
    roles: list[Role] = ["text"] * len(lines)
    for place in range(len(lines) - 1, -1, -1):
        below = place + 1
        if place in known:
            roles[place] = "heading"
        elif can_head[place] and below < len(lines) and below not in known and not is_office(lines[below]):
            is_text_below = roles[below] != "text" or not can_head[below]
            roles[place] = _role(lines[place], source, has_contents) if is_text_below else "text"
    return roles


def _role(line: str, source: Source, has_contents: bool) -> Role:
    if is_subsection(line) or source.kind == "news":
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
    length = len(line.split())
    if source.kind == "news":
        return not is_closed(line) and length <= _NEWS_HEADING_WORDS and line[0] not in _QUOTES and not is_one_of("nameplates", line)
    if is_repeated_finding(line):
        return True
    if has_contents or is_one_of("statements", line):
        return length <= _FINDING_WORDS and not is_closed(line)
    return (not is_closed(line) or line.endswith("?")) and length <= _PLAIN_HEADING_WORDS


def is_repeated_finding(line: str) -> bool:
    """Headings that an earlier report made: "Our 2019 report said that the force should … This remains an area for improvement."."""
    return begins_as("repeated_findings", line) and is_one_of("repeated_endings", line)


def is_office(line: str) -> bool:
    """Whether a line is the office below a signature."""
    return not is_closed(line) and is_one_of("signatures", line)


class Outline:
    """How deep each heading stands, by the parts above it."""

    def __init__(self, has_contents: bool) -> None:
        """Say whether the text has a contents list, which names the chapters; without one every plain heading is a chapter."""
        self._has_contents = has_contents
        self._above: Part | None = None
        self._chapter = ""

    def add(self, part: Part) -> None:
        """Take note of the next part."""
        self._above = part
        if part.kind == "heading" and part.level == _CHAPTER:
            self._chapter = part.text

    def level_of_entry(self, title: str) -> int:
        """Depth of a heading that the contents list names: chapters stand at 2; one directly below a chapter belongs to it."""
        is_below = self._above is not None and self._above.kind == "heading" and self._above.level == _CHAPTER
        return _CHAPTER + 1 if is_below or is_subsection(title) or self._is_of_summary(title) else _CHAPTER

    def level_of(self, title: str, below: str) -> int:
        """Depth of another heading, above the line `below`; one directly below "Cause of concern" names the cause."""
        if self._is_of_summary(title):
            return _CHAPTER + 1
        if is_subsection(title):
            return _CHAPTER + 2 if self._has_contents else _CHAPTER + 1
        if self._above is not None and self._above.kind == "heading" and is_subsection(self._above.text) and not is_grade(below):
            return self._above.level + 1
        return _CHAPTER + 2 if self._has_contents else _CHAPTER

    def _is_of_summary(self, title: str) -> bool:
        return is_one_of("summary_sections", title) and is_one_of("summaries", self._chapter)
