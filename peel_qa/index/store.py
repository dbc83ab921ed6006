"""The vector store that is embedded; this module and `server.py` are the only ones that know Chroma.

What was learnt about chromadb 1.5.9 decides how it is used. A folder is written once, by one process, and never
again; readers open a private copy, since two processes on one folder lose vectors; the copy is compared with its
checksums first, since a damaged file can end the process; the embedding function is always None and stored
configurations are never read, since both can load a model; batches stay below Chroma's own limit.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from peel_qa.environment import prepare_environment
from peel_qa.errors import IndexDamaged, SearchIndexError
from peel_qa.index.embedding import Vectors
from peel_qa.index.scratch import Scratch

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

COLLECTION = "passages"
HNSW: dict[str, object] = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
_BATCH = 1000
_QUESTIONS_AT_ONCE = 100
_UNIT = 1e-3
_LOCK = threading.Lock()


def chroma_version() -> str:
    """Version of the installed chromadb; found without importing it."""
    from importlib.metadata import version

    return version("chromadb")


def write_store(folder: Path, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Mapping[str, Any]]) -> None:
    """Write a new store of unit vectors, shape (n_ids, dimension), into a folder that nobody reads yet.

    Raises:
        SearchIndexError: if a vector is no unit vector, an id stands twice (Chroma would drop it silently), or Chroma cannot write.
    """
    if len(set(ids)) != len(ids):
        raise SearchIndexError("Two passages have the same id", "Give each document its own id")
    require_unit(vectors)
    try:
        client = _open(folder)
        try:
            configuration: Any = {"hnsw": dict(HNSW)}
            collection = client.create_collection(COLLECTION, embedding_function=None, configuration=configuration)
            batch = min(client.get_max_batch_size(), _BATCH)
            for first in range(0, len(ids), batch):
                part = slice(first, first + batch)
                collection.add(ids=list(ids[part]), embeddings=vectors[part], metadatas=[dict(row) for row in metadata[part]])
        finally:
            _close(client)
    except Exception as error:
        raise SearchIndexError(f"Chroma cannot write {folder} ({error})", "Check free space and the folder's permissions") from error


class PassageStore:
    """Nearest passages from a private copy of a published store; several threads may ask at once."""

    def __init__(self, published: Path, check: Callable[[Path], None] | None = None) -> None:
        """Copy the published folder aside; `check` looks at the copy before Chroma ever does. Chroma is loaded when it is first asked.

        Raises:
            IndexDamaged: if the folder is not there, or `check` says so.
            SearchIndexError: if the copy cannot be made.
        """
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None
        self._is_closed = False
        self._published = published
        self._scratch = Scratch()
        self._copy = self._scratch.folder / "chroma"
        try:
            shutil.copytree(published, self._copy)
            if check:
                check(self._copy)
        except (OSError, shutil.Error) as error:
            self.close()
            if not published.is_dir():
                raise IndexDamaged(f"{published} is missing", "Run `peel-qa index --rebuild`") from error
            raise SearchIndexError(f"{published} cannot be copied to {self._copy} ({error})", "Check free space and permissions") from error
        except IndexDamaged:
            self.close()
            raise

    @property
    def size(self) -> int:
        """Number of passages held."""
        return int(self._ask(lambda collection: collection.count()))

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """The k nearest passages to a vector, shape (dimension,), as (id, cosine similarity), best first; only of `documents` where given.

        Raises:
            IndexDamaged: if Chroma cannot answer.
            SearchIndexError: for a vector that is no unit vector, which Chroma would answer with any passage.
        """
        return self.nearest_to_each(vector[np.newaxis], k, documents)[0]

    def nearest_to_each(self, vectors: Vectors, k: int, documents: Sequence[str] | None = None) -> list[list[tuple[str, float]]]:
        """The k nearest passages to each of several vectors, shape (n, dimension); as `nearest`."""
        require_unit(vectors)
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        found: list[list[tuple[str, float]]] = []
        for first in range(0, len(vectors), _QUESTIONS_AT_ONCE):
            some = vectors[first : first + _QUESTIONS_AT_ONCE]
            answer = self._ask(lambda c, some=some: c.query(query_embeddings=some, n_results=k, where=where, include=["distances"]))
            for names, distances in zip(answer["ids"], answer["distances"], strict=True):
                found.append([(name, 1.0 - distance) for name, distance in zip(names, distances, strict=True)])
        return found

    def _ask(self, ask: Callable[..., Any]) -> Any:
        collection = self._opened()
        try:
            return ask(collection)
        except Exception as error:
            if self._is_closed:
                raise SearchIndexError("The index was closed while it was asked", "Ask before closing it") from error
            raise IndexDamaged(f"Chroma cannot answer from {self._published} ({error})", "Run `peel-qa index --rebuild`") from error

    def open(self) -> None:
        """Load Chroma and open the copy, where that was not done yet."""
        self._opened()

    def _opened(self) -> Collection:
        with self._lock:
            if self._is_closed:
                raise SearchIndexError("The index is closed", "Open it again")
            if self._collection is None:
                try:
                    self._client = _open(self._copy)
                    self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
                except Exception as error:
                    raise IndexDamaged(f"Chroma cannot open {self._published} ({error})", "Run `peel-qa index --rebuild`") from error
            return self._collection

    def close(self) -> None:
        """Let go of the private copy and delete it."""
        with self._lock:
            self._is_closed = True
            if self._client is not None:
                _close(self._client)
            self._client = self._collection = None
            self._scratch.close()


def require_unit(vectors: Vectors) -> None:
    """Refuse what Chroma accepts and then answers with nonsense.

    Raises:
        SearchIndexError: if any row of shape (n, dimension) is not a finite vector of length 1.
    """
    if vectors.ndim != 2 or not (np.abs(np.linalg.norm(vectors, axis=1) - 1) < _UNIT).all():
        raise SearchIndexError("A vector is not finite or not of length 1", "Check the embedding model with `peel-qa doctor`")


@cache
def sealed_settings() -> type[Settings]:
    """Chroma's settings, taken from nowhere but the call: no stray .env, no environment."""
    from chromadb.config import Settings

    class Sealed(Settings):
        """Takes nothing from a stray .env or from the environment: ALLOW_RESET or another back end must not come in that way."""

        @classmethod
        def settings_customise_sources(cls, settings_cls: Any, init_settings: Any, *others: Any, **named: Any) -> tuple[Any, ...]:
            return (init_settings,)

    return Sealed


def _open(folder: Path) -> ClientAPI:
    prepare_environment()
    with _LOCK:  # chromadb's registry of open systems is not safe against two first calls at once
        import chromadb

        return chromadb.PersistentClient(path=str(folder), settings=sealed_settings()(anonymized_telemetry=False, allow_reset=False))


def _close(client: ClientAPI) -> None:
    with _LOCK:
        client.close()  # type: ignore[attr-defined]
