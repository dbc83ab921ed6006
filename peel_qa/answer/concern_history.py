"""What became of a cause of concern: its issue, what was met and its closing, as the documents tell it, in the order of time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.finding_kinds import DATA, asks, names_concern
from peel_qa.answer.period import is_since_then, latest_month
from peel_qa.records import Answer, Claim, Document, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, content_terms, inspected
from peel_qa.stems import term_set, terms
from peel_qa.text import sentences_between

_ABOUT = frozenset(terms(DATA["about_history"]))
_MOST, _MOST_OF_DOCUMENT = 8, 3
"""Lines of an answer, and of one document."""
_BEFORE = 2
"""Paragraphs before one that may say what its cause of concern is about."""
_HALF = 0.5
"""Share of the words for what a cause of concern is about that its paragraph has to name."""


@dataclass(frozen=True, slots=True)
class _Event:
    """A sentence that tells what happened to a cause of concern, and when that was, such as "2024-03"."""

    source: Source
    start: int
    end: int
    text: str
    when: str


def answer_concern_history(question: Question, library: Library, filters: Filters) -> Answer | None:
    """A line for each thing that happened to a cause of concern, oldest first; None for any other question.

    None as well where fewer than two are told.
    """
    is_asked = question.intent.name == "timeline" or asks("history", question.own)
    if not is_asked or question.is_graded or not names_concern(question.own):
        return None
    sources = [s for s in library.index.sources.values() if filters.admit(s) and is_since_then(question, s)]
    events = [event for source in sources for event in _events(question, library.index.documents[source.id], source)]
    events.sort(key=lambda event: (event.when, event.source.published, event.start))
    evidence, claims = Evidence(library), list[Claim]()
    for event in events[-_MOST:]:
        if number := evidence.add(event.source.id, event.start, event.end):
            claims.append(Claim(f"{as_sentence(event.text)} ({edition_label(event.source)})", (number,)))
    return compose(question.text, claims, evidence.citations, confidence=0.85) if len(claims) > 1 else None


def _events(question: Question, document: Document, source: Source) -> list[_Event]:
    """What a document tells of it, at most a few sentences."""
    topic = [term for term in content_terms(question.own, question.forces) if term not in _ABOUT and not term[0].isdigit()]
    found: list[_Event] = []
    before: deque[str] = deque(maxlen=_BEFORE)
    for block in document.blocks:
        text = document.text[block.start : block.end]
        above = " ".join(heading for s in document.sections if s.start <= block.start < s.end for heading in s.path)
        near = " ".join((source.title, above, *([] if asks("of_another", text) else before), text))
        is_told = block.kind in ("paragraph", "item") and names_concern(f"{above} {text}")
        if is_told and _is_about(topic, question, near):
            found += _told(document, block.start, block.end, source, names_concern(above))
        before.append(text)
    return found[:_MOST_OF_DOCUMENT]


def _is_about(topic: Sequence[str], question: Question, near: str) -> bool:
    """Whether a paragraph, what stands above it or just before it, names at least half of what the cause of concern is about."""
    held = term_set(near)
    return not topic or sum(question.mentions(term, held) for term in topic) >= _HALF * len(topic)


def _told(document: Document, start: int, end: int, source: Source, is_named: bool) -> Iterator[_Event]:
    """The sentences of a paragraph, from the first that names a cause of concern on, that say that something happened to it.

    `is_named`: a heading above it names one.
    """
    for first, last in sentences_between(document.text, start, end):
        text = " ".join(document.text[first:last].split())
        is_named = is_named or names_concern(text)
        if is_named and asks("happened", text):
            when = latest_month(text) or (inspected(source) if source.is_official else source.published)[:7]
            yield _Event(source, first, last, text, when)
