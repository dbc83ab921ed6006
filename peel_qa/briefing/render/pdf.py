"""A paper as PDF on A4: headings that are bookmarks, links from each reference to its note or source, tags for screen readers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from xml.sax.saxutils import escape

import font_source_sans_pro
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Paragraph, Spacer, Table, TableStyle

from peel_qa.briefing.records import Line, Paper, Section
from peel_qa.briefing.records import Table as Cells
from peel_qa.briefing.render.citing import has_notes, left_out_words, marks, note_words, shown_sections
from peel_qa.briefing.render.tags import Tagged, TaggedCanvas
from peel_qa.text import visible

INK, QUIET, RULE, LINK, WASH = (HexColor(value) for value in ("#1a1f2b", "#4c5566", "#c4cad6", "#1d4f91", "#eef2f8"))
_MARGIN, _TOP, _BOTTOM = 17 * mm, 12 * mm, 13 * mm
_SHORT_MARGIN = 15 * mm
_RESERVE = 6 * mm
"""Room that a page keeps while lengths are fitted, since other programs lay out a little wider."""
_MANY, _FIRST_OF_FEW, _FIRST_OF_MANY = 4, 0.4, 0.22
"""Columns from which on a table has many, and the share of its width that the first then has, and else."""


def pdf(paper: Paper) -> bytes:
    """The whole file."""
    return _built(paper)[0]


def count_pages(paper: Paper, reserve: bool = False) -> int:
    """How many A4 pages a paper fills; with `reserve`, on pages that keep a little room."""
    return _built(paper, reserve)[1]


def _built(paper: Paper, reserve: bool = False) -> tuple[bytes, int]:
    _fonts()
    stream = io.BytesIO()
    margin = _MARGIN if has_notes(paper) else _SHORT_MARGIN
    document = BaseDocTemplate(
        stream,
        pagesize=A4,
        title=visible(paper.title),
        author="peel_qa",
        subject=visible(paper.subtitle),
        lang="en-GB",
        invariant=1,
    )
    bottom = _BOTTOM + (_RESERVE if reserve else 0)
    frame = Frame(margin, bottom, A4[0] - 2 * margin, A4[1] - _TOP - bottom, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", frame, onPage=partial(_foot, paper, margin)))
    document.build(list(_flow(paper, A4[0] - 2 * margin)), canvasmaker=TaggedCanvas)
    return stream.getvalue(), document.page


@cache
def _fonts() -> None:
    """Embed Source Sans Pro (SIL Open Font Licence)."""
    files = {"": "Regular", "-Bold": "Semibold", "-Italic": "It", "-BoldItalic": "BoldIt"}
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for name, file in files.items():
        pdfmetrics.registerFont(TTFont(f"Sans{name}", str(folder / f"SourceSansPro-{file}.ttf")))
    pdfmetrics.registerFontFamily("Sans", "Sans", "Sans-Bold", "Sans-Italic", "Sans-BoldItalic")


def _foot(paper: Paper, margin: float, canvas: TaggedCanvas, document: BaseDocTemplate) -> None:
    """The foot of a page: what made it, and the page's number; no part of what is read aloud."""
    canvas.begin_artifact()
    canvas.setFont("Sans", 7)
    canvas.setFillColor(QUIET)
    canvas.drawString(margin, 8 * mm, visible(paper.footer))
    canvas.drawRightString(A4[0] - margin, 8 * mm, f"Page {document.page}")
    canvas.end()


def _style(paper: Paper, name: str, size: float, **more: object) -> ParagraphStyle:
    scale = paper.scale * (1.0 if has_notes(paper) else 0.87)
    values: dict[str, object] = {"fontName": "Sans", "textColor": INK, "alignment": TA_LEFT, "splitLongWords": 1, **more}
    for key in ("spaceBefore", "spaceAfter", "leftIndent", "firstLineIndent", "bulletIndent"):
        if key in values:
            values[key] = float(str(values[key])) * scale
    return ParagraphStyle(name, fontSize=size * scale, leading=size * scale * 1.24, **values)


def _flow(paper: Paper, width: float) -> Iterator[Flowable]:
    yield Tagged(Paragraph(_plain(paper.title), _style(paper, "title", 18, fontName="Sans-Bold", spaceAfter=1)), "H1", bookmark=paper.title)
    yield Tagged(Paragraph(_plain(paper.subtitle), _style(paper, "subtitle", 10.5, textColor=QUIET, spaceAfter=5)), "P")
    for section in shown_sections(paper):
        if section.key != "sources" or not has_notes(paper):
            yield from _section(paper, section, width)
    if has_notes(paper):
        yield from _section(paper, paper.section("sources"), width)
        yield from _notes(paper)


def _heading(paper: Paper, words: str, more: str = "") -> Flowable:
    before, size = (7, 12.5) if has_notes(paper) else (3, 11.5)
    style = _style(paper, "heading", size, fontName="Sans-Bold", textColor=LINK, spaceBefore=before, spaceAfter=1, keepWithNext=1)
    behind = f' <font name="Sans" size="{8 * paper.scale:.1f}" color="{_hex(QUIET)}">({_plain(more)})</font>' if more else ""
    return Tagged(Paragraph(f"{_plain(words)}{behind}", style), "H2", bookmark=words)


