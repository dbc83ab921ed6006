"""Readers of Markdown and of plain text."""

from __future__ import annotations

from pathlib import Path

from peel_qa.corpus.catalogue import split_front_matter
from peel_qa.corpus.markdown import MarkdownError, read_markdown
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.readers.reading import Reading, Unreadable
from peel_qa.corpus.structure import Part
from peel_qa.records import Kind, Source
from peel_qa.text import visible

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FEWEST_PLAIN = 0.75
"""Share of plain letters, figures, spaces and marks below which bytes that are no UTF-8 are taken for no text."""


def decode(raw: bytes) -> tuple[str, str]:
    """A text with one kind of line end, and a note where its encoding was guessed.

    Raises:
        Unreadable: if the bytes are no text.
    """
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    note = ""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text, note = raw.decode("cp1252", "replace"), "was read as Windows-1252, since it is not UTF-8"
        if sum(0x20 <= byte < 0x7F or byte in b"\t\r\n" for byte in raw) < _FEWEST_PLAIN * len(raw):
            raise Unreadable("is not a text file", "Save it as plain text in UTF-8") from None
    if "\0" in text:
        raise Unreadable("is not a text file (it holds NUL characters)", "Save it as plain text in UTF-8")
    if not text.strip():
        raise Unreadable("is empty", "Add a file that has text")
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def read_text_file(path: Path, kind: Kind, title: str) -> Reading:
    """The reading of a plain text, laid out as `kind` texts are."""
    text, note = decode(path.read_bytes())
    source = Source(id="text", title=title, publisher="", kind=kind, force="", published="")
    parts = tuple(read_plain(text, source))
    return Reading("text", parts, notes=(note,) if note else ())


def read_markdown_file(path: Path) -> Reading:
    """The reading of a Markdown file; its body is kept as it stands.

    Raises:
        Unreadable: if its front matter or its Markdown cannot be read.
        DocumentError: if its front matter cannot be read; names the line.
    """
    text, note = decode(path.read_bytes())
    front, body, first_line = split_front_matter(path, text) if text.startswith("---\n") else ({}, text, 1)
    try:
        parts = tuple(read_markdown(body))
    except MarkdownError as error:
        raise Unreadable(f"{error.problem} (line {first_line + error.line})", error.remedy) from error
    values = {str(key): value for key, value in front.items() if isinstance(value, str)}
    return Reading("markdown", parts, front=values, notes=(note,) if note else (), markdown=body.strip("\n") + "\n")


def read_lines(path: Path) -> Reading:
    """A plain text with each line a paragraph: enough to tell what it is, before it is laid out as texts of its kind are."""
    text, note = decode(path.read_bytes())
    lines = [" ".join(visible(line).split()) for line in text.split("\n")]
    return Reading("text", tuple(Part("paragraph", line) for line in lines if line), notes=(note,) if note else ())
