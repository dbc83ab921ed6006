"""A server that fails in one way after another: whether each question has our own answer, and how long behind its deadline.

The time behind the deadline is taken twice: by the clock on the wall, which a busy machine lengthens, and by the processor time of
the thread that answers, which it does not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from model_server import ModelServer

from benchmarks.models.behaviours import Row, writer_for
from benchmarks.models.corpora import Corpus, given_of, opened
from peel_qa.answer.evidence import Library

FAILURES = (
    "slow", "stalled", "half", "garbage", "endless", "429", "500", "503", "closed", "401", "403", "404", "empty", "not_json",
)  # fmt: skip
SECONDS = 2.0
"""Deadline of a question here."""


@dataclass
class Timed:
    """A result, the seconds on the wall that it took, and the processor seconds of its thread behind a moment."""

    result: Any
    seconds: float
    behind: float


def timed(work: Callable[[], Any], deadline: float) -> Timed:
    """Do some work; `deadline` is the number of seconds from now behind which processor time is counted."""
    clock = time.pthread_getcpuclockid(threading.get_ident())
    mark: list[float] = []
    timer = threading.Timer(deadline, lambda: mark.append(time.clock_gettime(clock)))
    timer.daemon = True
    began = time.perf_counter()
    timer.start()
    result = work()
    seconds = time.perf_counter() - began
    timer.cancel()
    return Timed(result, seconds, time.clock_gettime(clock) - mark[0] if mark else 0.0)


def measure(corpus: Corpus, count: int, seed: int, folder: Path, names: Sequence[str] = FAILURES) -> Iterator[dict[str, Any]]:
    """Every failure over so many cases of a corpus, one row after another."""
    with opened(corpus) as engine, ModelServer(seed=seed) as server:
        given, library = given_of(engine, corpus, count, seed), Library(engine.index)
        writer = writer_for(server, library, folder, llm_seconds=SECONDS)
        for name in names:
            server.behaviour, server.pieces = name, 1 if name == "slow" else 7
            row, wall, processor = Row(name, corpus.name), 0.0, 0.0
            for one in given:
                writer.breaker.note(True)
                done = timed(partial(writer.reword, one.own, one.question, one.passages), SECONDS)
                row.note(done.result, one.own, [])
                wall, processor = max(wall, done.seconds - SECONDS), max(processor, done.behind)
            yield row.record() | {"deadline": SECONDS, "wall_behind": wall, "processor_behind": processor}
