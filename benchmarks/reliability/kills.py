"""Builds killed with SIGKILL: before chosen lines of every phase, and by the clock; after each the index must answer, whole."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from killed_builds import PHASES, Builds, change, end_whole, first_version, year_answered

from benchmarks.reliability.outcome import SHOWN, Outcome, is_over

SIZE = 300
BY_CLOCK = 4
"""One kill of so many falls by the clock, wherever the build is; the others before a chosen line."""
_LONGEST_S = 0.5


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """Kill so many builds; a failure is an index that does not answer, mixes two versions, or cannot be built again."""
    began, dice = time.perf_counter(), random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        builds = Builds(first_version(Path(scratch)))
        try:
            return _measure(builds, Path(scratch), size, dice, began, seed)
        finally:
            builds.close()


def _measure(builds: Builds, scratch: Path, size: int, dice: random.Random, began: float, seed: int) -> Outcome:
    places = _trace(builds, scratch)
    by_phase = {phase: [n for n, place in enumerate(places, 1) if place.startswith(starts)] for phase, starts in PHASES.items()}
    killed: Counter[str] = Counter()
    reasons: list[str] = []
    in_force, year = "Y1", 1
    while killed.total() < size and not is_over(began):
        year += 1
        change(builds.settings, year)
        is_by_clock = killed.total() % BY_CLOCK == BY_CLOCK - 1
        phase = "by the clock" if is_by_clock else list(PHASES)[killed.total() % len(PHASES)]
        was_killed = _by_clock(builds, dice) if is_by_clock else _before_line(builds, dice.choice(by_phase[phase]))
        killed[phase] += was_killed
        try:
            answered = year_answered(builds.settings)
            if answered not in (in_force, f"Y{year}"):
                raise AssertionError(f"it answered for {answered}, neither {in_force} nor Y{year}")
            in_force = answered
        except Exception as error:  # whatever goes wrong is what is looked for
            reasons.append(f"{phase}, year {year}: {type(error).__name__}: {error}")
            builds.start()
            builds.finish()
            in_force = f"Y{year}"
    try:
        end_whole(builds, year, scratch)
    except AssertionError as error:
        reasons.append(f"the last build is not whole: {error}")
    return Outcome(
        "kills",
        "T1, T2",
        "A build that is killed leaves one whole version answering, and the next build is byte for byte that of a clean start.",
        killed.total(),
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        {f"kills in phase {phase}": count for phase, count in killed.items()},
    )


def _trace(builds: Builds, scratch: Path) -> list[str]:
    """The function of every line that a build of year 1 runs."""
    change(builds.settings, 1)
    builds.start(trace=scratch / "trace")
    if builds.finish() != 0:
        raise RuntimeError("The first build failed")
    return (scratch / "trace").read_text(encoding="utf-8").split("\n")


def _before_line(builds: Builds, line: int) -> bool:
    builds.start(kill_at=line)
    return builds.finish() == -signal.SIGKILL


def _by_clock(builds: Builds, dice: random.Random) -> bool:
    builder = builds.start()
    timer = threading.Timer(dice.uniform(0.0, _LONGEST_S), os.kill, (builder, signal.SIGKILL))
    timer.start()
    was_killed = builds.finish() == -signal.SIGKILL
    timer.cancel()
    timer.join()
    return was_killed
