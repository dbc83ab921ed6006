"""The vector store: the only module that knows Chroma.

What was learnt about chromadb 1.5.9 decides how it is used. A folder is written once, by one process, and never
again; readers open a private copy, since two processes on one folder lose vectors; the embedding function is
always None and stored configurations are never read, since both can load a model; batches stay below Chroma's
own limit.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from peel_qa.environment import prepare_environment
from peel_qa.errors import IndexDamaged
from peel_qa.index.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "passages"
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
_LOCK = threading.Lock()


def chroma_version() -> str:
    """Version of the installed chromadb; found without importing it."""
    from importlib.metadata import version

    return version("chromadb")


def write_store(folder: Path, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Mapping[str, Any]]) -> None:
    """Write a new store of unit vectors, shape (n_ids, dimension), into a folder that nobody reads yet."""
    client = _open(folder)
    try:
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": dict(_HNSW)})  # type: ignore[typeddict-item]
        batch = min(client.get_max_batch_size(), 1000)
        for first in range(0, len(ids), batch):
            part = slice(first, first + batch)
            collection.add(ids=list(ids[part]), embeddings=vectors[part], metadatas=[dict(row) for row in metadata[part]])
    finally:
        _close(client)


class PassageStore:
    """Nearest passages from a private copy of a published store; several threads may ask at once."""

    def __init__(self, published: Path) -> None:
        """Copy the published folder aside and open the copy.

        Raises:
            IndexDamaged: if Chroma cannot open it.
        """
        self._scratch = Path(tempfile.mkdtemp(prefix="peel-qa-"))
        atexit.register(self.close)
        try:
            copy = self._scratch / "chroma"
            shutil.copytree(published, copy)
            self._client = _open(copy)
            self._collection: Collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self.size = self._collection.count()
        except Exception as error:
            self.close()
            raise IndexDamaged(f"Chroma cannot open {published} ({error})", "Run `peel-qa index --rebuild`") from error

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """The k nearest passages as (id, cosine similarity), best first; only of `documents` where given.

        Raises:
            IndexDamaged: for a vector that is not finite, which Chroma would answer with any passage.
        """
        if not np.isfinite(vector).all():
            raise IndexDamaged("A question's vector is not finite", "Check the embedding model with `peel-qa doctor`")
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        found = self._collection.query(query_embeddings=[vector], n_results=min(k, self.size), where=where, include=["distances"])
        distances = found["distances"] or [[]]
        return [(name, 1.0 - distance) for name, distance in zip(found["ids"][0], distances[0], strict=True)]

    def close(self) -> None:
        """Let go of the private copy and delete it."""
        if hasattr(self, "_client"):
            _close(self._client)
            del self._client
        shutil.rmtree(self._scratch, ignore_errors=True)
        atexit.unregister(self.close)


def _open(folder: Path) -> ClientAPI:
    prepare_environment()
    with _LOCK:  # chromadb's registry of open systems is not safe against two first calls at once
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False, allow_reset=False)  # said outright, since a stray .env could say otherwise
        return chromadb.PersistentClient(path=str(folder), settings=settings)


def _close(client: ClientAPI) -> None:
    with _LOCK:
        client.close()  # type: ignore[attr-defined]
