"""Every vector that was ever computed, by content: unchanged text is never embedded again, and a killed build resumes.

One SQLite file; each batch is a transaction, so a kill loses at most one batch.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from peel_qa.errors import IndexDamaged
from peel_qa.index.embedding import Embedder, Vectors

_SELECT_AT_ONCE = 500


class VectorCache:
    """Vectors by SHA-256 of model fingerprint and text, in `path`."""

    def __init__(self, path: Path) -> None:
        """Open or make the file."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=60)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.DatabaseError as error:
            connection.close()
            raise IndexDamaged(f"{self.path} is not a usable vector cache ({error})", "Delete it and run `peel-qa index`") from error
        return connection

    def embed(self, embedder: Embedder, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> tuple[Vectors, int]:
        """Vectors of the texts, shape (n_texts, dimension), and how many had to be computed.

        `on_progress(n)` is told of every n texts that are done.
        """
        keys = [_key(embedder.fingerprint, text) for text in texts]
        known = self._get(keys)
        missing = [number for number, key in enumerate(keys) if key not in known]
        missing.sort(key=lambda number: len(texts[number]))  # texts of like length together: a batch is padded to its longest
        if on_progress:
            on_progress(len(texts) - len(missing))

        def keep(first: int, vectors: Vectors) -> None:
            batch = {keys[missing[first + offset]]: vector.tobytes() for offset, vector in enumerate(vectors)}
            with closing(self._connect()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", batch.items())
            known.update(batch)
            if on_progress:
                on_progress(len(vectors))

        embedder.embed([texts[number] for number in missing], on_batch=keep)
        if not texts:
            return np.zeros((0, embedder.dimension), dtype=np.float32), 0
        return np.stack([np.frombuffer(known[key], dtype=np.float32) for key in keys]), len(missing)

    def prune(self, embedder: Embedder, texts: Sequence[str]) -> None:
        """Forget every vector but those of `texts`."""
        wanted = {_key(embedder.fingerprint, text) for text in texts}
        with closing(self._connect()) as connection, connection:
            stale = [(key,) for (key,) in connection.execute("SELECT key FROM vectors") if key not in wanted]
            connection.executemany("DELETE FROM vectors WHERE key = ?", stale)

    def _get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with closing(self._connect()) as connection:
            for first in range(0, len(keys), _SELECT_AT_ONCE):
                some = keys[first : first + _SELECT_AT_ONCE]
                marks = ",".join("?" * len(some))
                found.update(connection.execute(f"SELECT key, value FROM vectors WHERE key IN ({marks})", some))
        return found


def _key(fingerprint: str, text: str) -> bytes:
    return hashlib.sha256(f"{fingerprint}\0{text}".encode()).digest()
