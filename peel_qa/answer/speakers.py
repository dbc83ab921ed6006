"""Questions for what somebody said: only that voice may answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.evidence import Library
from peel_qa.answer.leaning import lead_of
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.data import pattern_of, read_table
from peel_qa.facts.people import INSPECTORS, find_role, roles
from peel_qa.facts.records import Person, Voice
from peel_qa.facts.voices import INSPECTORATE
from peel_qa.search.question import Question, content_terms
from peel_qa.search.vocabulary import is_named
from peel_qa.stems import term_set
from peel_qa.text import fold, without_quotations

_FIRST_PERSON = re.compile(r"\bI(?:[’'](?:ve|m|d))?\b")
_SOMEBODY = re.compile(r"\b(?:she|he)\b", re.IGNORECASE)
"""Somebody whom the question before named, by name or by office."""
_PAPER = re.compile(r"\b(?:surveys?|polls?|data|figures|statistics|reports?|reviews?|audits?|stud(?:y|ies)|research|records?)\b")
"""What says something without being anybody: "the federation's survey says" asks for no words of the federation's."""
_HALF = 0.5
"""Share of a matter's words that a sentence must hold to tell of it."""
_ASKS = [re.compile(pattern, re.IGNORECASE) for pattern in read_table("peel_qa.answer", "speaking.toml")["asks"]]


def is_what_somebody_said(question: Question, candidate: Candidate) -> bool:
    """Whether a question asks what one person says about something, and a sentence, of that person's alone, names all of that."""
    topic, held = _matter(question), term_set(candidate.text)
    return bool(topic) and all(is_named(term, question.synonyms, held) for term in topic)


def _matter(question: Question) -> list[str]:
    """The terms of what one person is asked to have said something about; none for any other question."""
    match = pattern_of("peel_qa.answer", "speaking.toml", "said_of").search(question.own)
    return content_terms(match["topic"], question.forces) if match else []


def without_others(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates without what anybody else says, where it is asked why the inspectorate says something; all for any other question."""
    if not pattern_of("peel_qa.answer", "speaking.toml", "by_inspectors").search(question.own):
        return list(candidates)
    voices = ((c, voice_of(c, library)) for c in candidates)
    return [c for c, voice in voices if voice is None or voice.speaker == INSPECTORATE or voice.role in INSPECTORS]


def voice_of(candidate: Candidate, library: Library) -> Voice | None:
    """Who speaks in a candidate; None for its document's own publisher."""
    return library.voice(candidate.hit.passage.document, candidate.span.start, candidate.span.end)


def signer_of(candidate: Candidate, library: Library) -> Person | None:
    """The inspector who signed a report and says "I" in one of its sentences; None where nobody, or somebody else, says it."""
    if not candidate.hit.source.is_official or not _FIRST_PERSON.search(without_quotations(candidate.text)):
        return None
    document = candidate.hit.passage.document
    signers = {p.name: p for p in library.index.facts.people if p.document == document and p.role in INSPECTORS}
    voice = voice_of(candidate, library)
    if len(signers) != 1 or (voice is not None and voice.speaker not in signers):
        return None
    return next(iter(signers.values()))


def asked_speaker(question: Question, library: Library) -> Voice | None:
    """The speaker whose words a question asks for, as a Voice of any place; None where it asks for nobody's."""
    if question.intent.name == "attribution":
        return None
    match = next((found for pattern in _ASKS if (found := pattern.search(question.own))), None)
    if match is None:
        return None
    who = fold(match["who"])
    if _PAPER.search(who):
        return None
    is_somebody = question.is_follow_up and _SOMEBODY.search(who) is not None
    if is_somebody:
        who = f"{fold(question.earlier)} {roles()[question.role].words[0] if question.role else ''}"
    voices = [voice for voice in library.index.facts.voices if voice.speaker != INSPECTORATE]
    for voice in voices:
        if re.search(rf"\b{re.escape(fold(voice.speaker).split()[-1])}\b", who):
            return voice
    for person in library.index.facts.people:  # somebody who is named, and says nothing
        if re.search(rf"\b{re.escape(fold(person.name))}\b", who):
            return Voice("", 0, 0, person.name, person.role)
    role = find_role(who)
    if not role or (role == "inspector" and not re.search(r"\b(?:hm|hmi|inspector)\b", who)):
        return _introduced_as(who, voices, library)
    unheard = None if is_somebody else Voice("", 0, 0, "", role)
    return next((voice for voice in voices if voice.role == role), unheard)


def _introduced_as(who: str, voices: Sequence[Voice], library: Library) -> Voice | None:
    """The speaker whom a text introduces by the words of a question for somebody: "the bakery woman" is Ada Holt, who has a bakery."""
    somebody = pattern_of("peel_qa.answer", "speaking.toml", "somebody")
    words = content_terms(somebody.sub(" ", who)) if somebody.search(who) else []
    if not words:
        return None
    for voice in {v.speaker: v for v in reversed(voices) if not v.role}.values():
        text = library.index.documents[voice.document].text
        at = text.find(voice.speaker)
        passage = library.passage_at(voice.document, at) if at >= 0 else None
        span = next((s for s in passage.sentences if s.start <= at < s.end), None) if passage else None
        if span and term_set(text[span.start : span.end]).issuperset(words):
            return voice
    return None


def spoken_only(question: Question, speaker: Voice, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates in the voice that is asked for: the person where a name was given, else whoever held the office.

    What a newspaper tells of somebody by name counts as well: "Mr Hale set out three aims". A matter that
    anybody speaks of has to be told of.
    """
    surname = re.escape(speaker.speaker.split()[-1]) if speaker.speaker else ""
    told_of = re.compile(rf"\W*(?:[A-Z][\w’'-]+ ){{0,3}}{surname} [a-z]") if surname else None
    topic = _matter(question)

    def share(candidate: Candidate) -> float:
        held = term_set(lead_of(words_before(candidate), candidate.text) + candidate.text)
        return sum(is_named(term, question.synonyms, held) for term in topic) / len(topic)

    def is_theirs(candidate: Candidate) -> bool:
        voice = voice_of(candidate, library)
        return is_voice_of(question, speaker, voice) if voice else told_of is not None and told_of.match(candidate.text) is not None

    theirs = [c for c in candidates if is_theirs(c)]
    on_topic = [c for c in theirs if share(c) >= _HALF] if topic else theirs
    is_told_of = bool(topic) and any(share(c) == 1.0 for c in candidates)
    return on_topic if on_topic or is_told_of else theirs


def spoken_by_persons(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """What people say, where it is asked who did what no report does ("who moaned that"); all where nobody does, or another question.

    An inspector is a person too, but admits nothing.
    """
    is_of_inspected = pattern_of("peel_qa.answer", "speaking.toml", "by_inspected").search(question.own) is not None
    if not (is_of_inspected or pattern_of("peel_qa.answer", "speaking.toml", "by_person").search(question.own)):
        return list(candidates)
    voices = ((c, voice_of(c, library)) for c in candidates)
    spoken = [c for c, v in voices if v and v.speaker != INSPECTORATE and not (is_of_inspected and v.role in INSPECTORS)]
    return spoken or list(candidates)


def is_voice_of(question: Question, speaker: Voice, voice: Voice) -> bool:
    """Whether a voice is the one asked for: that person where the question gives the name, else whoever held the office."""
    is_by_name = speaker.speaker != "" and fold(speaker.speaker).split()[-1] in fold(question.full)
    return voice.speaker == speaker.speaker if is_by_name or not speaker.role else voice.role == speaker.role
