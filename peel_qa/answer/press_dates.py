"""When the press wrote about something: the date of an article, which its text seldom tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.holdings import told_dates
from peel_qa.answer.sentences import Candidate
from peel_qa.data import any_of, read_table
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity
from peel_qa.stems import term_set

_DATA = read_table("peel_qa.answer", "press_dates.toml")
_WHEN = any_of(_DATA["when"])
_MATTERLESS = term_set(" ".join((*_DATA["paper_words"], *_DATA["published"])))


def _asks(papers: str) -> re.Pattern[str]:
    """What asks for the date of a piece in one of some papers: the paper did something, or a piece was or came out."""
    did, piece = "|".join(_DATA["published"]), "|".join(_DATA["pieces"])
    asks, says = "|".join(_DATA["when"]), "|".join(_DATA["says"])
    return re.compile(
        rf"\b(?:{asks})\b (?:(?:did|was|is|were|has|had|the|that|this|it|in) )*"
        rf"(?:(?:{papers})(?:['’]s)? (?:{did}|{piece}|reports?)\b|(?:{piece})\b(?! (?:{says})\b))"
        rf"|\b(?:{asks})\b (?:was|is|were) (?:it|this|that)\b.{{0,12}}\bin (?:the )?(?:{papers})\b",
        re.IGNORECASE,
    )


def press_date(question: Question, candidates: Sequence[Candidate], library: Library, filters: Filters) -> Answer | None:
    """When the press published what a question names, newest first where several pieces fit; None where something else is asked."""
    if not _WHEN.search(question.own):
        return None
    pieces = [d.source for d in library.index.documents.values() if filters.admit(d.source) and not d.source.is_official]
    names = {source: _names(source) for source in pieces}
    named = [source for source, name in names.items() if re.search(rf"\b(?:{name})\b", question.own, re.IGNORECASE)]
    papers = [*(names[source] for source in named), *_DATA["paper"]]
    if not pieces or not _asks("|".join(papers)).search(question.own):
        return None
    fitting = named or pieces
    if question.years:
        fitting = [source for source in fitting if affinity(question, source) > 0]
    about = _about(question, fitting, candidates)
    evidence = Evidence(library)
    claims: list[Claim] = []
    for source in sorted(about or fitting, key=lambda source: source.published, reverse=True):
        place = about[source].span if source in about else library.index.documents[source.id].blocks[0]
        claims.append(Claim(told_dates(source), evidence.add_all([(source.id, place.start, place.end)])))
    return compose(question.text, claims, evidence.citations, confidence=0.9) if claims else None


def _names(source: Source) -> str:
    """A pattern of what a paper is called: "Shropshire Star", "the Star"."""
    last = source.publisher.split()[-1]
    short = "" if last == source.publisher or term_set(last) <= _MATTERLESS else rf"|(?<=the ){re.escape(last)}"
    return re.escape(source.publisher) + short


def _about(question: Question, pieces: Sequence[Source], candidates: Sequence[Candidate]) -> dict[Source, Candidate]:
    """The piece whose sentence fits best what a question names besides the paper, with that sentence; nothing where it names nothing."""
    papers = term_set(" ".join(source.publisher for source in pieces))
    if not set(question.subject) - _MATTERLESS - papers:
        return {}
    best = max((c for c in candidates if c.hit.source in pieces), key=lambda c: c.score, default=None)
    return {best.hit.source: best} if best else {}
