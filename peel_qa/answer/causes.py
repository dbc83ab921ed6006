"""Reasons told behind what they are reasons of: "Burglary fell by 19 percent. … The force attributes this to Operation Latchkey"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.cite import words_of
from peel_qa.answer.demands import names_reasons, says_because
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Span
from peel_qa.search.question import Question

_PREMISES = 3
"""Sentences, the best first, behind which a reason is looked for."""
_NEAR_TOP = 2.0
"""How far such a sentence may score below the best (log-odds)."""
_SAYS_PREMISE = 0.45
"""Share of the question's words that it needs."""
_BEHIND = 3
"""Sentences behind it among which the reason is."""
_OF_THIS = re.compile(
    r"\b(?:this|that|it|these|the (?:rise|fall|increase|decrease|drop|change|decline|growth|improvement|delays?))\b", re.IGNORECASE
)
TOLD_CAUSE = "told_cause"
"""The mark of a sentence that tells the reason of one that says what a question asks the reason of."""


def with_told_causes(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates of a question for a reason; the reason of a sentence that says what is asked counts as much as that sentence."""
    if question.intent.name != "why" or not candidates:
        return [*candidates]
    told: dict[tuple[str, int], Candidate] = {}
    for premise in candidates[:_PREMISES]:
        if premise.words >= _SAYS_PREMISE and premise.score >= candidates[0].score - _NEAR_TOP and not says_because(premise.text):
            found = _reason_behind(premise, library)
            if found is not None:
                told.setdefault((found.hit.passage.id, found.span.start), found)
    kept = []
    for candidate in candidates:
        cause = told.get((candidate.hit.passage.id, candidate.span.start))
        if cause is None or candidate.score >= cause.score:  # it is the better one by itself
            kept.append(candidate)
            told.pop((candidate.hit.passage.id, candidate.span.start), None)
    return sorted([*told.values(), *kept], key=lambda c: -c.score)


def premise_of(candidate: Candidate, paragraph: Sequence[Span]) -> Span | None:
    """The sentence before a reason in its paragraph, which says what it is the reason of; None for other sentences."""
    if TOLD_CAUSE not in candidate.marks:
        return None
    return next((span for span in reversed(paragraph) if span.end <= candidate.span.start), None)


def _reason_behind(premise: Candidate, library: Library) -> Candidate | None:
    """The sentence behind another in its paragraph that tells the reason of it, with the marks of both."""
    passage = premise.hit.passage
    document = library.index.documents[passage.document]
    block = document.block_at(premise.span.start)
    behind = [s for s in passage.sentences if s.start >= premise.span.end and document.block_at(s.start) == block][:_BEHIND]
    for span in behind:
        text = words_of(passage, span)
        if names_reasons(text) or (says_because(text) and _OF_THIS.search(text)):
            return replace(premise, span=span, text=text, marks={**premise.marks, TOLD_CAUSE: 1.0})
    return None
