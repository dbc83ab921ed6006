"""Scores of a checkpoint, in full precision, as the exported network gives them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from peel_qa.reading.layout import Window
from peel_qa.reading.network import TokenScores
from training.base import base_folder
from training.batches import collate
from training.model import ReaderModel, build

_BATCH = 16


def load_model(checkpoint: Path) -> ReaderModel:
    """The network of a checkpoint, ready to read."""
    model = build(str(base_folder()), dropout=0.0)
    model.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["model"])
    return model.eval()


class TorchScorer:
    """Runs a checkpoint by torch."""

    def __init__(self, checkpoint: Path) -> None:
        """Load the checkpoint."""
        self._model = load_model(checkpoint)

    @torch.inference_mode()
    def score(self, windows: Sequence[Window]) -> list[TokenScores]:
        """The scores of each window, in the same order."""
        order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids))
        found: dict[int, TokenScores] = {}
        for first in range(0, len(order), _BATCH):
            numbers = order[first : first + _BATCH]
            start, end, judged, contrary = self._model(*collate([windows[number] for number in numbers]))
            for row, number in enumerate(numbers):
                count = len(windows[number].ids)
                found[number] = start[row, :count].numpy(), end[row, :count].numpy(), float(judged[row]), float(contrary[row])
        return [found[number] for number in range(len(windows))]
