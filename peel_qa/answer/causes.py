"""Reasons told behind what they are reasons of: "Burglary fell by 19 percent. … The force attributes this to Operation Latchkey"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from peel_qa.answer.cite import words_of
from peel_qa.answer.demands import has_reason, names_reasons, says_because
from peel_qa.answer.evidence import Library
from peel_qa.answer.leaning import is_dependent
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Span
from peel_qa.search.question import Question

_PREMISES = 3
"""Sentences, the best first, behind which a reason is looked for."""
_LEANT_ON = 6
"""The same for a reason that itself points at the sentence before it."""
_NEAR_TOP = 2.0
"""How far such a sentence may score below the best (log-odds)."""
_SAYS_PREMISE = 0.45
"""Share of the question's words that it needs."""
_BEHIND = 3
"""Sentences behind it among which the reason is."""
_LONGEST = 420
"""Characters of a sentence that tells no reason with those behind it."""
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
            found = _cause_behind(premise, library)
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


def _cause_behind(premise: Candidate, library: Library) -> Candidate | None:
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


def with_reasons(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sentences among which one that tells the reason of the one before it counts as much as that: "They come along. This helps to …"."""
    places = {(c.hit.passage.id, c.span): c for c in candidates}
    raised: dict[tuple[str, Span], Candidate] = {}
    for candidate in candidates[:_LEANT_ON]:
        spans = candidate.hit.passage.sentences
        at = spans.index(candidate.span) if candidate.span in spans else len(spans)
        behind = places.get((candidate.hit.passage.id, spans[at + 1])) if at + 1 < len(spans) else None
        if behind is not None and not has_reason(candidate.text) and _tells_why(behind.text):
            marks = {name: max(value, candidate.marks.get(name, value)) for name, value in behind.marks.items()}
            raised[behind.hit.passage.id, behind.span] = replace(behind, score=max(behind.score, candidate.score), marks=marks)
    return sorted((raised.get(place, c) for place, c in places.items()), key=lambda c: -c.score)


def _tells_why(text: str) -> bool:
    """Whether a sentence tells the reason of the one before it: it leans on that, or says that it is about reasons."""
    return names_reasons(text) or (is_dependent(text) and has_reason(text))


def reason_behind(question: Question, best: Candidate, paragraph: Sequence[Span], library: Library) -> Span | None:
    """What stands behind the best sentence in its paragraph, where why is asked and that one tells no reason.

    The next sentence where it says "because"; else as many as are short enough, for reports often give a reason without that word.
    """
    if question.intent.name != "why" or has_reason(best.text):
        return None
    behind = [span for span in paragraph if span.start >= best.span.end][:_BEHIND]
    if behind and says_because(library.text(best.hit.passage.document, behind[0].start, behind[0].end)):
        return behind[0]
    short = [span for span in behind if span.end - best.span.start <= _LONGEST]
    return Span(short[0].start, short[-1].end) if short else None
