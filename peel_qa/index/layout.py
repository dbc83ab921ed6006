"""Where the files of an index lie, and the one pointer that says which version is current.

    index/<corpus>/current            name of the version in force; replaced atomically
    index/<corpus>/build.lock         held by the process that builds
    index/<corpus>/versions/<name>/   manifest.json, documents.jsonl, passages.jsonl, *.npy, keyword/, chroma/
    index/vectors.sqlite              every vector by content, shared by all corpora
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from peel_qa.errors import IndexBusy
from peel_qa.settings import Settings, default_corpus

DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
PASSAGE_VECTORS = "passages.npy"
SENTENCE_VECTORS = "sentences.npy"
KEYWORD = "keyword"
CHROMA = "chroma"
_KEPT = 2
"""Published versions that stay: the current one and the one before, for readers that are just opening it."""


class IndexFolder:
    """The folder of one corpus's index."""

    def __init__(self, settings: Settings) -> None:
        """Find the folder for the corpus of `settings`; nothing is made yet."""
        self.root = settings.index / _corpus_name(settings.corpus)
        self.vectors = settings.index / "vectors.sqlite"
        self.versions = self.root / "versions"
        self._pointer = self.root / "current"

    def current(self) -> Path | None:
        """Folder of the version in force; None where nothing was published."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        folder = self.versions / name
        return folder if name and folder.is_dir() else None

    def start_version(self) -> Path:
        """A new folder beside the published versions, under a name that no reader looks for."""
        self.versions.mkdir(parents=True, exist_ok=True)
        for leftover in self.versions.glob(".building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = self.versions / f".building-{time.time_ns():x}"
        folder.mkdir()
        return folder

    def publish(self, building: Path) -> Path:
        """Make a finished version the current one; a kill before the last step leaves the old one in force."""
        for path in building.rglob("*"):
            if path.is_file():
                _sync(path)
        version = building.with_name(building.name.removeprefix(".building-"))
        building.rename(version)
        _sync(self.versions)
        beside = self._pointer.with_suffix(".new")
        beside.write_text(version.name + "\n", encoding="utf-8")
        _sync(beside)
        os.replace(beside, self._pointer)
        _sync(self.root)
        self._remove_old(version)
        return version

    def _remove_old(self, current: Path) -> None:
        published = sorted((p for p in self.versions.iterdir() if not p.name.startswith(".")), key=lambda p: p.stat().st_mtime_ns)
        for folder in [p for p in published if p != current][: -(_KEPT - 1)]:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def building(self, wait_s: float) -> Iterator[None]:
        """Hold the build lock; the system lets go of it when the process ends, however it ends.

        Raises:
            IndexBusy: if another process still builds after `wait_s` seconds.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait_s
        with (self.root / "build.lock").open("a") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise IndexBusy(f"Another process is building {self.root}", "Wait for it to finish, or stop it") from None
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
