"""The area of policing that a question for a grade means in words of its own: "keeping kids safe" is protecting vulnerable people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from peel_qa.facts.areas import areas
from peel_qa.index.embedding import Vectors
from peel_qa.search.question import Question, content_terms
from peel_qa.stems import terms
from peel_qa.text import words

_NEAR = 0.56
"""Cosine similarity with one of the area's names that is near enough."""
_AHEAD = 0.08
"""How far the nearest area must be ahead of the next: "knife crime" lies between two and means neither."""

_NEUTRAL = frozenset(terms("work working job side stuff business matter matters"))
"""Words that stand in the name of an area and mean none: "collaboration work" is not about the workforce."""

Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class AreaSense:
    """Finds areas by meaning; the names are embedded once, at the first question that needs them."""

    embed: Embed

    @cached_property
    def _names(self) -> tuple[list[str], Vectors]:
        """Area keys, n, and the unit vectors of their names, shape (n, dimension)."""
        pairs = [
            (area.key, name)
            for area in areas().values()
            if not area.pillar
            for name in dict.fromkeys((area.name, *area.names, *area.plain))
        ]
        return [key for key, _ in pairs], self.embed([name for _, name in pairs])

    def nearest(self, question: Question) -> str:
        """Key of the area that a question's own words come nearest to; "" where none is near, or two are."""
        subject = set(content_terms(question.own, question.forces)) - _NEUTRAL
        phrase = " ".join(word for word in words(question.own) if subject.intersection(terms(word)))
        if not phrase:
            return ""
        keys, vectors = self._names
        best: dict[str, float] = {}
        for key, similarity in zip(keys, vectors @ self.embed([phrase])[0], strict=True):
            best[key] = max(best.get(key, 0.0), float(similarity))
        first, second = sorted(best, key=lambda key: -best[key])[:2]
        return first if best[first] >= _NEAR and best[first] - best[second] >= _AHEAD else ""
