"""Reading exported papers back, each by other means than those that wrote it, and what must stand in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import pypdfium2
from lxml import etree, html

from peel_qa.records import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GRADES = {"outstanding", "good", "adequate", "requires improvement", "inadequate"}
OWN_QUOTED = {"New", *GRADES}
"""What papers put in quotation marks themselves."""


def squashed(text: str) -> str:
    """Text without white space and soft line ends, for comparing what different programs broke differently."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\u00ad", ""))


def read_docx(content: bytes) -> tuple[str, str]:
    """The words of the body, paragraph by paragraph, and those of the footnotes."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        body = etree.fromstring(package.read("word/document.xml"))
        notes = etree.fromstring(package.read("word/footnotes.xml")) if "word/footnotes.xml" in package.namelist() else None
    return _paragraphs(body), _paragraphs(notes) if notes is not None else ""


def _paragraphs(root: etree._Element) -> str:
    return "\n".join("".join(text.text or "" for text in paragraph.iter(f"{_W}t")) for paragraph in root.iter(f"{_W}p"))


def read_pdf(content: bytes) -> tuple[str, int]:
    """The words of all pages without their feet, and the number of pages."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    lines = [
        line for page in pages for line in page.splitlines() if not line.startswith("Made by peel_qa") and not re.match(r"Page \d+$", line)
    ]
    return "\n".join(lines), len(pages)


def read_html(content: bytes) -> str:
    """The words of the body."""
    root = html.fromstring(content.decode())
    return "\n".join(root.find("body").itertext())


def read_markdown(content: bytes) -> str:
    """The words without escapes."""
    return re.sub(r"\\(.)", r"\1", content.decode())


def quotations(text: str) -> Iterator[str]:
    """What stands between “ and ” at the outermost level."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        if character == "“":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif character == "”" and depth:
            depth -= 1
            if depth == 0:
                yield text[start:place]


def strange_quotations(text: str, documents: Iterable[Document], own: Iterable[str] = ()) -> list[str]:
    """Quotations that stand in no document, character for character but for line ends."""
    held = [squashed(document.text) for document in documents]
    allowed = {squashed(words) for words in (*OWN_QUOTED, *own)}
    found = (squashed(words) for words in quotations(text))
    return [words for words in found if words not in allowed and not any(words in whole for whole in held)]


def figures(text: str) -> set[str]:
    """Every number as it is written."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def figures_outside(text: str) -> set[str]:
    """The numbers that stand outside of quotations, references and addresses."""
    plain = text
    for words in sorted(set(quotations(text)), key=len, reverse=True):
        plain = plain.replace(f"“{words}”", " ")
    plain = re.sub(r"https?://\S+|\[\^?\d[^\]]*\]:?|\(corpus \w+\)", " ", plain)
    return figures(plain)
