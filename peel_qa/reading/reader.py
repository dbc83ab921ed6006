"""The reader: which words of a passage answer a question, and whether any do.

    reader = open_reader(settings.reader)        # None where it is off or cannot be used
    readings = reader.read("How many cases were filed?", [("Investigating crime", "The force filed 14 of 66 cases. …")])

A small network of our own (see `training/`), run by onnxruntime; neither torch nor transformers is imported here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from peel_qa.errors import ReaderError
from peel_qa.reading.bundle import Bundle
from peel_qa.reading.layout import Layout, Window
from peel_qa.reading.network import Network
from peel_qa.reading.spans import Calibration, Ends, Marked, best_span, chance_of

OFF = "off"
BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).resolve().parent / "model"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage.

    `start` and `end` are characters of the passage's text, end exclusive: the stretch that answers if anything does.
    `answerable` is the calibrated chance that the passage answers the question, 0 to 1. `score`, 0 to 1, is the chance that
    it does with exactly this stretch, to compare readings of one question. `contradicts`, 0 to 1, says how likely the answer, if
    it is one, means no, or that what the question takes for granted is not so; `judged`, 0 to 1, is what the network makes of the
    passage as a whole, to order passages by; `ends` where the answer may begin and end. An empty passage reads as all zeros.
    """

    start: int
    end: int
    score: float
    answerable: float
    contradicts: float = 0.0
    judged: float = 0.0
    ends: Ends | None = field(default=None, compare=False, repr=False)

    def within(self, start: int, end: int) -> float:
        """Chance that the answer lies in the characters `start` to `end` of the passage, if it has one, 0 to 1."""
        return self.ends.within(start, end) if self.ends is not None else 0.0

    def text(self, passage: str) -> str:
        """The marked words of the passage."""
        return passage[self.start : self.end]


_NOTHING = Reading(0, 0, 0.0, 0.0)


class Reader:
    """Reads passages for a question. Threads may share one."""

    def __init__(self, network: Network, layout: Layout, calibration: Calibration) -> None:
        """Put the parts together; `Reader.open` is the usual way in."""
        self._network, self._layout, self._calibration = network, layout, calibration

    @classmethod
    def open(cls, setting: str = BUNDLED, threads: int | None = None) -> Self | None:
        """The reader that a setting names: `off` (None), `bundled`, or the path of a folder that an export made.

        `threads` bounds the cores that one call uses; 2 where none is given, or all where there are fewer.

        Raises:
            ReaderError: where the folder is absent, or a file of it is not as it was exported.
        """
        if setting == OFF:
            return None
        bundle = Bundle.load(BUNDLED_FOLDER if setting == BUNDLED else Path(setting))
        return cls(Network(bundle, threads), bundle.layout(), bundle.card.calibration)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """What each passage, given as its heading ("" for none) and its text, says to the question; in the same order.

        A passage that is longer than the reader's window is read in several, and its best one counts. Characters are never
        changed: `start` and `end` hold in the text as given.

        Raises:
            ReaderError: if the network cannot be run.
        """
        best: dict[int, tuple[float, Marked]] = {}
        for owner, marked in self._marks(question, passages):
            chance = self._calibration.probability(marked)
            if owner not in best or chance > best[owner][0]:
                best[owner] = chance, marked
        return [_reading(*best[number]) if number in best else _NOTHING for number in range(len(passages))]

    def _marks(self, question: str, passages: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Marked]]:
        owners: list[int] = []
        windows: list[Window] = []
        for number, (heading, text) in enumerate(passages):
            for window in self._layout.windows(question, heading, text):
                owners.append(number)
                windows.append(window)
        for owner, window, scores in zip(owners, windows, self._network.score(windows), strict=True):
            yield owner, best_span(window, *scores)


def _reading(chance: float, marked: Marked) -> Reading:
    contrary, judged = chance_of(marked.contradicts), chance_of(marked.answerable)
    return Reading(marked.start, marked.end, chance * marked.share, chance, contrary, judged, marked.ends)


def open_reader(setting: str, threads: int | None = None) -> Reader | None:
    """The reader that a setting names; None where it is off, and, with one line in the log, where it cannot be used."""
    try:
        return Reader.open(setting, threads)
    except ReaderError as error:
        _LOG.warning("%s. Answers go on without the reader.", error.problem)
        return None
