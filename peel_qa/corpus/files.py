"""The files of a corpus folder, and their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from peel_qa.errors import DocumentError

SOURCES = "sources.toml"
ORIGINALS = "originals"
ADDED = "added"
RAW = "raw"
EARLIER = "earlier"
_APART = frozenset({ORIGINALS, ADDED, RAW, EARLIER})
"""Folders directly below a corpus folder that are no part of it: two are a corpus of their own, two keep what documents came from."""
_NO_DOCUMENTS = frozenset({"readme", "license", "licence", "notice", "contributing", "changelog"})
_HASHED_WHOLE = 200_000_000
"""Bytes of the largest file whose content is hashed; none so large is read as a document."""
_OTHER_FORMATS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


def candidates(folder: Path) -> list[Path]:
    """Everything below a folder that is named like a document, in order; the originals apart from it, hidden and read-me files not."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in (".md", ".txt") and path.stem.lower() not in _NO_DOCUMENTS)
    return sorted(path for path in found if not _is_apart(path, folder))


def corpus_files(folders: Sequence[Path]) -> list[Path]:
    """Every file that the corpus is made from, in a fixed order."""
    found: list[Path] = []
    for folder in folders:
        found.extend(path for path in (folder / SOURCES, *candidates(folder)) if is_file(path))
    return found


def fingerprint_of(folders: Sequence[Path]) -> str:
    """SHA-256 over names and contents of all files of the corpus and over the code that reads them, in hexadecimal."""
    digest = hashlib.sha256(_reader().encode())
    for folder in folders:
        for path in (folder / SOURCES, *candidates(folder)):
            digest.update(f"{path.relative_to(folder)}\0".encode("utf-8", "surrogateescape"))
            digest.update(_content(path))
        digest.update(b"\1")
    return digest.hexdigest()


def is_file(path: Path) -> bool:
    """Whether a path is a file that can be opened: no folder, no pipe, no link to nothing or to itself."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_text(path: Path, max_bytes: int) -> str:
    """A file's text, with one kind of line end.

    Raises:
        DocumentError: if it is no file, too large, empty, or not UTF-8 (names the line of the first wrong byte).
    """
    raw = _read_bytes(path, max_bytes)
    form = next((form for start, form in _OTHER_FORMATS.items() if raw.startswith(start)), None)
    if form is not None:
        raise DocumentError(path, f"is {form}", "Save it as plain text in UTF-8", 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError(path, f"is not UTF-8 (byte {raw[error.start]:#04x})", "Save the file as UTF-8", line) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DocumentError(path, "is not a text file (it holds NUL characters)", "Convert it to text first", line)
    if not text.strip():
        raise DocumentError(path, "is empty", "Add the text, or remove the file", 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if not path.is_file():
            kind = "is a folder" if path.is_dir() else "is a link to nothing" if path.is_symlink() else "is not a file"
            raise DocumentError(path, kind, "Put a text file there, or give it another name")
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1) if path.stat().st_size <= max_bytes else b""
            size = max(path.stat().st_size, len(raw))
    except OSError as error:
        raise DocumentError(path, f"cannot be read ({error.strerror})", "Check the file and its permissions") from error
    if size > max_bytes:
        problem = f"has {size:,} bytes, more than the {max_bytes:,} allowed"
        raise DocumentError(path, problem, "Split it, or raise PEEL_QA_MAX_DOCUMENT_BYTES")
    return raw


def _content(path: Path) -> bytes:
    """What a change of a file changes: the hash of its content; of a giant its size and time; of what is no file that it is none."""
    if not is_file(path):
        return b"none"
    try:
        state = path.stat()
        if state.st_size > _HASHED_WHOLE:
            return f"{state.st_size} {state.st_mtime_ns}".encode()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return str(error.errno).encode()


def _is_apart(path: Path, folder: Path) -> bool:
    """Whether a file belongs to a folder beside the documents (the originals, the added ones, what they came from) or is hidden."""
    inner = path.relative_to(folder).parts
    return (len(inner) > 1 and inner[0] in _APART) or any(part.startswith(".") for part in inner)


@cache
def _reader() -> str:
    """SHA-256 of the modules and data that turn files into documents: an index made by others is out of date."""
    digest = hashlib.sha256()
    for path in _reading_code():
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _reading_code() -> Iterator[Path]:
    for path in sorted(Path(str(files("peel_qa"))).joinpath("corpus").glob("*")):
        if path.suffix in (".py", ".toml") and path.name != "fetch.py":
            yield path
    yield Path(str(files("peel_qa"))) / "text.py"
