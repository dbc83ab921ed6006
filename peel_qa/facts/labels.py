"""Findings that a label names where they stand: "Box 3. Area for improvement: supervision", "Recommendation 2. Within three months, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peel_qa.corpus.layout import label_of, list_named, pattern, singular
from peel_qa.data import pattern_of
from peel_qa.facts.records import PRACTICES, FindingKind
from peel_qa.records import Block, Document
from peel_qa.text import sentences_between

_KINDS: tuple[tuple[str, FindingKind], ...] = (
    ("area for improvement|afi", "area for improvement"),
    ("cause (?:of|for) concern", "cause of concern"),
    ("recommendation", "recommendation"),
    ("promising practice", "promising practice"),
    ("(?:innovative|good|positive|notable) practice", "innovative practice"),
)
_EXPLAINED = re.compile(r"(?:an?|any|something|where|when|what)\b")
"""How a glossary goes on behind a term: "Cause of concern: a serious shortcoming."."""
_LONGEST_WORDING = 2
"""Sentences that the wording of a finding may have where the first one asks for nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The wording of a finding at `start` to `end`; what belongs to it ends at `until`. `lead`: what introduces it, where a label does."""

    start: int
    end: int
    until: int
    kind: FindingKind
    lead: str = ""


def kind_named(heading: str) -> FindingKind | None:
    """The kind of findings that a heading says it lists."""
    return _kind_of(list_named(heading))


def _kind_of(words: str) -> FindingKind | None:
    return next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, singular(words))), None)


def says(name: str) -> re.Pattern[str]:
    """One pattern for the entries of `name` in findings.toml, as whole words."""
    return pattern_of("peel_qa.facts", "findings.toml", name, whole_words=True)


def is_demand(text: str) -> bool:
    """Whether a text tells the force what to do, and does not only introduce a list of that."""
    return not text.rstrip().endswith(":") and pattern("demands").search(text) is not None


def wording(document: Document, start: int, end: int) -> tuple[int, int]:
    """The first sentence of a text; up to the one that tells the force what to do, where that is the second."""
    spans = [*sentences_between(document.text, start, end)][:_LONGEST_WORDING]
    if not spans:
        return start, end
    asking = next((stop for begin, stop in spans if is_demand(document.text[begin:stop])), spans[0][1])
    return spans[0][0], asking


def labelled(document: Document, blocks: list[Block]) -> Iterator[Entry]:
    """The findings of a section that a label names, each with its wording: a practice by its name, anything else by what is said of it."""
    for place, block in enumerate(blocks):
        text = document.text[block.start : block.end]
        words, length = label_of(text) if block.kind in ("finding", "paragraph", "item") else ("", 0)
        kind = _kind_of(words)
        if kind is None or _is_looked_at_again(text[length:]):
            continue
        start = block.start + length
        if block.kind != "finding":
            yield from _in_text(document, kind, start, blocks[place:])
        elif kind in PRACTICES or is_demand(text[length:]):
            yield Entry(start, block.end, blocks[-1].end, kind)
        else:
            below = blocks[place + 1] if place + 1 < len(blocks) else None
            is_told = below is not None and below.kind == "paragraph" and not label_of(document.text[below.start : below.end])[0]
            begin, end = wording(document, below.start, below.end) if below and is_told else (start, block.end)
            is_missing = kind == "recommendation" and not is_demand(document.text[begin:end])
            if is_missing or (below and says("status").search(document.text[below.start : below.end])):
                continue
            yield Entry(begin, end, blocks[-1].end, kind)


def _is_looked_at_again(text: str) -> bool:
    """Whether what stands behind a label says what has become of an earlier finding: "Within three months, … Partly met."."""
    return any(says("status").search(text[begin:end]) for begin, end in sentences_between(text, 0, len(text)))


def _in_text(document: Document, kind: FindingKind, start: int, blocks: list[Block]) -> Iterator[Entry]:
    """The finding of a paragraph with a label; the items below it where it only introduces them."""
    block = blocks[0]
    text = document.text[start : block.end]
    if _EXPLAINED.match(text):
        return
    if text.endswith(":"):
        for item in items_below(blocks, 0):
            yield Entry(item.start, item.end, item.end, kind, text)
        return
    begin, end = wording(document, start, block.end)
    if is_demand(document.text[begin:end]) or kind != "recommendation" or says("deadline").match(document.text[begin:end]):
        yield Entry(begin, end, block.end, kind)


def items_below(blocks: list[Block], place: int) -> list[Block]:
    """The items directly below a block."""
    found: list[Block] = []
    for block in blocks[place + 1 :]:
        if block.kind != "item":
            break
        found.append(block)
    return found
