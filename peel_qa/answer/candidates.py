"""The sentences that a question may be answered from: searched for, ranked, and read again by the reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from peel_qa.answer.second_reading import read_again
from peel_qa.answer.sentences import Candidate, rank_sentences
from peel_qa.index.embedding import Vectors
from peel_qa.reading.reader import Reader
from peel_qa.records import Hit
from peel_qa.search.filters import Filters
from peel_qa.search.parts import sides_of
from peel_qa.search.question import Question
from peel_qa.search.retrieve import Retriever
from peel_qa.search.years import years_in
from peel_qa.settings import Settings

_AROUND = 2
"""Passages before and behind the one that answered the question before, in which a follow-up looks first."""


@dataclass(frozen=True)
class CandidateFinder:
    """Finds candidates in one opened index. `understand` reads the question that a follow-up goes on from."""

    retriever: Retriever
    settings: Settings
    reader: Reader | None
    understand: Callable[[str], Question]

    def candidates(self, question: Question, filters: Filters) -> list[Candidate]:
        """The sentences of the passages found, best first."""
        question = self.retriever.widen(question)
        vector = self.retriever.embedder.embed_question(question.search_text)
        hits = self.retriever.search_with_vector(question, vector, self.settings.top_k, filters)
        before = self._answer_before(question, filters)
        if before is not None:
            hits = self._with_place_before(before, hits)
        own = self.retriever.embedder.embed_question(question.own) if question.is_follow_up else None
        said = before.span if before is not None else None
        ranked = read_again(question, rank_sentences(question, vector, hits, self.retriever.index, own, said), self.reader)
        sides = sides_of(question.own) if question.intent.name in ("compare", "general") else None
        return self._side_by_side(question, sides, ranked, vector, filters) if sides else ranked

    def _answer_before(self, question: Question, filters: Filters) -> Candidate | None:
        """The sentence that best answers what a follow-up goes on from; None where there is none, or other years are asked for."""
        if not question.earlier or years_in(question.own):
            return None
        earlier = question.earlier[-self.settings.question_characters :]  # several that lean on each other may be longer than one may be
        return next(iter(self.candidates(self.understand(earlier), filters)), None)

    def _with_place_before(self, before: Candidate, hits: Sequence[Hit]) -> list[Hit]:
        """The hits of a follow-up with the passage that answers the question before it, and those around that; the nearest is marked 1."""
        index, here = self.retriever.index, before.hit.passage
        middle = index.numbers[here.id]
        distances = {
            passage.id: abs(number - middle) + 1
            for number, passage in enumerate(index.passages[max(0, middle - _AROUND) : middle + _AROUND + 1], max(0, middle - _AROUND))
            if passage.document == here.document and passage.section == here.section
        }
        found = [replace(h, ranks={**h.ranks, "before": distances[h.passage.id]}) if h.passage.id in distances else h for h in hits]
        known, least = {hit.passage.id for hit in hits}, min((hit.score for hit in hits), default=1.0)
        more = [
            Hit(index.passages[index.numbers[name]], before.hit.source, least, {"before": distance})
            for name, distance in distances.items()
            if name not in known
        ]
        return [*found, *more]

    def _side_by_side(
        self, question: Question, sides: tuple[str, str], ranked: Sequence[Candidate], vector: Vectors, filters: Filters
    ) -> list[Candidate]:
        """The best sentence about each side of a comparison first; each side is searched for with the rest of the question behind it."""
        first: list[Candidate] = []
        for side in sides:
            of_side = self.retriever.widen(replace(question, own=side, is_follow_up=True))
            own = self.retriever.embedder.embed_question(side)
            hits = self.retriever.search_with_vector(of_side, own, self.settings.top_k, filters)
            best = next(iter(rank_sentences(of_side, vector, hits, self.retriever.index, own)), None)
            if best is not None and all(best.span != one.span for one in first):
                first.append(best)
        top = max((c.score for c in [*ranked[:1], *first]), default=0.0)
        first = [replace(c, score=top, is_side=True) for c in first]
        return [*first, *(c for c in ranked if all(c.span != one.span or c.hit.passage.id != one.hit.passage.id for one in first))]
