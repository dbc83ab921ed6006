"""What the measuring children share: questions, time, memory, and how a child hands back its figures."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "benchmarks" / "questions.txt"
FIRST_PASSAGES = 5
FIRST_WORDS = 500
"""What recall looks at: so many passages, or so many words."""


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def latencies(work: Callable[[str], object]) -> list[float]:
    """Seconds for each question of the list, in order."""
    return [timed(partial(work, question)) for question in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def peak_memory() -> int:
    """Most bytes of memory that this process has held so far."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def hand_back(figures: dict[str, Any]) -> None:
    """Print a child's figures as the last line of its output."""
    print(json.dumps(figures), flush=True)
