"""Builds that are killed, and what is asked of the index after each: one whole version answers, and the next build is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.settings import Settings

SERVER = Path(__file__).with_name("build_server.py")
BODY = "# Title\n\n## Calls\n\n" + "".join(f"The force answered call {n} in year {{}}.\n\n" for n in range(60))
PHASES = {
    "parse": ("passages.", "write._cut", "write._lead", "write._fit"),
    "embed": ("vectors.", "embedding."),
    "write": ("write.write_version", "keyword.", "store.write_store", "manifest."),
    "verify": ("exact.", "store.nearest", "store._ask", "scratch.", "seal."),
    "publish": ("layout.publish", "layout._sync", "layout._remove_all_but", "layout.named"),
    "after": ("build._prune", "vectors._delete", "vectors.prune"),
}
"""The phases of a build by the functions of peel_qa/index that run in them."""


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


def first_version(folder: Path) -> Settings:
    """A corpus with its first version built, of year 0."""
    settings = Settings(corpus=(write_small_corpus(folder / "corpus"),), index=folder / "index")
    change(settings, 0)
    build_index(settings, StubEmbedder())
    return settings


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


def end_whole(builds: Builds, year: int, scratch: Path) -> None:
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
    fresh = build_index(settings.model_copy(update={"index": scratch / "fresh"}), StubEmbedder()).version
    theirs, ours = (json.loads((version / "manifest.json").read_text(encoding="utf-8")) for version in (current, fresh))
    assert theirs == ours, [name for name in ours if theirs[name] != ours[name]]
    assert (current / "manifest.json").read_bytes() == (fresh / "manifest.json").read_bytes()
