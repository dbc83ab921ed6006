"""The area of policing that a question for a grade means in words of its own: "keeping kids safe" is protecting vulnerable people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from peel_qa.data import any_of, read_table
from peel_qa.facts.areas import area_of, areas
from peel_qa.index.embedding import Vectors
from peel_qa.records import Hit
from peel_qa.search.question import Question, content_terms
from peel_qa.stems import terms
from peel_qa.text import words

_NEAR = 0.56
"""Cosine similarity with one of the area's names that is near enough."""
_VERY_NEAR = 0.7
_AHEAD = 0.08
"""How far the nearest area must be ahead of the next: "knife crime" lies between two and means neither."""

_MOST = 0.5
"""Share of what was found, each counting by its rank, that an area needs to be the one that it stands under."""
_NEUTRAL = frozenset(terms("work working job side stuff business matter matters"))
"""Words that stand in the name of an area and mean none: "collaboration work" is not about the workforce."""

_FRAME = any_of(read_table("peel_qa.search", "intents.toml")["grading"]["frames"])
_BEHIND = re.compile(r"\b(?:for|at|on|with|about) (?P<what>[a-z].+)$", re.IGNORECASE)

Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class AreaSense:
    """Finds areas by meaning; the names are embedded once for a model, at the first question that needs them."""

    embed: Embed

    def nearest(self, question: Question, is_sure: bool = False) -> str:
        """Key of the area that a question's own words come nearest to; "" where none is near, or two are.

        `is_sure` wants them very near: for a question that may ask for no grade at all.
        """
        phrases = _phrases(question)
        if not phrases:
            return ""
        keys, vectors = _names(self.embed)
        best: dict[str, float] = {}
        for key, similarity in zip(keys, (vectors @ self.embed(phrases).T).max(axis=1), strict=True):
            best[key] = max(best.get(key, 0.0), float(similarity))
        first, second = sorted(best, key=lambda key: -best[key])[:2]
        return first if best[first] >= (_VERY_NEAR if is_sure else _NEAR) and best[first] - best[second] >= _AHEAD else ""


@lru_cache(maxsize=2)
def _names(embed: Embed) -> tuple[list[str], Vectors]:
    """Area keys, n, and the unit vectors of their names, shape (n, dimension)."""
    pairs = [
        (area.key, name) for area in areas().values() if not area.pillar for name in dict.fromkeys((area.name, *area.names, *area.plain))
    ]
    return [key for key, _ in pairs], embed([name for _, name in pairs])


def area_of_chapter(hits: Sequence[Hit]) -> str:
    """Key of the area under which most of what was found in chapters of areas stands, the first counting most; "" where none has most."""
    votes: dict[str, float] = {}
    keys = (next((key for heading in hit.passage.section if (key := area_of(heading)) and not areas()[key].pillar), "") for hit in hits)
    for rank, key in enumerate(filter(None, keys), start=1):
        votes[key] = votes.get(key, 0.0) + 1 / rank
    best = max(votes, key=lambda key: votes[key], default="")
    return best if best and votes[best] > _MOST * sum(votes.values()) else ""


def without_frame(text: str) -> str:
    """A question for a grade without the words that ask for one."""
    return " ".join(words(_FRAME.sub(" ", text)))


def _phrases(question: Question) -> list[str]:
    """What may name the area: the question's own words of content, and what is left of it without the words that ask for a grade."""
    subject = set(content_terms(question.own, question.forces)) - _NEUTRAL
    content = " ".join(word for word in words(question.own) if subject.intersection(terms(word)))
    if not content:
        return []
    bare = without_frame(question.own)
    behind = _BEHIND.search(bare)
    return list(dict.fromkeys(part for part in (content, bare, behind["what"] if behind else "") if subject.intersection(terms(part))))
