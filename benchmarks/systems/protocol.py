"""What every system under comparison does, in a process of its own: build an index on disk, and answer from it.

`python -m benchmarks.systems.NAME build|ask|one TASK.json`. The task names a file of units ({"id", "text"} a line: whole documents
to be cut up, or BEIR's documents, which are not), one of questions ({"id", "text"}), the index's folder, and whether to cut.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.common import hand_back, peak_memory, size_of, timed
from peel_qa.environment import prepare_environment

prepare_environment()

Place = tuple[str, int, int]
"""A unit and the characters of it that a passage covers."""
K = 10


class System(Protocol):
    """One system."""

    def load_model(self) -> None:
        """Load the model, so that building does not count it."""

    def build(self, units: Sequence[dict[str, str]], index: Path, is_cut: bool) -> int:
        """Index the units and write the index down; returns the number of passages."""

    def open(self, index: Path) -> None:
        """Open an index that was written."""

    def find(self, question: str, k: int) -> list[Place]:
        """The k best passages, best first."""


def lines(path: str) -> list[dict[str, str]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line]


def main(system: System) -> None:
    """Do one step of the task named on the command line, and hand back its figures."""
    step, task = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    index = Path(task["index"])
    if step == "build":
        system.load_model()
        start, used = time.perf_counter(), time.process_time()
        passages = system.build(lines(task["units"]), index, task["is_cut"])
        seconds, processor = time.perf_counter() - start, time.process_time() - used
        hand_back({"seconds": seconds, "processor": processor, "passages": passages, "bytes": size_of(index), "memory": peak_memory()})
        return
    questions = lines(task["questions"])
    system.open(index)
    if step == "one":
        hand_back({"found": system.find(questions[0]["text"], K)})
        return
    system.find("What is PEEL?", K)
    found: dict[str, Any] = {}
    seconds_each, processor_each = [], []
    for question in questions:
        used = time.process_time()
        seconds_each.append(timed(lambda question=question: found.update({question["id"]: system.find(question["text"], K)})))
        processor_each.append(time.process_time() - used)
    hand_back({"latencies": seconds_each, "processor": processor_each, "found": found, "memory": peak_memory()})
