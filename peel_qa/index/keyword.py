"""Keyword search: BM25 (bm25s, Lucene's variant) over stemmed words, its settings stored with it.

bm25s builds the index: for every term the passages that hold it and what the term adds to their score. Here those lists are
read, a term at a time, from memory or, where they are large, from the file (`files.py`).
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_qa.errors import IndexMismatch
from peel_qa.index.files import Array, open_array
from peel_qa.stems import terms

SETTINGS: dict[str, object] = {"method": "lucene", "k1": 1.2, "b": 0.6, "stemmer": "english", "stopwords": "stopwords.txt/1", "words": 1}
_FILE = "settings.json"
_NOTHING = "\0"
"""Stands in a passage without any term, since bm25s cannot index nothing; no question holds it."""
_MANY = 5_000
"""Passages that hold a term, above which it is worth finding out whether its list can be spared."""
_WORTH = 8
"""How many times as long as the passages looked for a list must be, so that looking into it is quicker than going through it."""
_ADDED, _PASSAGES, _STARTS, _TERMS = "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy", "vocab.index.json"
"""The files that bm25s writes: what each term adds, to which passages, where each term's list begins, the terms' numbers."""


class KeywordIndex:
    """BM25 scores of every passage for a question. Threads may share one."""

    def __init__(self, numbers: Mapping[str, int], starts: NDArray[np.int64], passages: Array, added: Array, size: int) -> None:
        """Take the terms' numbers, and for each term, from `starts[n]` to `starts[n + 1]`, its passages and what it adds to them."""
        self._numbers, self._starts, self._passages, self._added = numbers, starts, passages, added
        self.size = size
        self._model: Any = None

    @classmethod
    def build(cls, texts: Iterable[str]) -> KeywordIndex:
        """Index the texts in order."""
        return cls.of_terms(terms(text) for text in texts)

    @classmethod
    def of_terms(cls, rows: Iterable[Sequence[str]]) -> KeywordIndex:
        """Index passages that are given as their terms, in order."""
        builder = KeywordBuilder()
        for row in rows:
            builder.add(row)
        return builder.build()

    @classmethod
    def of_numbers(cls, held: Sequence[Sequence[int]], numbers: Mapping[str, int]) -> KeywordIndex:
        """Index passages that are given as the numbers of their terms, in order."""
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        model.index((held, numbers), show_progress=False)
        scores = model.scores
        built = cls(model.vocab_dict, np.asarray(scores["indptr"], dtype=np.int64), scores["indices"], scores["data"], len(held))
        built._model = model
        return built

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
        numbers: dict[str, int] = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
        starts = np.load(folder / _STARTS).astype(np.int64)
        return cls(numbers, starts, open_array(folder / _PASSAGES), open_array(folder / _ADDED), int(stored["size"]))

    def holds(self, term: str) -> bool:
        """Whether any passage holds a term."""
        return term in self._numbers

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term (BM25's, natural logarithm); highest for a term that no passage holds."""
        holding = self._holding(term)
        return math.log(1 + (self.size - holding + 0.5) / (holding + 0.5))

    def scores(self, question_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every passage, shape (n_passages,); zero where no term occurs. A term that stands twice counts twice."""
        weights: dict[str, float] = {}
        for term in question_terms:
            weights[term] = weights.get(term, 0.0) + 1.0
        return self.weighted(weights)

    def weighted(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """The sum over terms of weight × BM25 score, for every passage, shape (n_passages,)."""
        found = np.zeros(self.size, dtype=np.float32)
        for term, weight in weights.items():
            if term in self._numbers:
                passages, added = self._list_of(term)
                found[passages] += np.float32(weight) * added
        return found

    def best(self, weights: Mapping[str, float], k: int, admitted: NDArray[np.bool_] | None = None) -> list[int]:
        """Numbers of the k passages with the highest weighted scores above zero, best first, in index order where they are equal.

        The rarest terms come first. As soon as the terms that are left cannot lift a passage that holds none of the first ones into
        the k best, only passages that do are scored on: the same result, without going through the lists of the commonest words.
        Source: Turtle and Flood 1995 (MaxScore).
        """
        terms_left = sorted(((weight * self.idf(term), term) for term, weight in weights.items() if term in self._numbers), reverse=True)
        done, left = 0.0, sum(bound for bound, _ in terms_left)
        found = np.zeros(self.size, dtype=np.float32)
        for place, (bound, term) in enumerate(terms_left):
            if self._holding(term) > _MANY and done > left:  # no score can be higher than what the terms before can give
                touched = _touched(found, admitted)
                if len(touched) > k and (lowest := np.partition(found[touched], len(touched) - k)[len(touched) - k]) > left:
                    able = touched[found[touched] + np.float32(left) >= lowest]
                    self._add_to(found, able, weights, [term for _, term in terms_left[place:]])
                    return _first(able, found, k)
            passages, added = self._list_of(term)
            found[passages] += np.float32(weights[term]) * added
            done, left = done + bound, left - bound
        return _first(_touched(found, admitted), found, k)

    def _add_to(self, found: NDArray[np.float32], able: NDArray[np.int64], weights: Mapping[str, float], rest: Sequence[str]) -> None:
        """Add what further terms give to some passages, numbers in order."""
        for term in rest:
            passages, added = self._list_of(term)
            if len(passages) < _WORTH * len(able):
                found[passages] += np.float32(weights[term]) * added
                continue
            places = np.minimum(np.searchsorted(passages, able), len(passages) - 1)
            holding = passages[places] == able
            found[able[holding]] += np.float32(weights[term]) * added[places[holding]]

    def _list_of(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The passages that hold a term, numbers in order, and what it adds to each."""
        number = self._numbers[term]
        part = slice(int(self._starts[number]), int(self._starts[number + 1]))
        return self._passages[part], self._added[part]

    def _holding(self, term: str) -> int:
        number = self._numbers.get(term)
        return int(self._starts[number + 1] - self._starts[number]) if number is not None else 0


class KeywordBuilder:
    """Collects passages in order, four bytes a term."""

    def __init__(self) -> None:
        """Begin with none."""
        self._numbers: dict[str, int] = {}  # in order of first sight; bm25s would number words in the order of a set, which changes
        self._held: list[array[int]] = []

    def add(self, row: Sequence[str]) -> None:
        """One more passage, as its terms."""
        numbers = self._numbers
        self._held.append(array("i", [numbers.setdefault(term, len(numbers)) for term in row or [_NOTHING]]))

    def build(self) -> KeywordIndex:
        """The index of all of them."""
        return KeywordIndex.of_numbers(self._held, self._numbers)


def _touched(found: NDArray[np.float32], admitted: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """Numbers of the passages with a score, of those admitted, in order."""
    touched = np.flatnonzero(found)
    return touched if admitted is None else touched[admitted[touched]]


def _first(able: NDArray[np.int64], found: NDArray[np.float32], k: int) -> list[int]:
    """The k with the highest scores, best first, in index order where they are equal."""
    if len(able) > k:
        lowest = np.partition(found[able], len(able) - k)[len(able) - k]
        able = able[found[able] >= lowest]
    return [int(number) for number in able[np.argsort(-found[able], kind="stable")[:k]]]
