"""Reciprocal rank fusion: ids are the only key, ranks count from 1, nothing is lost and nothing given is changed."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.search.retrieve import FUSION_K, reciprocal_rank_fusion

IDS = st.text("abcdefgh", min_size=1, max_size=2)
RANKINGS = st.dictionaries(st.sampled_from(["dense", "sentence", "keyword"]), st.lists(IDS, unique=True, max_size=12))
WEIGHTS = st.dictionaries(st.sampled_from(["dense", "sentence", "keyword"]), st.floats(0.1, 5))


def test_sums_weight_over_constant_plus_rank() -> None:
    scores = reciprocal_rank_fusion({"dense": ["a", "b"], "keyword": ["b"]}, {"dense": 1.0, "keyword": 2.0}, k=5)
    assert scores == pytest.approx({"a": 1 / 6, "b": 1 / 7 + 2 / 6})


def test_nothing_found_gives_nothing() -> None:
    assert reciprocal_rank_fusion({}, {}) == {}
    assert reciprocal_rank_fusion({"dense": [], "keyword": []}, {"dense": 1.0}) == {}


def test_retriever_without_weight_counts_once() -> None:
    assert reciprocal_rank_fusion({"new": ["a"]}, {"dense": 3.0}) == {"a": 1 / (FUSION_K + 1)}


@given(RANKINGS, WEIGHTS)
def test_every_id_is_kept_and_no_other(rankings: dict[str, list[str]], weights: dict[str, float]) -> None:
    assert reciprocal_rank_fusion(rankings, weights).keys() == {item for ranking in rankings.values() for item in ranking}


@given(RANKINGS, WEIGHTS)
def test_order_of_the_retrievers_does_not_matter(rankings: dict[str, list[str]], weights: dict[str, float]) -> None:
    backwards = dict(reversed(rankings.items()))
    assert reciprocal_rank_fusion(backwards, weights) == pytest.approx(reciprocal_rank_fusion(rankings, weights))


@given(RANKINGS, WEIGHTS)
def test_what_is_given_is_not_changed(rankings: dict[str, list[str]], weights: dict[str, float]) -> None:
    before = copy.deepcopy((rankings, weights))
    reciprocal_rank_fusion(rankings, weights)
    assert (rankings, weights) == before


@given(st.lists(IDS, unique=True, min_size=1, max_size=12), WEIGHTS, st.permutations(["dense", "sentence", "keyword"]))
def test_one_ranking_for_all_keeps_its_order(ranking: list[str], weights: dict[str, float], names: list[str]) -> None:
    scores = reciprocal_rank_fusion(dict.fromkeys(names, ranking), weights)
    assert sorted(scores, key=lambda item: -scores[item]) == ranking


@given(RANKINGS, WEIGHTS, st.floats(0.5, 4))
def test_scaling_all_weights_changes_no_order(rankings: dict[str, list[str]], weights: dict[str, float], factor: float) -> None:
    full = {name: weights.get(name, 1.0) for name in rankings}
    plain = reciprocal_rank_fusion(rankings, full)
    scaled = reciprocal_rank_fusion(rankings, {name: weight * factor for name, weight in full.items()})
    assert scaled == pytest.approx({item: score * factor for item, score in plain.items()})


@given(RANKINGS, WEIGHTS, st.sampled_from(["dense", "sentence", "keyword"]))
def test_a_retriever_that_finds_an_id_never_lowers_it(rankings: dict[str, list[str]], weights: dict[str, float], name: str) -> None:
    without = {key: ranking for key, ranking in rankings.items() if key != name}
    before, after = reciprocal_rank_fusion(without, weights), reciprocal_rank_fusion(rankings, weights)
    assert all(after[item] >= before[item] for item in before)


def test_mirrored_ranks_tie() -> None:
    scores = reciprocal_rank_fusion({"dense": ["a", "b"], "keyword": ["b", "a"]}, {"dense": 1.0, "keyword": 1.0})
    assert scores["a"] == pytest.approx(scores["b"])
