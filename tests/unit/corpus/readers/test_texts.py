from __future__ import annotations

from pathlib import Path

import documents
import pytest

from peel_qa.corpus.readers.reading import Unreadable
from peel_qa.corpus.readers.texts import decode, read_lines, read_markdown_file, read_text_file


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("caf\xe9 £5".encode(), "café £5"),
        ("\ufeffwords".encode(), "words"),
        ("words – é".encode("utf-16"), "words – é"),
        (b"a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_encodings(raw: bytes, text: str) -> None:
    assert decode(raw) == (text, "")


def test_a_text_of_windows_is_read_and_said_to_be_one() -> None:
    text, note = decode("“It cost £5”, she said".encode("cp1252"))
    assert text == "“It cost £5”, she said"
    assert "Windows-1252" in note


@pytest.mark.parametrize("raw", [b"a\0b", bytes(range(128, 256)) * 20, b"   "])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(raw)


def test_a_plain_text_is_laid_out_as_its_kind_is(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(documents.TEXT, encoding="utf-8")
    told = [(part.kind, part.text) for part in read_text_file(path, "report", documents.TITLE).parts]
    assert ("heading", "Areas for improvement") in told
    assert ("paragraph", documents.PLANS) in told
    assert {part.kind for part in read_lines(path).parts} == {"paragraph"}


def test_markdown_keeps_its_body_and_its_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\nid: a\nforce: Fenmarch Constabulary\n---\n\n# Title\n\nA  *marked* text.\n", encoding="utf-8")
    reading = read_markdown_file(path)
    assert reading.front == {"id": "a", "force": "Fenmarch Constabulary"}
    assert reading.markdown == "# Title\n\nA  *marked* text.\n"
    assert reading.text == "Title\nA marked text."
