"""Searching very many passages by the signs of their vectors: what is found, narrowed, and noticed when it is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_qa.errors import IndexDamaged
from peel_qa.index.embedding import Vectors
from peel_qa.index.files import FileArray
from peel_qa.index.scan import ScanStore, codes_of

COUNT, DIMENSION = 6_000, 96
DOCUMENTS = {f"d{n}": n for n in range(60)}


def unit_vectors(count: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def clustered() -> Vectors:
    """Vectors round 60 middles, as texts on few subjects are."""
    near = unit_vectors(60, 1)[np.arange(COUNT) % 60] + 0.7 * unit_vectors(COUNT, 2)
    return np.asarray(near / np.linalg.norm(near, axis=1, keepdims=True), dtype=np.float32)


VECTORS = clustered()
IDS = np.array([f"p{n}".encode() for n in range(COUNT)], dtype="S24")
OF_DOCUMENT = (np.arange(COUNT) // 100).astype(np.int32)


@pytest.fixture(scope="module")
def store() -> ScanStore:
    return ScanStore(IDS, codes_of(VECTORS), VECTORS, OF_DOCUMENT, DOCUMENTS)


@given(st.integers(1, 200), st.integers(1, 7))
@settings(max_examples=40)
def test_codes_are_the_signs_and_their_differences_are_counted(dimension: int, count: int) -> None:
    vectors = unit_vectors(count, dimension, dimension)
    codes = codes_of(vectors)
    assert codes.shape == (-(-dimension // 64), count)
    found = ScanStore(IDS[:count], codes, vectors, OF_DOCUMENT[:count], DOCUMENTS)._distances(codes[:, 0])
    assert found.tolist() == [int(((vectors[0] > 0) != (other > 0)).sum()) for other in vectors]


def test_nearly_all_of_the_true_nearest_are_found(store: ScanStore) -> None:
    hits = 0
    for question in VECTORS[::100]:
        true = np.sort(VECTORS @ question)[-10:]
        found = store.nearest(question, 10)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        hits += sum(score >= true[0] - 1e-5 for _, score in found)
    assert hits >= 0.99 * 10 * len(VECTORS[::100])


@given(st.integers(0, 999), st.integers(1, 60), st.sets(st.sampled_from([*DOCUMENTS, "unknown"]), max_size=5))
@settings(max_examples=40)
def test_a_narrowed_search_is_exact_where_it_looks_at_all(store: ScanStore, seed: int, k: int, documents: set[str]) -> None:
    [question] = unit_vectors(1, seed)
    admitted = [n for n in range(COUNT) if f"d{OF_DOCUMENT[n]}" in documents]
    wanted = sorted(admitted, key=lambda n: -float(VECTORS[n] @ question))[:k]
    found = store.nearest(question, k, sorted(documents))
    assert [name for name, _ in found] == [f"p{n}" for n in wanted]
    assert [score for _, score in found] == pytest.approx([float(VECTORS[n] @ question) for n in wanted], abs=1e-5)


def test_vectors_in_a_file_give_what_vectors_in_memory_give(store: ScanStore, tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", VECTORS.astype(np.float16))
    of_file = ScanStore(IDS, codes_of(VECTORS), FileArray(tmp_path / "v.npy"), OF_DOCUMENT, DOCUMENTS)
    for question in unit_vectors(5, 9):
        here, there = store.nearest(question, 10), of_file.nearest(question, 10)
        assert [score for _, score in there] == pytest.approx([score for _, score in here], abs=2e-3)
    of_file.verify()


def test_each_of_many_questions_gets_its_own_answer(store: ScanStore) -> None:
    many = unit_vectors(7, 4)
    assert store.nearest_to_each(many, 3) == [store.nearest(question, 3) for question in many]


def test_vectors_that_are_not_those_of_the_signs_are_damage(store: ScanStore) -> None:
    store.verify()
    with pytest.raises(IndexDamaged, match="does not find itself"):
        ScanStore(IDS, codes_of(unit_vectors(COUNT, 77)), VECTORS, OF_DOCUMENT, DOCUMENTS).verify()
