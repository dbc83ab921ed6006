"""What is measured: anything that answers questions and finds places in documents; ours is one, the reference pipeline another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from peel_qa.engine import PeelQA
from peel_qa.evaluation.evidence import Place
from peel_qa.records import Answer, Document

OURS = "peel_qa"


class System(Protocol):
    """A system under measurement, opened over one corpus. `documents` are the stored texts that its places point into."""

    name: str
    documents: Mapping[str, Document]

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """The answer to a question after the earlier ones of its conversation."""

    def find(self, question: str, history: Sequence[str], k: int) -> list[Place]:
        """The k best places for a question, best first."""


class OurSystem:
    """peel_qa itself."""

    name = OURS

    def __init__(self, qa: PeelQA, is_reworded: bool = True, without: str = "") -> None:
        """Measure an opened engine, with the words of its language model, where it has one, or without; `without` names what it lacks."""
        self._qa = qa
        self._is_reworded = is_reworded
        self.name = f"{OURS} without {without}" if without else OURS
        self.documents: Mapping[str, Document] = qa.index.documents

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """The engine's answer."""
        return self._qa.ask(question, history) if self._is_reworded else self._qa.ask(question, history, is_reworded=False)

    def find(self, question: str, history: Sequence[str], k: int) -> list[Place]:
        """The engine's hits."""
        hits = self._qa.search(question, k, history=history)
        return [Place(hit.passage.document, hit.passage.start, hit.passage.end) for hit in hits]
