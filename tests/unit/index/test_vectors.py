"""The cache of vectors: by content, resumable, and never a dead end."""

from __future__ import annotations

import logging
import random
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stub_embedder import StubEmbedder

from peel_qa.errors import ModelError, SearchIndexError
from peel_qa.index.vectors import VectorCache

TEXTS = [f"Sentence number {n} of the report." for n in range(40)]


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.sqlite")


@given(st.lists(st.lists(st.text(min_size=1, max_size=8).filter(str.strip), max_size=8), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_each_text_is_embedded_once_ever_and_always_gives_its_own_vector(tmp_path: Path, rounds: list[list[str]]) -> None:
    cache, embedder = VectorCache(Path(tempfile.mkdtemp(dir=tmp_path)) / "vectors.sqlite"), StubEmbedder()
    seen: set[str] = set()
    for texts in rounds:
        vectors, made = cache.embed(embedder, texts)
        assert made == len(set(texts) - seen)
        seen |= set(texts)
        assert vectors.shape == (len(texts), embedder.dimension)
        assert all(np.array_equal(vector, StubEmbedder().embed([text])[0]) for text, vector in zip(texts, vectors, strict=True))
    assert sorted(embedder.embedded) == sorted(seen)


def test_progress_counts_every_text_once_with_its_repeats(cache: VectorCache, stub_embedder: StubEmbedder) -> None:
    cache.embed(stub_embedder, TEXTS[:10])
    told: list[int] = []
    cache.embed(stub_embedder, TEXTS + TEXTS, told.append)
    assert sum(told) == 2 * len(TEXTS)


def test_another_model_is_another_vector(cache: VectorCache) -> None:
    cache.embed(StubEmbedder("one"), TEXTS)
    assert cache.embed(StubEmbedder("two"), TEXTS)[1] == len(TEXTS)


def test_prune_forgets_all_but_the_texts_given(cache: VectorCache, stub_embedder: StubEmbedder) -> None:
    cache.embed(stub_embedder, TEXTS)
    cache.prune(stub_embedder, TEXTS[:30])
    assert cache.embed(stub_embedder, TEXTS[:30])[1] == 0
    assert cache.embed(stub_embedder, TEXTS)[1] == 10


def test_what_was_embedded_before_a_failure_is_kept(cache: VectorCache) -> None:
    class Failing(StubEmbedder):
        calls = 0

        def _encode(self, texts: list[str], is_question: bool = False) -> np.ndarray:
            self.calls += 1
            if self.calls > 1:
                raise ModelError("The machine stops")
            return super()._encode(texts, is_question)

    failing = Failing()
    with pytest.raises(ModelError):
        cache.embed(failing, TEXTS)
    assert 0 < len(failing.embedded) < len(TEXTS)
    assert cache.embed(StubEmbedder(), TEXTS)[1] == len(TEXTS) - len(failing.embedded)


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def no_database(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to be looked at " * 200)


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 17])


def other_table(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE vectors (something INTEGER)")
    connection.close()


def page_wrecked(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:8192] = random.Random(7).randbytes(4096)
    path.write_bytes(raw)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = [zeroed, no_database, halved, other_table, page_wrecked, emptied]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_set_aside_and_everything_computed_anew(
    cache: VectorCache, stub_embedder: StubEmbedder, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    good, _ = cache.embed(stub_embedder, TEXTS)
    damage(cache.path)
    with caplog.at_level(logging.WARNING):
        again, made = cache.embed(stub_embedder, TEXTS)
    assert np.array_equal(again, good)
    assert made == len(TEXTS)
    if damage is not emptied:  # an empty file is an empty database
        [line] = [record.getMessage() for record in caplog.records]
        assert str(cache.path) in line
        assert "computed anew" in line
        assert cache.path.with_name("vectors.sqlite.damaged").is_file()
    assert cache.embed(stub_embedder, TEXTS)[1] == 0


def test_a_flipped_bit_in_a_vector_is_noticed_and_only_that_one_computed_anew(cache: VectorCache, stub_embedder: StubEmbedder) -> None:
    good, _ = cache.embed(stub_embedder, TEXTS)
    with sqlite3.connect(cache.path) as connection:
        key, value = connection.execute("SELECT key, value FROM vectors LIMIT 1").fetchone()
        wrong = bytearray(value)
        wrong[20] ^= 1
        connection.execute("UPDATE vectors SET value = ? WHERE key = ?", (bytes(wrong), key))
    connection.close()
    again, made = cache.embed(stub_embedder, TEXTS)
    assert made == 1
    assert np.array_equal(again, good)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_flipped_bit_of_the_file_changes_no_vector(tmp_path: Path, place: float, bit: int) -> None:
    path = tmp_path / "flipped.sqlite"
    path.unlink(missing_ok=True)
    cache = VectorCache(path)
    good, _ = cache.embed(StubEmbedder(), TEXTS)
    raw = bytearray(path.read_bytes())
    raw[int(place * len(raw))] ^= 1 << bit
    path.write_bytes(raw)
    assert np.array_equal(cache.embed(StubEmbedder(), TEXTS)[0], good)


def test_a_file_that_another_process_holds_is_not_taken_for_damaged(
    cache: VectorCache, stub_embedder: StubEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.embed(stub_embedder, TEXTS)
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, timeout: real(path, timeout=0))
    holder = real(cache.path)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SearchIndexError, match="locked"):
        cache.embed(stub_embedder, TEXTS)
    holder.close()
    assert cache.embed(stub_embedder, TEXTS)[1] == 0


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path, stub_embedder: StubEmbedder) -> None:
    (tmp_path / "vectors.sqlite").mkdir()
    with pytest.raises(SearchIndexError, match=r"vectors\.sqlite cannot be used .*\. Check free space"):
        VectorCache(tmp_path / "vectors.sqlite").embed(stub_embedder, TEXTS)
