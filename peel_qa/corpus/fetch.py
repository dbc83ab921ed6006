"""Taking original texts from a folder into `originals/` beside the digests; nothing is downloaded.

The digests' front matter is the catalogue. A text is matched to it by its id in the folder's `sources.toml`, or by its
name, `<id>.txt`. Each text is read as the index will read it before it is taken. Every file is replaced whole, texts
before the `sources.toml` that lists them, so that a crash leaves nothing half-written and nothing listed that is not there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from peel_qa.corpus.catalogue import line_of, make_source, read_sources
from peel_qa.corpus.load import ORIGINALS, SOURCES, load_corpus, read_parts
from peel_qa.errors import CorpusError, DocumentError
from peel_qa.records import Source

State = Literal["copied", "already there", "changed", "not usable", "not in the folder"]
_HEADER = "# What each text in this folder is. Written by `peel-qa fetch`; `published_sure = false` marks an inferred day.\n"
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_OF_THE_TEXT = ("file", "licence")
"""What the folder's entry says of a known document. The rest, above all the dates and how sure they are, is the catalogue's."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What happened to one document. `note` says why, or what else is to be known."""

    id: str
    state: State
    note: str = ""


def catalogue_of(corpus: Path, max_bytes: int) -> dict[str, Source]:
    """The documents of a corpus folder, by id.

    Raises:
        CorpusError: if there are none.
    """
    return {document.id: document.source for document in load_corpus([corpus], max_bytes).documents}


def fetch_originals(folder: Path, corpus: Path, max_bytes: int) -> list[Fetched]:
    """Take every usable text of `folder` into `corpus/originals`; one record for each document of either.

    Raises:
        CorpusError: if the folder does not exist, or neither lists nor names a document.
        DocumentError: if the `sources.toml` of either side cannot be read.
    """
    known = catalogue_of(corpus, max_bytes)
    wanted = _listed(folder) or _named(folder, known)
    if not wanted:
        raise CorpusError(f"{folder} has no {SOURCES} and no text named after a document", "Save the texts there as <id>.txt")
    originals = corpus / ORIGINALS
    earlier = _entries_there(originals)
    originals.mkdir(parents=True, exist_ok=True)
    taken = [_take(folder, values, known, originals, max_bytes) for values in wanted.values()]
    _list_texts(originals, earlier, (source for _, source in taken if source is not None))
    missing = [Fetched(source.id, "not in the folder", source.url) for name, source in known.items() if name not in wanted]
    return [outcome for outcome, _ in taken] + missing


def _listed(folder: Path) -> dict[str, dict[str, Any]]:
    if not folder.is_dir():
        raise CorpusError(f"The folder {folder} does not exist", "Correct --from")
    return read_sources(folder / SOURCES) if (folder / SOURCES).is_file() else {}


def _named(folder: Path, known: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {name: {"id": name, "file": f"{name}.txt"} for name in known if (folder / f"{name}.txt").is_file()}


def _take(
    folder: Path, values: dict[str, Any], known: Mapping[str, Source], originals: Path, max_bytes: int
) -> tuple[Fetched, Source | None]:
    """Check one text and copy it; its description where it is usable."""
    name = str(values["id"])
    try:
        source, raw = _read(folder, values, known.get(name), max_bytes)
    except DocumentError as error:
        return Fetched(name, "not usable", str(error)), None
    target = originals / source.file
    before = target.read_bytes() if target.is_file() else None
    if before != raw:
        write_whole(target, raw)
    state: State = "copied" if before is None else "already there" if before == raw else "changed"
    return Fetched(name, state, "" if name in known else "not in the catalogue; described as its entry says"), source


def _read(folder: Path, values: dict[str, Any], known: Source | None, max_bytes: int) -> tuple[Source, bytes]:
    """A text's description and bytes.

    Raises:
        DocumentError: if the index could not use it.
    """
    catalogue = folder / SOURCES
    listing = catalogue.read_text(encoding="utf-8") if catalogue.is_file() else ""
    described = values
    if known is not None:
        described = entry_of(known) | {key: values[key] for key in _OF_THE_TEXT if key in values}
    source = make_source(catalogue, {**described, "text": "original"}, listing, f"{values['id']}.txt")
    path = folder / str(values.get("file", ""))
    line = line_of(listing, source.id)
    if path.suffix != ".txt" or not path.resolve().is_relative_to(folder.resolve()):
        raise DocumentError(
            catalogue, f"{source.id!r} names no .txt file of this folder", 'Save its text there and add `file = "….txt"`', line
        )
    if not path.is_file():
        raise DocumentError(catalogue, f"lists the file {path.name!r}, which is not there", "Add the file or remove the entry", line)
    read_parts(path, source, max_bytes)
    return source, path.read_bytes()


def entry_of(source: Source) -> dict[str, Any]:
    """What a catalogue has to say of a source: every field that is not as it is where nothing is said."""
    return {field.name: getattr(source, field.name) for field in fields(source) if getattr(source, field.name) != field.default}


def _entries_there(originals: Path) -> dict[str, dict[str, Any]]:
    """Entries of the texts that were fetched earlier and are still there."""
    catalogue = originals / SOURCES
    entries = read_sources(catalogue) if catalogue.is_file() else {}
    return {name: values for name, values in entries.items() if (originals / str(values.get("file"))).is_file()}


def _list_texts(originals: Path, earlier: Mapping[str, dict[str, Any]], sources: Iterable[Source]) -> None:
    """Write the list of texts, unless it says all this already."""
    catalogue = originals / SOURCES
    entries = dict(earlier) | {source.id: entry_of(source) for source in sources}
    if entries and (not catalogue.is_file() or read_sources(catalogue) != entries):
        tables = [_table(name, entries[name]) for name in sorted(entries)]
        write_whole(catalogue, "\n".join([_HEADER, *tables]).encode())


def _table(name: str, values: Mapping[str, Any]) -> str:
    """One TOML table; a JSON string is a TOML string, but for DEL."""
    header = name if _BARE_KEY.fullmatch(name) else json.dumps(name)
    lines = [f"[{header}]"]
    for key, value in values.items():
        if key != "id":
            written = (
                str(value).lower() if isinstance(value, bool) else json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
            )
            lines.append(f"{key} = {written}")
    return "\n".join(lines) + "\n"


def write_whole(path: Path, raw: bytes) -> None:
    """Replace a file in one step: a reader, or a crash, meets the old bytes or the new ones, never part of them."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
