"""What a briefing is narrowed to: areas of policing, or a topic in the reader's own words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from peel_qa.briefing.inspections import Inspection
from peel_qa.briefing.statements import Statement, statements, vectors_of
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.facts.areas import name_of
from peel_qa.search.question import Question, understand
from peel_qa.search.vocabulary import covers
from peel_qa.service.desk import listed
from peel_qa.stems import term_set

_ALONE = 0.44
"""Likeness in meaning (cosine) from which a sentence is on the topic whatever its words."""
_BESIDE = 0.05
"""The likeness that a sentence needs which holds every word of the topic, or stands under a heading that does."""
_SYNONYM_CREDIT = 0.85


@dataclass(frozen=True, slots=True)
class Scope:
    """Without areas and topic everything is in it. `found` are the statements on the topic, best first."""

    areas: tuple[str, ...] = ()
    topic: str = ""
    found: tuple[Statement, ...] = ()
    places: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.areas and not self.topic

    @property
    def spoken(self) -> str:
        """What it is narrowed to, for readers; "" for nothing."""
        named = listed([name_of(key) for key in self.areas])
        about = f"“{self.topic}”" if self.topic else ""
        return " and ".join(part for part in (about, named) if part)

    def holds(self, document: str, start: int, end: int, area: str) -> bool:
        """Whether a stretch of a document is in it: its area is asked for, or a statement on the topic stands in it."""
        if self.is_whole:
            return True
        if area and area in self.areas:
            return True
        return any(name == document and start <= place < end for name, place in self.places)

    def holds_area(self, area: str, seen: Collection[str] = ()) -> bool:
        """Whether an area belongs to it; with a topic, those that hold a statement on it (`seen`)."""
        return self.is_whole or area in self.areas or area in seen


def open_scope(engine: PeelQA, inspections: list[Inspection], keys: tuple[str, ...], topic: str) -> Scope:
    """A scope over the documents of some inspections, the first of which the briefing is about.

    Raises:
        BriefingError: if the documents of the first say nothing on the topic, with what they do speak of.
    """
    words = " ".join(topic.split())
    if not words:
        return Scope(keys)
    documents = [name for inspection in inspections for name in inspection.ids]
    found = on_topic(engine, words, documents)
    if not any(one.document in inspections[0].ids for one in found):
        covered = sorted({area for one in statements(engine.index, inspections[0].ids) if (area := one.area)})
        names = listed([name_of(key) for key in covered])
        raise BriefingError(
            f"The documents held on {inspections[0].name} of {inspections[0].force} say nothing about {words[:80]!r}",
            f"Use other words or another inspection. {f'They cover: {names}' if names else 'They are news without chapters'}",
        )
    return Scope(keys, words, tuple(found), frozenset((one.document, one.start) for one in found))


def on_topic(engine: PeelQA, topic: str, documents: list[str]) -> list[Statement]:
    """The statements about a topic, best first.

    Raises:
        QuestionError: if the topic is too long.
    """
    question = understand(topic, (), engine.settings.question_characters)
    wanted = question.own_subject or list(question.terms)
    every = statements(engine.index, documents)
    if not every or not wanted:
        return []
    meaning = vectors_of(engine.index, every) @ engine.embedder.embed_question(topic)
    scored = [(_share(question, wanted, one), float(value), one) for one, value in zip(every, meaning, strict=True)]
    kept = [(share + value, one) for share, value, one in scored if value >= _ALONE or (share >= _SYNONYM_CREDIT and value >= _BESIDE)]
    return [one for _, one in sorted(kept, key=lambda pair: (-pair[0], pair[1].document, pair[1].start))]


def _share(question: Question, wanted: list[str], one: Statement) -> float:
    """Share of the topic's words that a statement holds; words that only its heading holds count for less."""
    own, around = term_set(one.text), term_set(f"{one.passage.finding} {' '.join(one.passage.section[1:])}")

    def credit(term: str) -> float:
        if term in own:
            return 1.0
        if covers(term, question.synonyms, own) or term in around:
            return _SYNONYM_CREDIT
        return 0.0

    return float(np.mean([credit(term) for term in wanted]))
