"""The network run by onnxruntime: windows in, scores of every token out. The only module that knows onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from peel_qa.errors import ReaderError
from peel_qa.reading.bundle import REMEDY, Bundle
from peel_qa.reading.layout import Window
from peel_qa.reading.spans import Scores

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start", "end", "answerable")
THREADS = 2
_BATCH = 8
"""Windows that are run together; more do not go faster on two cores."""
_ERRORS_ONLY = 3

TokenScores = tuple[Scores, Scores, float]
"""Logits of start and end, each of shape (tokens of the window,), and the logit of "this passage answers"."""


class Network:
    """An onnxruntime session with bounded threads. Threads may share one."""

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        """Load the bundle's network.

        Raises:
            ReaderError: if onnxruntime cannot load it, or it is another kind of network.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(THREADS, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads would take the others' cores
        try:
            self._session = onnxruntime.InferenceSession(bundle.network, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library has no common base for its errors
            raise ReaderError(f"The reader's network in {bundle.folder} cannot be loaded ({error})", REMEDY) from error
        found = {one.name for one in (*self._session.get_inputs(), *self._session.get_outputs())}
        if not {*INPUTS, *OUTPUTS} <= found:
            raise ReaderError(f"The network in {bundle.folder} is no reader: it has {', '.join(sorted(found))}", REMEDY)

    def score(self, windows: Sequence[Window]) -> list[TokenScores]:
        """The scores of each window, in the same order; windows of like length are run together.

        Raises:
            ReaderError: if the network cannot be run.
        """
        order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids))
        found: dict[int, TokenScores] = {}
        for first in range(0, len(order), _BATCH):
            numbers = order[first : first + _BATCH]
            found.update(zip(numbers, self._run([windows[number] for number in numbers]), strict=True))
        return [found[number] for number in range(len(windows))]

    def _run(self, windows: Sequence[Window]) -> list[TokenScores]:
        try:
            start, end, answerable = self._session.run(list(OUTPUTS), dict(zip(INPUTS, _arrays(windows), strict=True)))
        except Exception as error:  # the library has no common base for its errors
            raise ReaderError(f"The reader's network failed ({error})", "Set PEEL_QA_READER=off to answer without it") from error
        counts = [len(window.ids) for window in windows]
        return [(start[row, :count], end[row, :count], float(answerable[row])) for row, count in enumerate(counts)]


def _arrays(windows: Sequence[Window]) -> tuple[NDArray[np.int64], ...]:
    """Ids, mask and segments, each of shape (windows, tokens of the longest)."""
    length = max(len(window.ids) for window in windows)
    ids, mask, segments = (np.zeros((len(windows), length), dtype=np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        count = len(window.ids)
        ids[row, :count] = window.ids
        mask[row, :count] = 1
        segments[row, window.first_segment : count] = 1
    return ids, mask, segments
