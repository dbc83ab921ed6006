"""Passages in a Chroma server, or in Chroma's distributed deployment, which speaks the same protocol.

A version's passages are a collection of their own, named by its content, so that publishing a version is what it always was: one
pointer file is replaced. Several copies of the application may use one server, each with the version it has opened. An upload
that was broken off is taken up again. As in `store.py`, no embedding function is ever named and no stored configuration read: the
server's word could load a model in this process.
"""

from __future__ import annotations

import hashlib
import http.client
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from peel_qa.environment import prepare_environment
from peel_qa.errors import IndexDamaged, StoreUnavailable
from peel_qa.index.exact import Found
from peel_qa.index.models import Vectors
from peel_qa.index.store import HNSW, require_unit, sealed_settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

PREFIX = "peel-qa-"
_BATCH = 500
_QUESTIONS_AT_ONCE = 50
_GREETING_S = 2.5
_SECONDS = 30.0
_REMEDY = "Start the server, correct PEEL_QA_CHROMA_URL, or unset it to search without one"
_LOCK = threading.Lock()


def collection_name(ids: Iterable[str], vectors_sha256: str) -> str:
    """The collection's name for these passages with these vectors."""
    digest = hashlib.sha256(vectors_sha256.encode())
    for name in ids:
        digest.update(name.encode())
    return f"{PREFIX}{digest.hexdigest()[:32]}"


