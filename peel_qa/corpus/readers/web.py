"""Reader of web pages, by trafilatura: what the page says, without what its site puts round it; headings and tables stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peel_qa.corpus.readers.layout import level_or_finding, spread_areas
from peel_qa.corpus.readers.reading import Reading, Unreadable
from peel_qa.corpus.structure import Part
from peel_qa.corpus.tables import reading_of
from peel_qa.text import visible

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset({"head", "p", "list", "quote", "table", "code", "ab"})
_NEW_LINE = "\u2424"
_FIELDS = {"title": "title", "author": "author", "date": "date", "sitename": "site", "url": "url"}
_PICTURES = re.compile(rb"<(?:img|picture|svg|canvas|object|embed)\b", re.IGNORECASE)


def read_web_page(path: Path, url: str = "") -> Reading:
    """The reading of a web page; `url` is where it was fetched, against which its own links are resolved.

    Raises:
        Unreadable: if nothing on it reads as a text.
    """
    import trafilatura

    raw = path.read_bytes()
    tree = trafilatura.load_html(raw)
    if tree is None:
        raise Unreadable("is a web page without a text", "Open it in a browser, and save its text")
    _mark_lines(tree)
    found = trafilatura.bare_extraction(
        tree,
        url=url or None,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    body = getattr(found, "body", None)
    parts = tuple(_parts(body)) if body is not None else ()
    if not any(part.kind not in ("title", "heading") for part in parts):
        if _PICTURES.search(raw):
            raise Unreadable("is a web page with pictures and no text", "Add the PDF of it, or its text")
        raise Unreadable("is a web page without a text", "Open it in a browser, and save its text")
    own = {ours: visible(str(getattr(found, theirs) or "")).strip() for theirs, ours in _FIELDS.items()}
    return Reading("html", parts, own={name: value for name, value in own.items() if value})


def _mark_lines(tree: Any) -> None:
    """Mark where a cell of a table begins a new line: what extracts the text would glue the two together."""
    for cell in tree.iter("td", "th"):
        for line_break in cell.iter("br"):
            line_break.tail = f"{_NEW_LINE}{line_break.tail or ''}"
        for block in [block for block in cell.iter("p", "li", "div") if block is not cell][1:]:
            block.text = f"{_NEW_LINE}{block.text or ''}"


def _parts(element: _Element) -> Iterator[Part]:
    """The blocks below an element, in order; words between blocks are paragraphs of their own."""
    loose = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield from _paragraph("".join(loose))
            loose = []
            yield from _block(child)
        else:
            loose.append(_words(child))
        loose.append(child.tail or "")
    yield from _paragraph("".join(loose))


def _block(element: _Element) -> Iterator[Part]:
    if element.tag == "head":
        yield from _heading(element)
    elif element.tag == "list":
        for item in element:
            yield from _item(item)
    elif element.tag == "table":
        yield from _table(element)
    elif any(child.tag in _BLOCKS for child in element):
        yield from _parts(element)
    else:
        yield from _paragraph(_words(element))


def _heading(element: _Element) -> Iterator[Part]:
    text = " ".join(visible(_words(element)).split())
    level = int((element.get("rend") or "h2")[1:2] or 2)
    if text:
        yield Part("title", text, level=1) if level == 1 else level_or_finding(text, level)


def _item(item: _Element) -> Iterator[Part]:
    inner = [child for child in item if child.tag == "list"]
    text = " ".join(visible("".join(_words_without(item, inner))).split())
    if text:
        yield Part("item", text)
    for child in inner:
        yield from _block(child)


def _words_without(item: _Element, inner: list[_Element]) -> Iterator[str]:
    yield item.text or ""
    for child in item:
        if child not in inner:
            yield f" {_words(child)} " if child.tag in _BLOCKS else _words(child)
        yield child.tail or ""


def _table(element: _Element) -> Iterator[Part]:
    raw = tuple(tuple(visible(_words(cell)).strip() for cell in row.iter("cell")) for row in element.iter("row"))
    rows = tuple(row for row in spread_areas(raw) if any(row))
    if len(rows) > 1 or (rows and sum(map(bool, rows[0])) > 1):
        yield Part("table", "\n".join(" | ".join(row) for row in rows), reading=reading_of(rows), rows=rows)
    else:
        yield from (part for row in rows for cell in row for part in _paragraph(cell))


def _paragraph(words: str) -> Iterator[Part]:
    text = " ".join(visible(words).split())
    if text:
        yield Part("paragraph", text)


def _words(element: _Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        pieces += ["\n" if child.tag == "lb" else _words(child), child.tail or ""]
        if child.tag in ("p", "item", "list"):
            pieces.append("\n")
    return "".join(pieces).replace(_NEW_LINE, "\n")
