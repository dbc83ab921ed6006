"""The words of a corpus by their meaning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from peel_qa.index.lexicon import Lexicon, corpus_words
from peel_qa.stems import terms

AXES = {"children": (1.0, 0.0), "kids": (0.9, 0.436), "budget": (0.0, 1.0)}


def embed(words: object) -> np.ndarray:
    return np.array([AXES[word] for word in words], dtype=np.float32)  # type: ignore[attr-defined]


@pytest.fixture
def lexicon() -> Lexicon:
    words = ["children", "budget"]
    return Lexicon(tuple(terms(word)[0] for word in words), embed(words))


def test_the_commonest_form_stands_for_a_stem() -> None:
    found = corpus_words(["Investigations and an investigation. Investigations of 14 crimes.", "the crime's cost"])
    assert found[terms("investigation")[0]] == "investigations"
    assert "14" not in found.values()
    assert "the" not in found.values()


def test_a_strange_word_finds_what_it_means(lexicon: Lexicon) -> None:
    near = lexicon.near(["kids"], embed)
    assert near == {terms("kids")[0]: {terms("children")[0]: pytest.approx(0.9, abs=0.01)}}


def test_a_known_word_is_not_embedded_and_is_not_its_own_neighbour(lexicon: Lexicon) -> None:
    def never(words: object) -> np.ndarray:
        raise AssertionError(words)

    assert lexicon.near(["budget"], never) == {terms("budget")[0]: {}}


def test_answers_are_remembered(lexicon: Lexicon) -> None:
    calls: list[object] = []

    def counting(words: object) -> np.ndarray:
        calls.append(words)
        return embed(words)

    assert lexicon.near(["kids"], counting) == lexicon.near(["kids"], counting)
    assert len(calls) == 1


def test_what_is_written_is_read(lexicon: Lexicon, tmp_path: Path) -> None:
    lexicon.save(tmp_path / "lexicon")
    read = Lexicon.load(tmp_path / "lexicon")
    assert read.stems == lexicon.stems
    assert np.allclose(read.vectors, lexicon.vectors, atol=1e-3)


def test_words_without_their_vectors_are_an_error(lexicon: Lexicon, tmp_path: Path) -> None:
    lexicon.save(tmp_path / "lexicon")
    np.save(tmp_path / "lexicon" / "words.npy", lexicon.vectors[:1])
    with pytest.raises(ValueError, match="2 words and 1 vectors"):
        Lexicon.load(tmp_path / "lexicon")


def test_a_corpus_without_words_has_no_neighbours() -> None:
    assert Lexicon((), np.empty((0, 2), dtype=np.float32)).near(["kids"], embed) == {}
