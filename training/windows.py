"""Long paragraphs cut into short windows round their sentences: attention on 2 cores is paid for by the token."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import lru_cache

from peel_qa.reading.layout import Layout
from peel_qa.text import sentences
from training.records import Example


class Cutter:
    """Cuts passages into windows of whole sentences of at most `window_tokens` of the model's tokens."""

    def __init__(self, layout: Layout, window_tokens: int) -> None:
        """Take the layout, whose tokeniser counts."""
        self._layout = layout
        self._most = window_tokens
        self.sentences = lru_cache(maxsize=None)(lambda text: tuple(sentences(text)))
        self._lengths = lru_cache(maxsize=None)(self._measure)

    def _measure(self, text: str) -> tuple[int, ...]:
        return tuple(self._layout.count(text[start:end]) for start, end in self.sentences(text))

    def around(self, text: str, start: int, end: int, chance: random.Random) -> tuple[int, int]:
        """A window that holds the characters `start` to `end`, with neighbours taken at random from both sides."""
        spans, lengths = self.sentences(text), self._lengths(text)
        inside = [i for i, (begin, stop) in enumerate(spans) if begin < end and stop > start]
        if not inside:
            return 0, len(text)
        first, last = inside[0], inside[-1]
        total = sum(lengths[first : last + 1])
        while True:
            ways = [i for i in (first - 1, last + 1) if 0 <= i < len(spans) and total + lengths[i] <= self._most]
            if not ways:
                break
            taken = chance.choice(ways)
            first, last, total = min(first, taken), max(last, taken), total + lengths[taken]
        return min(start, spans[first][0]), max(end, spans[last][1])

    def all_windows(self, text: str) -> list[tuple[int, int]]:
        """The text in windows one after the other."""
        found, first, total = [], 0, 0
        spans, lengths = self.sentences(text), self._lengths(text)
        for i, length in enumerate(lengths):
            if total and total + length > self._most:
                found.append((spans[first][0], spans[i - 1][1]))
                first, total = i, 0
            total += length
        if spans:
            found.append((spans[first][0], spans[-1][1]))
        return found

    def shorten(self, example: Example, chance: random.Random) -> Example:
        """The example with a window in place of its paragraph: round the answer, or round the plausible one."""
        if example.spans:
            anchor = example.spans[0]
        else:
            place = int(example.kind.partition(":")[2]) if example.kind.startswith("plausible:") else 0
            anchor = (place, place + 1)
        start, end = self.around(example.passage, *anchor, chance)
        spans = tuple((a - start, b - start) for a, b in example.spans if start <= a and b <= end)
        kind = "near miss" if example.kind.startswith("plausible:") else example.kind
        return replace(example, passage=example.passage[start:end], spans=spans, kind=kind)
