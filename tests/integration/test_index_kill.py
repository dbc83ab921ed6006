"""Builds killed with SIGKILL anywhere: the index goes on answering from one whole version, and the next build is whole."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from killed_builds import PHASES, Builds, change, end_whole, first_version, year_answered

SEED = 20_260_831


@pytest.fixture
def builds(tmp_path: Path) -> Iterator[Builds]:
    """A corpus with a first version built, and the server that builds more."""
    server = Builds(first_version(tmp_path))
    yield server
    server.close()


@pytest.mark.slow
def test_killed_before_chosen_lines_of_every_phase(builds: Builds, tmp_path: Path) -> None:
    settings = builds.settings
    change(settings, 1)
    builds.start(trace=tmp_path / "trace")
    assert builds.finish() == 0
    places = (tmp_path / "trace").read_text(encoding="utf-8").split("\n")
    dice = random.Random(SEED)
    moments = [at for starts in PHASES.values() for at in dice.sample([n for n, p in enumerate(places, 1) if p.startswith(starts)], 2)]
    in_force = "Y1"
    for year, moment in enumerate(moments, start=2):
        change(settings, year)
        builds.start(kill_at=moment)
        assert builds.finish() == -signal.SIGKILL, f"the build ended before line {moment} of {len(places)}"
        answered = year_answered(settings)
        assert answered in (in_force, f"Y{year}"), places[moment - 1]
        in_force = answered
    end_whole(builds, len(moments) + 1, tmp_path)


@pytest.mark.slow
def test_killed_at_random_moments(builds: Builds, tmp_path: Path) -> None:
    """Chosen by the clock, so that a kill also falls inside Chroma, SQLite and numpy."""
    settings = builds.settings
    dice = random.Random(SEED)
    in_force, killed = "Y0", 0
    for year in range(1, 6):
        change(settings, year)
        builder = builds.start()
        timer = threading.Timer(dice.uniform(0.0, 0.5), os.kill, (builder, signal.SIGKILL))
        timer.start()
        killed += builds.finish() == -signal.SIGKILL
        timer.cancel()
        timer.join()
        answered = year_answered(settings)
        assert answered in (in_force, f"Y{year}")
        in_force = answered
    assert killed
    end_whole(builds, 5, tmp_path)
