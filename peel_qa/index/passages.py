"""Documents cut into passages: whole sentences of one section, offsets carried, never longer than the model can read.

Our own splitter, because LlamaIndex's searches for its chunks in the text afterwards and finds the wrong repeat
where a sentence stands twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peel_qa.records import Block, Document, Passage, Section, Span
from peel_qa.text import count_tokens, sentences

SPLITTER_VERSION = 1
_BODY = ("finding", "paragraph", "item", "table")


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts documents into passages.

    `max_tokens` bounds a passage's text in tiktoken tokens; `model_limit` its reading in the model's own tokens,
    counted by `count_model_tokens`, with room left for the context that is embedded with it.
    """

    max_tokens: int
    model_limit: int
    count_model_tokens: Callable[[str], int]

    def split(self, document: Document) -> list[Passage]:
        """The passages of a document in reading order; together they hold every character that is not a heading or a gap."""
        passages: list[Passage] = []
        for number, section in enumerate(document.sections):
            blocks = [b for b in document.blocks if b.section == number and b.kind in _BODY]
            if any(block.kind != "finding" for block in blocks):
                passages.extend(self._pack(document, section, blocks))
        return passages

    def _pack(self, document: Document, section: Section, blocks: list[Block]) -> Iterator[Passage]:
        """Whole blocks and sentences of a section, as many to a passage as fit; a heading stays with what follows it."""
        units = [unit for block in blocks for unit in self._units(document, block)]
        start = 0
        for end in range(1, len(units) + 1):
            is_last = end == len(units)
            if is_last or not self._fits(document, units[start : end + 1]):
                yield self._make(document, section, units[start:end])
                start = end

    def _units(self, document: Document, block: Block) -> Iterator[tuple[Span, str]]:
        """The sentences of a block with what is read for them; a table is one unit where it fits, else its lines."""
        text = document.text
        if block.kind == "table" and self._within(block.reading):
            yield Span(block.start, block.end), block.reading
            return
        for begin, end in sentences(text[block.start : block.end]):
            span = Span(block.start + begin, block.start + end)
            if self._within(text[span.start : span.end]):
                yield span, ""
            else:
                for piece in self._halve(text, span):
                    yield piece, ""

    def _halve(self, text: str, span: Span) -> Iterator[Span]:
        """An over-long sentence in pieces that fit, cut at a space near the middle where there is one."""
        if self._within(text[span.start : span.end]) or span.end - span.start < 2:
            yield span
            return
        middle = (span.start + span.end) // 2
        cut = text.rfind(" ", span.start + 1, middle)
        middle = cut + 1 if cut > span.start + (span.end - span.start) // 4 else middle
        yield from self._halve(text, Span(span.start, middle))
        yield from self._halve(text, Span(middle, span.end))

    def _fits(self, document: Document, units: list[tuple[Span, str]]) -> bool:
        span = Span(units[0][0].start, units[-1][0].end)
        return self._within(_reading(document.text, span, units), document.text[span.start : span.end])

    def _within(self, reading: str, text: str = "") -> bool:
        longest = max(count_tokens(reading), count_tokens(text) if text else 0)
        return longest <= self.max_tokens and self.count_model_tokens(reading) <= self.model_limit

    def _make(self, document: Document, section: Section, units: list[tuple[Span, str]]) -> Passage:
        span = Span(units[0][0].start, units[-1][0].end)
        text = document.text[span.start : span.end]
        reading = _reading(document.text, span, units)
        return Passage(
            id=self._id(document, span, text),
            document=document.id,
            start=span.start,
            end=span.end,
            text=text,
            reading=reading,
            section=section.path,
            finding=section.finding,
            page=section.page,
            page_last=section.page_last,
            sentences=tuple(unit for unit, _ in units),
        )

    def _id(self, document: Document, span: Span, text: str) -> str:
        """Content, place and splitter settings: another cut is another passage."""
        key = f"{document.id}\0{span.start}\0{span.end}\0{self.max_tokens}\0{SPLITTER_VERSION}\0{text}"
        return hashlib.sha256(key.encode()).hexdigest()[:24]


def _reading(text: str, span: Span, units: list[tuple[Span, str]]) -> str:
    """The passage's text with its tables read out."""
    pieces: list[str] = []
    position = span.start
    for unit, reading in units:
        pieces.append(text[position : unit.start])
        pieces.append(reading or text[unit.start : unit.end])
        position = unit.end
    return "".join(pieces)


def context_of(passage: Passage, title: str) -> str:
    """Title and headings of a passage, which are searched with it; the finding only where the passage does not begin with it."""
    path = [heading for heading in passage.section if heading]
    if passage.finding and not passage.text.startswith(passage.finding):
        path.append(passage.finding)
    return " > ".join([title, *path])
