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
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from peel_qa.environment import prepare_environment
from peel_qa.errors import IndexDamaged, StoreUnavailable
from peel_qa.index.models import Vectors
from peel_qa.index.store import HNSW, require_unit, sealed_settings

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection

PREFIX = "peel-qa-"
_BATCH = 500
_GREETING_S = 2.5
_SECONDS = 30.0
_QUESTION_S = 5.0
"""What one question may wait for; a server that takes longer is told of as an outage, not waited for by everybody who asks."""
_SILENCE_S = 2.0
"""After a server kept silent, this long nobody waits for it again."""
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

    def __init__(self, url: str, token: str = "", seconds: float = _SECONDS) -> None:
        """Remember the address, the bearer token that a proxy in front of it may want, and how long a call may take."""
        self.url = url.rstrip("/")
        self._token, self._seconds = token, seconds
        self._silent_until = 0.0
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._lock = threading.Lock()
        self._client: ServerAPI | None = None

    def anew(self, is_hurried: bool = False) -> ChromaServer:
        """The same server over a connection of its own; a hurried one is for questions that somebody waits for."""
        return ChromaServer(self.url, self._token, _QUESTION_S if is_hurried else _SECONDS)

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
        except TimeoutError as error:
            raise self.silent(f"it has said nothing for {_GREETING_S:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise self.unavailable(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        if status != 200:
            raise self.unavailable(f"it answers with status {status}")

    def client(self) -> ServerAPI:
        """The connection.

        Raises:
            StoreUnavailable: if the server does not answer.
        """
        with self._lock:
            if self._client is None:
                if time.monotonic() < self._silent_until:
                    raise self.unavailable("it said nothing a moment ago")
                self.greet()
                self._client = self._connect()
            return self._client

    def _connect(self) -> ServerAPI:
        """Chroma's part that speaks the protocol, not its client: that waits for ever as it begins, and is kept for ever by its class."""
        prepare_environment()
        parts = urlsplit(self.url)
        is_safe = parts.scheme == "https"
        with _LOCK:  # as in store.py
            from chromadb.api import ServerAPI
            from chromadb.config import System

            settings = sealed_settings()(
                anonymized_telemetry=False,
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host=parts.hostname or "",
                chroma_server_http_port=parts.port or (443 if is_safe else 80),
                chroma_server_ssl_enabled=is_safe,
                chroma_server_headers=dict(self._headers),
            )
            client: ServerAPI = System(settings).instance(ServerAPI)  # type: ignore[type-abstract]
        client._session.timeout = self._seconds  # type: ignore[attr-defined]
        return client

    def collection(self, name: str) -> Collection:
        """A collection that is there.

        Raises:
            IndexDamaged: if it is not.
            StoreUnavailable: if the server does not answer.
        """
        from chromadb.errors import NotFoundError
        from httpx import TimeoutException

        try:
            client = self.client()
            return _bare(client, client.get_collection(name))
        except TimeoutException as error:
            raise self.silent(f"it did not answer in time: {type(error).__name__}") from error
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

    def close(self) -> None:
        """Hang up; the next call connects anew. Whoever is asking over the connection just now asks once more over the new one."""
        client, self._client = self._client, None
        if client is not None:
            client._session.close()  # type: ignore[attr-defined]

    def silent(self, reason: str) -> StoreUnavailable:
        """The error for a server that takes a call and does not answer it; for a moment nobody waits for it again."""
        self._silent_until = time.monotonic() + _SILENCE_S
        return self.unavailable(reason)

    def unavailable(self, reason: str) -> StoreUnavailable:
        """The error for a server that does not answer, or not as it should; the next call tries to connect anew."""
        self.close()
        return StoreUnavailable(f"The Chroma server at {self.url} cannot be used ({reason[:300]})", _REMEDY)


def _bare(client: ServerAPI, model: Any) -> Collection:
    """A collection without what the server says of its schema and configuration: `upsert` would build the models named in them."""
    from chromadb.api.models.Collection import Collection

    model.serialized_schema = None
    model.configuration_json = {}
    return Collection(client=client, model=model, embedding_function=None)


def upload(server: ChromaServer, name: str, ids: Sequence[str], documents: Sequence[str], batches: Callable[[int, int], Vectors]) -> None:
    """Make a collection hold these passages; what an earlier try has left is kept. `batches(a, b)` gives the vectors from a to b.

    Raises:
        SearchIndexError: if a vector is no unit vector.
        StoreUnavailable: if the server does not answer.
    """
    configuration: Any = {"hnsw": dict(HNSW)}
    try:
        client = server.client()
        collection = _bare(client, client.get_or_create_collection(name, configuration=configuration))
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
