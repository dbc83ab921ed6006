"""Footnotes in a Word file, which python-docx does not write itself: their part of the package, and references to them.

A note is written where it is referred to first; later references are fields that repeat its number (Word's NOTEREF).
"""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST = 1
"""Id of the first note of ours; -1 and 0 are the lines that Word draws above notes."""
_FRAME = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
<w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
<w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The notes of one document, numbered from 1 in the order in which they are referred to first."""

    def __init__(self, document: Document) -> None:
        """Begin without notes."""
        self._document = document
        self._root = etree.fromstring(_FRAME)
        self._known: dict[int, int] = {}

    def refer(self, paragraph: Paragraph, number: int, words: str) -> None:
        """Put a reference to note `number`, which says `words`, at the end of a paragraph."""
        if number in self._known:
            self._again(paragraph, number)
            return
        note = len(self._known) + _FIRST
        self._known[number] = note
        self._root.append(_note(note, words))
        run = paragraph.add_run()
        run.style = "Footnote Reference"
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(note))
        run._r.append(reference)
        _bookmark(run, note)

    def _again(self, paragraph: Paragraph, number: int) -> None:
        note = self._known[number]
        for kind, text in (
            ("begin", ""),
            ("instrText", f" NOTEREF _note{note} \\f \\h "),
            ("separate", ""),
            ("text", str(note)),
            ("end", ""),
        ):
            run = paragraph.add_run(text if kind == "text" else "")
            run.style = "Footnote Reference"
            if kind == "instrText":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = text
                run._r.append(element)
            elif kind != "text":
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                run._r.append(element)

    def attach(self) -> None:
        """Write the notes into the document's package."""
        raw = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, raw, self._document.part.package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _bookmark(run: Run, note: int) -> None:
    """A bookmark round a reference, by which later ones repeat its number."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(note))
    start.set(qn("w:name"), f"_note{note}")
    run._r.addprevious(start)
    run._r.addnext(end)


def _note(number: int, words: str) -> etree._Element:
    note = OxmlElement("w:footnote")
    note.set(qn("w:id"), str(number))
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), "FootnoteText")
    properties.append(style)
    paragraph.append(properties)
    mark = OxmlElement("w:r")
    mark_properties = OxmlElement("w:rPr")
    mark_style = OxmlElement("w:rStyle")
    mark_style.set(qn("w:val"), "FootnoteReference")
    mark_properties.append(mark_style)
    mark.append(mark_properties)
    mark.append(OxmlElement("w:footnoteRef"))
    paragraph.append(mark)
    text_run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {words}"
    text_run.append(text)
    paragraph.append(text_run)
    note.append(paragraph)
    return note
