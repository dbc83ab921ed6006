"""Which sentences of the hits answer best: meaning, words, and the company they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peel_qa.index.embedding import Vectors
from peel_qa.index.keyword import terms
from peel_qa.index.passages import context_of
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Hit, Span
from peel_qa.search.question import Question, affinity

WEIGHTS = {"meaning": 1.0, "words": 1.0, "context": 0.4, "passage": 0.3, "edition": 0.15}
_EXPANSION_CREDIT = 0.6
"""What a synonym counts beside the word itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its score and what the score is made of (each from 0 to 1)."""

    hit: Hit
    span: Span
    text: str
    score: float
    meaning: float
    words: float
    context: float


def rank_sentences(question: Question, vector: Vectors, hits: Sequence[Hit], index: SearchIndex) -> list[Candidate]:
    """Every sentence of the hits, best first. `vector` is the question's, shape (dimension,)."""
    weights = {term: index.keyword.idf(term) for term in dict.fromkeys(question.terms)}
    total = sum(weights.values()) or 1.0
    best_passage = hits[0].score if hits else 1.0
    found = []
    for hit in hits:
        passage = hit.passage
        similarities = index.vectors_of(index.numbers[passage.id]) @ vector
        around = set(terms(f"{context_of(passage, hit.source.title)} {passage.finding} {passage.reading}"))
        for span, similarity in zip(passage.sentences, similarities, strict=True):
            text = passage.text[span.start - passage.start : span.end - passage.start]
            meaning = max(0.0, float(similarity))
            words = _coverage(set(terms(text)), weights, question.expansions) / total
            context = _coverage(around, weights, question.expansions) / total
            score = (
                WEIGHTS["meaning"] * meaning
                + WEIGHTS["words"] * words
                + WEIGHTS["context"] * context
                + WEIGHTS["passage"] * hit.score / best_passage
                + WEIGHTS["edition"] * affinity(question, hit.source)
            )
            found.append(Candidate(hit, span, text, score, meaning, words, context))
    found.sort(key=lambda candidate: (-candidate.score, candidate.hit.passage.id, candidate.span.start))
    return found


def _coverage(held: set[str], weights: dict[str, float], expansions: Sequence[str]) -> float:
    """Weight of the question's terms that are held; a held synonym lends part of what is missing."""
    direct = sum(weight for term, weight in weights.items() if term in held)
    missing = sum(weight for term, weight in weights.items() if term not in held)
    if missing and any(term in held for term in expansions):
        shared = sum(term in held for term in expansions)
        direct += missing * _EXPANSION_CREDIT * min(1.0, shared / 2)
    return direct
