"""Which sentences of the hits answer best: meaning, words, and the company they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from peel_qa.corpus.layout import is_caption
from peel_qa.index.embedding import Vectors
from peel_qa.index.passages import context_of
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Hit, Span
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.search.vocabulary import Synonym, covers
from peel_qa.stems import term_set
from peel_qa.text import fold

WEIGHTS = {"meaning": 1.0, "words": 1.0, "context": 0.4, "passage": 0.3, "edition": 0.15, "newness": 0.1}
_QUOTED = re.compile(r"[\"“‘']([^\"“”’]{6,200})[\"”’']")
_QUOTED_BONUS = 1.0
"""What a sentence gains that holds words which the question puts in quotation marks."""
_SYNONYM_CREDIT = 0.85
"""What a synonym counts beside the word itself."""
_NEAR_FROM, _NEAR_TO = 0.5, 0.95
"""Similarities of words between which their credit rises from nothing to that of a synonym."""


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


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a question is about: its terms with their weights (BM25's idf), its synonyms, and words that it puts in quotation marks."""

    weights: dict[str, float]
    same: Sequence[Synonym]
    near: Mapping[str, Mapping[str, float]]
    quoted: tuple[str, ...]

    @classmethod
    def of(cls, question: Question, index: SearchIndex) -> _Subject:
        subject = question.subject or list(question.terms)
        quoted = tuple(fold(words) for words in _QUOTED.findall(question.text) if len(words.split()) > 1)
        return cls({term: index.keyword.idf(term) for term in dict.fromkeys(subject)}, question.synonyms, question.near, quoted)

    def coverage(self, held: Set[str]) -> float:
        """Share of the terms' weight that is held; a term of which only a synonym or a near word is held counts for less."""
        score = sum(weight * self.credit(term, held) for term, weight in self.weights.items())
        return score / (sum(self.weights.values()) or 1.0)

    def missing(self, held: Set[str]) -> float:
        """Weight of the rarest term that is not held, as a share of the rarest of all."""
        lacking = [weight * (1 - self.credit(term, held)) for term, weight in self.weights.items() if term not in held]
        return max(lacking, default=0.0) / (max(self.weights.values(), default=1.0) or 1.0)

    def credit(self, term: str, held: Set[str]) -> float:
        """How far a term is held, from 0 to 1: itself, a synonym, or a word that means something like it."""
        if term in held:
            return 1.0
        if covers(term, self.same, held):
            return _SYNONYM_CREDIT
        nearest = max((likeness for other, likeness in self.near.get(term, {}).items() if other in held), default=0.0)
        return _SYNONYM_CREDIT * min(1.0, max(0.0, (nearest - _NEAR_FROM) / (_NEAR_TO - _NEAR_FROM)))


def rank_sentences(question: Question, vector: Vectors, hits: Sequence[Hit], index: SearchIndex) -> list[Candidate]:
    """Every sentence of the hits, best first. `vector` is the question's, shape (dimension,)."""
    subject = _Subject.of(question, index)
    best = hits[0].score if hits else 1.0
    newest = max((inspected(hit.source) for hit in hits), default="")
    found: list[Candidate] = []
    for hit in hits:
        is_preferred = not question.years and inspected(hit.source) == newest
        standing = WEIGHTS["passage"] * hit.score / best + WEIGHTS["newness"] * is_preferred
        found += _score_passage(question, subject, vector, hit, standing, index)
    found.sort(key=lambda candidate: (-candidate.score, candidate.hit.passage.id, candidate.span.start))
    return found


def _score_passage(
    question: Question, subject: _Subject, vector: Vectors, hit: Hit, standing: float, index: SearchIndex
) -> Iterator[Candidate]:
    """The sentences of one passage; `standing` is what its rank and its newness add."""
    passage = hit.passage
    around = term_set(f"{context_of(passage, hit.source.title)} {passage.finding} {passage.reading}")
    context = subject.coverage(around)
    shared = WEIGHTS["context"] * context + standing + WEIGHTS["edition"] * affinity(question, hit.source)
    similarities = index.vectors_of(index.numbers[passage.id]) @ vector
    for span, similarity in zip(passage.sentences, similarities, strict=True):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        if is_caption(text):
            continue
        own = term_set(text)
        meaning, words = max(0.0, float(similarity)), subject.coverage(own)
        score = shared + WEIGHTS["meaning"] * meaning + WEIGHTS["words"] * words
        score += _QUOTED_BONUS * any(quoted in fold(text) for quoted in subject.quoted)
        yield Candidate(hit, span, text, score, meaning, words, context, subject.missing(around | own))
