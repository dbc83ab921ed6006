"""Exact nearest neighbours, and how far an approximate store keeps up with them.

Chroma's graph loses its way where very many passages have the same vector: they link to their doubles only. Of 600
passages beside 600 equal ones about eight were never found. Such a store is told from a damaged one here, and exact
search stands in for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from peel_qa.errors import IndexDamaged
from peel_qa.index.embedding import Vectors

Found = list[tuple[str, float]]
"""Passages by id with their cosine similarity, best first."""
_NEIGHBOURS = 10
_TIE = 1e-4
"""Similarities closer than this are ties: identical texts in two documents find one another."""
_RECALL = 0.99
_SAMPLE = 500


class Store(Protocol):
    """Something that finds the passages nearest to a vector."""

    @property
    def size(self) -> int:
        """Number of passages held."""

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> Found:
        """The k nearest passages to a vector of shape (dimension,), best first; only of `documents` where given."""

    def nearest_to_each(self, vectors: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Found]:
        """The k nearest passages to each of several vectors, shape (n, dimension)."""

    def open(self) -> None:
        """Make ready now what would else be made ready for the first question."""

    def close(self) -> None:
        """Let go of everything."""


class ExactStore:
    """Compares a question with every passage; the same answers as the vector store, without its approximation."""

    def __init__(self, ids: Sequence[str], vectors: Vectors, documents: Sequence[str]) -> None:
        """Take the passages' ids, their unit vectors of shape (n_ids, dimension), and the document of each."""
        self._ids = list(ids)
        self._vectors = vectors
        self._documents = np.array(documents, dtype=object)

    @property
    def size(self) -> int:
        """Number of passages held."""
        return len(self._ids)

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> Found:
        """The k nearest passages to a vector of shape (dimension,), best first; only of `documents` where given."""
        similarities = self._vectors @ vector
        numbers = np.arange(self.size) if documents is None else np.flatnonzero(np.isin(self._documents, list(documents)))
        best = numbers[np.argsort(-similarities[numbers], kind="stable")[:k]]
        return [(self._ids[number], float(similarities[number])) for number in best]

    def nearest_to_each(self, vectors: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Found]:
        """The k nearest passages to each of several vectors, shape (n, dimension)."""
        return [self.nearest(vector, k, documents) for vector in vectors]

    def open(self) -> None:
        """Everything is in memory already."""

    def close(self) -> None:
        """Nothing to let go of."""


def is_reliable(store: Store, ids: Sequence[str], vectors: Vectors) -> bool:
    """Whether every passage finds itself in a store, and a sample of them nearly all of their true neighbours.

    Raises:
        IndexDamaged: if the store does not hold these passages with these vectors.
    """
    if store.size != len(ids):
        raise IndexDamaged(f"The store holds {store.size} of {len(ids)} passages", "Run `peel-qa index --rebuild`")
    numbers = {name: number for number, name in enumerate(ids)}
    k = min(_NEIGHBOURS, len(ids))
    answers = store.nearest_to_each(vectors, k)
    for number, found in enumerate(answers):
        for name, similarity in found:
            if name not in numbers or abs(similarity - float(vectors[numbers[name]] @ vectors[number])) > _TIE:
                raise IndexDamaged(f"The store holds another vector for passage {name} than was written", "Run `peel-qa index --rebuild`")
        if ids[number] not in dict(found) and (len(found) < k or found[-1][1] < 1 - _TIE):
            return False
    return _recall(answers, vectors) >= _RECALL


def _recall(answers: Sequence[Found], vectors: Vectors) -> float:
    """Share of the true nearest that were found, over a sample of passages spread evenly; ties count as found."""
    sample = np.unique(np.linspace(0, len(answers) - 1, min(_SAMPLE, len(answers)), dtype=int))
    hits = wanted = 0
    for number in sample:
        k = min(_NEIGHBOURS, len(vectors))
        true = np.partition(vectors @ vectors[number], len(vectors) - k)[len(vectors) - k :]
        hits += sum(similarity >= float(true.min()) - _TIE for _, similarity in answers[number])
        wanted += k
    return hits / wanted
