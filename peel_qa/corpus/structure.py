"""From the parts that a reader finds to a Document: one stored text, offsets carried along, sections by heading."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peel_qa.records import Block, BlockKind, Document, Section, Source

_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One block as a reader finds it, before it has a place.

    `level` counts heading depth from 1; `page` is the page on which a heading's entry begins, where known.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    reading: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def assemble(source: Source, parts: list[Part]) -> Document:
    """Join the parts to the stored text and cut it into sections.

    A title, a heading or a finding opens a new section; a finding's own words stay inside its section, since
    they are a statement of the document; headings belong to the section's path.
    """
    blocks: list[Block] = []
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    page: int | None = None
    position = 0
    pieces: list[str] = []
    for part in parts:
        start, end = position, position + len(part.text)
        if part.kind in ("title", "heading"):
            path = [entry for entry in path if entry[0] < part.level] + ([(part.level, part.text)] if part.kind == "heading" else [])
            page = part.page if part.page is not None else (page if len(path) > 1 else None)
        if part.kind in ("title", "heading", "finding") or not sections:
            finding = part.text if part.kind == "finding" else ""
            sections.append(Section(tuple(text for _, text in path), finding, start, end, page))
        sections[-1] = replace(sections[-1], end=end)
        blocks.append(Block(part.kind, start, end, len(sections) - 1, part.reading, part.rows))
        pieces.append(part.text)
        position = end + len(_GAP)
    return Document(source, _GAP.join(pieces), _with_last_pages(sections), tuple(blocks))


def read_table(rows: tuple[tuple[str, ...], ...]) -> str:
    """How a table reads in sentences: "Area: Preventing crime; Grade: Good." row by row."""
    if len(rows) < 2:
        return ". ".join(" ".join(cell for cell in row if cell) for row in rows)
    header, *body = rows
    lines = []
    for row in body:
        cells = [f"{name}: {cell}" if name else cell for name, cell in zip(header, row, strict=False) if cell]
        lines.append("; ".join(cells) + ".")
    return " ".join(lines)


def _with_last_pages(sections: list[Section]) -> tuple[Section, ...]:
    """Give each section the page on which the next known page begins."""
    after: int | None = None
    filled: list[Section] = []
    for section in reversed(sections):
        if section.page is not None and after is not None and section.page > after:
            after = None
        last = max(section.page, after) if section.page is not None and after is not None else section.page
        filled.append(replace(section, page_last=last))
        following = filled[-2].page if len(filled) > 1 else None
        if section.page is not None and section.page != following:
            after = section.page
    return tuple(reversed(filled))
