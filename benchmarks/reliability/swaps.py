"""Versions published one after another while eight readers read: four open each version afresh, four ask a page that follows."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder

from benchmarks.common import size_of
from benchmarks.reliability.outcome import SHOWN, Outcome, is_over
from peel_qa.engine import PeelQA
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import open_current
from peel_qa.service.shift import Follower, Shift
from peel_qa.settings import Settings

SIZE = 400
READERS = 8
_BODY = "# Title\n\n## Calls\n\nThe force answered {} of 100 calls. It should answer more.\n"
_QUESTION = "How many of 100 calls did the force answer?"
_NUMBER = re.compile(r"answered (\d\d) of 100 calls")


class Readers:
    """What the readers share: when to end, what they read, and what was wrong."""

    def __init__(self, settings: Settings, shift: Shift) -> None:
        """Read the index of these settings, and the page that `shift` stands for."""
        self.folder, self.shift = IndexFolder(settings), shift
        self.over = threading.Event()
        self.reads: Counter[str] = Counter()
        self.reasons: list[str] = []

    def read(self, number: int) -> None:
        """Read until the end; reader `number` opens afresh if it is even, else asks what follows."""
        while not self.over.is_set():
            way = "asked of the page" if number % 2 else "opened afresh"
            try:
                self._ask() if number % 2 else self._open()
                self.reads[way] += 1
            except Exception as error:  # whatever goes wrong is what is looked for
                self.reasons.append(f"{way}: {type(error).__name__}: {error}")

    def _open(self) -> None:
        index, embedder = open_current(self.folder), StubEmbedder()
        try:
            said = _said(index.documents["changing"].text)
            found, _ = index.store.nearest(embedder.embed_question(f"The force answered {said} of 100 calls"), 1, ["changing"])[0]
            if said not in index.passages[index.numbers[found]].text:
                raise AssertionError("passages and vectors of two versions")
        finally:
            index.close()

    def _ask(self) -> None:
        with self.shift.in_use() as engine:
            said = _said(engine.index.documents["changing"].text)
            answer = engine.ask(_QUESTION)
            numbers = {number for quote in answer.citations for number in _NUMBER.findall(quote.quote)}
            if not numbers <= {said} or not answer.citations:
                raise AssertionError(f"the answer cites {sorted(numbers)}, its version says {said}")
            for quote in answer.citations:
                if engine.index.documents[quote.document].text[quote.start : quote.end] != quote.quote:
                    raise AssertionError("a quote of another version")


def _said(text: str) -> str:
    [number] = _NUMBER.findall(text)
    return str(number)


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """Publish so many versions; a failure is a read that fails, or that mixes two versions."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(corpus=(write_small_corpus(Path(scratch) / "corpus"),), index=Path(scratch) / "index", reader="off")
        for number in (90, 91, 90):
            write_document(settings.corpus[0], "changing", _BODY.format(number))
            build_index(settings, StubEmbedder())
        before = size_of(settings.index)
        with PeelQA.open(settings, embedder=StubEmbedder()) as engine:
            shift = Shift(engine)
            readers, follower = Readers(settings, shift), Follower(shift, 0.02)
            follower.start()
            swaps = _publish(settings, readers, size, began)
            follower.stop()
            last = follower.look() or shift.engine.index.version == readers.folder.current()
            shift.close()
        left = len([path for path in readers.folder.versions.iterdir() if path.is_dir()])
        grown = size_of(settings.index) / before - 1
    reasons = readers.reasons + ([] if last else ["the page did not arrive at the last version"])
    reasons += [] if left <= 2 else [f"{left} versions were left"]
    return Outcome(
        "swaps",
        "T5, T6",
        "While versions are swapped no read fails, and each answer and each opened index is of one version whole.",
        sum(readers.reads.values()) + len(readers.reasons),
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        {
            "versions published": swaps,
            "readers": READERS,
            **{f"reads {way}": count for way, count in readers.reads.items()},
            "versions left at the end": left,
            "growth of the index on disk (%)": round(100 * grown, 2),
        },
    )


def _publish(settings: Settings, readers: Readers, size: int, began: float) -> int:
    swaps = 0
    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(readers.read, number) for number in range(READERS)]
        try:
            while swaps < size and not is_over(began):
                write_document(settings.corpus[0], "changing", _BODY.format(90 + (swaps + 1) % 2))
                build_index(settings, StubEmbedder())
                swaps += 1
        finally:
            readers.over.set()
        for each in reading:
            each.result()
    return swaps
