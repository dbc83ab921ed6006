"""Keyword search: BM25 (bm25s, Lucene's variant) over stemmed words, its settings stored with it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from peel_qa.errors import IndexMismatch
from peel_qa.stems import terms

SETTINGS: dict[str, object] = {"method": "lucene", "k1": 1.2, "b": 0.6, "stemmer": "english", "stopwords": "stopwords.txt/1", "words": 1}
_FILE = "settings.json"
_NOTHING = "\0"
"""Stands in a passage without any term, since bm25s cannot index nothing; no question holds it."""


class KeywordIndex:
    """BM25 scores of every passage for a question."""

    def __init__(self, model: bm25s.BM25, size: int) -> None:
        """Wrap a built or loaded model over `size` passages."""
        self._model = model
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> KeywordIndex:
        """Index the texts in order."""
        numbers: dict[str, int] = {}  # in order of first sight; bm25s would number the words in the order of a set, which changes
        rows = [[numbers.setdefault(term, len(numbers)) for term in terms(text) or [_NOTHING]] for text in texts]
        model = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        model.index((rows, numbers), show_progress=False)
        return cls(model, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index and its settings."""
        self._model.save(str(folder), show_progress=False)
        (folder / _FILE).write_text(json.dumps({**SETTINGS, "size": self.size}, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """Read an index.

        Raises:
            IndexMismatch: if it was built with other settings than the code has now.
        """
        stored = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        for name, wanted in SETTINGS.items():
            if stored.get(name) != wanted:
                raise IndexMismatch(f"keyword {name}", stored.get(name), wanted)
        return cls(bm25s.BM25.load(str(folder), mmap=False, show_progress=False), int(stored["size"]))

    def holds(self, term: str) -> bool:
        """Whether any passage holds a term."""
        return term in self._model.vocab_dict

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term (BM25's, natural logarithm); highest for a term that no passage holds."""
        number = self._model.vocab_dict.get(term)
        starts = self._model.scores["indptr"]
        holding = int(starts[number + 1] - starts[number]) if number is not None else 0
        return math.log(1 + (self.size - holding + 0.5) / (holding + 0.5))

    def scores(self, question_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every passage, shape (n_passages,); zero where no term occurs."""
        known = [term for term in question_terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)[: self.size]
