from __future__ import annotations

from pathlib import Path

import documents
import pytest

from peel_qa.corpus.readers.forms import form_of
from peel_qa.corpus.readers.reading import Unreadable


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("name", "raw", "content_type", "form"),
    [
        ("a.txt", b"%PDF-1.7\n", "", "pdf"),
        ("a.pdf", b"\n\n%PDF-1.4", "", "pdf"),
        ("a", b"<!DOCTYPE html><html>", "", "html"),
        ("a.txt", b"  <html><body>", "", "html"),
        ("a", b"words", "text/html; charset=utf-8", "html"),
        ("a.md", b"# Title\n", "", "markdown"),
        ("a.txt", b"# no title\n", "", "text"),
        ("a", b"words", "text/plain", "text"),
        ("a.bin", "\ufeffwords".encode(), "", "text"),
    ],
)
def test_content_says_what_a_file_is(tmp_path: Path, name: str, raw: bytes, content_type: str, form: str) -> None:
    assert form_of(write(tmp_path, name, raw), content_type) == form


def test_archives_are_told_apart(tmp_path: Path) -> None:
    assert form_of(documents.write_word(tmp_path / "a.zip")) == "docx"
    assert form_of(documents.write_zip(tmp_path / "b.docx", {"x.txt": b"words"})) == "zip"


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.pdf", b"no pdf at all", "does not begin as a PDF"),
        ("a.docx", b"no docx at all", "does not begin as a DOCX"),
        ("a.rtf", b"{\\rtf1 words}", "RTF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("a.png", b"\x89PNG\r\n", "picture"),
        ("a.gz", b"\x1f\x8b\x08", "gzip"),
        ("a.exe", b"MZ\x90", "program"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old Office"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.zip", b"PK\x03\x04 and then nothing", "is broken"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(tmp_path: Path, name: str, raw: bytes, problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        form_of(write(tmp_path, name, raw))
    assert problem in caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"xl/workbook.xml": b""}, "spreadsheet"),
        ({"ppt/presentation.xml": b""}, "slides"),
        ({"mimetype": b"", "content.xml": b""}, "OpenDocument"),
    ],
)
def test_other_office_files_are_named(tmp_path: Path, members: dict[str, bytes], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        form_of(documents.write_zip(tmp_path / "a.zip", members))
