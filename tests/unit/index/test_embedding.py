"""The real model: unit vectors, nothing cut off silently, one answer whatever stands beside a text and whoever asks."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stub_embedder import StubEmbedder

from peel_qa.errors import ModelError
from peel_qa.index.embedding import Embedder, _batches, model_folder
from peel_qa.settings import BUNDLED_MODEL, PLAIN_MODEL, Backend, Settings


@pytest.fixture(scope="module", params=get_args(Backend))
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return Embedder.of(Settings(embedding_backend=request.param))


TEXTS = ["The force answered the call.", "Inspectors found weak supervision of investigations.", "No.", "20% of 999 calls", "é" * 30]


def test_vectors_are_of_length_one_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension) == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.allclose(vectors[::-1], embedder.embed(TEXTS[::-1]), atol=1e-6)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_the_texts_beside_it(embedder: Embedder) -> None:
    together = embedder.embed([*TEXTS, *(f"Another sentence, number {n}." for n in range(50))])
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert np.allclose(together[: len(TEXTS)], alone, atol=1e-6)


def test_a_question_has_the_vector_of_its_text(embedder: Embedder) -> None:
    assert np.allclose(embedder.embed_question(TEXTS[0]), embedder.embed([TEXTS[0]])[0], atol=1e-6)


@pytest.mark.parametrize("text", ["!" * 255, "警" * 255, "a " * 255, "한 " * 100], ids=["marks", "signs", "letters", "syllables"])
def test_a_text_longer_than_the_model_reads_is_refused_and_never_cut(embedder: Embedder, text: str) -> None:
    assert embedder.count_tokens(text) > embedder.limit == 256
    with pytest.raises(ModelError, match=rf"{embedder.count_tokens(text)} tokens is too long for the embedding model's 256"):
        embedder.embed(["short", text])


def test_the_longest_text_that_fits_counts_to_its_last_word(embedder: Embedder) -> None:
    full, other = "! " * 253 + "good", "! " * 253 + "bad"
    assert embedder.count_tokens(full) == embedder.limit
    first, second = embedder.embed([full, other])
    assert not np.allclose(first, second, atol=1e-4)


def test_a_question_longer_than_the_model_reads_counts_by_its_beginning(embedder: Embedder) -> None:
    assert np.linalg.norm(embedder.embed_question("why " * 400)) == pytest.approx(1, abs=1e-5)


def test_many_threads_get_what_one_gets(embedder: Embedder) -> None:
    alone = [embedder.embed_question(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(embedder.embed_question, TEXTS * 8))
    assert all(np.allclose(vector, alone[n % len(TEXTS)], atol=1e-6) for n, vector in enumerate(together))


def test_threads_that_come_first_load_the_model_once() -> None:
    loads: list[int] = []

    class Counting(Embedder):
        def _load(self) -> object:  # type: ignore[override]
            loads.append(1)
            return object()

    counting = Counting(BUNDLED_MODEL)
    with ThreadPoolExecutor(8) as pool:
        models = set(pool.map(lambda _: id(counting._model), range(64)))
    assert len(loads) == len(models) == 1


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0, 2.0])
def test_what_is_no_unit_vector_is_refused(wrong: float) -> None:
    class Broken(StubEmbedder):
        def _encode(self, texts: list[str], is_question: bool = False) -> np.ndarray:
            return np.full((len(texts), self.dimension), wrong, dtype=np.float32)

    for embed in (lambda: Broken().embed(["text"]), lambda: Broken().embed_question("text")):
        with pytest.raises(ModelError, match="not a unit vector"):
            embed()


def test_fingerprint_changes_with_any_file_that_decides_a_vector(tmp_path: Path, embedder: Embedder) -> None:
    bundled = model_folder(PLAIN_MODEL)
    assert bundled is not None
    copy = tmp_path / "model"
    shutil.copytree(bundled, copy, symlinks=False, ignore=shutil.ignore_patterns("*.safetensors", "__pycache__"))
    (copy / "model.safetensors").symlink_to(bundled / "model.safetensors")
    plain = Embedder(PLAIN_MODEL, embedder.backend).fingerprint
    assert Embedder(str(copy), embedder.backend).fingerprint == plain
    settings = copy / "sentence_bert_config.json"
    settings.write_text(json.dumps({"max_seq_length": 128, "do_lower_case": False}), encoding="utf-8")
    assert Embedder(str(copy), embedder.backend).fingerprint != plain


def test_a_model_that_is_not_on_this_machine_is_one_clear_error() -> None:
    for name in ("no-such/model-anywhere", "no-such-model", "not a name at all !"):
        with pytest.raises(ModelError, match=r"neither a folder nor in the local cache.*Set PEEL_QA_EMBEDDING_MODEL"):
            Embedder(name).fingerprint  # noqa: B018


def test_a_folder_that_holds_no_model_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "nonsense"}', encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Embedder(str(tmp_path)).embed(["text"])


def test_a_model_is_found_by_name_in_the_local_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    from huggingface_hub import constants

    bundled = model_folder(PLAIN_MODEL)
    assert bundled is not None
    repository = tmp_path / "models--sentence-transformers--all-MiniLM-L6-v2"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    (repository / "snapshots").mkdir()
    (repository / "snapshots" / ("0" * 40)).symlink_to(bundled)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    plain = Embedder(PLAIN_MODEL, embedder.backend).fingerprint
    assert Embedder("all-MiniLM-L6-v2", embedder.backend).fingerprint == plain != embedder.fingerprint
    assert Embedder("sentence-transformers/all-MiniLM-L6-v2", embedder.backend).fingerprint == plain


def test_vocabulary_holds_whole_words_only(embedder: Embedder) -> None:
    assert {"police", "inspection", "the"} <= embedder.vocabulary
    assert not any(word.startswith("#") or word != word.lower() for word in embedder.vocabulary)


@given(st.lists(st.integers(1, 5), max_size=200))
@example([3] * 100)
def test_batches_hold_every_text_once_and_equal_lengths_only(counts: list[int]) -> None:
    batches = list(_batches(counts))
    assert sorted(number for batch in batches for number in batch) == list(range(len(counts)))
    assert all(len({counts[number] for number in batch}) == 1 and len(batch) <= 32 for batch in batches)
    assert len(batches) <= len(set(counts)) + len(counts) // 32
