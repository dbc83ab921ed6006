"""Text into HTML that cannot be anything but text, and the passage round a quote with the quote marked in it.

Everything here ends as one line: the page shows it through a Markdown component, and an empty line in an
HTML block would hand the rest of it to the Markdown reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from peel_qa.index.reader import SearchIndex
from peel_qa.records import Block, Citation, Document
from peel_qa.text import visible

_HEADINGS = frozenset({"title", "heading", "finding"})
_CELL = re.compile(r" \| |\t")
_ROW = re.compile("\n")
_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def plain(text: str) -> str:
    """Text from anywhere as HTML: escaped, without invisible characters, on one line."""
    return escape(" ".join(visible(text).split()))


@dataclass(frozen=True, slots=True)
class Context:
    """Characters `start` to `end` of a document, shown for the citations that stand within them."""

    document: Document
    start: int
    end: int
    citations: tuple[Citation, ...]


def contexts(citations: Iterable[Citation], index: SearchIndex) -> list[Context]:
    """The citations of documents held, by the passage that they stand in; each passage is shown once, in the order of its first."""
    groups: dict[tuple[str, int, int], list[Citation]] = {}
    for citation in citations:
        document = index.documents[citation.document]
        groups.setdefault((document.id, *_stretch(citation, document, index)), []).append(citation)
    return [Context(index.documents[document], start, end, tuple(found)) for (document, start, end), found in groups.items()]


def _stretch(citation: Citation, document: Document, index: SearchIndex) -> tuple[int, int]:
    """The passage of a citation; where it names none that holds its quote, the whole paragraphs that the quote touches."""
    number = index.numbers.get(citation.passage)
    if number is not None:
        passage = index.passages[number]
        if passage.document == document.id and passage.start <= citation.start and citation.end <= passage.end:
            return passage.start, passage.end
    touched = list(_blocks(document, citation.start, citation.end))
    if not touched:
        return citation.start, citation.end
    return min(citation.start, touched[0].start), max(citation.end, touched[-1].end)


def _blocks(document: Document, start: int, end: int) -> Iterator[Block]:
    return (block for block in document.blocks if block.start < end and start < block.end)


def passage_html(context: Context) -> str:
    """The passage as its paragraphs, list items and tables, with every cited quote in `<mark>`."""
    blocks = list(_blocks(context.document, context.start, context.end))
    if not blocks:
        return f"<p>{marked(context, context.start, context.end)}</p>"
    parts = []
    for is_item, run in groupby(blocks, lambda block: block.kind == "item"):
        inner = "".join(_block_html(context, block) for block in run)
        parts.append(f"<ul>{inner}</ul>" if is_item else inner)
    return "".join(parts)


def _block_html(context: Context, block: Block) -> str:
    start, end = max(block.start, context.start), min(block.end, context.end)
    if block.kind == "table":
        return _table_html(context, start, end, is_whole=start == block.start)
    before = '<span class="cut">… </span>' if start > block.start else ""
    after = '<span class="cut"> …</span>' if end < block.end else ""
    inner = f"{before}{marked(context, start, end)}{after}"
    if block.kind == "item":
        return f"<li>{inner}</li>"
    return f'<p class="passage-heading">{inner}</p>' if block.kind in _HEADINGS else f"<p>{inner}</p>"


def _table_html(context: Context, start: int, end: int, is_whole: bool) -> str:
    """A stored table, one line a row; its first row is a row of headings unless the passage begins further down."""
    rows = []
    for begin, stop in _pieces(context.document.text, start, end, _ROW):
        tag = "th" if is_whole and begin == start else "td"
        cells = _pieces(context.document.text, begin, stop, _CELL)
        rows.append("<tr>" + "".join(f"<{tag}>{marked(context, *cell)}</{tag}>" for cell in cells) + "</tr>")
    return f'<div class="table" tabindex="0"><table><tbody>{"".join(rows)}</tbody></table></div>'


def _pieces(text: str, start: int, end: int, divider: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Offsets of the pieces of `text[start:end]` between dividers."""
    for match in divider.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def marked(context: Context, start: int, end: int) -> str:
    """Characters `start` to `end` escaped; what is quoted stands in `<mark>`, numbered where several quotes share the passage."""
    quotes = [quote for quote in context.citations if quote.start < end and start < quote.end]
    edges = sorted({start, end, *(place for quote in quotes for place in (quote.start, quote.end) if start < place < end)})
    parts = []
    for begin, stop in pairwise(edges):
        text = escape(_LINE_END.sub(" ", context.document.text[begin:stop]))
        names = " ".join(f"quote-{quote.number}" for quote in quotes if quote.start <= begin and stop <= quote.end)
        parts.append(_labels(context, begin) + (f'<mark class="{names}">{text}</mark>' if names else text))
    return "".join(parts)


def _labels(context: Context, place: int) -> str:
    """The numbers of the quotes that begin at a place."""
    if len(context.citations) < 2:
        return ""
    begun = (quote.number for quote in context.citations if quote.start == place and quote.number)
    return "".join(f'<sup class="quote-number">{number}</sup>' for number in begun)
