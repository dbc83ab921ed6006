"""Nearest passages out of a collection of a Chroma server, whose word is checked before it is used."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from peel_qa.errors import IndexDamaged, StoreUnavailable
from peel_qa.index.exact import Found
from peel_qa.index.models import Vectors
from peel_qa.index.server import ChromaServer
from peel_qa.index.store import require_unit

_QUESTIONS_AT_ONCE = 50


class _Held:
    """One collection over one connection."""

    def __init__(self, server: ChromaServer, name: str) -> None:
        self._server, self._name = server, name
        self._collection: Any = None

    def ask(self, ask: Callable[..., Any]) -> Any:
        """Ask the collection; where the connection broke, once more over a new one, so that a restarted server is no outage."""
        try:
            return self._told(ask)
        except (IndexDamaged, StoreUnavailable):
            raise
        except Exception as error:
            self._server.unavailable(str(error))
        try:
            return self._told(ask)
        except (IndexDamaged, StoreUnavailable):
            raise
        except Exception as error:
            raise self._server.unavailable(str(error)) from error

    def _told(self, ask: Callable[..., Any]) -> Any:
        from httpx import TimeoutException

        try:
            return ask(self.opened())
        except TimeoutException as error:  # it would only be waited for once more
            self._collection = None
            raise self._server.silent(f"it did not answer in time: {type(error).__name__}") from error
        except Exception:
            self._collection = None
            raise

    def close(self) -> None:
        """Hang up."""
        self._collection = None
        self._server.close()

    def opened(self) -> Any:
        """The collection, over the connection in force."""
        collection = self._collection
        if collection is None:
            collection = self._collection = self._server.collection(self._name)
        return collection


class ServerStore:
    """Nearest passages from a collection of a Chroma server. Threads may share one."""

    def __init__(self, server: ChromaServer, name: str, size: int, document_of: Callable[[str], str | None] | None = None) -> None:
        """Look whether the collection holds as many passages as the version.

        `document_of` names the document of a passage, None of a name that is no passage; with it the server's word is checked.

        Raises:
            IndexDamaged: if it does not.
            StoreUnavailable: if the server does not answer.
        """
        self._patient, self._hurried = _Held(server.anew(), name), _Held(server.anew(is_hurried=True), name)
        self._server, self._document_of = server, document_of
        held = self.size
        if held != size:
            self.close()
            raise IndexDamaged(f"The Chroma server at {server.url} holds {held} of {size} passages", "Run `peel-qa index`")

    @property
    def size(self) -> int:
        """Number of passages held."""
        return int(self._patient.ask(lambda collection: collection.count()))

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
        held = self._hurried if len(vectors) == 1 else self._patient
        found: list[Found] = []
        for first in range(0, len(vectors), _QUESTIONS_AT_ONCE):
            some = vectors[first : first + _QUESTIONS_AT_ONCE]
            answer = held.ask(lambda c, some=some: c.query(query_embeddings=some, n_results=k, where=where, include=["distances"]))
            found += self._checked(answer, len(some), None if documents is None else frozenset(documents))
        return found

    def _checked(self, answer: Any, questions: int, documents: frozenset[str] | None) -> list[Found]:
        """What the server found, if it is an answer to what it was asked."""
        try:
            found = [
                [(str(name), 1.0 - float(distance)) for name, distance in zip(names, distances, strict=True)]
                for names, distances in zip(answer["ids"], answer["distances"], strict=True)
            ]
            is_whole = len(found) == questions and all(math.isfinite(score) for each in found for _, score in each)
        except (KeyError, TypeError, ValueError):
            is_whole = False
        if not is_whole:
            raise self._server.unavailable("what it answers is no answer to a search")
        for name in {name for each in found for name, _ in each} if self._document_of else ():
            document = self._document_of(name) if self._document_of else None
            if document is None or (documents is not None and document not in documents):
                raise self._server.unavailable("it names passages that it was not asked for")
        return found

    def open(self) -> None:
        """Connect, where that was not done yet."""
        self._hurried.opened()

    def close(self) -> None:
        """Hang up."""
        self._patient.close()
        self._hurried.close()
