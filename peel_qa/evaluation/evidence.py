"""Where the evidence of a case stands in a document, and whether a passage or a quote holds it.

The gold is an excerpt, found by its folded words: case, punctuation, quotes, link markup and backslash escapes do
not count. It is then a place, characters start to end of the stored text, so that it survives any other way of
cutting passages, and a sentence that stands twice is right wherever it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peel_qa.evaluation.cases import Case
from peel_qa.records import Document

HALF = 0.5
"""Share of an excerpt's characters that a passage must hold: a cut that falls into an excerpt leaves one side holding it."""
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_JOINED = str.maketrans("", "", "'’‘`\\")
_WORD = re.compile(r"[^\W_]+(?:[.,/][0-9]+)*")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters `start` to `end` (exclusive) of a document's stored text."""

    document: str
    start: int
    end: int

    def holds(self, other: Place) -> bool:
        """Whether it holds at least half of another place."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return self.document == other.document and shared >= HALF * (other.end - other.start) and shared > 0

    def meets(self, other: Place) -> bool:
        """Whether the two share at least half of the shorter one: a sentence and an excerpt, of which either may be longer."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return self.document == other.document and shared >= HALF * min(self.end - self.start, other.end - other.start)


class FoldedText:
    """The words of a text with their places, for finding excerpts."""

    def __init__(self, text: str) -> None:
        """Fold a text once; `find` may then be called often."""
        spoken = list(_folded(text))
        self._spans = [span for _, span in spoken]
        self._firsts: list[int] = []
        length = 1
        for word, _ in spoken:
            self._firsts.append(length)
            length += len(word) + 1
        self._text = f" {' '.join(word for word, _ in spoken)} "

    def find(self, excerpt: str) -> list[tuple[int, int]]:
        """Start and end of every occurrence of an excerpt's words in a row; none for an excerpt without words."""
        wanted = " ".join(word for word, _ in _folded(excerpt))
        found: list[tuple[int, int]] = []
        position = self._text.find(f" {wanted} ") if wanted else -1
        while position >= 0:
            first = bisect_right(self._firsts, position + 1) - 1
            last = bisect_right(self._firsts, position + len(wanted)) - 1
            found.append((self._spans[first][0], self._spans[last][1]))
            position = self._text.find(f" {wanted} ", position + 1)
        return found


def _folded(text: str) -> Iterable[tuple[str, tuple[int, int]]]:
    """Folded words with their places; "can't" and "can’t" are one word, "1,530" and "2021/22" stay whole."""
    blank = _LINK_TARGET.sub(lambda match: " " * len(match[0]), text)
    kept = [number for number, character in enumerate(blank) if character not in "'’‘`\\"]
    for match in _WORD.finditer(blank.translate(_JOINED)):
        yield match[0].casefold(), (kept[match.start()], kept[match.end() - 1] + 1)


@dataclass(frozen=True, slots=True)
class Gold:
    """The evidence of a case in the documents at hand.

    `pieces`: for each excerpt that is known here, every place where it stands. `missing`: excerpts that ought to stand
    in a document held but do not.
    """

    pieces: tuple[tuple[Place, ...], ...]
    missing: tuple[str, ...]

    def rank(self, piece: int, places: Sequence[Place]) -> int | None:
        """Rank, from 1, of the first place that holds a piece of the evidence; None where none does."""
        wanted = self.pieces[piece]
        return next((n for n, place in enumerate(places, start=1) if any(place.holds(one) for one in wanted)), None)

    def share_held(self, places: Sequence[Place]) -> float | None:
        """Share of the pieces that any of the places holds; None where no evidence is known."""
        if not self.pieces:
            return None
        return sum(self.rank(number, places) is not None for number in range(len(self.pieces))) / len(self.pieces)

    def share_of(self, places: Sequence[Place]) -> float | None:
        """Share of the places that hold any piece of the evidence; None where no evidence is known, or no place given."""
        if not self.pieces or not places:
            return None
        return sum(any(place.holds(one) for piece in self.pieces for one in piece) for place in places) / len(places)


class Finder:
    """Finds the evidence of cases in one corpus; every text is folded once."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        """Take the documents by id."""
        self.documents = documents
        self._folded: dict[str, FoldedText] = {}

    def gold(self, case: Case) -> Gold:
        """The evidence of a case: the original's excerpts in original texts, the digest's in digests."""
        pieces: list[tuple[Place, ...]] = []
        missing: list[str] = []
        main = [(name, case.evidence, case.digest) for name in case.source]
        for excerpts in [main, *([(more.source, more.text, "")] for more in case.evidence_more)]:
            stated = [(name, self._excerpt(*excerpt)) for excerpt in excerpts if (name := excerpt[0]) in self.documents]
            stated = [(name, text) for name, text in stated if text]
            places = tuple(place for name, text in stated for place in self._places(name, text))
            if places:
                pieces.append(places)
            elif stated:
                missing.append(stated[0][1])
        return Gold(tuple(pieces), tuple(missing))

    def _excerpt(self, name: str, original: str, digest: str) -> str:
        return digest if self.documents[name].source.text == "digest" else original

    def _places(self, name: str, text: str) -> list[Place]:
        if name not in self._folded:
            self._folded[name] = FoldedText(self.documents[name].text)
        return [Place(name, start, end) for start, end in self._folded[name].find(text)]
