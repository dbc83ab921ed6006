"""Causes of concern, recommendations, areas for improvement and innovative practice, as a report lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from peel_qa.corpus.layout import is_grade, is_one_of
from peel_qa.facts.areas import area_of, areas, is_pillar, stray_terms
from peel_qa.facts.forces import is_about
from peel_qa.facts.labels import Entry, is_demand, items_below, kind_named, labelled, says, wording
from peel_qa.facts.records import PRACTICES, Finding, FindingKind
from peel_qa.records import Block, Document, Section
from peel_qa.text import sentences_between

_REPEATED = re.compile(
    r"\b(?:our|the|its?) ((?:19|20)\d\d)(?:[/–-]\d\d)? (?:report|inspection)"
    r"|(?:first raised|was an area for improvement|identified) in ((?:19|20)\d\d)",
    re.IGNORECASE,
)
_REMAINS = re.compile(r"\bremains an? (?:area for improvement|cause of concern)\b|\bstill an area for improvement\b", re.IGNORECASE)
_LETTER = re.compile(r"(?:AFI ?)?(?:[A-Z]|\d{1,2})[.:)] +(?=\S)")
"""The letter or number in front of an entry: "B. Repeat callers: …"."""
_ORDINAL = re.compile(
    r"(?:The|Our|Its) (?:first|second|third|fourth|fifth|sixth|seventh|last|final|other)"
    r"(?: (?:one|of these|area(?: for improvement)?|recommendation))? (?:is|was) (?:that |to )(?=\w)"
    r"|(?:First|Second|Third|Fourth|Fifth|Sixth|Last|Final)(?:ly)?, (?=(?:the|it) )"
)
"""The beginning of a sentence that counts an entry."""

_NAMED_FORCE = re.compile(r"[A-Z][\w’'-]+(?: (?:and|of|&|[A-Z][\w’'-]+)){0,3} (?:Police|Constabulary)\b")
_FORCE_WORDS = 6
"""Words of the longest name of a force that heads a chapter."""


def read_findings(document: Document) -> list[Finding]:
    """The findings of a report in reading order. Below one "Cause of concern" stands one; what follows it there explains it."""
    if document.source.kind != "report":
        return []
    found: list[Finding] = []
    has_cause = False
    for number, section in enumerate(document.sections):
        blocks = [block for block in document.blocks if block.section == number]
        kind, heading = _list_of(section)
        is_cause = kind == "cause of concern"
        if is_cause and (_begins_with(document, blocks, heading) or heading.lower().startswith("causes")):
            has_cause = False
        entries = list(labelled(document, blocks)) or (_entries(document, kind, blocks) if kind and not (is_cause and has_cause) else [])
        found += [_make(document, section, entry, blocks) for entry in entries if _is_ours(document, section, entry)]
        has_cause = has_cause or any(entry.kind == "cause of concern" for entry in entries)
    return found


def _is_ours(document: Document, section: Section, entry: Entry) -> bool:
    """Whether a finding is the document's force's: neither its headings nor its own first words name another one."""
    force = document.source.force
    subject = _NAMED_FORCE.match(document.text, entry.start, entry.end)
    names = [heading for heading in section.path if len(heading.split()) <= _FORCE_WORDS] + ([subject[0]] if subject else [])
    return all(force in name or is_about(name, force) for name in names)


def _begins_with(document: Document, blocks: list[Block], heading: str) -> bool:
    return bool(blocks) and blocks[0].kind == "heading" and document.text[blocks[0].start : blocks[0].end] == heading


def _list_of(section: Section) -> tuple[FindingKind | None, str]:
    """Which list a section belongs to, by its headings from the innermost out, and the heading that says so."""
    for heading in reversed(section.path):
        if (kind := kind_named(heading)) or says("others").search(heading):
            return kind, heading
    return None, ""


def _entries(document: Document, kind: FindingKind, blocks: list[Block]) -> list[Entry]:
    """A finding heading with its section is one entry; else each list item; else the sentences that tell the force what to do.

    A cause of concern that has no heading is its section's first sentence; what stands below it as demanded is recommended.
    """
    heading = next((block for block in blocks if block.kind == "finding"), None)
    paragraphs = [block for block in blocks if block.kind == "paragraph"]
    if kind == "cause of concern":
        first = [(heading.start, heading.end, blocks[-1].end)] if heading else _firsts(document, paragraphs)[:1]
        return [*(Entry(*span, kind) for span in first), *_recommended(document, blocks)]
    if heading is not None and kind != "recommendation":
        return [Entry(heading.start, heading.end, blocks[-1].end, kind)]
    items = [block for block in blocks if block.kind == "item"] or _unmarked_items(document, paragraphs)
    if items:
        dated = [Entry(*span, kind) for span in _firsts(document, paragraphs) if kind == "recommendation" and _is_dated(document, span)]
        return sorted([*(Entry(item.start, item.end, item.end, kind) for item in items), *dated], key=lambda entry: entry.start)
    if lettered := [block for block in paragraphs if _LETTER.match(document.text, block.start, block.end)]:
        return [Entry(*_behind_letter(document, block), block.end, kind) for block in lettered]
    if kind not in PRACTICES and (in_prose := list(_in_prose(document, paragraphs))):
        return [Entry(start, end, end, kind) for start, end in in_prose]
    told = [span for span in _firsts(document, paragraphs) if not says("no_finding").search(document.text[span[0] : span[1]])]
    if kind in PRACTICES and all(end == until for _, end, until in told):  # a sentence each: a list without its marks
        return [Entry(*span, kind) for span in told]
    asking = [span for span in told if is_demand(document.text[span[0] : span[1]])]
    return [Entry(*span, kind) for span in asking or told[: kind != "recommendation"]]


def _in_prose(document: Document, paragraphs: list[Block]) -> Iterator[tuple[int, int]]:
    """The entries that a paragraph counts in its sentences: "The first is that the force should …. The second is that …"."""
    for block in paragraphs:
        spans = [*sentences_between(document.text, block.start, block.end)]
        found = [(match.end(), end) for start, end in spans if (match := _ORDINAL.match(document.text, start, end))]
        yield from found if len(found) > 1 else []


def _is_dated(document: Document, span: tuple[int, int, int]) -> bool:
    """Whether a sentence recommends something by itself and tells its deadline first: "By 31 March 2026, the force should …"."""
    text = document.text[span[0] : span[1]]
    return is_demand(text) and says("deadline").match(text) is not None


def _firsts(document: Document, paragraphs: list[Block]) -> list[tuple[int, int, int]]:
    return [(*wording(document, block.start, block.end), block.end) for block in paragraphs]


def _behind_letter(document: Document, block: Block) -> tuple[int, int]:
    letter = _LETTER.match(document.text, block.start, block.end)
    return wording(document, letter.end() if letter else block.start, block.end)


def _recommended(document: Document, blocks: list[Block]) -> list[Entry]:
    """What is recommended in the section of a cause of concern: "We recommend that:" and its items."""
    found: list[Entry] = []
    for place, block in enumerate(blocks):
        text = document.text[block.start : block.end]
        if block.kind == "paragraph" and text.endswith(":") and says("recommending").search(text):
            found += [Entry(item.start, item.end, item.end, "recommendation", text) for item in items_below(blocks, place)]
    return found


def _unmarked_items(document: Document, paragraphs: list[Block]) -> list[Block]:
    """The items of a list that lost its marks: paragraphs in small letters behind one that ends with a colon."""
    lead = next((place for place, block in enumerate(paragraphs) if document.text[block.end - 1] == ":"), len(paragraphs))
    return list(takewhile(lambda block: document.text[block.start].islower(), paragraphs[lead + 1 :]))


def _make(document: Document, section: Section, entry: Entry, blocks: list[Block]) -> Finding:
    around = document.text[entry.start : entry.until]
    match = _REPEATED.search(around) if _REMAINS.search(around) else None
    year = (match[1] or match[2]) if match else ""
    chapter = _chapter(document, section, entry.kind)
    lead = (entry.lead or _lead(document, section, entry, blocks)) if entry.kind == "recommendation" else ""
    return Finding(document.id, entry.start, entry.end, entry.kind, area_of(chapter) or _area_of_title(document), chapter, year, lead)


def _chapter(document: Document, section: Section, kind: FindingKind) -> str:
    """The outermost heading above a finding that names an area, no pillar if it can be; else the graded area before; else the outermost."""
    headings = [heading for heading in section.path if kind_named(heading) is None]
    with_area = sorted((heading for heading in headings if area_of(heading)), key=lambda heading: bool(areas()[area_of(heading)].pillar))
    named = next(iter(with_area), "")
    if named and areas()[area_of(named)].pillar:
        named = _area_within_pillar(document, section) or named
    before = _graded_area_before(document, section) if headings and not named and kind != "recommendation" else ""
    return named or before or (headings[0] if headings else "")


def _area_within_pillar(document: Document, section: Section) -> str:
    """The last heading under the same pillar before a section that names an area graded within it; "" where there is none."""
    pillar = section.path[:1]
    for other in reversed(document.sections[: document.sections.index(section)]):
        if other.path[:1] != pillar or len(other.path) < 2:
            return ""
        if (key := area_of(other.path[-1])) and not areas()[key].pillar and stray_terms(other.path[-1]) == 0:
            return other.path[-1]
    return ""


def _area_of_title(document: Document) -> str:
    """The area that a whole report is about, by its title; "" where it is about several, or about a pillar."""
    key = area_of(document.source.title)
    return "" if is_pillar(key) else key


def _graded_area_before(document: Document, section: Section) -> str:
    """The last heading before a section that is an area's name, where a grade stands below it; "" where none does.

    In a text whose chapters nothing marks, "Few posts are vacant" looks like a chapter and is none.
    """
    for number in range(document.sections.index(section) - 1, -1, -1):
        heading = document.sections[number].path[0] if document.sections[number].path else ""
        if area_of(heading) and stray_terms(heading) == 0:
            told = [document.text[b.start : b.end] for b in document.blocks if b.section == number and b.kind == "paragraph"]
            return heading if told and is_grade(told[0]) else ""
    return ""


def _lead(document: Document, section: Section, entry: Entry, blocks: list[Block]) -> str:
    """The words of a section that introduce its list, with its deadline: "West Mercia Police should, within three months:".

    What tells its own deadline ("Within six months, it should …") belongs to no list before it.
    """
    if _is_dated(document, (entry.start, entry.end, entry.until)):
        return ""
    before = [b for b in blocks if b.end <= entry.start and b.kind == "paragraph" and not document.text[b.start].islower()]
    words = document.text[before[-1].start : before[-1].end] if before else ""
    if words.endswith(":"):
        return words
    return section.path[-1] if section.path and is_one_of("deadlines", section.path[-1]) else ""