class ChromaServer:
    """A server at an address; connected when it is first needed. Threads may share one."""

    def __init__(self, url: str, token: str = "") -> None:
        """Remember the address and the bearer token that a proxy in front of it may want."""
        self.url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None

    def greet(self) -> None:
        """Ask whether the server is there; a few seconds at most.

        Raises:
            StoreUnavailable: if it is not.
        """
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_GREETING_S)
        try:
            connection.request("GET", "/api/v2/heartbeat", headers=self._headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise self.unavailable(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        if status != 200:
            raise self.unavailable(f"it answers with status {status}")

    def client(self) -> ClientAPI:
        """The connection.

        Raises:
            StoreUnavailable: if the server does not answer.
        """
        with self._lock:
            if self._client is None:
                self.greet()
                self._client = self._connect()
            return self._client

    def _connect(self) -> ClientAPI:
        prepare_environment()
        parts = urlsplit(self.url)
        is_safe = parts.scheme == "https"
        try:
            with _LOCK:  # as in store.py
                import chromadb

                client = chromadb.HttpClient(
                    host=parts.hostname or "",
                    port=parts.port or (443 if is_safe else 80),
                    ssl=is_safe,
                    headers=dict(self._headers),
                    settings=sealed_settings()(anonymized_telemetry=False),
                )
        except Exception as error:
            raise self.unavailable(str(error)) from error
        client._server._session.timeout = _SECONDS  # type: ignore[attr-defined]  # chromadb waits for ever else
        return client

    def collection(self, name: str) -> Collection:
        """A collection that is there.

        Raises:
            IndexDamaged: if it is not.
            StoreUnavailable: if the server does not answer.
        """
        from chromadb.errors import NotFoundError

        try:
            return self.client().get_collection(name, embedding_function=None)
        except NotFoundError as error:
            problem = f"The Chroma server at {self.url} does not hold this version of the index ({name})"
            raise IndexDamaged(problem, "Run `peel-qa index`") from error
        except StoreUnavailable:
            raise
        except Exception as error:
            raise self.unavailable(str(error)) from error

    def remove(self, names: Iterable[str]) -> None:
        """Delete collections that no version needs; those that are gone already do not matter.

        Raises:
            StoreUnavailable: if the server does not answer.
        """
        from chromadb.errors import NotFoundError

        for name in names:
            try:
                self.client().delete_collection(name)
            except NotFoundError:
                continue
            except StoreUnavailable:
                raise
            except Exception as error:
                raise self.unavailable(str(error)) from error

    def unavailable(self, reason: str) -> StoreUnavailable:
        """The error for a server that does not answer, or not as it should; the next call tries to connect anew."""
        self._client = None
        return StoreUnavailable(f"The Chroma server at {self.url} cannot be used ({reason[:300]})", _REMEDY)


def upload(server: ChromaServer, name: str, ids: Sequence[str], documents: Sequence[str], batches: Callable[[int, int], Vectors]) -> None:
    """Make a collection hold these passages; what an earlier try has left is kept. `batches(a, b)` gives the vectors from a to b.

    Raises:
        SearchIndexError: if a vector is no unit vector.
        StoreUnavailable: if the server does not answer.
    """
    configuration: Any = {"hnsw": dict(HNSW)}
    try:
        client = server.client()
        collection = client.get_or_create_collection(name, embedding_function=None, configuration=configuration)
        if collection.count() == len(ids):
            return
        for first in range(0, len(ids), _BATCH):
            last = min(first + _BATCH, len(ids))
            vectors = batches(first, last)
            require_unit(vectors)
            rows: Any = [{"document": document} for document in documents[first:last]]
            collection.upsert(ids=list(ids[first:last]), embeddings=vectors, metadatas=rows)
    except StoreUnavailable:
        raise
    except (OSError, ValueError) as error:
        raise server.unavailable(str(error)) from error
    except Exception as error:
        if type(error).__module__.startswith(("chromadb", "httpx", "httpcore")):
            raise server.unavailable(str(error)) from error
        raise


class ServerStore:
    """Nearest passages from a collection of a Chroma server. Threads may share one."""

    def __init__(self, server: ChromaServer, name: str, size: int) -> None:
        """Look whether the collection holds as many passages as the version.

        Raises:
            IndexDamaged: if it does not.
            StoreUnavailable: if the server does not answer.
        """
        self._server, self._name = server, name
        self._collection: Collection | None = None
        held = self.size
        if held != size:
            raise IndexDamaged(f"The Chroma server at {server.url} holds {held} of {size} passages", "Run `peel-qa index`")

    @property
    def size(self) -> int:
        """Number of passages held."""
        return int(self._ask(lambda collection: collection.count()))

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> Found:
        """The k nearest passages to a vector of shape (dimension,), best first; only of `documents` where given.

        Raises:
            StoreUnavailable: if the server does not answer.
        """
        return self.nearest_to_each(vector[np.newaxis], k, documents)[0]

    def nearest_to_each(self, vectors: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Found]:
        """The k nearest passages to each of several vectors, shape (n, dimension); as `nearest`."""
        require_unit(vectors)
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        found: list[Found] = []
        for first in range(0, len(vectors), _QUESTIONS_AT_ONCE):
            some = vectors[first : first + _QUESTIONS_AT_ONCE]
            answer = self._ask(lambda c, some=some: c.query(query_embeddings=some, n_results=k, where=where, include=["distances"]))
            for names, distances in zip(answer["ids"], answer["distances"], strict=True):
                found.append([(name, 1.0 - distance) for name, distance in zip(names, distances, strict=True)])
        return found

    def _ask(self, ask: Callable[..., Any]) -> Any:
        """Ask the collection; where the connection broke, once more over a new one, so that a restarted server is no outage."""
        try:
            return ask(self._opened())
        except (IndexDamaged, StoreUnavailable):
            raise
        except Exception as error:
            self._collection = None
            self._server.unavailable(str(error))
        try:
            return ask(self._opened())
        except (IndexDamaged, StoreUnavailable):
            raise
        except Exception as error:
            self._collection = None
            raise self._server.unavailable(str(error)) from error

    def _opened(self) -> Collection:
        if self._collection is None:
            self._collection = self._server.collection(self._name)
        return self._collection

    def open(self) -> None:
        """Connect, where that was not done yet."""
        self._opened()

    def close(self) -> None:
        """Nothing to let go of: the connection is the server's to close."""
