"""Which sentences of the hits answer best: meaning, words, and the company they stand in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from peel_qa.answer.cite import words_of
from peel_qa.answer.figures import holds
from peel_qa.answer.leaning import is_dependent
from peel_qa.answer.tables import table_lines
from peel_qa.corpus.headings import is_office
from peel_qa.corpus.layout import is_caption, is_grade
from peel_qa.index.embedding import Vectors
from peel_qa.index.passages import context_of
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Document, Hit, Span
from peel_qa.search.question import Question, affinity_from_then, inspected
from peel_qa.search.vocabulary import Synonym
from peel_qa.stems import term_set
from peel_qa.text import fold

_INSPECTORS = re.compile(r"\b(?:inspect(?:ors?|ion|ed|orate)|reports?|HMIC(?:FRS)?|PEEL|full inspection)\b", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?:published|updated|posted)?:?\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?(?:\d{1,2}(?:st|nd|rd|th)?\s)?[a-z]{3,9}\s(?:\d{1,2},?\s)?(?:19|20)\d\d"
    r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d\d(?:\s?[ap]m)?)?[.\s]*(?:\|.*)?",
    re.IGNORECASE,
)
"""A line that is a date and no sentence; when a document was published is known from its front matter."""
_FEWEST_WORDS = 3
_CARRIED = 0.4
"""What a term that a follow-up takes over from the question before counts beside one of its own."""
_QUOTED = re.compile(r"[\"“‘']([^\"“”’]{6,200})[\"”’']")
_LONG_WORD = 8
"""Letters of a single word in quotation marks from which on it is a quotation."""
_GRADES_OF_TABLE = 3
"""Cells of a table that are grades, from which on it is a table of grades."""
_SYNONYM_CREDIT = 0.85
"""What a synonym counts beside the word itself."""
_NEAR_FROM, _NEAR_TO = 0.5, 0.95
"""Similarities of words between which their credit rises from nothing to that of a synonym."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its score and what the score is made of (`marks`, each from 0 to 1, by the names in ranking.json).

    The marks `missing` and `lacking` are the shares of the question's rarest word that is held neither by the passage, nor by the sentence
    and its neighbours, `known_missing` and `known_lacking` the same of the rarest that the corpus holds; `is_near`
    whether a value of the kind expected stands near the thing asked about;
    `is_side` whether it is the best about one side of a comparison.
    """

    hit: Hit
    span: Span
    text: str
    score: float
    marks: Mapping[str, float] = field(default_factory=dict, hash=False)
    is_near: bool = False
    is_side: bool = False

    @property
    def meaning(self) -> float:
        """Cosine similarity with the question."""
        return self.marks.get("meaning", 0.0)

    @property
    def found(self) -> float:
        """How sure the reader is that the question is answered, and in this sentence: the less of the two."""
        return min(self.marks.get("answers", 0.0), self.marks.get("place", 0.0))

    @property
    def words(self) -> float:
        """Share of the question's words, by weight, that the sentence holds."""
        return self.marks.get("words", 0.0)


def words_before(candidate: Candidate, back: int = 1) -> str:
    """The sentence so many places before a candidate in its passage; "" where there is none."""
    passage = candidate.hit.passage
    at = passage.sentences.index(candidate.span) if candidate.span in passage.sentences else 0
    return words_of(passage, passage.sentences[at - back]) if at >= back else ""


def terms_told(candidate: Candidate) -> frozenset[str]:
    """The terms of a sentence, of the one before it in its passage (of two where both lean on what is before), and of what is above it."""
    passage = candidate.hit.passage
    before = words_before(candidate)
    if is_dependent(candidate.text) and is_dependent(before):
        before = f"{words_before(candidate, 2)} {before}"
    return term_set(" ".join((before, candidate.text, *passage.section, passage.finding)))


def put_first(found: Sequence[Candidate], chosen: Candidate) -> list[Candidate]:
    """The candidates with one of them before all others, scored like the best."""
    return [replace(chosen, score=found[0].score), *(c for c in found if c is not chosen)]


