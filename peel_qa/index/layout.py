"""Where the files of an index lie, and the one pointer that says which version is current.

    index/<corpus>/current            name of the version in force; replaced atomically
    index/<corpus>/build.lock         held by the process that builds
    index/<corpus>/versions/<name>/   manifest.json, documents.jsonl, passages.jsonl, facts.json, *.npy, keyword/, chroma/, …
    index/<corpus>/vectors.sqlite     the vectors of the corpus by content
    index/<corpus>/parts.sqlite       what each document gave, by content

A version's name is the time at which it was begun and the digest of its checksums.json.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from peel_qa.errors import IndexBusy, IndexDamaged
from peel_qa.index.server import ChromaServer
from peel_qa.settings import Settings, default_corpus

DOCUMENTS = "documents.jsonl"
SOURCES = "sources.jsonl"
DOCUMENT_ROWS = "documents.npy"
PASSAGES = "passages.jsonl"
PASSAGE_ROWS = "passage-rows.npy"
WORDS = "words.txt"
FACTS = "facts.json"
PASSAGE_VECTORS = "passages.npy"
SENTENCE_VECTORS = "sentences.npy"
KEYWORD = "keyword"
LEXICON = "lexicon"
CHROMA = "chroma"
CODES = "codes.npy"
COLLECTION = "collection.txt"
"""The name of the version's collection, where a Chroma server holds its passages."""
SEARCH = "search.txt"
"""Says "chroma", "exact" where Chroma's graph, which is built by chance, does not find every passage, or "scan" for many passages."""
_UNFINISHED = ".building-"
_NAME = re.compile(r"[0-9a-f]+-[0-9a-f]+")


class IndexFolder:
    """The folder of one corpus's index."""

    def __init__(self, settings: Settings) -> None:
        """Find the folder for the corpus of `settings`; nothing is made yet."""
        self.root = settings.index / _corpus_name(settings.corpus)
        self.vectors = self.root / "vectors.sqlite"
        self.parts = self.root / "parts.sqlite"
        self.versions = self.root / "versions"
        self.pointer = self.root / "current"
        self.server = ChromaServer(settings.chroma_url, settings.chroma_token.get_secret_value()) if settings.chroma_url else None

    def current(self) -> Path | None:
        """Folder of the version in force; None where nothing was published.

        Raises:
            IndexDamaged: if the pointer is not as it was written, or names a version that is not there.
        """
        try:
            name = self.pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamaged(f"{self.pointer} cannot be read ({error})", "Run `peel-qa index`") from error
        if not _NAME.fullmatch(name) or not (self.versions / name).is_dir():
            raise IndexDamaged(f"{self.pointer} names no version that is there: {name[:60]!r}", "Run `peel-qa index`")
        return self.versions / name

    def collection(self, version: Path) -> str:
        """The name of a version's collection on the Chroma server; "" where it has none."""
        try:
            return (version / COLLECTION).read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def collections(self) -> set[str]:
        """The collections of all versions that are here."""
        return {self.collection(version) for version in self.versions.glob("*")} - {""}

    def start_version(self) -> Path:
        """A new folder beside the published versions, under a name that no reader looks for."""
        self.versions.mkdir(parents=True, exist_ok=True)
        for leftover in self.versions.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = self.versions / f"{_UNFINISHED}{time.time_ns():x}"
        folder.mkdir()
        return folder

    def publish(self, building: Path, digest: str) -> Path:
        """Make a finished version the current one; a kill before the last step leaves the old one in force."""
        for path in [*building.rglob("*"), building]:
            _sync(path)
        version = building.with_name(f"{building.name.removeprefix(_UNFINISHED)}-{digest}")
        building.rename(version)
        _sync(self.versions)
        before = self.named()
        self.point_to(version.name)
        self._remove_all_but({version.name, before})
        return version

    def point_to(self, name: str) -> None:
        """Make a version that is there the current one, by one atomic step."""
        beside = self.pointer.with_suffix(".new")
        beside.write_text(name + "\n", encoding="utf-8")
        _sync(beside)
        beside.replace(self.pointer)
        _sync(self.root)

    def named(self) -> str:
        """What the pointer says, right or wrong."""
        try:
            return self.pointer.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def tidy(self, current: str) -> None:
        """Remove what killed builds left beside the current version and the one before it; only for the lock's holder."""
        others = sorted(folder.name for folder in self.versions.iterdir() if _NAME.fullmatch(folder.name) and folder.name != current)
        self._remove_all_but({current, *others[-1:]})

    def _remove_all_but(self, kept: set[str]) -> None:
        """Old versions go, but the one before stays for readers that are just opening it."""
        for folder in self.versions.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def building(self, wait_s: float, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the build lock; the system lets go of it when the process ends, however it ends.

        `on_wait` is told once where another process holds it.

        Raises:
            IndexBusy: if another process still builds after `wait_s` seconds.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait_s
        is_waiting = False
        with (self.root / "build.lock").open("a") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise IndexBusy(f"Another process is building {self.root}", "Wait for it to finish, or stop it") from None
                    if not is_waiting:
                        on_wait()
                    is_waiting = True
                    time.sleep(0.1)
            yield


def _corpus_name(folders: Sequence[Path]) -> str:
    """`default` for the corpus of the clone; another corpus gets a name of its own, so that the two never displace each other."""
    if tuple(folders) == default_corpus():
        return "default"
    resolved = "\0".join(str(folder.resolve()) for folder in folders)
    return f"{folders[-1].resolve().name or 'corpus'}-{hashlib.sha256(resolved.encode()).hexdigest()[:8]}"


def _sync(path: Path) -> None:
    """Have the file or folder written to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
