"""A paper as a Word file: real headings, lists and table, footnotes for the citations, page numbers, words that stand for the table."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from peel_qa.briefing.records import Line, Paper, Section, Table
from peel_qa.briefing.render.citing import has_notes, left_out_words, marks, note_words, shown_sections
from peel_qa.briefing.render.footnotes import Footnotes
from peel_qa.text import visible

_FONT = "Arial"
_INK, _QUIET, _LINK, _WASH, _RULE = "1A1F2B", "4C5566", "1D4F91", "EEF2F8", "C4CAD6"
_LONG, _SHORT = 10.0, 8.4
"""Size of the type in points, of a long paper and of one that fits its pages."""
_MANY, _FIRST_OF_FEW, _FIRST_OF_MANY = 4, 0.42, 0.22
"""Columns from which on a table has many, and the share of its width that the first then has, and else."""
_BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")


def word(paper: Paper) -> bytes:
    """The whole file."""
    return _Writer(paper).written()


class _Writer:
    """Writes one paper."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document: Document = docx.Document()
        self.notes = Footnotes(self.document)
        self.size = (_LONG if has_notes(paper) else _SHORT) * paper.scale

    def written(self) -> bytes:
        """The file's bytes."""
        self._set_up()
        self.document.add_paragraph(_plain(self.paper.title), style="Title")
        self.document.add_paragraph(_plain(self.paper.subtitle), style="Subtitle")
        for section in shown_sections(self.paper):
            self._section(section)
        if has_notes(self.paper):
            self.notes.attach()
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _set_up(self) -> None:
        page, margin = self.document.sections[0], Mm(18 if has_notes(self.paper) else 14)
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = margin
        page.top_margin, page.bottom_margin = Mm(13), Mm(15)
        page.header_distance, page.footer_distance = Mm(6), Mm(7)
        made = datetime.fromisoformat(self.paper.made).replace(tzinfo=UTC)
        about = self.document.core_properties
        about.title, about.subject, about.author = visible(self.paper.title), visible(self.paper.subtitle), "peel_qa"
        about.language, about.created, about.modified, about.comments = "en-GB", made, made, visible(self.paper.footer)
        self._styles()
        self._foot(page.footer.paragraphs[0])

    def _styles(self) -> None:
        is_long = has_notes(self.paper)
        self._style("Normal", self.size, after=2 if is_long else 0.5)
        self._style("Title", self.size * 1.75, bold=True, after=0)
        self._style("Subtitle", self.size * 1.05, colour=_QUIET, after=3)
        self._style("Heading 1", self.size * 1.2, bold=True, colour=_LINK, before=7 if is_long else 3.2, after=1 if is_long else 0.3)
        for level, name in enumerate(_BULLETS):
            style = self._style(name, self.size, after=2 if is_long else 0.4)
            style.paragraph_format.left_indent = Mm(4 + 3.5 * level)
            style.paragraph_format.first_line_indent = Mm(-3)
        self._style("Caption", self.size * 0.9, colour=_QUIET, after=1)
        for name, kind in (("Footnote Text", WD_STYLE_TYPE.PARAGRAPH), ("Footnote Reference", WD_STYLE_TYPE.CHARACTER)):
            if name not in self.document.styles:
                self.document.styles.add_style(name, kind)
        self._style("Footnote Text", 7.5, after=0)
        self.document.styles["Footnote Reference"].font.superscript = True
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        self.document.styles["Normal"].element.get_or_add_rPr().append(language)

    def _style(self, name: str, size: float, bold: bool = False, colour: str = _INK, before: float = 0, after: float = 0) -> ParagraphStyle:
        style: ParagraphStyle = self.document.styles[name]
        font = style.font
        font.name, font.size, font.bold, font.italic = _FONT, Pt(round(size * 2) / 2), bold, False
        font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        for spread in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spread)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        return style

    def _foot(self, paragraph: Paragraph) -> None:
        paragraph.add_run(f"{visible(self.paper.footer)}  Page ")
        for kind in ("begin", "", "separate", "1", "end"):
            run = paragraph.add_run(kind if kind == "1" else "")
            if kind != "1":
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.text = "PAGE"
                run._r.append(element)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(6.5), RGBColor.from_string(_QUIET)

    def _section(self, section: Section) -> None:
        heading = self.document.add_heading(_plain(section.title), level=1)
        if left_out_words(section):
            more = heading.add_run(f" ({left_out_words(section)})")
            more.font.bold, more.font.size, more.font.color.rgb = False, Pt(round(self.size * 1.7) / 2), RGBColor.from_string(_QUIET)
        if section.note is not None:
            self._say(self.document.add_paragraph(), section.note, _QUIET)
        if section.table is not None:
            self._table(section.table)
        if section.key == "sources":
            self._sources(section)
        elif section.is_list:
            for line in section.lines:
                self._say(self.document.add_paragraph(style=_BULLETS[min(line.depth, len(_BULLETS) - 1)]), line)
        elif section.lines:
            paragraph = self.document.add_paragraph()
            for line in section.lines:
                self._say(paragraph, line)
                paragraph.add_run(" ")

    def _sources(self, section: Section) -> None:
        for number, line in enumerate(section.lines, start=1):
            paragraph = self.document.add_paragraph()
            self._say(paragraph, line)
            for run in paragraph.runs:
                run.font.size = Pt(round(self.size * 1.7) / 2)
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for element in (start, end):
                element.set(qn("w:id"), str(10_000 + number))
            start.set(qn("w:name"), f"source_{number}")
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
            paragraph._p.append(end)

    def _say(self, paragraph: Paragraph, line: Line, colour: str = _INK, bold: bool = False) -> None:
        if line.label:
            paragraph.add_run(f"{_plain(line.label)}{'' if line.label.startswith('[') else ':'} ").bold = True
        said = " ".join(part for part in (_plain(line.text), f"“{_plain(line.quote)}”" if line.quote else "") if part)
        run = paragraph.add_run(said)
        run.bold, run.font.color.rgb = bold or None, RGBColor.from_string(colour)
        if line.tag:
            paragraph.add_run(f" ({_plain(line.tag)})").font.color.rgb = RGBColor.from_string(_QUIET)
        self._refer(paragraph, line)

    def _refer(self, paragraph: Paragraph, line: Line) -> None:
        if not line.citations:
            return
        if has_notes(self.paper):
            for place, number in enumerate(sorted(set(line.citations))):
                if place:
                    paragraph.add_run(", ").style = "Footnote Reference"
                self.notes.refer(paragraph, number, _plain(note_words(self.paper, self.paper.citation(number))))
            return
        paragraph.add_run(" ")
        for mark in marks(self.paper, line.citations):
            _link(paragraph, f"[{mark.text}]", f"source_{mark.number}", Pt(round(self.size * 1.6) / 2))

    def _table(self, table: Table) -> None:
        made = self.document.add_table(rows=1, cols=len(table.head), style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        _describe(made, table.caption)
        for cell, words in zip(made.rows[0].cells, table.head, strict=True):
            cell.paragraphs[0].add_run(_plain(words)).bold = True
            _shade(cell._tc.get_or_add_tcPr())
        _repeat(made)
        for row in table.rows:
            for place, (cell, line) in enumerate(zip(made.add_row().cells, row, strict=True)):
                self._say(cell.paragraphs[0], line, bold=place == 0)
        width = self.document.sections[0].page_width - 2 * self.document.sections[0].left_margin  # type: ignore[operator]
        share = _FIRST_OF_FEW if len(table.head) < _MANY else _FIRST_OF_MANY
        rest = (1 - share) / max(1, len(table.head) - 1)
        for each in made.rows:
            for place, cell in enumerate(each.cells):
                cell.width = Emu(int(width * (rest if place else share)))
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(3)


def _plain(text: str) -> str:
    return " ".join(visible(text).split())


def _link(paragraph: Paragraph, words: str, bookmark: str, size: Pt) -> None:
    """A link to a bookmark of the same document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = size, RGBColor.from_string(_LINK)
    link.append(run._r)
    paragraph._p.append(link)


def _describe(table: WordTable, words: str) -> None:
    """Words that stand for a table where it is read aloud, and rules only below its rows."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        rule.set(qn("w:val"), "single" if side in ("bottom", "insideH") else "nil")
        rule.set(qn("w:sz"), "4")
        rule.set(qn("w:color"), _RULE)
        borders.append(rule)
    for layout in properties.findall(qn("w:tblLook")):
        layout.addprevious(borders)
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), visible(words))
        properties.append(element)


def _shade(properties: object) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), _WASH)
    properties.append(shade)  # type: ignore[attr-defined]


def _repeat(table: WordTable) -> None:
    """The first row stands again on every page."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
