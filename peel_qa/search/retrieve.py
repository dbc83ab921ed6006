"""Hybrid retrieval: dense passages (Chroma), dense sentences, BM25, joined by reciprocal rank fusion.

LlamaIndex's fusion retriever is not used: it merges passages of the same text from different documents, ignores
its weights in this mode, and wants a language model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from peel_qa.index.embedding import Embedder, Vectors
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Hit, Source
from peel_qa.search.chapters import may_stand
from peel_qa.search.filters import Filters
from peel_qa.search.known import known_passages
from peel_qa.search.question import Question, affinity_from_then
from peel_qa.search.vocabulary import restated
from peel_qa.stems import terms
from peel_qa.text import words

FUSION_K = 5
"""Rank constant of the fusion; 60 in the paper, smaller here since the lists are short and their heads can be trusted."""
WEIGHTS: dict[str, float] = {"dense": 1.0, "sentence": 1.0, "keyword": 2.0, "known": 2.0}
EXPANSION_WEIGHT = 0.3
"""What a synonym's BM25 score counts beside that of a word of the question."""
NEAR_WEIGHT = 0.2
"""What the BM25 score of a word that means something like the question's counts."""
_CLOSE = 0.65
"""Cosine similarity from which such a word is searched for."""
_KNOWN = 100
"""Most passages that the facts propose."""
_COUNTING = 3
"""Passages with the number that a question asks for that are among the best in any case."""
EDITION_WEIGHT = 0.5
"""How much the score of a passage rises when its edition is the one that the question names."""


def reciprocal_rank_fusion(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int = FUSION_K) -> dict[str, float]:
    """Score of every id over several rankings: the sum of weight / (k + rank), ranks counted from 1.

    Source: Cormack, Clarke and Büttcher, SIGIR 2009. Ids are the only key, so equal texts stay apart.
    """
    scores: dict[str, float] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weights.get(name, 1.0) / (k + rank)
    return scores


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages. `candidates` is how many each retriever proposes."""

    index: SearchIndex
    embedder: Embedder
    candidates: int = 50

    def widen(self, question: Question) -> Question:
        """The question with the words of the corpus that mean something like its own, and told in words that the corpus knows."""
        subject = set(question.subject)
        asked = [word for word in words(question.full) if subject.intersection(terms(word))]
        near = self.index.lexicon.near(asked, self.embedder.embed)
        return replace(question, near=near, restated=restated(question.full, question.synonyms, self.index.keyword.holds))

    def search(self, question: Question, k: int, filters: Filters | None = None) -> list[Hit]:
        """The k best hits, best first."""
        question = self.widen(question)
        return self.search_with_vector(question, self.embedder.embed_question(question.search_text), k, filters)

    def search_with_vector(self, question: Question, vector: Vectors, k: int, filters: Filters | None = None) -> list[Hit]:
        """The k best hits for a question whose vector, shape (dimension,), is known."""
        index = self.index
        admitted = filters.select(index.sources.values()) if filters and filters != Filters() else None
        if admitted == []:
            return []
        passing = None if admitted is None else index.admitted(admitted)
        by_keyword = [index.ids[n].decode() for n in index.keyword.best(keyword_weights(question), self.candidates, passing)]
        by_vector = [name for name, _ in index.store.nearest(vector, self.candidates, admitted)]
        by_sentence = self._rank_sentences(vector, list(dict.fromkeys(by_keyword + by_vector)))
        allowed = set(admitted or ())
        known = [n for n in known_passages(question, index, _KNOWN) if admitted is None or self._source(n).id in allowed]
        rankings = {"dense": by_vector, "sentence": by_sentence, "keyword": by_keyword, "known": known}
        scores = reciprocal_rank_fusion(rankings, WEIGHTS)
        ranks = {name: {item: rank for rank, item in enumerate(ranking, start=1)} for name, ranking in rankings.items()}
        boosted = {name: score * (1 + EDITION_WEIGHT * affinity_from_then(question, self._source(name))) for name, score in scores.items()}
        is_admitted = may_stand(question, index.facts.neighbours)
        ordered = sorted(boosted, key=lambda name: (-boosted[name], name))
        best = list(islice((name for name in ordered if is_admitted(*index.place_of(name))), k))
        if question.intent.name == "count":  # a number is found by what it counts, whatever else stands around it
            counting = [name for name in known[:_COUNTING] if name not in best and is_admitted(*index.place_of(name))]
            best = [*best[: max(0, k - len(counting))], *counting][:k]
        return [self._hit(name, boosted[name], {key: of[name] for key, of in ranks.items() if name in of}) for name in best]

    def _source(self, name: str) -> Source:
        return self.index.source_of(self.index.numbers[name])

    def _hit(self, name: str, score: float, ranks: dict[str, int]) -> Hit:
        passage = self.index.passages[self.index.numbers[name]]
        return Hit(passage, self.index.source(passage), score, ranks)

    def _rank_sentences(self, vector: Vectors, names: list[str]) -> list[str]:
        """Candidates by their nearest sentence."""
        best = {name: float((self.index.vectors_of(self.index.numbers[name]) @ vector).max()) for name in names}
        return sorted(best, key=lambda name: -best[name])


def keyword_weights(question: Question) -> dict[str, float]:
    """What the BM25 score of each term counts: words of the question, their synonyms, and words that mean something like them."""
    close = {stem for others in question.near.values() for stem, likeness in others.items() if likeness >= _CLOSE}
    close.difference_update(question.terms, question.expansions)
    weights: dict[str, float] = {}
    for some, weight in ((question.terms, 1.0), (question.expansions, EXPANSION_WEIGHT), (sorted(close), NEAR_WEIGHT)):
        for term in some:
            weights[term] = weights.get(term, 0.0) + weight
    return weights
