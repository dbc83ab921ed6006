"""What several sentences say to a question over time, each on a line of its own, in the order of the times that they tell of."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.by_edition import without_comparison
from peel_qa.answer.cite import edition_label, words_of
from peel_qa.answer.compose import compose
from peel_qa.answer.confidence import is_enough
from peel_qa.answer.context import in_context
from peel_qa.answer.demands import is_general_norm
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.figures import holds
from peel_qa.answer.gradebook import COMPARISON_CAVEAT, spans_cycles
from peel_qa.answer.leaning import points_back
from peel_qa.answer.period import latest_month
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.records import Answer, Claim, Span
from peel_qa.search.question import Question, inspected
from peel_qa.search.years import years_in

_MOST = 6
"""Lines of an answer."""
_AS_GOOD_ELSEWHERE = 2.0
"""How far the best sentence of another document may score below the best of all (log-odds)."""
_DATED = 2.5
"""The same for any sentence that names its own time."""
_READ, _AS_MANY_WORDS = 0.6, 0.75
"""How sure the reader must be that such a sentence answers, and what share of the best one's words it must hold."""
_SERIES = 3
"""Years that make a series: "407 in the summer of 2022, 318 in that of 2023 and 251 in that of 2024"."""
_BESIDE = 2
"""Sentences before and behind one among which the rest of its series is looked for."""
_REACH = (2, 3)
"""Sentences before and behind each that may be quoted with it."""


def told_in_order(question: Question, able: Sequence[Candidate], library: Library, confidence: float) -> Answer | None:
    """A line for each sentence that tells of the matter at another time; None for any other question, or where fewer than two do."""
    if question.intent.name != "timeline" or not able or not is_enough(confidence):
        return None
    chosen = _in_order(_of_other_times(question, able))
    evidence, claims = Evidence(library), list[Claim]()
    for candidate in chosen:
        document = candidate.hit.passage.document
        span = in_context(candidate, library, *_REACH)
        if number := evidence.add(document, span.start, span.end):
            claims.append(Claim(f"{_said(candidate, span, library)} ({edition_label(candidate.hit.source)})", (number,)))
    if len(claims) < 2:
        return None
    caveats = [COMPARISON_CAVEAT] if spans_cycles(evidence) else []
    return compose(question.text, claims, evidence.citations, caveats=caveats, confidence=confidence)


def is_series(best: Candidate) -> bool:
    """Whether a sentence, with those beside it, tells values of so many times that no other document is needed."""
    spans = best.hit.passage.sentences
    beside = [best.text] if best.span not in spans else [words_of(best.hit.passage, span) for span in spans if _is_beside(best, span)]
    return _is_value(best.text) and len({year for text in filter(_is_value, beside) for year in years_in(text)}) >= _SERIES


def _is_value(text: str) -> bool:
    """Whether a sentence tells a value of a time that it names."""
    return holds("amount", text) and bool(years_in(without_comparison(text)))


def _is_beside(best: Candidate, span: Span) -> bool:
    """Whether a sentence of a passage is another candidate's own, or one of the two before or behind it."""
    spans = best.hit.passage.sentences
    return best.span in spans and span in spans and abs(spans.index(span) - spans.index(best.span)) <= _BESIDE


def _said(candidate: Candidate, quoted: Span, library: Library) -> str:
    """The sentence, with the one before where it points back to that and the quote holds both."""
    before = words_before(candidate) if points_back(candidate.text) else ""
    held = library.text(candidate.hit.passage.document, quoted.start, quoted.end)
    return f"{as_sentence(before)} {as_sentence(candidate.text)}" if before and before in held else as_sentence(candidate.text)


def _of_other_times(question: Question, able: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of every document that comes near the best of all, and those near it that name a time of their own."""
    best = able[0]
    if is_series(best):
        return [c for c in able if c.hit.passage.id == best.hit.passage.id and _is_beside(best, c.span) and _is_value(c.text)]
    chosen: dict[tuple[str, str], Candidate] = {}
    documents = set[str]()
    for candidate in able:
        source = candidate.hit.source
        is_first = source.id not in documents and candidate.score >= best.score - _AS_GOOD_ELSEWHERE
        if (is_first or _is_dated(best, candidate)) and not is_general_norm(question, candidate.text):
            chosen.setdefault((source.id, told_when(candidate)), candidate)
            documents.add(source.id)
    return [*chosen.values()][:_MOST]


def _is_dated(best: Candidate, candidate: Candidate) -> bool:
    """Whether a sentence names its own time, comes near the best one, and is as much about the matter."""
    is_read = candidate.marks.get("answers", 1.0) >= _READ
    is_of_it = candidate.words >= _AS_MANY_WORDS * best.words
    return candidate.score >= best.score - _DATED and is_read and is_of_it and bool(years_in(without_comparison(candidate.text)))


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    return sorted(chosen, key=lambda c: (told_when(c), inspected(c.hit.source), c.hit.source.published, c.span.start))


def told_when(candidate: Candidate) -> str:
    """The year, or year and month, that a sentence tells of, such as "2024-03".

    Where it names none, that is when the inspection was, or when a news text came out.
    """
    text, source = without_comparison(candidate.text), candidate.hit.source
    years = years_in(text)
    return latest_month(text) or (str(max(years)) if years else (inspected(source) if source.is_official else source.published)[:7])
