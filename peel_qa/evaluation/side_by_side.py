"""Work on several things at a time, each in a process of its own; what comes back is in the order in which it was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from peel_qa.errors import EvaluationError
from peel_qa.inference import cores

Thing = TypeVar("Thing")
Made = TypeVar("Made")

_LOOK_SECONDS = 0.1
"""Time between two looks at how far the processes are."""
_steps: Any = None
"""In a process that works: the steps done in all of them."""


def step() -> None:
    """Tell, from within the work, that a step of it is done."""
    with _steps.get_lock():
        _steps.value += 1


def each_at_a_time(work: Callable[[Thing], Made], things: Sequence[Thing], jobs: int, on_steps: Callable[[int], None]) -> list[Made]:
    """The results of `work` for every thing, in order; `jobs` processes share the things, and `on_steps` hears of steps done.

    `work`, things and results travel between processes, so they must be picklable. What `work` raises is raised here at once, and
    what still runs is ended.

    Raises:
        EvaluationError: where a process was ended from outside.
    """
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of other threads
    steps = context.Value("q", 0)
    before = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(jobs, len(things)), context, _begin, (steps, max(1, cores() // jobs))) as pool:
        try:
            waiting = [pool.submit(work, thing) for thing in things]
            _follow(waiting, steps, on_steps)
            return [done.result() for done in waiting]
        except BrokenProcessPool as error:
            raise EvaluationError("A process that asked the cases was ended", "Ask one corpus at a time, with --jobs 1") from error
        except BaseException:
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)  # its own thread waits for them; two that do may miss their end
            raise


def _begin(steps: Any, threads: int) -> None:
    """Begin a process that works, on its part of the cores. Ctrl-C reaches it too, but is for the one that started it, which ends it."""
    global _steps  # noqa: PLW0603 - what a process of a pool is given at its start has no other place
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_NUM_THREADS"] = str(threads)
    _steps = steps


def _follow(waiting: Sequence[Future[Made]], steps: Any, on_steps: Callable[[int], None]) -> None:
    """Tell of steps until everything is done; raise what goes wrong."""
    told, left = 0, set(waiting)
    while left:
        done, left = wait(left, _LOOK_SECONDS, FIRST_COMPLETED)
        now = steps.value
        on_steps(now - told)
        told = now
        for future in [future for future in waiting if future in done]:
            future.result()
