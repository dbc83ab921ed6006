"""Embedding on a Ray cluster: `peel-qa index --ray ADDRESS`, with the optional extra `ray`.

Texts go out in pieces, vectors come back as they are made and are kept at once, so that a broken build goes on where it was.
Every text has the vector that it has on this machine: the workers run the same model, which must be installed there, and say
which it is before they are given anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from peel_qa.errors import ModelError
from peel_qa.index.embedding import Embedder, OnBatch, Vectors
from peel_qa.settings import Settings

_PIECE = 256
"""Texts that go to a worker at a time."""
_WAITING = 4
"""Pieces that wait for each worker, so that none is idle and memory stays bounded."""
_REMEDY = "Check the address and the workers, or index without --ray"


class Worker:
    """The model on one node of the cluster."""

    def __init__(self, values: dict[str, Any]) -> None:
        """Take the settings' values that decide the model."""
        self._embedder = Embedder.of(Settings(**values))

    def fingerprint(self) -> str:
        """Which model it is, and what runs it."""
        return self._embedder.fingerprint

    def embed(self, texts: list[str]) -> Vectors:
        """The vectors of some texts."""
        return self._embedder.embed(texts)


class ClusterEmbedder(Embedder):
    """Embeds on a cluster what is embedded in bulk; questions and words are embedded here."""

    def __init__(self, settings: Settings, address: str) -> None:
        """Connect to a cluster at an address, `auto` for the one that this machine belongs to, or `local` for one of its own.

        Raises:
            ModelError: if Ray is not installed, does not answer, or a worker has another model.
        """
        super().__init__(settings.embedding_model, settings.embedding_backend, settings.models)
        values = {"embedding_model": settings.embedding_model, "embedding_backend": settings.embedding_backend}
        self._ray = _connected(address)
        try:
            cpus = int(self._ray.cluster_resources().get("CPU", 1))
            worker = self._ray.remote(num_cpus=1)(Worker)
            self._workers = [worker.remote(values) for _ in range(max(1, cpus))]
            others = set(self._ray.get([one.fingerprint.remote() for one in self._workers])) - {self.fingerprint}
        except Exception as error:
            self.close()
            raise ModelError(f"The Ray cluster cannot embed ({_first_line(error)})", _REMEDY) from error
        if others:
            self.close()
            raise ModelError(f"A worker has the model {others.pop()}, this machine has {self.fingerprint}", "Install the same on all nodes")

    def embed(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Unit vectors of the texts, shape (n_texts, dimension); `on_batch` is told of every piece that came back.

        Raises:
            ModelError: for a text longer than the model reads, a vector that is none, or a cluster that fails.
        """
        if len(texts) <= _PIECE:
            return super().embed(texts, on_batch)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        pieces = [order[first : first + _PIECE] for first in range(0, len(order), _PIECE)]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)

        def take(numbers: list[int], found: Vectors) -> None:
            vectors[numbers] = self._checked(np.asarray(found, dtype=np.float32))
            if on_batch:
                on_batch(numbers, vectors[numbers])

        try:
            self._spread(pieces, texts, take)
        except ModelError:
            raise
        except Exception as error:
            if isinstance(getattr(error, "cause", None), ModelError):
                raise error.cause from error  # type: ignore[attr-defined]
            raise ModelError(f"The Ray cluster failed ({_first_line(error)})", _REMEDY) from error
        return vectors

    def _spread(self, pieces: list[list[int]], texts: Sequence[str], take: Callable[[list[int], Vectors], None]) -> None:
        """Give the pieces out in turn, a few ahead, and take what comes back in whatever order."""
        waiting: dict[Any, list[int]] = {}
        for number, piece in enumerate(pieces):
            if len(waiting) >= _WAITING * len(self._workers):
                self._take_one(waiting, take)
            worker = self._workers[number % len(self._workers)]
            waiting[worker.embed.remote([texts[n] for n in piece])] = piece
        while waiting:
            self._take_one(waiting, take)

    def _take_one(self, waiting: dict[Any, list[int]], take: Callable[[list[int], Vectors], None]) -> None:
        [done], _ = self._ray.wait(list(waiting), num_returns=1)
        take(waiting.pop(done), self._ray.get(done))

    def close(self) -> None:
        """Leave the cluster."""
        self._ray.shutdown()


def _connected(address: str) -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise ModelError("Ray is not installed", "Run `pip install 'peel-qa[ray]'`, here and on the cluster's nodes") from error
    try:
        ray.init(address=None if address == "local" else address, include_dashboard=False, log_to_driver=False, logging_level="error")
    except Exception as error:
        raise ModelError(f"The Ray cluster at {address} does not answer ({_first_line(error)})", _REMEDY) from error
    return ray


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]
