"""When not to answer, and how to say so."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.cite import cite, verify
from peel_qa.answer.compose import compose
from peel_qa.answer.sentences import Candidate
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question

THRESHOLD = 0.42
_NEAREST = 2


def confidence_of(candidates: Sequence[Candidate]) -> float:
    """How sure it is, from 0 to 1, that the best sentence answers: meaning and words together."""
    if not candidates:
        return 0.0
    best = candidates[0]
    return min(1.0, 0.5 * best.meaning + 0.5 * max(best.words, 0.7 * best.context))


def refuse_not_in_corpus(question: Question, candidates: Sequence[Candidate], index: SearchIndex, confidence: float) -> Answer:
    """The refusal for a question that nothing held answers, with the nearest passages marked as no answer."""
    nearest = verify((cite(0, c.hit.source, c.hit.passage, c.span) for c in candidates[:_NEAREST]), index.documents)
    text = "The documents held do not say: none of their passages answers this question."
    return compose(question.text, [Claim(text)], [], "not_in_corpus", nearest=nearest, confidence=confidence)
