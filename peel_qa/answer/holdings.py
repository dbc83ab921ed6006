"""Questions about the documents themselves: which are held, when they were published, and when the inspections were."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.gradebook import inspection_terms
from peel_qa.answer.vague import points_nowhere
from peel_qa.dates import spoken
from peel_qa.facts.people import INSPECTORS
from peel_qa.records import Answer, Citation, Claim, Document, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.stems import term_set, terms
from peel_qa.text import opening, sentences_between

_ABOUT_DATES = frozenset(
    terms(
        "published publish publication released release issued came come out date dated visit visited carried took take place "
        "last latest newest recent first previous current old inspector inspectors inspect"
    )
)
_ABOUT_FIELDWORK = frozenset(
    terms("fieldwork field work done conducted began begin start started finish finished end ended complete completed dates window")
)
_FIELDWORK = re.compile(r"\bfield ?work\b", re.IGNORECASE)
_FIELDWORK_TOLD = re.compile(
    r"\b(?:field ?work|(?:carried out|conducted|did|made) (?:this|our|the|its) inspection"
    r"|(?:this|our|the) inspection (?:was carried out|took place|ran)|(?:we|inspectors) (?:inspected|visited) the (?:force|constabulary))\b"
    r".{0,80}\b(?:between|from)\b.{3,40}\b(?:and|to|until)\b.{3,30}\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""A sentence that tells the days between which an inspection was."""
_INSPECTION = re.compile(r"\b(?:inspections?|inspected|reports?|reviews?|inspectors? (?:visit|inspect)(?:ed)?)\b", re.IGNORECASE)
_INSPECTION_OF = re.compile(r"\b(?:inspected|inspections?|fieldwork|visited)\b.{0,40}\b(?:in|between|from|during|on)\b", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:which|what|list|show|how many)\b.{0,40}\b(?:reports?|documents?|inspections?|editions?|sources?|articles?|years)\b.{0,30}"
    r"\b(?:you (?:have|hold|know|use|cover|answer)|have you|do you|based on|to go on|"
    r"(?:are|is) (?:held|there|available|covered|included|loaded))\b"
    r"|^\W*(?:and |so )?(?:what|which)(?:[’']?s| is| are| was)? (?:the |your )?(?:newest|latest|most recent|last|oldest|earliest|current)"
    r" (?:PEEL )?(?:reports?|documents?|inspections?)\W*$"
    r"|\bwhat (?:do you know about|are (?:your|the) sources|can i ask)\b",
    re.IGNORECASE,
)
_BEGAN = re.compile(r"\b(?:begin|began|begun|start(?:ed)?|introduced|(?:come|came) in|set up|launched|invented)\b", re.IGNORECASE)
"""Questions for the beginning of something, and not for a document's date."""
_THAT_TIME = re.compile(
    r"^(?:and |so |but )?when (?:was|is|did|were) (?:that|it|this|they|he|she)"
    r"(?: said| say (?:that|it|this|so)| written| reported| from)?\s*\??$",
    re.IGNORECASE,
)


def answer_holdings(question: Question, library: Library, filters: Filters) -> Answer | None:
    """What is held, or when it was published and inspected; None where something else is asked."""
    matter = set(question.subject) - _ABOUT_DATES
    is_dates = question.intent.name == "when" and not question.is_follow_up and (not matter or _INSPECTION.search(question.own) is not None)
    if (is_dates and (_BEGAN.search(question.own) or points_nowhere(question))) or (not is_dates and not _HELD.search(question.own)):
        return None
    sources = [d.source for d in library.index.documents.values() if filters.admit(d.source)]
    if is_dates:
        sources = [source for source in sources if matter <= inspection_terms(source) | _titled(source) | _signed(source, library)]
    if question.years:
        sources = [s for s in sources if affinity(question, s) >= 1.0] or [s for s in sources if affinity(question, s) > 0]
    if not sources:
        return None
    sources.sort(key=lambda s: (inspected(s)[:4], s.is_official, s.published), reverse=True)
    if is_dates:  # of one inspection the report's own dates are enough
        reported = {source.inspection for source in sources if source.is_official}
        sources = [source for source in sources if source.is_official or source.inspection not in reported]
    return _told(question, sources, library)


def _titled(source: Source) -> frozenset[str]:
    """The terms of a report's title: "the custody suites" are those of the inspection of custody suites."""
    return term_set(source.title) if source.is_official else frozenset()


