"""T14: one contract for every kind of store, held against comparing with every vector. A further kind is one more line of STORES."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_qa.errors import SearchIndexError
from peel_qa.index.embedding import Vectors
from peel_qa.index.exact import ExactStore, Store
from peel_qa.index.store import PassageStore, write_store

DIMENSION = 12
Opened = Callable[[Path, Sequence[str], Vectors, Sequence[str]], Store]


def embedded(folder: Path, ids: Sequence[str], vectors: Vectors, documents: Sequence[str]) -> Store:
    write_store(folder, ids, vectors, [{"document": name} for name in documents])
    return PassageStore(folder)


def exact(folder: Path, ids: Sequence[str], vectors: Vectors, documents: Sequence[str]) -> Store:
    return ExactStore(ids, vectors, documents)


STORES: dict[str, Opened] = {"embedded": embedded, "exact": exact}


def unit(count: int, seed: int) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.slow
@pytest.mark.parametrize("name", STORES)
@given(
    count=st.integers(1, 60),
    seed=st.integers(0, 1_000),
    questions=st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(1, 80), st.none() | st.sets(st.sampled_from("abcx"), min_size=1)),
        min_size=1,
        max_size=6,
    ),
)
@settings(max_examples=15, deadline=None)
def test_whatever_is_held_and_asked_the_nearest_are_found(
    name: str, count: int, seed: int, questions: list[tuple[int, int, set[str] | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    vectors, ids = unit(count, seed), [f"passage-{n}" for n in range(count)]
    documents = ["abc"[n % 3] for n in range(count)]
    store = STORES[name](tmp_path_factory.mktemp("store") / "chroma", ids, vectors, documents)
    try:
        store.open()
        assert store.size == count
        for number, k, admitted in questions:
            question = unit(1, number)[0]
            chosen = [n for n in range(count) if admitted is None or documents[n] in admitted]
            true = sorted((float(vectors[n] @ question) for n in chosen), reverse=True)[:k]
            found = store.nearest(question, k, None if admitted is None else sorted(admitted))
            assert [score for _, score in found] == pytest.approx(true, abs=1e-5)
            assert len({passage for passage, _ in found}) == len(found)
            assert all(admitted is None or documents[ids.index(passage)] in admitted for passage, _ in found)
            assert store.nearest_to_each(question[np.newaxis], k, None if admitted is None else sorted(admitted)) == [found]
    finally:
        store.close()


def test_the_embedded_store_is_opened_without_a_model_and_its_configuration_is_not_read() -> None:
    """C12, C23: a stored configuration may name a model, which Chroma would then load."""
    source = (Path(__file__).resolve().parents[2] / "peel_qa" / "index" / "store.py").read_text(encoding="utf-8")
    assert "query_texts" not in source
    assert ".configuration" not in source
    calls = source.count("get_collection(") + source.count("create_collection(")
    assert calls == source.count("embedding_function=None") > 0


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0])
def test_what_is_no_vector_is_refused(wrong: float, tmp_path: Path) -> None:
    store = embedded(tmp_path / "chroma", ["a"], unit(1, 0), ["d"])
    with pytest.raises(SearchIndexError):
        store.nearest(np.full(DIMENSION, wrong, dtype=np.float32), 1)
    store.close()
