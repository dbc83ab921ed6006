"""Questions for what inspectors praised or criticised, taken together over a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.gradebook import inspection_name
from peel_qa.data import any_of, pattern_of, read_table
from peel_qa.facts.areas import area_of
from peel_qa.records import Answer, Claim, Document
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity, content_terms, inspected
from peel_qa.stems import terms

_MOST = 8
_FEW = 3
"""Findings below which an inspection says too little, as the press tells it, and the one before it is told too."""
_MOST_STRAY = 1
_MODEL = pattern_of("peel_qa.answer", "findings.toml", "innovative")
_SIGNED = re.compile(r"\bobservations\b|\boverall summary\b|\breducing crime\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Praise or criticism: how it is asked for and how it is said."""

    name: str
    asks: re.Pattern[str]
    says: re.Pattern[str]
    turns: re.Pattern[str]


@cache
def appraisals() -> tuple[Appraisal, ...]:
    """Both kinds."""
    kinds = read_table("peel_qa.answer", "appraisal.toml").items()
    return tuple(Appraisal(name, *(any_of([table[key].replace("’", "['’]")]) for key in ("asks", "says", "not"))) for name, table in kinds)


def answer_appraisal(question: Question, library: Library, filters: Filters) -> Answer | None:
    """What the inspectorate praised or criticised in one inspection; None where a narrower question is asked."""
    asked = next((a for a in appraisals() if a.asks.search(question.full)), None)
    if asked is None or question.intent.name not in ("general", "list", "definition", "why") or question.is_graded:
        return None
    subject = [t for t in content_terms(asked.asks.sub(" ", question.full), question.forces) if t not in _AREA_TERMS or not question.areas]
    if len(subject) > (_MOST_STRAY + 2 * len(question.areas) if question.intent.name != "why" else 0):  # why something is so is no list
        return None
    documents = [d for d in library.index.documents.values() if filters.admit(d.source)]
    fitting = [d for d in documents if affinity(question, d.source) >= 1.0] if question.years else documents
    fitting = sorted(fitting, key=lambda d: (inspected(d.source), d.source.is_official), reverse=True)
    evidence, claims = Evidence(library), list[Claim]()
    for document in fitting:
        told = len(evidence.citations)
        numbers = evidence.add_all(list(told_by(document, library, asked, question.areas))[:_MOST])
        if not numbers:
            continue
        verb = "praised, among other things" if asked.name == "praise" else "criticised, among other things"
        claims.append(Claim(f"In {inspection_name(document.source)} inspectors {verb}:", numbers))
        claims += [Claim(f"- {' '.join(c.quote.split())}", (c.number,)) for c in evidence.citations[told:]]
        if len(evidence.citations) >= _FEW or question.wants_newest:
            break
    return compose(question.text, claims, evidence.citations, confidence=0.75) if claims else None


_AREA_TERMS = frozenset(
    terms("preventing crime investigating responding public treating vulnerable people managing offenders suspects workforce organised")
)


def told_by(document: Document, library: Library, asked: Appraisal, wanted: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Findings of a report, or the sentences of a news text in the inspectorate's voice, that praise or criticise."""
    for passage in library.index.passages:
        if passage.document != document.id or (wanted and area_of(passage.section[0] if passage.section else "") not in wanted):
            continue
        for span in passage.sentences:
            text = library.text(document.id, span.start, span.end)
            is_model = asked.name == "praise" and passage.finding.startswith(text) and any(map(_MODEL.search, passage.section))
            if not is_model and (not asked.says.search(text) or asked.turns.search(text) or "?" in text):
                continue
            if document.source.is_official:
                is_finding = passage.finding != "" and text.startswith(passage.finding[:40])
                is_signed = bool(passage.section) and _SIGNED.search(passage.section[-1]) is not None
                if is_finding or is_signed or (not any(s.finding for s in document.sections) and len(passage.section) == 1):
                    yield document.id, span.start, span.end
            elif library.voice_name(document.id, span.start, span.end) == "inspectorate":
                yield document.id, span.start, span.end