def _signed(source: Source, library: Library) -> frozenset[str]:
    """The terms of the names of a report's inspectors: "when did Ada Holt's report come out"."""
    people = library.index.facts.people if source.is_official else ()
    return term_set(" ".join(person.name for person in people if person.document == source.id and person.role in INSPECTORS))


def fieldwork_dates(question: Question, library: Library, filters: Filters) -> Answer | None:
    """When the inspections asked about were, for a question about their fieldwork that no sentence answers."""
    sources = _inspections(question, library, filters) if _asks_for_fieldwork(question) else []
    return _told(question, sources, library) if sources else None


def _asks_for_fieldwork(question: Question) -> bool:
    """Whether nothing is asked for but when the fieldwork was."""
    if question.intent.name != "when" or not _FIELDWORK.search(question.own):
        return False
    return not set(question.subject) - _ABOUT_DATES - _ABOUT_FIELDWORK


def _inspections(question: Question, library: Library, filters: Filters) -> list[Source]:
    """The reports of the inspections asked about, the newest first."""
    sources = [d.source for d in library.index.documents.values() if filters.admit(d.source) and d.source.is_official]
    sources = [source for source in sources if source.inspected and (not question.years or affinity(question, source) > 0)]
    return sorted(sources, key=inspected, reverse=True)


def fieldwork_told(question: Question, library: Library, filters: Filters) -> Answer | None:
    """The report's own words for the days between which its inspection was; None where it has none, or something else is asked."""
    if not _asks_for_fieldwork(question):
        return None
    for source in _inspections(question, library, filters):
        document = library.index.documents[source.id]
        for block in document.blocks:
            for start, end in sentences_between(document.text, block.start, block.end):
                if _FIELDWORK_TOLD.search(document.text[start:end]):
                    evidence = Evidence(library)
                    numbers = evidence.add_all([(source.id, start, end)])
                    claim = Claim(f"{as_sentence(document.text[start:end])} ({edition_label(evidence.citations[0])})", numbers)
                    return compose(question.text, [claim], evidence.citations, confidence=0.9)
    return None


def asks_when_said(question: Question) -> bool:
    """Whether a follow-up asks only for the date of what was answered before."""
    return question.is_follow_up and _THAT_TIME.match(question.own) is not None


def dated(question: Question, earlier: Answer) -> Answer | None:
    """The dates of the first citation of an earlier answer; None where it has none."""
    if not earlier.citations:
        return None
    first = earlier.citations[0]
    when = f", on an inspection of {spoken(first.inspected)}" if first.inspected else ""
    claim = Claim(f"Published {_on(first)}, in {first.title} ({first.publisher}){when}.", (first.number,))
    return compose(question.text, [claim], [first], confidence=0.8)


def _told(question: Question, sources: Sequence[Source], library: Library) -> Answer:
    """One line a document, the newest inspection first, each cited to where the document says it, or to its first words."""
    evidence = Evidence(library)
    claims = []
    for source in sources:
        claims.append(Claim(told_dates(source), evidence.add_all([(source.id, *_own_words(library.index.documents[source.id]))])))
    return compose(question.text, claims, evidence.citations, confidence=0.9)


def _own_words(document: Document) -> tuple[int, int]:
    """Where a document says itself in which year its inspection was; its first words where it does not."""
    year = document.source.inspected[:4]
    for block in document.blocks if year else ():
        for start, end in sentences_between(document.text, block.start, block.end):
            if year in document.text[start:end] and _INSPECTION_OF.search(document.text[start:end]):
                return start, end
    return document.blocks[0].start, document.blocks[0].end


def told_dates(source: Source) -> str:
    """When a document was published, and when the inspection was that it is about."""
    visited = f"the inspection was in {spoken(source.inspected)}" if source.inspected else "when the inspection was is not recorded"
    if source.is_official:
        return f"{source.edition} on {source.force} was published {_on(source)}; {visited}."
    about = source.about if source.about[:1].isupper() else f"the {source.about}"
    return f"{opening(source.the_publisher)} wrote about {about} {_on(source)}" + (f"; {visited}." if source.inspected else ".")


def _on(source: Source | Citation) -> str:
    """A date of publication with its preposition: "on 13 April 2022", "in May 2025"."""
    is_day = len(source.published) == len("2022-04-13") and source.published_sure
    return f"{'on' if is_day else 'in'} {spoken(source.published, source.published_sure)}"
