"""Finds, for each question, the passages and the single sentences of its document that are nearest and do not answer it.

The product's own embedding model says what is near. Every question of our documents is answered by one passage of it at most, so that any
other passage is a true negative; of an article of a general set, what holds the words of the answer is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from peel_qa.answer.leaning import lead_of
from peel_qa.index.embedding import Embedder
from peel_qa.text import fold, sentences
from training.beside import Beside
from training.records import Example

PASSAGES = 6
"""Nearest other passages that are kept for a question."""
SENTENCES = 20
"""Nearest other sentences that are kept for a question."""
_EMBEDDED = 500
"""Most characters of a text that are embedded: some sentences of Wikipedia are tables or markup."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What can stand beside a question: `bare` is the text without the sentence that was put before it."""

    heading: str
    text: str
    bare: str


def mine(examples: Sequence[Example], places: Iterable[tuple[str, str, str]], embedder: Embedder) -> list[Beside]:
    """The questions of documents, each with its nearest others; `places` are (document, heading, passage)."""
    passages: dict[str, list[_Unit]] = {}
    alone: dict[str, list[_Unit]] = {}
    for group, heading, text in dict.fromkeys(places):
        passages.setdefault(group, []).append(_Unit(heading, text, text))
        alone.setdefault(group, []).extend(_Unit(heading, *unit) for unit in _units(text))
    near_passages, near_sentences = _Nearest(passages, embedder), _Nearest(alone, embedder)
    asked = embedder.embed([e.question[:_EMBEDDED] for e in examples])
    made = []
    for example, vector in zip(examples, asked, strict=True):
        own = sentence_with(example)
        made.append(
            Beside(
                example,
                tuple(near_passages.of(example, vector, example.passage, PASSAGES)),
                own and replace(own, kind="sentence"),
                tuple(near_sentences.of(example, vector, own.kind if own else "", SENTENCES)),
            )
        )
    return made


class _Nearest:
    """The units of each document, by how near they are to a question."""

    def __init__(self, units: dict[str, list[_Unit]], embedder: Embedder) -> None:
        every = [unit for group in units.values() for unit in group]
        vectors = embedder.embed([f"{unit.heading}. {unit.text}".removeprefix(". ")[:_EMBEDDED] for unit in every])
        self._units, self._vectors, first = units, {}, 0
        for group, some in units.items():
            self._vectors[group] = vectors[first : first + len(some)]
            first += len(some)

    def of(self, example: Example, vector: Any, own: str, most: int) -> Iterator[tuple[str, str]]:
        """The nearest units of its document that are not its own and, but for our documents, do not hold the answer's words."""
        answers = [] if example.source == "document" else [fold(example.passage[a:b]) for a, b in example.spans]
        units, count = self._units[example.group], 0
        for i in np.argsort(-(self._vectors[example.group] @ vector), kind="stable"):
            unit = units[i]
            if count == most:
                return
            if unit.bare == own or unit.text == example.passage or any(answer in fold(unit.text) for answer in answers):
                continue
            count += 1
            yield unit.heading, unit.text


def _units(passage: str) -> Iterator[tuple[str, str]]:
    """Each sentence of a passage, one that leaves its subject to the one before it with that, and the sentence itself."""
    before = ""
    for start, end in sentences(passage):
        text = passage[start:end]
        yield lead_of(before, text) + text, text
        before = text


def sentence_with(example: Example) -> Example | None:
    """The example with the one sentence that holds its answer in place of its passage, and that sentence itself as its kind."""
    if not example.spans:
        return None
    start, end = example.spans[0]
    spans = list(sentences(example.passage))
    at = next((n for n, (begin, stop) in enumerate(spans) if begin <= start and end <= stop), -1)
    if at < 0:
        return None
    begin, stop = spans[at]
    text = example.passage[begin:stop]
    lead = lead_of(example.passage[slice(*spans[at - 1])] if at else "", text)
    shift = len(lead) - begin
    return replace(example, passage=f"{lead}{text}", spans=((start + shift, end + shift),), kind=text)
