"""From folders to Documents: every usable document is read, every unusable one becomes one clear line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel_qa.corpus.catalogue import line_of, make_source, read_sources, split_front_matter
from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.errors import CorpusError, DocumentError
from peel_qa.records import Document

SOURCES = "sources.toml"
ORIGINALS = "originals"
_SKIPPED = ("readme.md",)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of all folders in order of id, and what could not be used.

    `fingerprint` is a SHA-256 over every file that was read; it changes when and only when a file does.
    """

    documents: tuple[Document, ...]
    problems: tuple[DocumentError, ...]
    fingerprint: str


def corpus_files(folders: Sequence[Path]) -> list[Path]:
    """Every file that the corpus is made from, in a fixed order."""
    found = []
    for folder in folders:
        if (folder / SOURCES).is_file():
            found.append(folder / SOURCES)
            found.extend(path for path in sorted(folder.rglob("*.txt")) if not _is_apart(path, folder))
        found.extend(_markdown_files(folder))
    return found


def fingerprint_of(folders: Sequence[Path]) -> str:
    """SHA-256 over names and contents of all files of the corpus, in hexadecimal."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in corpus_files([folder]):
            digest.update(f"{path.relative_to(folder)}\0".encode("utf-8", "surrogateescape"))
            try:
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
            except OSError as error:
                digest.update(str(error.errno).encode())
        digest.update(b"\1")
    return digest.hexdigest()


def load_corpus(folders: Sequence[Path], max_bytes: int = 20_000_000) -> Corpus:
    """Read the documents of all folders; a later folder's document replaces an earlier one's of the same id.

    Raises:
        CorpusError: if a folder does not exist, or no document at all could be used.
    """
    documents: dict[str, Document] = {}
    problems: list[DocumentError] = []
    for folder in folders:
        if not folder.is_dir():
            raise CorpusError(f"The corpus folder {folder} does not exist", "Correct --corpus or PEEL_QA_CORPUS")
        here: dict[str, Document] = {}
        for document in _read_folder(folder, max_bytes):
            if isinstance(document, DocumentError):
                problems.append(document)
            elif document.id in here:
                first = here[document.id].source.file
                path = folder / document.source.file
                problems.append(DocumentError(path, f"id {document.id!r} is taken by {first}", "Give each document its own id"))
            else:
                here[document.id] = document
        documents |= here
    if not documents:
        reasons = f"; first problem: {problems[0]}" if problems else ""
        named = ", ".join(str(folder) for folder in folders)
        raise CorpusError(f"No usable document in {named}{reasons}", "Add Markdown files with front matter, or texts with a sources.toml")
    ordered = tuple(documents[name] for name in sorted(documents))
    return Corpus(ordered, tuple(problems), fingerprint_of(folders))


def _read_folder(folder: Path, max_bytes: int) -> Iterator[Document | DocumentError]:
    if (folder / SOURCES).is_file():
        try:
            listed = read_sources(folder / SOURCES)
        except DocumentError as error:
            yield error
        else:
            for values in listed.values():
                yield _attempt(lambda values=values: _read_listed(folder, values, max_bytes))  # type: ignore[misc]
    for path in _markdown_files(folder):
        yield _attempt(lambda path=path: _read_markdown_file(folder, path, max_bytes))  # type: ignore[misc]


def _attempt(read: Any) -> Document | DocumentError:
    try:
        document: Document = read()
    except DocumentError as error:
        return error
    return document


def _read_markdown_file(folder: Path, path: Path, max_bytes: int) -> Document:
    text = read_text(path, max_bytes)
    values, body, _ = split_front_matter(path, text)
    source = make_source(path, values, text, str(path.relative_to(folder)))
    parts = read_markdown(body)
    if all(part.kind in ("title", "heading") for part in parts):
        raise DocumentError(path, "has no text below its front matter", "Add the text, or remove the file")
    return assemble(source, parts)


def _read_listed(folder: Path, values: dict[str, Any], max_bytes: int) -> Document:
    catalogue = folder / SOURCES
    listing = catalogue.read_text(encoding="utf-8")
    line = line_of(listing, str(values["id"]))
    name = str(values.get("file", ""))
    if not name:
        raise DocumentError(catalogue, f"{values['id']!r} names no file", 'Add `file = "…"`', line)
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DocumentError(catalogue, f"file {name!r} lies outside the corpus folder", "Move it into the folder", line)
    if not path.is_file():
        raise DocumentError(catalogue, f"lists the file {name!r}, which is not there", "Add the file or remove the entry", line)
    source = make_source(catalogue, values, listing, name)
    text = read_text(path, max_bytes)
    parts = read_markdown(text) if path.suffix == ".md" else read_plain(text, source)
    if not parts:
        raise DocumentError(path, "holds no readable text", "Add the text, or remove the entry")
    return assemble(source, parts)


def read_text(path: Path, max_bytes: int) -> str:
    """A file's text.

    Raises:
        DocumentError: if it is too large, empty, or not UTF-8 (names the line of the first wrong byte).
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise DocumentError(
                path, f"has {size:,} bytes, more than the {max_bytes:,} allowed", "Split it, or raise PEEL_QA_MAX_DOCUMENT_BYTES"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(path, f"cannot be read ({error.strerror})", "Check the file and its permissions") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError(path, f"is not UTF-8 (byte {raw[error.start]:#04x})", "Save the file as UTF-8", line) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DocumentError(path, "is not a text file (it holds NUL characters)", "Convert it to text first", line)
    if not text.strip():
        raise DocumentError(path, "is empty", "Add the text, or remove the file")
    return text


def _markdown_files(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*.md")) if p.is_file() and p.name.lower() not in _SKIPPED and not _is_apart(p, folder)]


def _is_apart(path: Path, folder: Path) -> bool:
    """Whether a file belongs to the originals beside the digests (a corpus of their own) or is hidden."""
    inner = path.relative_to(folder).parts
    return inner[0] == ORIGINALS or any(part.startswith(".") for part in inner)
