"""Work in several processes: the order, the steps, what goes wrong, and that nothing is left running."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from peel_qa.errors import EvaluationError, IndexMismatch
from peel_qa.evaluation.side_by_side import each_at_a_time, step


def lengthened(text: str) -> tuple[str, int]:
    """The first thing takes longest."""
    time.sleep(0.5 if text == "a" else 0.0)
    for _ in text:
        step()
    return text * 2, os.getpid()


def failing(folder: Path, text: str) -> str:
    if text == "wrong":
        while not (folder / "running").exists():
            time.sleep(0.01)
        raise IndexMismatch("passage size", 1, 2)
    if text == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / "running").touch()
    time.sleep(600)
    return text


def test_results_come_in_the_order_of_the_things_and_every_step_is_told() -> None:
    told: list[int] = []
    results = each_at_a_time(lengthened, ["a", "bb", "ccc"], 2, told.append)
    assert [text for text, _ in results] == ["aa", "bbbb", "cccccc"]
    assert os.getpid() not in {process for _, process in results}
    assert sum(told) == 6


def test_what_goes_wrong_is_raised_as_it_is_and_the_others_are_ended(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    with pytest.raises(IndexMismatch) as raised:
        each_at_a_time(partial(failing, tmp_path), ["long", "wrong"], 2, lambda steps: None)
    wanted = IndexMismatch("passage size", 1, 2)
    assert (str(raised.value), raised.value.problem, raised.value.remedy) == (str(wanted), wanted.problem, wanted.remedy)
    assert set(multiprocessing.active_children()) <= before


def test_a_process_that_is_killed_is_told_with_the_way_out() -> None:
    with pytest.raises(EvaluationError, match=r"was ended\. Ask one corpus at a time, with --jobs 1"):
        each_at_a_time(partial(failing, Path()), ["killed"], 2, lambda steps: None)


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())

    def interrupted(steps: int) -> None:
        if (tmp_path / "running").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        each_at_a_time(partial(failing, tmp_path), ["long"], 1, interrupted)
    assert set(multiprocessing.active_children()) <= before
