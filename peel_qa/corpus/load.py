"""From folders to Documents: every usable document is read, every unusable one becomes one clear line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from peel_qa.corpus.catalogue import line_of, make_source, read_sources, split_front_matter
from peel_qa.corpus.files import ORIGINALS, SOURCES, candidates, corpus_files, fingerprint_of, is_file, read_text
from peel_qa.corpus.markdown import MarkdownError, read_markdown
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import Part, assemble
from peel_qa.errors import CorpusError, DocumentError
from peel_qa.records import Document, Source

__all__ = ["ORIGINALS", "SOURCES", "Corpus", "corpus_files", "fingerprint_of", "load_corpus", "read_parts", "read_text"]

_Taken = Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of all folders in order of id, and what could not be used.

    `fingerprint` is a SHA-256 over every file that was read; it changes when and only when a file does, or the code that reads them.
    """

    documents: tuple[Document, ...]
    problems: tuple[DocumentError, ...]
    fingerprint: str


def load_corpus(folders: Sequence[Path], max_bytes: int = 20_000_000) -> Corpus:
    """Read the documents of all folders; a later folder's document replaces an earlier one's of the same id.

    Raises:
        CorpusError: if a folder does not exist, or no document at all could be used.
    """
    fingerprint = fingerprint_of(folders)  # first: a file that changes while it is read is then read again next time
    documents: dict[str, Document] = {}
    problems: list[DocumentError] = []
    for folder in folders:
        if not folder.is_dir():
            raise CorpusError(f"The corpus folder {folder} does not exist", "Correct --corpus or PEEL_QA_CORPUS")
        here: dict[str, Document] = {}
        for read in _readings(folder, max_bytes, here):
            try:
                document = read()
            except DocumentError as error:
                problems.append(error)
            else:
                here[document.id] = document
        documents |= here
    if not documents:
        reasons = f"; first problem: {problems[0]}" if problems else ""
        named = ", ".join(str(folder) for folder in folders)
        raise CorpusError(f"No usable document in {named}{reasons}", "Add Markdown files with front matter, or texts with a sources.toml")
    ordered = tuple(documents[name] for name in sorted(documents))
    return Corpus(ordered, tuple(problems), fingerprint)


def _readings(folder: Path, max_bytes: int, taken: _Taken) -> Iterator[Callable[[], Document]]:
    """One reading for each document of a folder, or for what stands in its place; each may raise a DocumentError."""
    listed: dict[str, dict[str, Any]] | None = {}
    if (folder / SOURCES).exists() or (folder / SOURCES).is_symlink():
        try:
            listed = read_sources(folder / SOURCES)
        except DocumentError as error:
            listed = None
            yield partial(_refuse, error)
    for values in (listed or {}).values():
        yield partial(_read_listed, folder, values, max_bytes, taken)
    named = {os.path.normpath(folder / str(values.get("file", ""))) for values in (listed or {}).values()}
    for path in candidates(folder):
        if os.path.normpath(path) in named:
            continue
        if path.suffix.lower() == ".md":
            yield partial(_read_markdown_file, folder, path, max_bytes, taken)
        elif listed is not None:
            remedy = f"Describe it in {SOURCES}, or give it front matter and the ending .md; see corpus/README.md"
            yield partial(_refuse, DocumentError(path, "is a text that nothing describes", remedy))


def _refuse(error: DocumentError) -> Document:
    raise error


def _read_markdown_file(folder: Path, path: Path, max_bytes: int, taken: _Taken) -> Document:
    if is_file(path):
        _require_inside(folder, path, path)
    text = read_text(path, max_bytes)
    values, body, first_line = split_front_matter(path, text)
    front = text[: len(text) - len(body)]
    source = make_source(path, values, front, _name_within(folder, path))
    _require_new(path, source.id, taken, line_of(front, "id"))
    return assemble(source, _parts_of_markdown(path, body, first_line))


def _read_listed(folder: Path, values: dict[str, Any], max_bytes: int, taken: _Taken) -> Document:
    catalogue = folder / SOURCES
    listing = read_text(catalogue, max_bytes)
    line = line_of(listing, str(values["id"]))
    name = values.get("file")
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise DocumentError(catalogue, f"{values['id']!r} names no file", 'Add `file = "….txt"`', line)
    path = folder / name
    _require_inside(folder, path, catalogue, line)
    if not is_file(path):
        raise DocumentError(catalogue, f"lists the file {name!r}, which is not there", "Add the file or remove the entry", line)
    source = make_source(catalogue, values, listing, _name_within(folder, path))
    _require_new(catalogue, source.id, taken, line)
    return assemble(source, read_parts(path, source, max_bytes))


def read_parts(path: Path, source: Source, max_bytes: int) -> list[Part]:
    """The parts of the text that a `sources.toml` describes as `source`.

    Raises:
        DocumentError: if the text cannot be used.
    """
    text = read_text(path, max_bytes)
    if path.suffix.lower() == ".md":
        body, first_line = split_front_matter(path, text)[1:] if text.startswith("---") else (text, 1)
        return _parts_of_markdown(path, body, first_line)
    if text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        raise DocumentError(path, "is a web page, not a text", "Save its text without the markup", 1)
    return _require_text(path, read_plain(text, source), 1)


def _parts_of_markdown(path: Path, body: str, first_line: int) -> list[Part]:
    try:
        parts = read_markdown(body)
    except MarkdownError as error:
        raise DocumentError(path, error.problem, error.remedy, first_line + error.line) from error
    return _require_text(path, parts, first_line)


def _require_text(path: Path, parts: list[Part], line: int) -> list[Part]:
    if all(part.kind in ("title", "heading") or not part.text for part in parts):
        raise DocumentError(path, "has no text, only headings" if parts else "has no text", "Add the text, or remove the file", line)
    return parts


def _require_inside(folder: Path, path: Path, told: Path, line: int | None = None) -> None:
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError) as error:
        raise DocumentError(told, f"file {path.name!r} cannot be found ({error})", "Correct the path", line) from error
    if not is_inside:
        raise DocumentError(told, f"file {path.name!r} lies outside the corpus folder", "Move it into the folder", line)


def _require_new(path: Path, name: str, taken: _Taken, line: int | None) -> None:
    if name in taken:
        raise DocumentError(path, f"id {name!r} is taken by {taken[name].source.file}", "Give each document its own id", line)


def _name_within(folder: Path, path: Path) -> str:
    name = Path(os.path.relpath(path, folder)).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(path, "has a name that is not UTF-8", "Rename the file") from error
    return name
