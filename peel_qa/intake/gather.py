"""From what a person names to files: paths, folders, addresses, and the addresses that the catalogue gives."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from peel_qa.errors import FetchError
from peel_qa.intake.add import Arrival, Outcome
from peel_qa.intake.addresses import host_of
from peel_qa.intake.download import Downloader
from peel_qa.intake.library import Library, Origin
from peel_qa.text import visible

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_IS_ADDRESS_LIKE = re.compile(r"(?:www\.|[\w-]+\.(?:gov|police|justiceinspectorates\.gov)\.uk/)", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a person named an address and no path."""
    return _URL.match(text) is not None


def files_of(named: str) -> Iterator[Arrival | Outcome]:
    """The file of a path, or every file of a folder in order of name; hidden ones are passed over."""
    path = Path(named).expanduser()
    if not path.is_dir():
        is_meant = _IS_ADDRESS_LIKE.match(named) is not None and not path.exists()
        yield (
            Outcome(named, "not usable", note=f"is not there. Write the whole address: https://{named}")
            if is_meant
            else Arrival(path, visible(named))
        )
        return
    found = 0
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            found += 1
            file = Path(folder) / name
            yield Arrival(file, visible(str(file)))
    if not found:
        yield Outcome(named, "not usable", note="is a folder without files. Name one that holds documents")


def fetched(url: str, downloader: Downloader, library: Library) -> Arrival | Outcome:
    """The file of an address; one that is as the copy held is not transferred again."""
    held = library.by_address(url)
    origin = library.origin_of(held) if held and held.is_added else None
    known = origin or Origin("", "", 0, "")
    try:
        download = downloader.fetch(url, known.etag, known.last_modified)
    except FetchError as error:
        return Outcome(url, "not usable", note=f"{error.problem.removeprefix(f'{error.url[:200]}: ')}. {error.remedy}")
    if download.is_unchanged:
        return Outcome(url, "already there", held.id if held else "", "unchanged at its address")
    return Arrival(download.path, _named(download.url), download.url, download.content_type, download.etag, download.last_modified)


def _named(url: str) -> str:
    """What a file from an address is called: the last words of its path."""
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    return visible(parts[-1] if parts else urlsplit(url).hostname or "page")[-120:]


def catalogue_addresses(library: Library, ids: Iterable[str]) -> dict[str, str]:
    """The address of each document that has one, by id; only of `ids` where there are any."""
    wanted = set(ids)
    found = {entry.id: entry.values.get("url", "") for entry in library.entries if not wanted or entry.id in wanted}
    return {name: url for name, url in sorted(found.items()) if url}


def hosts_of(urls: Iterable[str]) -> frozenset[str]:
    """The hosts of addresses, as the list of hosts names them."""
    return frozenset(filter(None, map(host_of, urls)))
