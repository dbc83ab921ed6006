"""Causes of concern, recommendations, areas for improvement and innovative practice, as a report lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from peel_qa.facts.areas import area_of
from peel_qa.facts.records import Finding, FindingKind
from peel_qa.records import Block, Document, Section
from peel_qa.text import sentences

_KINDS: tuple[tuple[str, FindingKind], ...] = (
    ("areas? for improvement", "area for improvement"),
    ("causes? of concern", "cause of concern"),
    ("recommendations?", "recommendation"),
    ("(?:innovative|promising) practices?", "innovative practice"),
)
_REPEATED = re.compile(
    r"\b(?:our|the|its?) ((?:19|20)\d\d)(?:[/–-]\d\d)? (?:report|inspection)"
    r"|(?:first raised|was an area for improvement|identified) in ((?:19|20)\d\d)",
    re.IGNORECASE,
)
_REMAINS = re.compile(r"\bremains an? (?:area for improvement|cause of concern)\b|\bstill an area for improvement\b", re.IGNORECASE)


_DEMANDS = re.compile(r"\b(?:should|must|needs? to)\b(?!.*:$)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    """The wording of a finding at `start` to `end`; what belongs to it ends at `until`."""

    start: int
    end: int
    until: int


def read_findings(document: Document) -> list[Finding]:
    """The findings of a report in reading order. Below one "Cause of concern" stands one; what follows it there explains it."""
    if document.source.kind != "report":
        return []
    found: list[Finding] = []
    has_cause = False
    for number, section in enumerate(document.sections):
        kind, heading = _list_of(section)
        is_cause = kind == "cause of concern"
        if is_cause and (section.path[-1] == heading or heading.lower().startswith("causes")):
            has_cause = False
        if kind is None or (is_cause and has_cause):
            continue
        blocks = [block for block in document.blocks if block.section == number]
        entries = _entries(document, kind, blocks)
        found += [_make(document, section, kind, entry, blocks) for entry in entries]
        has_cause = (is_cause and bool(entries)) or has_cause
    return found


def _list_of(section: Section) -> tuple[FindingKind | None, str]:
    """Which list a section belongs to, by its headings from the innermost out, and the heading that says so."""
    return next(((kind, heading) for heading in reversed(section.path) if (kind := _kind_named(heading))), (None, ""))


def _kind_named(heading: str) -> FindingKind | None:
    words = heading.strip(" :")
    return next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, words, re.IGNORECASE)), None)


def _entries(document: Document, kind: FindingKind, blocks: list[Block]) -> list[_Entry]:
    """A finding heading with its section is one entry; else each list item; else the sentences that tell the force what to do.

    A cause of concern that has no heading is its section's first sentence.
    """
    heading = next((block for block in blocks if block.kind == "finding"), None)
    if heading is not None and kind != "recommendation":
        return [_Entry(heading.start, heading.end, blocks[-1].end)]
    items = [block for block in blocks if block.kind == "item"]
    if items and kind != "cause of concern":
        return [_Entry(item.start, item.end, item.end) for item in items]
    paragraphs = [block for block in blocks if block.kind == "paragraph"]
    if kind != "cause of concern" and (unmarked := _unmarked_items(document, paragraphs)):
        return [_Entry(item.start, item.end, item.end) for item in unmarked]
    firsts = [_first_sentence(document, block) for block in paragraphs]
    if kind == "cause of concern":
        return firsts[:1]
    return [entry for entry in firsts if _DEMANDS.search(document.text[entry.start : entry.end])] or firsts[:1]


def _unmarked_items(document: Document, paragraphs: list[Block]) -> list[Block]:
    """The items of a list that lost its marks: paragraphs in small letters behind one that ends with a colon."""
    lead = next((place for place, block in enumerate(paragraphs) if document.text[block.end - 1] == ":"), len(paragraphs))
    return list(takewhile(lambda block: document.text[block.start].islower(), paragraphs[lead + 1 :]))


def _first_sentence(document: Document, block: Block) -> _Entry:
    begin, end = next(sentences(document.text[block.start : block.end]), (0, block.end - block.start))
    return _Entry(block.start + begin, block.start + end, block.end)


def _make(document: Document, section: Section, kind: FindingKind, entry: _Entry, blocks: list[Block]) -> Finding:
    around = document.text[entry.start : entry.until]
    match = _REPEATED.search(around) if _REMAINS.search(around) else None
    year = (match[1] or match[2]) if match else ""
    chapter = section.path[0] if section.path and _kind_named(section.path[0]) is None else ""
    lead = _lead(document, entry.start, blocks) if kind == "recommendation" else ""
    return Finding(document.id, entry.start, entry.end, kind, area_of(chapter), chapter, year, lead)


def _lead(document: Document, start: int, blocks: list[Block]) -> str:
    """The words of a section that introduce its list, with its deadline: "West Mercia Police should, within three months:"."""
    before = [b for b in blocks if b.end <= start and b.kind == "paragraph" and not document.text[b.start].islower()]
    words = document.text[before[-1].start : before[-1].end] if before else ""
    return words if words.endswith(":") else ""
