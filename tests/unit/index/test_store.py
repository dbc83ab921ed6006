"""The one module that knows Chroma: what it refuses, what it finds, and what it leaves alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from peel_qa.errors import IndexDamaged, SearchIndexError
from peel_qa.index.embedding import Vectors
from peel_qa.index.store import PassageStore, require_unit, write_store

DIMENSION = 16


def unit_vectors(count: int, seed: int = 0, dimension: int = DIMENSION) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def names(count: int) -> list[str]:
    return [f"passage-{n}" for n in range(count)]


def write(folder: Path, vectors: Vectors, documents: int = 3) -> Path:
    write_store(folder, names(len(vectors)), vectors, [{"document": f"d{n % documents}"} for n in range(len(vectors))])
    return folder


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return unit_vectors(60)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, vectors: Vectors) -> Path:
    return write(tmp_path_factory.mktemp("store") / "chroma", vectors)


@pytest.fixture(scope="module")
def store(published: Path) -> PassageStore:
    return PassageStore(published)


def exact(vectors: Vectors, question: Vectors, k: int, admitted: set[int]) -> list[str]:
    order = np.argsort(-(vectors @ question), kind="stable")
    return [f"passage-{n}" for n in order if n in admitted][:k]


@given(seed=st.integers(0, 10_000), k=st.integers(1, 80), chosen=st.none() | st.sets(st.integers(0, 2), min_size=1))
@settings(max_examples=60)
def test_nearest_is_exact_search(store: PassageStore, vectors: Vectors, seed: int, k: int, chosen: set[int] | None) -> None:
    question = unit_vectors(1, seed)[0]
    admitted = {n for n in range(60) if chosen is None or n % 3 in chosen}
    found = store.nearest(question, k, None if chosen is None else [f"d{n}" for n in chosen])
    assert [name for name, _ in found] == exact(vectors, question, k, admitted)
    assert [score for _, score in found] == pytest.approx(
        [float(vectors[int(name.removeprefix("passage-"))] @ question) for name, _ in found], abs=1e-5
    )


def test_each_of_many_questions_gets_its_own_answer(store: PassageStore, vectors: Vectors) -> None:
    many = unit_vectors(250, seed=9)
    assert store.nearest_to_each(many, 5) == [store.nearest(question, 5) for question in many]
    assert store.nearest_to_each(vectors[:0], 5) == []


def test_many_threads_get_what_one_gets(published: Path) -> None:
    fresh = PassageStore(published)  # its first question is asked by eight at once
    questions = unit_vectors(64, seed=3)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: fresh.nearest(question, 5), questions))
    assert together == [fresh.nearest(question, 5) for question in questions]
    fresh.close()


@given(arrays.arrays(np.float32, (1, DIMENSION), elements=st.floats(-3, 3, width=32) | st.sampled_from([np.nan, np.inf, -np.inf])))
def test_only_unit_vectors_pass(vector: Vectors) -> None:
    if np.isfinite(vector).all() and abs(float(np.linalg.norm(vector)) - 1) < 1e-4:
        require_unit(vector)
    elif not abs(float(np.linalg.norm(vector)) - 1) < 1e-2:
        with pytest.raises(SearchIndexError):
            require_unit(vector)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0])
def test_a_question_that_is_no_vector_is_refused(store: PassageStore, wrong: float) -> None:
    with pytest.raises(SearchIndexError, match="not finite or not of length 1"):
        store.nearest(np.full(DIMENSION, wrong, dtype=np.float32), 3)


def test_a_question_of_another_dimension_is_refused(store: PassageStore) -> None:
    with pytest.raises(IndexDamaged, match="Chroma cannot answer"):
        store.nearest(unit_vectors(1, dimension=DIMENSION + 1)[0], 3)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0, 2.0])
def test_a_wrong_vector_is_never_written(tmp_path: Path, wrong: float) -> None:
    vectors = unit_vectors(5)
    vectors[3] = wrong
    with pytest.raises(SearchIndexError):
        write(tmp_path / "chroma", vectors)
    assert not (tmp_path / "chroma").exists()


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="same id"):
        write_store(tmp_path / "chroma", ["a", "b", "a"], unit_vectors(3), [{"document": "d"}] * 3)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 6000])
def test_any_number_of_passages_is_held_and_found(tmp_path: Path, count: int) -> None:
    vectors = unit_vectors(count, dimension=8)
    store = PassageStore(write(tmp_path / "chroma", vectors))
    assert store.size == count
    found = store.nearest_to_each(vectors, 1)
    assert [float(scores[0][1]) for scores in found] == pytest.approx([1.0] * count, abs=1e-5)
    assert [scores[0][0] for scores in found] == names(count)
    store.close()


def test_a_folder_that_cannot_be_written_is_our_own_error(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("a file is in the way", encoding="utf-8")
    with pytest.raises(SearchIndexError, match=r"Chroma cannot write .*Check free space"):
        write(tmp_path / "chroma", unit_vectors(3))


def test_a_missing_folder_and_one_of_another_kind_are_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="is missing"):
        PassageStore(tmp_path / "chroma")
    (tmp_path / "chroma").mkdir()
    with pytest.raises(IndexDamaged, match="Chroma cannot open"):
        PassageStore(tmp_path / "chroma").nearest(unit_vectors(1)[0], 1)


def test_the_published_folder_is_only_read(published: Path, vectors: Vectors) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in published.rglob("*") if path.is_file()}
    store = PassageStore(published)
    store.nearest(vectors[0], 3)
    store.close()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in published.rglob("*") if path.is_file()} == before


def test_a_copy_that_fails_its_check_is_never_opened_and_not_left_behind(published: Path) -> None:
    seen: list[Path] = []

    def check(copy: Path) -> None:
        seen.append(copy)
        raise IndexDamaged("a file was changed")

    with pytest.raises(IndexDamaged, match="a file was changed"):
        PassageStore(published, check)
    assert not seen[0].parent.exists()


def test_a_closed_store_says_so_and_leaves_nothing(published: Path, vectors: Vectors) -> None:
    store = PassageStore(published)
    store.nearest(vectors[0], 1)
    copy = store._copy
    store.close()
    store.close()
    assert not copy.exists()
    with pytest.raises(SearchIndexError, match="closed"):
        store.nearest(vectors[0], 1)


def test_a_stray_env_file_and_the_environment_change_nothing(
    published: Path, vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = {"ALLOW_RESET": "TRUE", "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI", "CHROMA_SERVER_HOST": "192.0.2.1"}
    (tmp_path / ".env").write_text("".join(f"{key}={value}\n" for key, value in stray.items()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALLOW_RESET", "TRUE")
    store = PassageStore(published)
    assert store.nearest(vectors[0], 1)[0][0] == "passage-0"
    assert store._client is not None
    effective = store._client.get_settings()
    assert (effective.allow_reset, effective.anonymized_telemetry, effective.chroma_server_host) == (False, False, None)
    store.close()
