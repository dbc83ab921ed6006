"""Exact search, and the judgement whether a store may stand in for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.errors import IndexDamaged
from peel_qa.index.embedding import Vectors
from peel_qa.index.exact import ExactStore, Found, is_reliable

IDS = [f"p{n}" for n in range(40)]
DOCUMENTS = [f"d{n % 4}" for n in range(40)]


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, 12)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


VECTORS = unit_vectors(40)


@given(st.integers(0, 999), st.integers(0, 50), st.none() | st.sets(st.sampled_from(["d0", "d1", "d2", "d3", "none"])))
def test_finds_the_nearest_admitted_best_first(seed: int, k: int, documents: set[str] | None) -> None:
    [question] = unit_vectors(1, seed)
    found = ExactStore(IDS, VECTORS, DOCUMENTS).nearest(question, k, None if documents is None else sorted(documents))
    admitted = [n for n in range(40) if documents is None or DOCUMENTS[n] in documents]
    wanted = sorted(admitted, key=lambda n: -float(VECTORS[n] @ question))[:k]
    assert [name for name, _ in found] == [IDS[n] for n in wanted]
    assert [score for _, score in found] == pytest.approx([float(VECTORS[n] @ question) for n in wanted], abs=1e-5)


class Wrong(ExactStore):
    """An exact store whose answers pass through `change` first."""

    def __init__(self, vectors: Vectors, change: str) -> None:
        super().__init__(IDS, vectors, DOCUMENTS)
        self.change = change

    def nearest(self, vector: Vectors, k: int, documents: object = None) -> Found:
        found = super().nearest(vector, k)
        match self.change:
            case "one loses itself":
                return found[1:] + super().nearest(vector, k + 1)[k:] if np.array_equal(vector, self._vectors[7]) else found
            case "loses itself":
                return found[1:]
            case "loses neighbours":
                return found[:1] + super().nearest(vector, self.size)[1 - k :]
            case "finds nothing":
                return []
            case "another similarity":
                return [(name, score - 0.01) for name, score in found]
            case "another id":
                return [("stranger", score) for name, score in found]
        return found


@pytest.mark.parametrize(
    ("change", "reliable"),
    [("nothing", True), ("loses itself", False), ("one loses itself", False), ("loses neighbours", False), ("finds nothing", False)],
)
def test_a_store_that_loses_passages_is_not_reliable(change: str, reliable: bool) -> None:
    assert is_reliable(Wrong(VECTORS, change), IDS, VECTORS) is reliable


@pytest.mark.parametrize("change", ["another similarity", "another id"])
def test_a_store_of_other_vectors_is_damaged(change: str) -> None:
    with pytest.raises(IndexDamaged, match="holds another vector"):
        is_reliable(Wrong(VECTORS, change), IDS, VECTORS)


def test_a_store_of_another_size_is_damaged() -> None:
    with pytest.raises(IndexDamaged, match="holds 40 of 39 passages"):
        is_reliable(ExactStore(IDS, VECTORS, DOCUMENTS), IDS[:39], VECTORS[:39])


def test_equal_texts_may_stand_in_for_one_another() -> None:
    same = np.repeat(VECTORS[:1], 40, axis=0)
    assert is_reliable(ExactStore(IDS, same, DOCUMENTS), IDS, same)


def test_a_single_passage_finds_itself() -> None:
    assert is_reliable(ExactStore(IDS[:1], VECTORS[:1], DOCUMENTS[:1]), IDS[:1], VECTORS[:1])
