"""From the parts that a reader finds to a Document: one stored text, offsets carried along, sections by heading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

from peel_qa.records import Block, BlockKind, Document, Section, Source

_GAP = "\n\n"
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One block as a reader finds it, before it has a place.

    `level` counts heading depth from 1; `page` is the page on which a heading's entry begins, where known;
    `is_apart` says that a block begins a section under no heading, as an imprint does, or where it has a level under those
    above that level. A finding with a level closes the headings of that level. A part without text but with a page (a paragraph)
    says that this page begins here.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    reading: str = ""
    rows: Rows = ()
    is_apart: bool = False


def assemble(source: Source, parts: list[Part]) -> Document:
    """Join the parts to the stored text and cut it into sections.

    A title, a heading or a finding opens a new section; a finding's own words stay inside its section, since
    they are a statement of the document; headings belong to the section's path. Parts without text are left out, but for the page
    that one begins.
    """
    blocks: list[Block] = []
    sections: list[Section] = []
    paged: list[bool] = []
    path: list[tuple[int, str]] = []
    page: int | None = None
    position = 0
    pieces: list[str] = []
    before = ""
    begun: list[tuple[int, int]] = []
    for part in parts:
        if not part.text:
            begun += [(position, part.page)] if part.page is not None and part.kind == "paragraph" else []
            continue
        start, end = position, position + len(part.text)
        if part.kind in ("title", "heading") or part.is_apart:
            path = [entry for entry in path if entry[0] < part.level] + ([(part.level, part.text)] if part.kind == "heading" else [])
            page = page if len(path) > 1 or (part.is_apart and part.level) else None
        elif part.kind == "finding" and part.level:
            path = [entry for entry in path if entry[0] < part.level]
        page = page if part.page is None else part.page
        opens = part.kind in ("heading", "finding") or part.is_apart or (part.kind == "title" and before != "title")
        if opens or not sections:
            finding = part.text if part.kind == "finding" else ""
            sections.append(Section(tuple(text for _, text in path), finding, start, end, page))
            paged.append(part.page is not None)
        sections[-1] = replace(sections[-1], end=end)
        blocks.append(Block(part.kind, start, end, len(sections) - 1, part.reading, part.rows))
        pieces.append(part.text)
        before = part.kind
        position = end + len(_GAP)
    return Document(source, _GAP.join(pieces), _with_last_pages(sections, paged), tuple(blocks), tuple(begun))


def read_table(rows: Rows) -> str:
    """How a table reads in sentences: "Area: Preventing crime; Grade: Good." row by row."""
    if len(rows) < 2:
        return ". ".join(" ".join(cell for cell in row if cell) for row in rows)
    header, *body = rows
    lines = []
    for row in body:
        cells = [f"{name}: {cell}" if name else cell for name, cell in zip_longest(header, row, fillvalue="") if cell]
        lines.extend(["; ".join(cells) + "."] if cells else [])
    return " ".join(lines) or read_table(rows[:1])


def _with_last_pages(sections: list[Section], paged: list[bool]) -> tuple[Section, ...]:
    """Give each section the page on which the next entry of the contents list begins; None where no entry follows.

    `paged` says of each section whether an entry of the contents list begins it.
    """
    filled: list[Section] = []
    after: int | None = None
    for section, begins_entry in zip(reversed(sections), reversed(paged), strict=True):
        is_known = section.page is not None and after is not None and after >= section.page
        filled.append(replace(section, page_last=after if is_known else None))
        after = section.page if begins_entry else after
    return tuple(reversed(filled))
