"""BM25 over stemmed words: the formula, the same bytes every time, and what it says of unknown words."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_qa.errors import IndexMismatch
from peel_qa.index import keyword
from peel_qa.index.keyword import SETTINGS, KeywordIndex
from peel_qa.stems import terms

TEXTS = ["Officers answered calls quickly.", "Calls, calls and more calls about victims.", "The", "Victims were kept informed."]


def expected(texts: list[str], question: list[str]) -> list[float]:
    """Lucene's BM25, written out: idf · tf / (tf + k1 · (1 − b + b · length / mean length))."""
    k1, b = 1.2, 0.6
    rows = [terms(text) or ["\0"] for text in texts]
    mean = sum(map(len, rows)) / len(rows)
    scores = []
    for row in rows:
        score = 0.0
        for term in question:
            holding = sum(term in other for other in rows)
            if term in row:
                idf = math.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
                count = row.count(term)
                score += idf * count / (count + k1 * (1 - b + b * len(row) / mean))
        scores.append(score)
    return scores


WORDS = st.sampled_from(["calls", "victims", "officers", "inspectors", "informed", "answered", "999", "20%", "the", "of"])


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), min_size=1, max_size=8), st.lists(WORDS, max_size=4).map(" ".join))
@settings(max_examples=80)
def test_scores_are_bm25s_own_formula(texts: list[str], question: str) -> None:
    asked = terms(question)
    assert KeywordIndex.build(texts).scores(asked) == pytest.approx(expected(texts, asked), rel=1e-4, abs=1e-5)


@given(
    st.lists(st.lists(WORDS, max_size=8).map(" ".join), min_size=1, max_size=12),
    st.dictionaries(WORDS.map(lambda word: (terms(word) or ["x"])[0]), st.sampled_from([0.2, 0.3, 1.0, 2.0])),
    st.integers(1, 5),
    st.integers(0, 4),
    st.none() | st.integers(2, 3),
)
@settings(max_examples=300)
def test_the_best_are_the_best_of_all_scores(texts: list[str], weights: dict[str, float], k: int, many: int, every: int | None) -> None:
    index = KeywordIndex.build(texts)
    admitted = None if every is None else np.arange(len(texts)) % every == 0
    scores = index.weighted(weights) * (1 if admitted is None else admitted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyword, "_MANY", many)
        found = index.best(weights, k, admitted)
    assert len(found) == min(k, int((scores > 0).sum()))
    assert scores[found] == pytest.approx(np.sort(scores)[::-1][: len(found)], rel=1e-5)
    assert all(scores[one] > scores[other] - 1e-5 for one, other in pairwise(found))


def test_unknown_and_no_terms_score_nothing() -> None:
    index = KeywordIndex.build(TEXTS)
    for question in ([], ["xylophone"], ["\1"]):
        assert np.array_equal(index.scores(question), np.zeros(len(TEXTS), dtype=np.float32))


def test_an_empty_passage_is_never_found() -> None:
    assert all(KeywordIndex.build(TEXTS).scores(terms(text))[2] == 0 for text in TEXTS)


def test_idf_falls_with_the_passages_that_hold_a_term() -> None:
    index = KeywordIndex.build(TEXTS)
    [victim], [officer] = terms("victims"), terms("officers")
    assert index.idf("xylophone") > index.idf(officer) > index.idf(victim) > 0
    assert index.idf(victim) == pytest.approx(math.log(1 + (4 - 2 + 0.5) / (2 + 0.5)))


def test_saved_and_loaded_is_the_same(tmp_path: Path) -> None:
    built = KeywordIndex.build(TEXTS)
    built.save(tmp_path / "keyword")
    loaded = KeywordIndex.load(tmp_path / "keyword")
    asked = terms("calls about victims")
    assert np.array_equal(loaded.scores(asked), built.scores(asked))
    assert loaded.size == len(TEXTS)
    assert loaded.idf(asked[0]) == built.idf(asked[0])


def test_the_files_are_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from peel_qa.index.keyword import KeywordIndex; KeywordIndex.build({TEXTS!r}).save(Path('OUT'))"
    for seed in ("1", "2"):
        script = code.replace("OUT", str(tmp_path / seed))
        subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    files = {path.name: path.read_bytes() for path in (tmp_path / "1").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "2").iterdir()}
    assert len(files) > 3


@pytest.mark.parametrize("name", SETTINGS)
def test_an_index_of_other_settings_is_refused_with_both_values(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    KeywordIndex.build(TEXTS).save(tmp_path)
    monkeypatch.setattr(keyword, "SETTINGS", {**SETTINGS, name: "other"})
    with pytest.raises(IndexMismatch) as caught:
        KeywordIndex.load(tmp_path)
    assert (caught.value.built, caught.value.wanted) == (SETTINGS[name], "other")
    assert name in str(caught.value)
