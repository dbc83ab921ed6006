"""The network run by onnxruntime: windows in, scores of every token out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from peel_qa.errors import ReaderError
from peel_qa.inference import cores, open_session
from peel_qa.reading.bundle import REMEDY, Bundle
from peel_qa.reading.layout import Window
from peel_qa.reading.spans import Scores

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start", "end", "answerable", "contradicts")
THREADS = 2
REMEMBERED = 2048
"""Windows whose scores are kept, the ones asked for last: a question asked again is not read again."""

TokenScores = tuple[Scores, Scores, float, float]
"""Logits of start and end, each of shape (tokens of the window,), and the logits of "this passage answers" and of "it says otherwise"."""


class Network:
    """An onnxruntime session that reads every window by itself, several at a time. Threads may share one.

    By itself, because the 8-bit network measures its activations as they come: in a batch, the other windows would change a
    window's scores. It is quicker too, since nothing is filled up.
    """

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        """Load the bundle's network; at most `threads` windows are read at a time.

        Raises:
            ReaderError: if onnxruntime cannot load it, or it is another kind of network.
        """
        try:
            self._session = open_session(bundle.network)
        except Exception as error:  # the library has no common base for its errors
            raise ReaderError(f"The reader's network in {bundle.folder} cannot be loaded ({error})", REMEDY) from error
        found = {one.name for one in (*self._session.get_inputs(), *self._session.get_outputs())}
        if not {*INPUTS, *OUTPUTS} <= found:
            raise ReaderError(f"The network in {bundle.folder} is no reader: it has {', '.join(sorted(found))}", REMEDY)

        self._pool = ThreadPoolExecutor(threads or min(THREADS, cores()), thread_name_prefix="reader")
        self._lock, self._known = threading.Lock(), OrderedDict[tuple[tuple[int, ...], int], TokenScores]()

    def score(self, windows: Sequence[Window]) -> list[TokenScores]:
        """The scores of each window, in the same order.

        Raises:
            ReaderError: if the network cannot be run.
        """
        return list(self._pool.map(self._scores, windows))

    def _scores(self, window: Window) -> TokenScores:
        key = window.ids, window.first_segment
        with self._lock:
            found = self._known.pop(key, None)
        found = self._run(window) if found is None else found
        with self._lock:
            self._known[key] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _run(self, window: Window) -> TokenScores:
        try:
            start, end, answerable, contradicts = self._session.run(list(OUTPUTS), dict(zip(INPUTS, _arrays(window), strict=True)))
        except Exception as error:  # the library has no common base for its errors
            raise ReaderError(f"The reader's network failed ({error})", "Set PEEL_QA_READER=off to answer without it") from error
        return start[0], end[0], float(answerable[0]), float(contradicts[0])


def _arrays(window: Window) -> tuple[NDArray[np.int64], ...]:
    """Ids, mask and segments of one window, each of shape (1, tokens)."""
    segments = np.ones(len(window.ids), dtype=np.int64)
    segments[: window.first_segment] = 0
    ids = np.array(window.ids, dtype=np.int64)
    return ids[None], np.ones_like(ids)[None], segments[None]
