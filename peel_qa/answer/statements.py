"""What somebody said of an inspection as a whole: all that they are quoted with in the newest document about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    fitting = [
        voice
        for voice in library.index.facts.voices
        if is_voice_of(question, speaker, voice)
        and filters.admit(source := library.source(voice.document))
        and _is_of_it(question, speaker, source)
    ]
    if not fitting:
        return None
    if question.intent.name == "timeline":
        return _over_time(question, fitting, library)
    newest = max(fitting, key=lambda voice: (affinity(question, library.source(voice.document)), library.source(voice.document).published))
    evidence = Evidence(library)
    said = [voice for voice in fitting if voice.document == newest.document and voice.speaker == newest.speaker]
    bullets = evidence.bullets([(voice.document, voice.start, voice.end) for voice in said[:_MOST]])
    if not bullets:
        return None
    first = _first_line(newest, library.source(newest.document))
    return compose(question.text, [first, *bullets], evidence.citations, confidence=0.9)


def _of_several(question: Question, library: Library, filters: Filters) -> Answer | None:
    """What the holder of each office that a question names said of the inspection it is about; None where not two of them said anything."""
    named = roles_in(question.own)
    if len(named) < _SEVERAL or not pattern_of("peel_qa.answer", "speaking.toml", "both").search(question.own):
        return None
    topic = [term for role in named for words in roles()[role].words for term in terms(words)]
    anybody = Voice("", 0, 0, "", "")
    said = [
        voice
        for voice in library.index.facts.voices
        if voice.role in named and filters.admit(source := library.source(voice.document)) and _is_of_it(question, anybody, source, topic)
    ]
    if not said:
        return None
    newest = max((library.source(voice.document) for voice in said), key=lambda source: (affinity(question, source), source.published))
    evidence, claims, heard = Evidence(library), list[Claim](), 0
    for role in named:
        own = [voice for voice in said if voice.role == role and library.source(voice.document).about == newest.about]
        bullets = evidence.bullets([(voice.document, voice.start, voice.end) for voice in own[:_MOST_EACH]])
        claims += [_first_line(own[0], library.source(own[0].document)), *bullets] if bullets else []
        heard += bool(bullets)
    return compose(question.text, claims, evidence.citations, confidence=0.9) if heard >= _SEVERAL else None


def _over_time(question: Question, fitting: list[Voice], library: Library) -> Answer | None:
    """What was said in every document, the oldest first, the first stretches of each."""
    evidence, claims = Evidence(library), list[Claim]()
    for document in sorted({voice.document for voice in fitting}, key=lambda name: library.source(name).published):
        said = [voice for voice in fitting if voice.document == document]
        bullets = evidence.bullets([(voice.document, voice.start, voice.end) for voice in said[:_MOST_EACH]])
        claims += [_first_line(said[0], library.source(document)), *bullets] if bullets else []
    return compose(question.text, claims, evidence.citations, confidence=0.9) if claims else None


def _first_line(voice: Voice, source: Source) -> Claim:
    who = with_office(voice) + ("," if voice.role else "")
    when = spoken(source.published, source.published_sure)
    return Claim(f"{who} is quoted in the {source.publisher} ({when}, on {source.about}) as follows:")


def _is_of_it(question: Question, speaker: Voice, source: Source, also: Sequence[str] = ()) -> bool:
    """Whether nothing more is asked about than the inspection that a document is about, or any, where none is named.

    `also` are terms of the question that name no matter.
    """
    asked = re.sub(pattern_of("peel_qa.answer", "speaking.toml", "whole"), " ", question.own)
    words = {*also, *terms(speaker.speaker), *terms(" ".join(roles()[speaker.role].words) if speaker.role else "")}
    topic = [term for term in content_terms(asked, question.forces) if term not in words]
    named = f"{source.title} {source.inspection} {source.about}"
    about = term_set(named) | area_terms(find_areas(named))  # "the organised crime report" is one on SOC
    return about.issuperset(topic) and (not question.years or affinity(question, source) > 0)
