"""What was computed from a corpus, by content: unchanged text is never embedded again, and a killed build goes on where it was.

One SQLite file; each batch is a transaction, so a kill loses at most one batch. Everything in it can be computed
again: a damaged file is set aside, a damaged vector is computed anew, and neither ends a build.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from peel_qa.errors import SearchIndexError
from peel_qa.index.embedding import Embedder, Vectors

_LOG = logging.getLogger(__name__)
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
_SELECT_AT_ONCE = 500
_CHECK_BYTES = 8
_DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_MISMATCH)
"""Error codes of a file that is not, or no longer, what was written; SQLITE_ERROR stands for a table of another shape."""

Result = TypeVar("Result")


class Kept:
    """Values by key, each with a checksum, in the SQLite file `path`; used by one process at a time (the build lock's holder)."""

    def __init__(self, path: Path) -> None:
        """Remember where the file is or shall be."""
        self.path = path

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are there and whole."""
        return self._use(lambda connection: _select(connection, keys))

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep some values, in one transaction."""
        self._use(lambda connection: _insert(connection, values))

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Forget every value but those of `keys`."""
        self._use(lambda connection: _delete_all_but(connection, keys))

    def _use(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do some work in one transaction; a damaged file is set aside once and begun anew."""
        try:
            with self._connected() as connection:
                return work(connection)
        except sqlite3.Error as error:
            # An error that SQLite gives no code stands for a result that it could not make sense of.
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _DAMAGE:
                raise self._unusable(error) from error
            self._set_aside(error)
        except UnicodeDecodeError as error:  # SQLite's message quotes the damaged text, and Python cannot read it
            self._set_aside(error)
        try:
            with self._connected() as connection:
                return work(connection)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=60)) as connection, connection:
            connection.execute(_TABLE)
            yield connection

    def _set_aside(self, error: Exception) -> None:
        aside = self.path.with_name(self.path.name + ".damaged")
        self.path.replace(aside)
        self.path.with_name(self.path.name + "-journal").unlink(missing_ok=True)
        _LOG.warning("The kept vectors in %s are damaged (%s); they are now %s and are computed anew.", self.path, error, aside.name)

    def _unusable(self, error: sqlite3.Error) -> SearchIndexError:
        return SearchIndexError(
            f"The kept vectors in {self.path} cannot be used ({error})", "Check free space and the folder's permissions"
        )


class VectorCache(Kept):
    """Vectors by SHA-256 of model fingerprint and text."""

    def embed(self, embedder: Embedder, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> tuple[Vectors, int]:
        """Vectors of the texts, shape (n_texts, dimension), and how many different texts had to be computed.

        `on_progress(n)` is told of every n texts that are done.
        """
        rows: dict[bytes, list[int]] = {}
        for row, text in enumerate(texts):
            rows.setdefault(_key(embedder, text), []).append(row)
        vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)

        def place(found: Mapping[bytes, Vectors]) -> None:
            for key, vector in found.items():
                vectors[rows[key]] = vector
            if on_progress:
                on_progress(sum(len(rows[key]) for key in found))

        found = self.get(list(rows)).items()
        known = {key: np.frombuffer(raw, dtype=np.float32) for key, raw in found if len(raw) == 4 * embedder.dimension}
        place(known)
        missing = [key for key in rows if key not in known]

        def keep(numbers: Sequence[int], batch: Vectors) -> None:
            made = {missing[number]: vector for number, vector in zip(numbers, batch, strict=True)}
            self.put({key: vector.tobytes() for key, vector in made.items()})
            place(made)

        embedder.embed([texts[rows[key][0]] for key in missing], keep)
        return vectors, len(missing)

    def prune(self, embedder: Embedder, texts: Iterable[str]) -> None:
        """Forget every vector but those of `texts`."""
        self.keep_only(_key(embedder, text) for text in texts)


def _key(embedder: Embedder, text: str) -> bytes:
    return hashlib.sha256(f"{embedder.fingerprint}\0{text}".encode()).digest()


def _sum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=_CHECK_BYTES).digest()


def _insert(connection: sqlite3.Connection, values: Mapping[bytes, bytes]) -> None:
    rows = [(key, _sum(key, value) + value) for key, value in values.items()]
    connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


def _select(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """The values that are there and whole: a flipped bit would otherwise be searched for ever."""
    found: dict[bytes, bytes] = {}
    for first in range(0, len(keys), _SELECT_AT_ONCE):
        some = keys[first : first + _SELECT_AT_ONCE]
        marks = ",".join("?" * len(some))
        for key, value in connection.execute(f"SELECT key, value FROM vectors WHERE key IN ({marks})", some):
            if not isinstance(value, bytes):
                continue
            check, raw = value[:_CHECK_BYTES], value[_CHECK_BYTES:]
            if check == _sum(key, raw):
                found[key] = raw
    return found


def _delete_all_but(connection: sqlite3.Connection, wanted: Iterable[bytes]) -> None:
    connection.execute("CREATE TEMP TABLE wanted (key BLOB PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in wanted))
    connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM wanted)")