def _section(paper: Paper, section: Section, width: float) -> Iterator[Flowable]:
    inside: list[Flowable] = []
    if section.note is not None:
        inside.append(Tagged(Paragraph(_line(paper, section.note), _style(paper, "note", 9.5, textColor=QUIET, spaceAfter=2)), "P"))
    if section.table is not None:
        inside += [_table(paper, section.table, width), Spacer(0, 3 * paper.scale)]
    if section.is_list:
        inside += [_item(paper, section, line, number) for number, line in enumerate(section.lines, start=1)]
    elif section.lines:
        together = " ".join(_line(paper, line) for line in section.lines)
        inside.append(Tagged(Paragraph(together, _style(paper, "body", 10, spaceAfter=2)), "P"))
    head = _heading(paper, section.title, left_out_words(section))
    yield KeepTogether([head, *inside[:1]])
    yield from inside[1:]


def _item(paper: Paper, section: Section, line: Line, number: int) -> Flowable:
    indent, size = 10 + 10 * line.depth, 8 if section.key == "sources" else 10
    after = 1.8 if has_notes(paper) else 0.6
    style = _style(
        paper, "item", size, leftIndent=indent, bulletIndent=indent - 8, spaceAfter=after, bulletFontName="Sans", bulletFontSize=8
    )
    if section.key == "sources":
        words = f'<a name="source-{number}"/>{_line(paper, line)}'
        return Tagged(Paragraph(words, _style(paper, "source", size, spaceAfter=1)), "LI", (("L", section.key),))
    return Tagged(Paragraph(_line(paper, line), style, bulletText="•"), "LI", (("L", section.key),))


def _line(paper: Paper, line: Line) -> str:
    """A line as the markup of a paragraph: label, words, quote, tag, references."""
    label = f"<b>{_plain(line.label)}{'' if line.label.startswith('[') else ':'}</b>" if line.label else ""
    quote = f"“{_plain(line.quote)}”" if line.quote else ""
    tag = f'<font color="{_hex(QUIET)}">({_plain(line.tag)})</font>' if line.tag else ""
    said = " ".join(part for part in (label, _plain(line.text), quote, tag) if part)
    return f"{said}{_references(paper, line)}"


def _references(paper: Paper, line: Line) -> str:
    if not line.citations:
        return ""
    target = "note" if has_notes(paper) else "source"
    links = [f'<a href="#{target}-{mark.number}" color="{_hex(LINK)}">[{escape(mark.text)}]</a>' for mark in marks(paper, line.citations)]
    return " " + (f'<font size="{7.5 * paper.scale:.1f}">{" ".join(links)}</font>')


def _hex(colour: HexColor) -> str:
    value: str = colour.hexval()
    return value.replace("0x", "#")


def _plain(text: str) -> str:
    return escape(" ".join(visible(text).split()))


def _table(paper: Paper, cells: Cells, width: float) -> Flowable:
    size = 9.5 if has_notes(paper) else 9
    head = [_cell(paper, cells, Line(label=""), size, (0, place), words) for place, words in enumerate(cells.head)]
    rows = [
        [_cell(paper, cells, cell, size, (row, place)) for place, cell in enumerate(line)] for row, line in enumerate(cells.rows, start=1)
    ]
    share = _FIRST_OF_FEW if len(cells.head) < _MANY else _FIRST_OF_MANY
    rest = (1 - share) / max(1, len(cells.head) - 1)
    widths = [width * share, *[width * rest] * (len(cells.head) - 1)]
    made = Table([head, *rows], colWidths=widths, repeatRows=1, style=_table_style(2.2 if has_notes(paper) else 0.6))
    return Tagged(made, "Table")


def _table_style(pad: float) -> TableStyle:
    whole = (0, 0), (-1, -1)
    return TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), WASH),
            ("LINEBELOW", *whole, 0.4, RULE),
            ("VALIGN", *whole, "TOP"),
            ("TOPPADDING", *whole, pad),
            ("BOTTOMPADDING", *whole, pad + 0.8),
            ("LEFTPADDING", *whole, 4),
            ("RIGHTPADDING", *whole, 4),
        ]
    )


def _cell(paper: Paper, table: Cells, cell: Line, size: float, at: tuple[int, int], head: str = "") -> Flowable:
    """A cell, tagged as one of its row; the first of a row, and the head, are headings."""
    words = _plain(head) if head else _line(paper, cell)
    is_heading = bool(head) or at[1] == 0
    made = Paragraph(f"<b>{words}</b>" if is_heading else words, _style(paper, "cell", size))
    return Tagged(made, "TH" if is_heading else "TD", (("Table", table.caption), ("TR", str(at[0]))))


def _notes(paper: Paper) -> Iterator[Flowable]:
    yield _heading(paper, "Notes")
    style = _style(paper, "notes", 8, spaceAfter=1.5, leftIndent=16, firstLineIndent=-16)
    for citation in paper.citations:
        words = f'<a name="note-{citation.number}"/><b>[{citation.number}]</b> {_plain(note_words(paper, citation))}'
        yield Tagged(Paragraph(words, style), "Note")
