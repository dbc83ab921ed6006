"""Hard negatives: questions beside passages that look right and do not answer them.

Four kinds, each the image of a mistake that retrieval makes:

    other window      the nearest window of the same article that does not hold the answer (found with our own embedder)
    sentence removed  the paragraph without the sentence that answers
    question changed  the same question with another year, number or name
    sentence changed  the answering sentence with another year, number or name than the question asks for
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from peel_qa.index.embedding import Embedder
from peel_qa.text import fold
from training.records import Example
from training.windows import Cutter

_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
_EMBEDDED = 500
"""Most characters of a window that are embedded: some Wikipedia paragraphs are one sentence of tables or markup."""
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class Miner:
    """Makes hard negatives of the answerable examples of one data set."""

    def __init__(self, examples: Sequence[Example], cutter: Cutter, embedder: Embedder, chance: random.Random) -> None:
        """Take whole paragraphs (not cut yet); their windows and questions are embedded once."""
        self._cutter, self._chance = cutter, chance
        self._examples = examples
        paragraphs = list(dict.fromkeys((e.group, e.passage) for e in examples))
        self._windows = [(group, text[a:b]) for group, text in paragraphs for a, b in cutter.all_windows(text)]
        self._names = {group: _names(text for g, text in paragraphs if g == group) for group in {g for g, _ in paragraphs}}
        self._groups = np.array([group for group, _ in self._windows], dtype=object)
        self._vectors = embedder.embed([text[:_EMBEDDED] for _, text in self._windows])
        self._questions = embedder.embed([e.question[:_EMBEDDED] for e in examples])

    def negatives(self, per_answer: float) -> Iterator[Example]:
        """One negative for each answerable example with this chance; a kind that does not fit is followed by the next."""
        for number, example in enumerate(self._examples):
            if not example.spans or self._chance.random() >= per_answer:
                continue
            ways = [self._changed_question, self._changed_sentence, self._removed, self._other_window]
            weights = [0.3, 0.15, 0.2, 0.35]
            first = self._chance.choices(range(4), weights)[0]
            for way in [ways[first], *(ways[i] for i in range(4) if i != first)]:
                made = way(number, example)
                if made:
                    yield made
                    break

    def _none(self, example: Example, kind: str, passage: str, question: str | None = None) -> Example:
        return replace(example, question=question or example.question, passage=passage, answerable=False, spans=(), kind=kind)

    def _other_window(self, number: int, example: Example) -> Example | None:
        """One of the three nearest windows of the article without the words of the answer."""
        numbers = np.flatnonzero(self._groups == example.group)
        ranked = numbers[np.argsort(-(self._vectors[numbers] @ self._questions[number]), kind="stable")]
        answers = {fold(example.passage[a:b]) for a, b in example.spans}
        fits = [i for i in ranked[:8] if not any(answer in fold(self._windows[i][1]) for answer in answers)]
        return self._none(example, "other window", self._windows[self._chance.choice(fits[:3])][1]) if fits else None

    def _removed(self, _: int, example: Example) -> Example | None:
        """The window without the sentences that hold an answer; none where the answer's words stand elsewhere in it too."""
        text = example.passage
        spans = self._cutter.sentences(text)
        gone = [i for i, (start, end) in enumerate(spans) if any(a < end and b > start for a, b in example.spans)]
        if not gone:
            return None
        anchor = spans[gone[0]]
        start, end = self._cutter.around(text, *anchor, self._chance)
        left = [text[a:b] for i, (a, b) in enumerate(spans) if i not in gone and start <= a and b <= end]
        kept = " ".join(left)
        answers = {fold(text[a:b]) for a, b in example.spans}
        if len(left) < 1 or any(answer in fold(kept) for answer in answers):
            return None
        return self._none(example, "sentence removed", kept)

    def _changed_question(self, _: int, example: Example) -> Example | None:
        """The question about another year, number, month or name; beside the window that answers the true one."""
        changed = self._swap(example.question, example, begins=1)
        if changed is None:
            return None
        cut = self._cutter.shorten(example, self._chance)
        return self._none(example, "question changed", cut.passage, changed[0])

    def _changed_sentence(self, _: int, example: Example) -> Example | None:
        """The passage with the year, number or name that the question asks for changed wherever it stands."""
        cut = self._cutter.shorten(example, self._chance)
        answer = cut.passage[cut.spans[0][0] : cut.spans[0][1]] if cut.spans else ""
        changed = self._swap(example.question, example, begins=1)
        if changed is None or changed[1] in answer or changed[1] not in cut.passage:
            return None
        return self._none(example, "sentence changed", re.sub(rf"\b{re.escape(changed[1])}\b", changed[2], cut.passage))

    def _swap(self, text: str, example: Example, begins: int) -> tuple[str, str, str] | None:
        """A text with one year, number, month or name changed, with the old and the new one; None where it has none."""
        for pattern, other in ((_YEAR, self._year), (_MONTH, self._month), (_NUMBER, self._number), (_NAME, self._name)):
            found = [m for m in pattern.finditer(text) if m.start() >= begins]
            if found:
                match = self._chance.choice(found)
                new = other(match.group(), example)
                if new and new != match.group():
                    return text[: match.start()] + new + text[match.end() :], match.group(), new
        return None

    def _year(self, old: str, example: Example) -> str | None:
        near = [year for year in _YEAR.findall(example.passage) if year != old]
        if near and self._chance.random() < 0.5:
            return self._chance.choice(near)
        return str(int(old) + self._chance.choice([-11, -10, -3, -2, -1, 1, 2, 3, 10]))

    def _month(self, old: str, _: Example) -> str | None:
        return self._chance.choice([month for month in _MONTHS if month != old])

    def _number(self, old: str, example: Example) -> str | None:
        near = [number for number in _NUMBER.findall(example.passage) if number != old]
        if near and self._chance.random() < 0.5:
            return self._chance.choice(near)
        return str(int(old) + self._chance.choice([-2, -1, 1, 2, 5, 10])) if old.isdigit() and int(old) > 2 else None

    def _name(self, old: str, example: Example) -> str | None:
        pool = [name for name in self._names[example.group] if name != old and (" " in name) == (" " in old)]
        return self._chance.choice(pool) if pool else None


def _names(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(name for text in texts for name in _NAME.findall(text)))
