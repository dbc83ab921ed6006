"""What a file is, told by its content; its name and what a server called it only decide between kinds of text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from peel_qa.corpus.readers.reading import Unreadable

Form = Literal["pdf", "docx", "zip", "html", "markdown", "text"]
ENDINGS: dict[Form, str] = {"pdf": ".pdf", "docx": ".docx", "zip": ".zip", "html": ".html", "markdown": ".md", "text": ".txt"}
"""How the raw file of each form is named."""

_HEAD_BYTES = 4096
_SAVE = "Save it as PDF, DOCX, HTML, Markdown or plain text"
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "is an RTF file", _SAVE),
    (b"\x89PNG", "is a picture", "Recognise its text first (OCR), then add that"),
    (b"\xff\xd8\xff", "is a picture", "Recognise its text first (OCR), then add that"),
    (b"GIF8", "is a picture", "Recognise its text first (OCR), then add that"),
    (b"II*\x00", "is a picture", "Recognise its text first (OCR), then add that"),
    (b"MM\x00*", "is a picture", "Recognise its text first (OCR), then add that"),
    (b"\x1f\x8b", "is a gzip archive", "Unpack it, or pack it as ZIP"),
    (b"7z\xbc\xaf", "is a 7z archive", "Unpack it, or pack it as ZIP"),
    (b"Rar!", "is a RAR archive", "Unpack it, or pack it as ZIP"),
    (b"MZ", "is a program", "Add documents only"),
    (b"\x7fELF", "is a program", "Add documents only"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def form_of(path: Path, content_type: str = "") -> Form:
    """The form of a file; `content_type` is what a server called it, where one did.

    Raises:
        Unreadable: if it is empty, of a form that is not read, or damaged so far that its form cannot be told.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip():
        raise Unreadable("is empty", "Add a file that has text")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _of_archive(path)
    if head.startswith(_OLD_OFFICE):
        raise _of_old_office(path)
    for start, problem, remedy in _OTHERS:
        if head.startswith(start):
            raise Unreadable(problem, remedy)
    return _of_text(path, head, content_type)


def _of_text(path: Path, head: bytes, content_type: str) -> Form:
    ending = path.suffix.lower()
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) or ending in (".html", ".htm", ".xhtml") or "html" in content_type:
        return "html"
    if ending in (".pdf", ".docx", ".zip"):
        raise Unreadable(f"is broken: it does not begin as a {ending[1:].upper()} file does", "Get a whole copy of it")
    return "markdown" if ending in (".md", ".markdown") or "markdown" in content_type else "text"


def _of_archive(path: Path) -> Form:
    """DOCX or ZIP; both are ZIP archives."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(f"is broken ({str(error).rstrip('.') or 'the archive breaks off'})", "Get a whole copy of it") from error
    if "word/document.xml" in names:
        return "docx"
    for member, problem in (("xl/workbook.xml", "is a spreadsheet"), ("ppt/presentation.xml", "is a set of slides")):
        if member in names:
            raise Unreadable(problem, _SAVE)
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable("is an OpenDocument file", _SAVE)
    return "zip"


def _of_old_office(path: Path) -> Unreadable:
    with path.open("rb") as file:
        is_encrypted = _ENCRYPTED_OFFICE in file.read(1_000_000)
    if is_encrypted:
        return Unreadable("is encrypted: it needs a password", "Save a copy without the password")
    return Unreadable("is a file of an old Office version", "Save it as DOCX or PDF")
