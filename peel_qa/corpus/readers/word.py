"""Reader of Word files (DOCX), by python-docx: headings and lists by their styles, tables as tables."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from peel_qa.corpus.readers.layout import level_or_finding
from peel_qa.corpus.readers.reading import Reading, Unreadable
from peel_qa.corpus.structure import Part, Rows
from peel_qa.corpus.tables import reading_of
from peel_qa.text import visible

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST = re.compile(r"list|bullet", re.IGNORECASE)
_MOST_UNPACKED = 300_000_000
"""Bytes of all members of a DOCX together; more is a bomb, or no report."""


def read_word(path: Path) -> Reading:
    """The reading of a DOCX file. It has no pages: they are made where it is shown.

    Raises:
        Unreadable: if it is broken, or unpacks to more than any document.
    """
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            raise Unreadable(f"unpacks to {unpacked:,} bytes, more than any document", "Add a smaller copy of it")
        document = docx.Document(str(path))
        parts = tuple(_parts(document.iter_inner_content()))
        properties = document.core_properties
        own = {"title": properties.title or "", "author": properties.author or ""}
        if properties.created:
            own["created"] = properties.created.date().isoformat()
        has_pictures = bool(document.inline_shapes)
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError, SyntaxError, OSError, AttributeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"is broken ({_one_line(error)})", "Open it in Word and save it anew") from error
    if not parts and has_pictures:
        raise Unreadable("holds only pictures, no text", "Recognise its text first (OCR), then add that")
    return Reading("docx", parts, own={name: visible(value).strip() for name, value in own.items() if value.strip()})


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__


def _parts(content: Iterator[Paragraph | Table]) -> Iterator[Part]:
    from docx.table import Table

    for item in content:
        if isinstance(item, Table):
            rows = _rows(item)
            if rows:
                yield Part("table", "\n".join(" | ".join(row) for row in rows), reading=reading_of(rows), rows=rows)
        elif text := " ".join(visible(item.text).split()):
            yield _paragraph(item, text)


def _paragraph(paragraph: Paragraph, text: str) -> Part:
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    heading = _HEADING.match(style)
    if style.lower() == "title":
        return Part("title", text, level=1)
    if heading:
        return level_or_finding(text, int(heading[1]) + 1)
    properties = paragraph._p.pPr
    is_listed = _LIST.search(style) or (properties is not None and properties.numPr is not None)
    return Part("item" if is_listed else "paragraph", text)


def _rows(table: Table) -> Rows:
    """The cells; one that spans several columns stands in the first of them. Rows without words are left out."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:
            cells.append("" if id(cell._tc) in seen else " ".join(visible(cell.text).split()))
            seen.add(id(cell._tc))
        rows.append(tuple(cells))
    return tuple(row for row in rows if any(row))
