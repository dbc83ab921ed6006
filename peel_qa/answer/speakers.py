"""Questions for what somebody said: only that voice may answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.facts.people import find_role
from peel_qa.facts.records import Voice
from peel_qa.facts.voices import INSPECTORATE
from peel_qa.search.question import Question
from peel_qa.text import fold

_SPEAK = (
    r"say|says|said|tell|told|think|thinks|thought|promise|promises|promised|call|calls|called|describe|describes|described|react|reacts|reacted|respond|responds|responded|admit|admits|admitted|"
    r"accept|accepts|accepted|agree|agrees|agreed|claim|claims|claimed|welcome|welcomes|welcomed|back|backs|backed|comment|pledge|pledged|want|wants|wanted|expect|expects|expected|feel|felt|vow|vowed|praise|praised|criticise|criticised|view|reaction|response|words|opinion|acknowledge|acknowledged"
)
_ASKS = re.compile(rf"\b(?:what|how|why|did|does|do|has|when|which|according to)\b(?P<who>.{{2,60}}?)\b(?:{_SPEAK})\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\baccording to (?P<who>.{2,50}?)(?:,|\?|$)|\b(?P<other>.{2,40}?)(?:'s|’s) (?:view|reaction|response|words|opinion|promise|claim)\b",
    re.IGNORECASE,
)


def asked_speaker(question: Question, library: Library) -> Voice | None:
    """The speaker whose words a question asks for, as a Voice of any place; None where it asks for nobody's."""
    if question.intent.name == "attribution":
        return None
    match = _ACCORDING.search(question.own) or _ASKS.search(question.own)
    if match is None:
        return None
    who = fold(next((words for words in match.groups() if words), ""))
    voices = [voice for voice in library.index.facts.voices if voice.speaker != INSPECTORATE]
    for voice in voices:
        if re.search(rf"\b{re.escape(fold(voice.speaker).split()[-1])}\b", who):
            return voice
    for person in library.index.facts.people:  # somebody who is named, and says nothing
        if re.search(rf"\b{re.escape(fold(person.name))}\b", who):
            return Voice("", 0, 0, person.name, person.role)
    role = find_role(who)
    if not role or (role == "inspector" and not re.search(r"\b(?:hm|hmi|inspector)\b", who)):
        return None
    return next((voice for voice in voices if voice.role == role), Voice("", 0, 0, "", role))


def spoken_only(question: Question, speaker: Voice, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates in the voice that is asked for: the person where a name was given, else whoever held the office."""
    is_named = speaker.speaker != "" and fold(speaker.speaker).split()[-1] in fold(question.own)
    kept = []
    for candidate in candidates:
        voice = library.voice(candidate.hit.passage.document, candidate.span.start, candidate.span.end)
        if voice and (voice.speaker == speaker.speaker if is_named else voice.role == speaker.role):
            kept.append(candidate)
    return kept
