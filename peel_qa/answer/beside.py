"""What stands beside the answer before a follow-up, and is asked for without naming it: "is that good?", "were they told before?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from peel_qa.answer.by_edition import without_editions
from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.demands import is_norm
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.leaning import is_dependent, tells_earlier
from peel_qa.data import any_of, read_table
from peel_qa.records import Answer, Citation, Claim, Document, Span, Status
from peel_qa.search.intent import grades_in
from peel_qa.search.question import Question
from peel_qa.text import sentences_between

_OPENS = re.compile(r"\W*there (?:is|are|were) (?:\w+ ){1,3}(?:causes?|reasons?|factors?)\b", re.IGNORECASE)
"""A sentence that only says how many reasons are told behind it."""
_BESIDE = 2
"""Sentences beside those of the answer before among which one is looked for."""


@dataclass(frozen=True, slots=True)
class _Aside:
    """Something that follow-ups ask for by no word of its own, from beside.toml."""

    asks: re.Pattern[str]
    says: tuple[re.Pattern[str], ...]
    of_figure: bool
    of_grade: bool
    first: bool
    beyond: bool
    unsaid: tuple[Status, str] | None


@cache
def _asides() -> tuple[_Aside, ...]:
    entries = read_table("peel_qa.search", "beside.toml")["beside"]
    return tuple(
        _Aside(
            asks=any_of([entry["asks"]]),
            says=tuple(any_of([pattern]) for pattern in entry["says"]),
            of_figure=entry["of_figure"],
            of_grade=entry.get("of_grade", not entry["of_figure"]),
            first=entry["first"],
            beyond=entry.get("beyond", False),
            unsaid=tuple(entry["unsaid"]) if "unsaid" in entry else None,
        )
        for entry in entries
    )


def _aside(question: Question) -> _Aside | None:
    return next((one for one in _asides() if one.asks.match(question.own)), None) if question.is_follow_up else None


def asks_beside(question: Question) -> bool:
    """Whether a follow-up asks for what the documents say beside the answer before it."""
    return _aside(question) is not None


def asks_beside_first(question: Question) -> bool:
    """Whether what stands beside the answer before comes before what the question finds by its own words."""
    return (asked := _aside(question)) is not None and asked.first


def rather_new(earlier: Answer, found: Answer, beside: Answer | None) -> Answer:
    """What a question found by its own words, where that is another sentence than answered the one before; else what stands beside it."""
    same = any(c.document == e.document and c.start < e.end and e.start < c.end for c in found.citations[:1] for e in earlier.citations[:1])
    is_new = found.status == "answered" and not same
    return found if is_new or beside is None else beside


def told_beside(question: Question, earlier: Answer, library: Library) -> Answer | None:
    """What the paragraph of an earlier answer says of it; None where it says nothing, or nothing of the kind was answered.

    "Is that good?" is answered by the sentence that sets the figure against another, else by one that judges it, the nearest first.
    """
    asked, first = _aside(question), without_editions(earlier.text.split("\n\n")[0])
    if asked is None or earlier.status != "answered" or not earlier.citations:
        return None
    if (asked.of_figure and not any(map(str.isdigit, first))) or (not asked.of_grade and grades_in(first)):
        return None
    place = earlier.citations[0]
    document = library.index.documents[place.document]
    text = document.text
    beside = list(_beside(place, library, asked.beyond))
    for pattern in asked.says:
        for before, span in beside:
            sentence = text[span.start : span.end]
            if not pattern.search(sentence) or is_norm(question, sentence):
                continue
            evidence = Evidence(library)
            start = before.start if before and (is_dependent(sentence) or tells_earlier(sentence)) else span.start
            end = document.blocks[document.block_at(span.start)].end if _OPENS.match(sentence) else span.end
            if number := evidence.add(place.document, start, end):
                said = f"{' '.join(text[start:end].split())} ({edition_label(evidence.citations[0])})"
                return compose(question.text, [Claim(said, (number,))], evidence.citations, confidence=0.7)
    return compose(question.text, [Claim(asked.unsaid[1])], [], asked.unsaid[0], confidence=0.7) if asked.unsaid else None


def _beside(place: Citation, library: Library, beyond: bool) -> Iterator[tuple[Span | None, Span]]:
    """The sentences of a citation and those beside it in its paragraph, the nearest first, each with the one before it.

    With `beyond` those of the next paragraph come behind them.
    """
    document = library.index.documents[place.document]
    at = document.block_at(place.start)
    if at < 0:
        return
    spans = _sentences(document, at)
    inside = [n for n, span in enumerate(spans) if span.start < place.end and span.end > place.start]
    distances = {n: min((abs(n - m) for m in inside), default=_BESIDE + 1) for n in range(len(spans))}
    for n in sorted(distances, key=lambda n: (distances[n], -n)):
        if distances[n] <= _BESIDE:
            yield spans[n - 1] if n else None, spans[n]
    if beyond and at + 1 < len(document.blocks) and document.blocks[at + 1].kind == "paragraph":
        further = _sentences(document, at + 1)
        yield from zip([None, *further], further, strict=False)


def _sentences(document: Document, block: int) -> list[Span]:
    """The sentences of a block."""
    return [Span(*span) for span in sentences_between(document.text, document.blocks[block].start, document.blocks[block].end)]
