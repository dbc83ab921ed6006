"""Builds indexes in children that can be killed: everything heavy is imported once, each build is a fork.

Each line of standard input is {"corpus", "index", "kill_at", "trace"}: build, and kill the child before its
`kill_at`-th line of peel_qa/index (null: never); with `trace`, write the function of every such line to that file.
Each build answers with two lines: {"pid"} and {"status"}, where status is the child's exit code or minus its signal.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import chromadb  # noqa: F401  (loaded before the forks; no client is opened here, since its threads would not survive them)
from stub_embedder import StubEmbedder

import peel_qa.index.build
from peel_qa.corpus.load import load_corpus
from peel_qa.facts.read import read_facts
from peel_qa.index.keyword import KeywordIndex
from peel_qa.index.passages import Splitter
from peel_qa.settings import Settings

_WATCHED = str(Path(peel_qa.index.build.__file__).parent)


class Watch:
    """Counts the lines of peel_qa/index as they are about to run."""

    def __init__(self, kill_at: int | None) -> None:
        self.kill_at = kill_at
        self.places: list[str] = []

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(_WATCHED):
            return None
        if event == "line":
            self.places.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
            if len(self.places) == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def build(order: dict[str, Any]) -> None:
    """One build, in the child."""
    watch = Watch(order["kill_at"])
    if order["kill_at"] or order["trace"]:
        sys.settrace(watch)
    peel_qa.index.build.build_index(Settings(corpus=(Path(order["corpus"]),), index=Path(order["index"])), StubEmbedder())
    sys.settrace(None)
    if order["trace"]:
        Path(order["trace"]).write_text("\n".join(watch.places), encoding="utf-8")


def warm_up(corpus: Path) -> None:
    """Load now what every child would load again: tokenisers, patterns, vocabularies."""
    documents = load_corpus((corpus,)).documents
    read_facts(documents)
    splitter = Splitter(160, 192, StubEmbedder().count_tokens)
    KeywordIndex.build([passage.reading for document in documents for passage in splitter.split(document)])


def main() -> None:
    """Serve orders until standard input ends."""
    warm_up(Path(sys.argv[1]))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                build(json.loads(line))
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        print(json.dumps({"pid": child}), flush=True)
        _, code = os.waitpid(child, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(code)}), flush=True)


if __name__ == "__main__":
    main()
