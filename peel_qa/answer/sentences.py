"""Which sentences of the hits answer best: meaning, words, and the company they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from peel_qa.index.embedding import Vectors
from peel_qa.index.passages import context_of
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Hit, Span
from peel_qa.search.question import Question, affinity, content_terms
from peel_qa.search.vocabulary import Synonym, covers
from peel_qa.stems import terms
from peel_qa.text import fold

WEIGHTS = {"meaning": 1.0, "words": 1.0, "context": 0.4, "passage": 0.3, "edition": 0.15}
_QUOTED = re.compile(r"[\"“‘']([^\"“”’]{6,200})[\"”’']")
_QUOTED_BONUS = 1.0
"""What a sentence gains that holds words which the question puts in quotation marks."""
_SYNONYM_CREDIT = 0.85
"""What a synonym counts beside the word itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its score and what the score is made of (each from 0 to 1).

    `missing` is the share of the rarest word of the question that neither sentence nor passage holds; `is_near` whether a value of the
    kind expected stands near the thing asked about.
    """

    hit: Hit
    span: Span
    text: str
    score: float
    meaning: float
    words: float
    context: float
    missing: float = 0.0
    is_near: bool = False


def rank_sentences(question: Question, vector: Vectors, hits: Sequence[Hit], index: SearchIndex) -> list[Candidate]:
    """Every sentence of the hits, best first. `vector` is the question's, shape (dimension,)."""
    subject = content_terms(question.full) or list(question.terms)
    weights = {term: index.keyword.idf(term) for term in dict.fromkeys(subject)}
    total = sum(weights.values()) or 1.0
    top = max(weights.values(), default=1.0) or 1.0
    said = [fold(words) for words in _QUOTED.findall(question.text) if len(words.split()) > 1]
    best_passage = hits[0].score if hits else 1.0
    found = []
    for hit in hits:
        passage = hit.passage
        similarities = index.vectors_of(index.numbers[passage.id]) @ vector
        around = set(terms(f"{context_of(passage, hit.source.title)} {passage.finding} {passage.reading}"))
        for span, similarity in zip(passage.sentences, similarities, strict=True):
            text = passage.text[span.start - passage.start : span.end - passage.start]
            meaning = max(0.0, float(similarity))
            words = _coverage(set(terms(text)), weights, question.synonyms) / total
            context = _coverage(around, weights, question.synonyms) / total
            score = (
                WEIGHTS["meaning"] * meaning
                + WEIGHTS["words"] * words
                + WEIGHTS["context"] * context
                + WEIGHTS["passage"] * hit.score / best_passage
                + WEIGHTS["edition"] * affinity(question, hit.source)
            )
            score += _QUOTED_BONUS * any(quoted in fold(text) for quoted in said)
            held = around | set(terms(text))
            missing = max((w for t, w in weights.items() if t not in held and not covers(t, question.synonyms, held)), default=0.0) / top
            found.append(Candidate(hit, span, text, score, meaning, words, context, missing))
    found.sort(key=lambda candidate: (-candidate.score, candidate.hit.passage.id, candidate.span.start))
    return found


def _coverage(held: set[str], weights: dict[str, float], same: Sequence[Synonym]) -> float:
    """Weight of the question's terms that are held; a term whose synonym is held counts for nearly as much."""
    score = 0.0
    for term, weight in weights.items():
        if term in held:
            score += weight
        elif covers(term, same, held):
            score += _SYNONYM_CREDIT * weight
    return score
