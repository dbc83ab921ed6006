"""A paper as Markdown: headings, lists, a table, and footnotes in a long paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peel_qa.briefing.records import Line, Paper, Section, Table
from peel_qa.briefing.render.citing import has_notes, left_out_words, marks, note_words, shown_sections
from peel_qa.text import visible

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown(paper: Paper) -> str:
    """The whole file."""
    lines = [f"# {_plain(paper.title)}", "", _plain(paper.subtitle), ""]
    for section in shown_sections(paper):
        lines += [*_section(paper, section), ""]
    if has_notes(paper):
        lines += ["## Notes", "", *(f"[^{c.number}]: {_plain(note_words(paper, c))}" for c in paper.citations), ""]
    return "\n".join([*lines, f"*{_plain(paper.footer)}*", ""])


def _section(paper: Paper, section: Section) -> Iterator[str]:
    more = f" ({left_out_words(section)})" if section.left_out else ""
    yield from (f"## {_plain(section.title)}{more}", "")
    if section.note is not None:
        yield from (_line(paper, section.note), "")
    if section.table is not None:
        yield from (*_table(paper, section.table), "")
    if section.is_list:
        yield from (f"{'  ' * line.depth}- {_line(paper, line)}" for line in section.lines)
    elif section.lines:
        yield " ".join(_line(paper, line) for line in section.lines)


def _table(paper: Paper, table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(_plain, table.head))} |"
    yield f"|{' --- |' * len(table.head)}"
    for row in table.rows:
        yield f"| {' | '.join(_line(paper, cell) for cell in row)} |"


def _line(paper: Paper, line: Line) -> str:
    label = f"**{_plain(line.label)}{'' if line.label.startswith('[') else ':'}**" if line.label else ""
    quote = f"“{_plain(line.quote)}”" if line.quote else ""
    tag = f"({_plain(line.tag)})" if line.tag else ""
    said = " ".join(part for part in (label, _plain(line.text), quote, tag) if part)
    return f"{said}{_references(paper, line)}"


def _references(paper: Paper, line: Line) -> str:
    if not line.citations:
        return ""
    found = marks(paper, line.citations)
    return "".join(f"[^{mark.text}]" for mark in found) if has_notes(paper) else " " + " ".join(f"\\[{mark.text}\\]" for mark in found)


def _plain(text: str) -> str:
    """Text as Markdown that cannot be anything but text; addresses stay as they are."""
    words = " ".join(visible(text).split()).split(" ")
    return " ".join(word if word.startswith("http") else _SPECIAL.sub(r"\\\1", word) for word in words)
