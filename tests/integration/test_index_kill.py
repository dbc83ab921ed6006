"""Builds killed with SIGKILL anywhere: the index goes on answering from one whole version, and the next build is whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.settings import Settings

SERVER = Path(__file__).resolve().parents[1] / "support" / "build_server.py"
BODY = "# Title\n\n## Calls\n\n" + "".join(f"The force answered call {n} in year {{}}.\n\n" for n in range(60))
PHASES = {
    "embed": ("vectors.", "embedding."),
    "write": ("write.", "keyword.", "store.write_store", "manifest."),
    "verify": ("exact.", "store.nearest", "store._ask", "scratch.", "seal."),
    "publish": ("layout.publish", "layout._sync", "layout._remove_all_but", "layout.named"),
    "after": ("build._prune", "vectors._delete", "vectors.prune"),
}
SEED = 20_260_831


class Builds:
    """The fork server: each order is one build in a child of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        run = [sys.executable, str(SERVER), str(settings.corpus[0])]
        self.server = subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _line(self) -> dict[str, Any]:
        assert self.server.stdout is not None
        answer: dict[str, Any] = json.loads(self.server.stdout.readline())
        return answer

    def start(self, kill_at: int | None = None, trace: Path | None = None) -> int:
        order = {
            "corpus": str(self.settings.corpus[0]),
            "index": str(self.settings.index),
            "kill_at": kill_at,
            "trace": trace and str(trace),
        }
        assert self.server.stdin is not None
        self.server.stdin.write(json.dumps(order) + "\n")
        self.server.stdin.flush()
        return int(self._line()["pid"])

    def finish(self) -> int:
        return int(self._line()["status"])

    def close(self) -> None:
        self.server.communicate(timeout=60)


@pytest.fixture
def builds(tmp_path: Path) -> Iterator[Builds]:
    """A corpus with a first version built, and the server that builds more."""
    settings = Settings(corpus=(write_small_corpus(tmp_path / "corpus"),), index=tmp_path / "index")
    change(settings, 0)
    build_index(settings, StubEmbedder())
    server = Builds(settings)
    yield server
    server.close()


def change(settings: Settings, year: int) -> None:
    """The corpus of another year: every sentence of one document is another."""
    write_document(settings.corpus[0], "changing", BODY.format(*[f"Y{year}"] * 60))


def year_answered(settings: Settings) -> str:
    """Open the index as it is, hold every part of it against the others, and tell which year it is of."""
    with PeelQA.open(settings, refresh=False, embedder=StubEmbedder()) as qa:
        index = qa.index
        [year] = {word.strip(".") for word in index.documents["changing"].text.split() if word.startswith("Y")}
        for passage in index.passages:
            assert index.documents[passage.document].text[passage.start : passage.end] == passage.text
        index.verify()
        best = qa.search(f"The force answered call 7 in year {year}", 1)[0]
        assert year in best.passage.text
        assert str(qa.ask("Who said that victims came first?"))
    return year


def end_whole(builds: Builds, year: int, tmp_path: Path) -> None:
    """A last build that nobody kills is the same as one from scratch, and nothing of the killed ones is left."""
    builds.start()
    assert builds.finish() == 0
    settings = builds.settings
    assert year_answered(settings) == f"Y{year}"
    folder = IndexFolder(settings)
    current = folder.current()
    assert current is not None
    assert len(list(folder.versions.iterdir())) <= 2
    assert not list(folder.versions.glob(".*"))
    fresh = build_index(settings.model_copy(update={"index": tmp_path / "fresh"}), StubEmbedder()).version
    assert (current / "manifest.json").read_bytes() == (fresh / "manifest.json").read_bytes()


@pytest.mark.slow
def test_killed_before_chosen_lines_of_every_phase(builds: Builds, tmp_path: Path) -> None:
    settings = builds.settings
    change(settings, 1)
    builds.start(trace=tmp_path / "trace")
    assert builds.finish() == 0
    places = (tmp_path / "trace").read_text(encoding="utf-8").split("\n")
    dice = random.Random(SEED)
    moments = [at for starts in PHASES.values() for at in dice.sample([n for n, p in enumerate(places, 1) if p.startswith(starts)], 3)]
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
    for year in range(1, 9):
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
    end_whole(builds, 8, tmp_path)