@dataclass(frozen=True, slots=True)
class _Meant:
    """What stands for a term of a question: phrases that mean the same, and near words with what they count, the nearest first."""

    phrases: tuple[frozenset[str], ...]
    near: tuple[tuple[float, str], ...]

    @classmethod
    def of(cls, question: Question, term: str) -> _Meant:
        phrases = tuple(frozenset(other) for synonym in question.synonyms if term in synonym.own for other in synonym.others)
        counts = (
            (min(1.0, (likeness - _NEAR_FROM) / (_NEAR_TO - _NEAR_FROM)), other) for other, likeness in question.near.get(term, {}).items()
        )
        return cls(phrases, tuple(sorted(((_SYNONYM_CREDIT * share, other) for share, other in counts if share > 0), reverse=True)))

    def credit(self, held: Set[str]) -> float:
        """How far the term is held by what stands for it, from 0 to 1."""
        if any(map(held.__ge__, self.phrases)):
            return _SYNONYM_CREDIT
        return next((share for share, other in self.near if other in held), 0.0)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a question is about: its terms with their weights (BM25's idf), its synonyms, and words that it puts in quotation marks.

    `known` are the terms among them that the corpus holds.
    """

    weights: dict[str, float]
    known: dict[str, float]
    same: Sequence[Synonym]
    near: Mapping[str, Mapping[str, float]]
    quoted: tuple[str, ...]
    meant: Mapping[str, _Meant]
    credited: dict[frozenset[str], Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, question: Question, index: SearchIndex) -> _Subject:
        subject = question.subject or list(question.terms)
        quoted = tuple(fold(words) for words in _QUOTED.findall(question.text) if " " in words or len(words) >= _LONG_WORD)
        own = set(question.own_subject) if question.is_follow_up else set(subject)
        shares = {term: 1.0 if not own or term in own else _CARRIED for term in subject}
        weights = {term: index.keyword.idf(term) * share for term, share in shares.items()}
        known = {term: weight for term, weight in weights.items() if index.keyword.holds(term)}
        meant = {term: _Meant.of(question, term) for term in weights}
        return cls(weights, known, question.synonyms, question.near, quoted, meant)

    def of_own(self, question: Question) -> _Subject | None:
        """The part that a follow-up adds to the question before it; None where it is none, or adds no word."""
        own = set(question.own_subject) if question.is_follow_up else set()
        weights = {term: weight for term, weight in self.weights.items() if term in own}
        return replace(self, weights=weights) if weights else None

    def coverage(self, held: frozenset[str]) -> float:
        """Share of the terms' weight that is held; a term of which only a synonym or a near word is held counts for less."""
        credits = self.credits(held)
        score = sum(weight * credits[term] for term, weight in self.weights.items())
        return score / (sum(self.weights.values()) or 1.0)

    def missing(self, held: frozenset[str]) -> float:
        """Weight of the rarest term that is not held, as a share of the rarest of all."""
        return self._missing(self.weights, held)

    def known_missing(self, held: frozenset[str]) -> float:
        """The same among the terms that the corpus holds: what it knows, and this place does not speak of."""
        return self._missing(self.known, held)

    def _missing(self, weights: Mapping[str, float], held: frozenset[str]) -> float:
        credits = self.credits(held)
        lacking = [weight * (1 - credits[term]) for term, weight in weights.items() if term not in held]
        return max(lacking, default=0.0) / (max(weights.values(), default=1.0) or 1.0)

    def strange(self, index: SearchIndex) -> float:
        """How far the strangest term is from every word of the corpus, from 0 to 1: 1 where it is nowhere, nor anything like it."""
        told = {term for s in self.same if any(all(map(index.keyword.holds, other)) for other in s.others) for term in s.own}
        unheard = [term for term in self.weights if not index.keyword.holds(term) and term not in told]
        nearest = [max(self.near.get(term, {}).values(), default=0.0) for term in unheard if term.isalpha()]
        return max((1.0 - likeness for likeness in nearest), default=0.0)

    def credits(self, held: frozenset[str]) -> Mapping[str, float]:
        """How far each term is held, from 0 to 1; remembered, since every measure of a sentence asks for it."""
        if (credits := self.credited.get(held)) is None:
            credits = self.credited[held] = {term: 1.0 if term in held else meant.credit(held) for term, meant in self.meant.items()}
        return credits


def _says_nothing(text: str) -> bool:
    """Whether a line is no sentence but a date, an office or a heading, or a name that signs what stands above it."""
    line = text.strip()
    return (
        _DATELINE.fullmatch(line) is not None
        or is_office(line)
        or line.isupper()
        or (len(text.split()) < _FEWEST_WORDS and not any(map(str.isdigit, text)))
    )


@lru_cache(maxsize=256)
def grade_tables(document: Document) -> tuple[tuple[int, int], ...]:
    """Where the tables of grades stand: they answer questions about grades, which have an answerer of their own, and no others."""
    tables = (block for block in document.blocks if block.kind == "table" and block.rows)
    return tuple((b.start, b.end) for b in tables if sum(is_grade(cell) for row in b.rows for cell in row) >= _GRADES_OF_TABLE)


@cache
def ranking() -> dict[str, float]:
    """What each mark adds to a sentence's score, from ranking.json (fitted on the `dev` split by benchmarks/calibrate.py)."""
    weights: dict[str, float] = json.loads(files(__package__).joinpath("ranking.json").read_text(encoding="utf-8"))
    return weights


def score_of(marks: Mapping[str, float]) -> float:
    """What a sentence's marks come to (log-odds against another sentence)."""
    weights = ranking()
    return sum(weights.get(name, 0.0) * value for name, value in marks.items())


def rank_sentences(
    question: Question,
    vector: Vectors,
    hits: Sequence[Hit],
    index: SearchIndex,
    own_vector: Vectors | None = None,
    said: Span | None = None,
) -> list[Candidate]:
    """Every sentence of the hits, best first.

    `vector` is the question's, shape (dimension,), `own_vector` that of a follow-up's own words, `said`
    the sentence that answers the question before it.
    """
    vectors = np.stack([vector, vector if own_vector is None else own_vector])
    subject = _Subject.of(question, index)
    best = hits[0].score if hits else 1.0
    newest = max((inspected(hit.source) for hit in hits), default="")
    strange, asks_inspectors = subject.strange(index), _INSPECTORS.search(question.own) is not None
    found: list[Candidate] = []
    for rank, hit in enumerate(hits, start=1):
        shared = {
            "passage": hit.score / best,
            "rank": 1 / rank,
            "edition": affinity_from_then(question, hit.source),
            "newest": float(not question.years and inspected(hit.source) == newest),
            "official": float(hit.source.is_official),
            "as_asked": float(hit.source.is_official and asks_inspectors),
            "strange": strange,
            "before": 1 / hit.ranks["before"] if "before" in hit.ranks else 0.0,
        }
        found += _score_passage(question, subject, vectors, hit, shared, index, said)
    found.sort(key=lambda candidate: (-candidate.score, candidate.hit.passage.id, candidate.span.start))
    return found


def _score_passage(
    question: Question, subject: _Subject, vectors: Vectors, hit: Hit, shared: Mapping[str, float], index: SearchIndex, said: Span | None
) -> Iterator[Candidate]:
    """The sentences of one passage; `shared` holds the marks that are the passage's."""
    passage = hit.passage
    heading = term_set(f"{context_of(passage, hit.source.title)} {passage.finding}")
    around = heading | term_set(passage.reading)
    of_passage = {
        **shared,
        "context": subject.coverage(around),
        "heading": subject.coverage(heading),
        "missing": subject.missing(around),
        "known_missing": subject.known_missing(around),
    }
    document = index.documents[passage.document]
    lines = table_lines(question, document, passage.sentences)
    texts = [line.text if line else words_of(passage, span) for line, span in zip(lines, passage.sentences, strict=True)]
    held = [term_set(text) for text in texts]
    similarities = index.vectors_of(index.numbers[passage.id]) @ vectors.T
    grades = grade_tables(document)
    own = subject.of_own(question)
    for n, (span, line, text, (similarity, own_similarity)) in enumerate(zip(passage.sentences, lines, texts, similarities, strict=True)):
        if not text or is_caption(text) or _says_nothing(text) or any(begin <= span.start < end for begin, end in grades):
            continue
        window = held[n].union(*held[max(0, n - 1) : n + 2])
        marks = {
            **of_passage,
            "meaning": max(0.0, float(similarity)),
            "own_meaning": max(0.0, float(own_similarity)),
            "words": subject.coverage(held[n]),
            "resolved": subject.coverage(held[n] | held[n - 1]) if n and is_dependent(text) else subject.coverage(held[n]),
            "own_words": own.coverage(held[n]) if own else 0.0,
            "said": float(said == span and "before" in hit.ranks),
            "window": subject.coverage(window),
            "lacking": subject.missing(window | heading),
            "known_lacking": subject.known_missing(window | heading),
            "valued": float(bool(question.intent.expects) and holds(question.intent.expects, text)),
            "quoted": float(any(quoted in fold(text) for quoted in subject.quoted)),
            "length": min(1.0, len(text) / 300),
        }
        yield Candidate(hit, line.quote if line else span, text, score_of(marks), marks)
