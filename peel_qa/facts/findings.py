"""Causes of concern, recommendations, areas for improvement and innovative practice, as a report lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    r"\b(?:our|the|its?) ((?:19|20)\d\d) (?:report|inspection)|(?:first raised|was an area for improvement|identified) in ((?:19|20)\d\d)",
    re.IGNORECASE,
)
_REMAINS = re.compile(r"\bremains an? (?:area for improvement|cause of concern)\b|\bstill an area for improvement\b", re.IGNORECASE)


def read_findings(document: Document) -> list[Finding]:
    """The findings of a report in reading order."""
    if document.source.kind != "report":
        return []
    found = []
    for number, section in enumerate(document.sections):
        kind = kind_of(section)
        if kind is not None:
            blocks = [block for block in document.blocks if block.section == number]
            for start, end in _entries(document, section, kind, blocks):
                found.append(_make(document, section, kind, start, end, document.text[section.start : section.end]))
    return found


def kind_of(section: Section) -> FindingKind | None:
    """Which list a section belongs to, by its headings from the innermost out."""
    for heading in reversed(section.path[1:]):
        for pattern, kind in _KINDS:
            if re.fullmatch(pattern, heading.strip(" :"), re.IGNORECASE):
                return kind
    return None


def _entries(document: Document, section: Section, kind: FindingKind, blocks: list[Block]) -> Iterator[tuple[int, int]]:
    """A finding heading with its section is one entry; else each list item; else, for a cause of concern, its first sentence."""
    items = [block for block in blocks if block.kind == "item"]
    heading = next((block for block in blocks if block.kind == "finding"), None)
    if heading is not None and kind != "recommendation":
        yield heading.start, heading.end
    elif items and kind != "cause of concern":
        for item in items:
            yield item.start, item.end
    elif kind == "cause of concern":
        body = next((block for block in blocks if block.kind == "paragraph"), None)
        if body is not None:
            begin, end = next(sentences(document.text[body.start : body.end]))
            yield body.start + begin, body.start + end


def _make(document: Document, section: Section, kind: FindingKind, start: int, end: int, around: str) -> Finding:
    match = _REPEATED.search(around) if _REMAINS.search(around) else None
    year = (match[1] or match[2]) if match else ""
    chapter = section.path[0] if section.path else ""
    return Finding(
        document.id, start, end, kind, area_of(chapter), chapter, year, _lead(document, start) if kind == "recommendation" else ""
    )


def _lead(document: Document, start: int) -> str:
    """The words that introduce a list, with its deadline: "West Mercia Police should, within three months:"."""
    before = [block for block in document.blocks if block.end <= start and block.kind == "paragraph"]
    words = document.text[before[-1].start : before[-1].end] if before else ""
    return words if words.endswith(":") else ""
