"""The words of a corpus with their meaning, so that a question's own words find those that the documents use.

Each word is embedded by itself with the index's model: "kids" lies at 0.88 from "children", "teaming" at 0.58 from
"collaboration". A word that has a stem in common with another stands for it, the commoner form for both.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from peel_qa.index.embedding import Vectors
from peel_qa.stems import stopwords, terms
from peel_qa.text import words

_WORDS = "words.json"
_VECTORS = "words.npy"
_SHORTEST = 3
_NEAR = 0.55
"""Cosine similarity below which two words have too little in common."""
_CLOSEST = 8
_REMEMBERED = 10_000

Forms = dict[str, Counter[str]]
Embed = Callable[[Sequence[str]], Vectors]


def word_forms(texts: Iterable[str]) -> Forms:
    """For every stem of the texts its forms with their counts, in order of first sight; numbers and stop words are none."""
    forms: Forms = {}
    for text in texts:
        for word in words(text):
            plain = word.removesuffix("'s")
            if len(plain) >= _SHORTEST and plain.isalpha() and plain not in stopwords():
                forms.setdefault(terms(plain)[0], Counter())[plain] += 1
    return forms


def add_forms(forms: Forms, more: Mapping[str, Mapping[str, int]]) -> None:
    """Count further texts' forms with those that were seen before."""
    for stem, counts in more.items():
        forms.setdefault(stem, Counter()).update(counts)


def commonest(forms: Forms) -> dict[str, str]:
    """For every stem its commonest form, in order of first sight."""
    return {stem: min(counts, key=lambda form: (-counts[form], form)) for stem, counts in forms.items()}


def corpus_words(texts: Iterable[str]) -> dict[str, str]:
    """For every stem of the texts its commonest form."""
    return commonest(word_forms(texts))


@dataclass(frozen=True)
class Lexicon:
    """Stems of a corpus (`stems`, n) and the unit vectors of their commonest forms (`vectors`, shape (n, dimension), float16)."""

    stems: tuple[str, ...]
    vectors: Vectors
    _known: dict[str, dict[str, float]] = field(default_factory=dict, repr=False)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {stem: number for number, stem in enumerate(self.stems)}

    def save(self, folder: Path) -> None:
        """Write both files into a folder that is made."""
        folder.mkdir()
        (folder / _WORDS).write_text(json.dumps(self.stems), encoding="utf-8")
        np.save(folder / _VECTORS, self.vectors.astype(np.float16))

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Read what `save` wrote.

        Raises:
            ValueError: if words and vectors do not go together.
        """
        stems = tuple(json.loads((folder / _WORDS).read_text(encoding="utf-8")))
        vectors = np.load(folder / _VECTORS)
        if len(stems) != len(vectors):
            raise ValueError(f"{len(stems)} words and {len(vectors)} vectors")
        return cls(stems, vectors.astype(np.float32))

    def near(self, asked: Sequence[str], embed: Embed) -> dict[str, dict[str, float]]:
        """For the stem of every word asked, the nearest stems of the corpus with their cosine similarity (its own is none of them).

        `embed` gives the unit vectors of words that the corpus does not hold; the answers are remembered.
        """
        by_stem = {terms(word)[0]: word for word in asked if word.isalpha() and terms(word)}
        new = {stem: word for stem, word in by_stem.items() if stem not in self._known and len(self.stems)}
        strange = [stem for stem in new if stem not in self._numbers]
        vectors = dict(zip(strange, embed([new[stem] for stem in strange]), strict=True)) if strange else {}
        found = {stem: self._nearest(stem, vectors[stem] if stem in vectors else self.vectors[self._numbers[stem]]) for stem in new}
        known = {stem: self._known[stem] for stem in by_stem if stem not in new and stem in self._known}
        if len(self._known) + len(found) > _REMEMBERED:
            self._known.clear()
        self._known.update(found)
        return known | found

    def _nearest(self, stem: str, vector: Vectors) -> dict[str, float]:
        similarities = self.vectors @ vector
        best = np.argsort(-similarities, kind="stable")[: _CLOSEST + 1]
        return {self.stems[n]: float(similarities[n]) for n in best if similarities[n] >= _NEAR and self.stems[n] != stem}
