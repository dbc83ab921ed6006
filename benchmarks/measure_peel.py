"""One measurement of peel_qa, in a process of its own: `python -m benchmarks.measure_peel build|answer CORPUS INDEX`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.common import hand_back, latencies, peak_memory, size_of, timed


def _settings(corpus: str, index: str) -> Any:
    from peel_qa.environment import prepare_environment
    from peel_qa.settings import Settings

    prepare_environment()
    return Settings(corpus=(Path(corpus),), index=Path(index))


def build(corpus: str, index: str) -> None:
    """Time a build from nothing, the model being loaded already."""
    from peel_qa.index.build import build_index
    from peel_qa.index.embedding import Embedder

    settings = _settings(corpus, index)
    embedder = Embedder.of(settings)
    embedder.embed(["load the model"])
    seconds = timed(lambda: build_index(settings, embedder))
    hand_back({"seconds": seconds, "bytes": size_of(Path(index)), "memory": peak_memory()})


def answer(corpus: str, index: str) -> None:
    """Time searches and answers, warm."""
    from peel_qa.engine import PeelQA

    with PeelQA.open(_settings(corpus, index), refresh=False) as qa:
        qa.warm_up()
        qa.ask("What is PEEL?")
        search = latencies(lambda question: qa.search(question, 5))
        hand_back({"search": search, "ask": latencies(qa.ask), "memory": peak_memory()})


TASKS: dict[str, Callable[..., None]] = {"build": build, "answer": answer}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
