"""What somebody said of an inspection as a whole: all that they are quoted with in the newest document about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from itertools import chain

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.speakers import asked_speaker, is_voice_of
from peel_qa.data import pattern_of
from peel_qa.dates import spoken
from peel_qa.facts.areas import area_terms, find_areas
from peel_qa.facts.people import roles, roles_in
from peel_qa.facts.records import Voice
from peel_qa.facts.voices import with_office
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity, content_terms
from peel_qa.stems import term_set, terms

_MOST = 6
"""Stretches that are told of one document."""
_MOST_BEFORE = 2
"""The same of each inspection before it, where a question names none."""
_SEVERAL = 2
_MOST_EACH = 5
"""Stretches that are told of each of several documents."""


def answer_statements(question: Question, library: Library, filters: Filters) -> Answer | None:
    """What a person said in the newest document about the inspection asked for; None where they are asked about anything else.

    Of two people who are named by their offices, what each of them said.
    """
    if (several := _of_several(question, library, filters)) is not None:
        return several
    if (
        not pattern_of("peel_qa.answer", "speaking.toml", "open").search(question.own)
        or (speaker := asked_speaker(question, library)) is None
    ):
        return None
    fitting = _said_of_it(question, lambda voice: is_voice_of(question, speaker, voice), _names_of(speaker), library, filters)
    if not fitting:
        return None
    if question.intent.name == "timeline":
        return _over_time(question, fitting, library)
    newest = _newest(question, fitting, library)
    evidence = Evidence(library)
    claims = _told(evidence, [v for v in fitting if v.document == newest.document and v.speaker == newest.speaker], _MOST)
    if claims and not (question.years or question.wants_newest):
        claims += _earlier(fitting, newest, evidence)
    return compose(question.text, claims, evidence.citations, confidence=0.9) if claims else None


def _earlier(fitting: Sequence[Voice], newest: Voice, evidence: Evidence) -> list[Claim]:
    """What was said of the inspections before, the newer first, a few stretches of each: which one is meant is not said."""
    source, claims = evidence.library.source, list[Claim]()
    told = {source(newest.document).about}
    for voice in sorted(fitting, key=lambda voice: source(voice.document).published, reverse=True):
        about = source(voice.document).about
        if about not in told and source(voice.document).published < source(newest.document).published:
            told.add(about)
            claims += _told(evidence, [v for v in fitting if v.document == voice.document and v.speaker == voice.speaker], _MOST_BEFORE)
    return claims


def _of_several(question: Question, library: Library, filters: Filters) -> Answer | None:
    """What the holder of each office that a question names said of the inspection it is about; None where not two of them said anything."""
    if not pattern_of("peel_qa.answer", "speaking.toml", "both").search(question.own) or len(named := roles_in(question.own)) < _SEVERAL:
        return None
    offices = {term for role in named for term in _office_terms(role)}
    said = _said_of_it(question, lambda voice: voice.role in named, offices, library, filters)
    if not said:
        return None
    about = library.source(_newest(question, said, library).document).about
    evidence = Evidence(library)
    of_it = [voice for voice in said if library.source(voice.document).about == about]
    told = [claims for role in named if (claims := _told(evidence, [voice for voice in of_it if voice.role == role], _MOST_EACH))]
    return compose(question.text, [*chain(*told)], evidence.citations, confidence=0.9) if len(told) >= _SEVERAL else None


def _over_time(question: Question, fitting: list[Voice], library: Library) -> Answer | None:
    """What was said in every document, the oldest first, the first stretches of each."""
    evidence, claims = Evidence(library), list[Claim]()
    for document in sorted({voice.document for voice in fitting}, key=lambda name: library.source(name).published):
        claims += _told(evidence, [voice for voice in fitting if voice.document == document], _MOST_EACH)
    return compose(question.text, claims, evidence.citations, confidence=0.9) if claims else None


def _said_of_it(question: Question, is_asked: Callable[[Voice], bool], known: Set[str], library: Library, filters: Filters) -> list[Voice]:
    """What those who are asked for said in documents about the inspection asked for; `known` are terms of the question for them."""
    return [
        voice
        for voice in library.index.facts.voices
        if is_asked(voice) and filters.admit(source := library.source(voice.document)) and _is_of_it(question, source, known)
    ]


def _newest(question: Question, voices: Sequence[Voice], library: Library) -> Voice:
    """The first that speaks in the newest document about the inspection asked for."""
    return max(voices, key=lambda voice: (affinity(question, library.source(voice.document)), library.source(voice.document).published))


def _told(evidence: Evidence, said: Sequence[Voice], most: int) -> list[Claim]:
    """Who is quoted, and their first stretches; [] where there is none that can be verified."""
    bullets = evidence.bullets([(voice.document, voice.start, voice.end) for voice in said[:most]])
    return [_first_line(said[0], evidence.library.source(said[0].document)), *bullets] if bullets else []


def _first_line(voice: Voice, source: Source) -> Claim:
    who = with_office(voice) + ("," if voice.role else "")
    when = spoken(source.published, source.published_sure)
    return Claim(f"{who} is quoted in {source.the_publisher} ({when}, on {source.about}) as follows:")


def _office_terms(role: str) -> list[str]:
    """The terms of all that an office is called; none for no office."""
    return terms(" ".join(roles()[role].words)) if role else []


def _names_of(speaker: Voice) -> frozenset[str]:
    """The terms by which a question may mean somebody."""
    return frozenset([*terms(speaker.speaker), *_office_terms(speaker.role)])


def _is_of_it(question: Question, source: Source, known: Set[str]) -> bool:
    """Whether nothing more is asked about than the inspection that a document is about, or any, where none is named."""
    asked = re.sub(pattern_of("peel_qa.answer", "speaking.toml", "whole"), " ", question.own)
    topic = [term for term in content_terms(asked, question.forces) if term not in known]
    named = f"{source.title} {source.inspection} {source.about}"
    about = term_set(named) | area_terms(find_areas(named))  # "the organised crime report" is one on SOC
    return about.issuperset(topic) and (not question.years or affinity(question, source) > 0)
