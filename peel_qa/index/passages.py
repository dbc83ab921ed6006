"""Documents cut into passages: whole sentences of one section, offsets carried, never longer than the model can read.

Our own splitter, because LlamaIndex's searches for its chunks in the text afterwards and finds the wrong repeat
where a sentence stands twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from peel_qa.corpus.figure_tables import figure_tables, lines_of
from peel_qa.corpus.structure import read_table
from peel_qa.records import Block, Document, Passage, Section, Span
from peel_qa.text import count_tokens, sentences

SPLITTER_VERSION = 3
_BODY = ("finding", "paragraph", "item", "table")
_CERTAINLY_TOO_LONG = 12
"""Characters for each allowed token above which a stretch is halved without counting: counting megabytes is slow."""


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts documents into passages.

    `max_tokens` bounds a passage's text and reading in tiktoken tokens; `model_limit` its reading in the model's own
    tokens, counted by `count_model_tokens`, with room left for the context that is embedded with it.
    """

    max_tokens: int
    model_limit: int
    count_model_tokens: Callable[[str], int]

    def split(self, document: Document) -> list[Passage]:
        """The passages of a document in reading order; together they hold every visible character that is not a heading."""
        readings = self.readings(document)
        by_section: dict[int, list[Block]] = {}
        for block in document.blocks:
            if block.kind in _BODY:
                by_section.setdefault(block.section, []).append(block)
        return [
            passage
            for number, section in enumerate(document.sections)
            for passage in self._pack(document, section, by_section.get(number, []), readings)
        ]

    def readings(self, document: Document) -> dict[Span, str]:
        """How the tables of a document are read, and their rows one by one, where that is not too long for a passage."""
        return {span: reading for span, reading in _table_readings(document) if self._is_short(reading)}

    def _pack(self, document: Document, section: Section, blocks: list[Block], readings: Mapping[Span, str]) -> Iterator[Passage]:
        """Whole blocks and sentences of a section, as many to a passage as fit; a finding stays with what follows it."""
        units = [unit for block in blocks for unit in self._units(document.text, block, readings)]
        start = 0
        for end in range(1, len(units) + 1):
            if end == len(units) or not self._fits(document.text, units[start : end + 1], readings):
                yield self._make(document, section, units[start:end], readings)
                start = end

    def _units(self, text: str, block: Block, readings: Mapping[Span, str]) -> Iterator[Span]:
        """The sentences of a block; a table is one unit where it fits, else its rows; what is too long alone, in pieces."""
        whole = Span(block.start, block.end)
        is_read = whole in readings or not block.reading
        if block.kind == "table" and is_read and self._fits(text, [whole], readings):
            yield whole
            return
        for stretch in lines_of(text, whole) if block.kind == "table" else [whole]:
            if stretch in readings and self._fits(text, [stretch], readings):
                yield stretch
                continue
            for begin, end in sentences(text[stretch.start : stretch.end]):
                yield from self._pieces(text, Span(stretch.start + begin, stretch.start + end))

    def _pieces(self, text: str, sentence: Span) -> Iterator[Span]:
        """A sentence, or what is too long of it in pieces that fit, cut at a space near the middle where there is one."""
        waiting = [sentence]
        while waiting:
            span = _trimmed(text, waiting.pop())
            length = span.end - span.start
            if length < 1:
                continue
            if length == 1 or (length <= _CERTAINLY_TOO_LONG * self.max_tokens and self._is_short(text[span.start : span.end])):
                yield span
                continue
            middle = (span.start + span.end) // 2
            middle = text.rfind(" ", span.start + length // 4, middle) + 1 or middle
            waiting += [Span(middle, span.end), Span(span.start, middle)]

    def _fits(self, text: str, units: list[Span], readings: Mapping[Span, str]) -> bool:
        stretch = text[units[0].start : units[-1].end]
        reading = _reading(text, units, readings)
        return self._is_short(reading) and (reading == stretch or count_tokens(stretch) <= self.max_tokens)

    def _is_short(self, reading: str) -> bool:
        return count_tokens(reading) <= self.max_tokens and self.count_model_tokens(reading) <= self.model_limit

    def _make(self, document: Document, section: Section, units: list[Span], readings: Mapping[Span, str]) -> Passage:
        start, end = units[0].start, units[-1].end
        text = document.text[start:end]
        page, page_last = document.pages_of(start, end) or (section.page, section.page_last)
        return Passage(
            id=self._id(document, start, end, text),
            document=document.id,
            start=start,
            end=end,
            text=text,
            reading=_reading(document.text, units, readings),
            section=section.path,
            finding=section.finding,
            page=page,
            page_last=page_last,
            sentences=tuple(units),
        )

    def _id(self, document: Document, start: int, end: int, text: str) -> str:
        """Content, place and splitter settings: another cut is another passage."""
        key = f"{document.id}\0{start}\0{end}\0{self.max_tokens}\0{SPLITTER_VERSION}\0{text}"
        return hashlib.sha256(key.encode()).hexdigest()[:24]


def _table_readings(document: Document) -> Iterator[tuple[Span, str]]:
    """Every table as it reads, and each row below its header: "Area: Preventing crime; Grade: Good."; one of figures by rows alone."""
    of_figures = {table.span: table for table in figure_tables(document)}
    for table in of_figures.values():
        yield from ((row.span, f"{table.told(row)}.") for row in table.rows)
    for block in document.blocks:
        if block.kind != "table" or not block.reading or Span(block.start, block.end) in of_figures:
            continue
        whole = Span(block.start, block.end)
        yield whole, block.reading
        lines = lines_of(document.text, whole)
        if len(lines) == len(block.rows):
            yield from ((line, read_table((block.rows[0], row))) for line, row in zip(lines[1:], block.rows[1:], strict=True))


def _trimmed(text: str, span: Span) -> Span:
    """A span without blanks at its ends."""
    stretch = text[span.start : span.end]
    start = span.start + len(stretch) - len(stretch.lstrip())
    return Span(start, max(start, span.start + len(stretch.rstrip())))


def _reading(text: str, units: list[Span], readings: Mapping[Span, str]) -> str:
    """The text from the first unit to the last with its tables read out."""
    pieces: list[str] = []
    position = units[0].start
    for unit in units:
        pieces += [text[position : unit.start], readings.get(unit) or text[unit.start : unit.end]]
        position = unit.end
    return "".join(pieces)


def context_of(passage: Passage, title: str) -> str:
    """Title and headings of a passage, which are searched with it; the finding only where the passage does not begin with it."""
    path = [heading for heading in passage.section if heading]
    if passage.finding and not passage.text.startswith(passage.finding):
        path.append(passage.finding)
    return " > ".join([title, *path])
