"""Embedding on a real Ray cluster of this machine's own; left out where Ray, an optional extra, is not installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from peel_qa.errors import ModelError
from peel_qa.index import cluster
from peel_qa.index.build import build_index
from peel_qa.index.embedding import Embedder
from peel_qa.index.vectors import VectorCache
from peel_qa.settings import Settings

pytest.importorskip("ray")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ray_embedder() -> Iterator[cluster.ClusterEmbedder]:
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
    embedder = cluster.ClusterEmbedder(Settings(), "local")
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [f"The force answered {number} of 100 calls{' and more' * (number % 9)}." for number in range(120)]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PIECE", 16)


def test_the_cluster_gives_the_vectors_of_this_machine(ray_embedder: cluster.ClusterEmbedder, texts: list[str]) -> None:
    told: list[int] = []
    found = ray_embedder.embed(texts, lambda numbers, vectors: told.extend(numbers))
    assert np.array_equal(found, Embedder.of(Settings()).embed(texts))
    assert sorted(told) == list(range(len(texts)))


def test_what_came_back_before_a_failure_is_kept(ray_embedder: cluster.ClusterEmbedder, texts: list[str], tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "vectors.sqlite")
    with pytest.raises(ModelError, match="too long for the embedding model"):
        cache.embed(ray_embedder, [*texts, "! " * 300])  # the longest goes out last
    assert cache.embed(ray_embedder, texts)[1] < len(texts)


def test_an_index_built_there_is_the_index_built_here(
    ray_embedder: cluster.ClusterEmbedder, small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PIECE", 4)
    there = build_index(Settings(corpus=(small_corpus,), index=tmp_path / "there"), ray_embedder)
    here = build_index(Settings(corpus=(small_corpus,), index=tmp_path / "here"), Embedder.of(Settings()))
    assert there.embedded == here.embedded
    assert (there.version / "manifest.json").read_bytes() == (here.version / "manifest.json").read_bytes()


def test_an_address_without_a_cluster_is_one_clear_error() -> None:
    class Nobody:
        @staticmethod
        def init(**named: Any) -> None:
            raise ConnectionError("ray cluster at 127.0.0.1:1 not found\nmore")

    import sys

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ray", Nobody)
        with pytest.raises(ModelError, match=r"The Ray cluster at 127\.0\.0\.1:1 does not answer \(ray cluster at .* not found\)"):
            cluster.ClusterEmbedder(Settings(), "127.0.0.1:1")
