"""Who says what: quotations and reported speech in news texts, and the signed part of a report.

A news sentence without a voice of its own is the newspaper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.facts.people import NAME, roles
from peel_qa.facts.records import Person, Voice
from peel_qa.records import Block, Document
from peel_qa.text import sentences

INSPECTORATE = "inspectorate"
_OPENING = re.compile(r"^[\"“‘']")
_OBSERVATIONS = re.compile(r"\bobservations\b|\bsummary by\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name with the key of an office, or the inspectorate with none."""

    name: str
    role: str


@cache
def _words() -> tuple[str, str, str]:
    data = read_table("peel_qa.facts", "voices.toml")
    verbs, report_verbs = "|".join(data["verbs"]), "|".join([*data["verbs"], *data["report_verbs"]])
    return verbs, report_verbs, "|".join(data["inspectorate"])


def read_voices(document: Document, people: Sequence[Person]) -> list[Voice]:
    """The stretches of a document that belong to a speaker, in order."""
    if document.source.kind == "report":
        return list(_signed(document, people))
    return list(_spoken(document, people))


def _signed(document: Document, people: Sequence[Person]) -> Iterator[Voice]:
    """The observations that an inspector signs belong to that inspector."""
    signer = next((person for person in people if person.role in ("inspector", "chief_inspector")), None)
    for section in document.sections:
        if signer and section.path and _OBSERVATIONS.search(section.path[-1]):
            yield Voice(document.id, section.start, section.end, signer.name, signer.role)


def _spoken(document: Document, people: Sequence[Person]) -> Iterator[Voice]:
    current: Speaker | None = None
    is_open = False
    for block in document.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        text = document.text[block.start : block.end]
        is_open = is_open and _OPENING.match(text) is not None
        attributed = _attribution(text, people, current)
        current = attributed or current
        for start, end in _sentence_spans(document, block):
            sentence = document.text[start:end]
            own = _attribution(sentence, people, current)
            is_quoted = is_open or _OPENING.match(sentence) is not None
            speaker = own or (current if is_quoted else None)
            is_open = _left_open(sentence, is_open)
            if speaker:
                yield Voice(document.id, start, end, speaker.name, speaker.role)
        is_open = is_open or (_OPENING.match(text) is not None and not re.search(r"[\"”’']\s*$", text))


def _sentence_spans(document: Document, block: Block) -> Iterator[tuple[int, int]]:
    for begin, end in sentences(document.text[block.start : block.end]):
        yield block.start + begin, block.start + end


def _left_open(sentence: str, was_open: bool) -> bool:
    """Whether a double quotation is still open behind a sentence."""
    state = was_open
    for character in sentence:
        if character == "“":
            state = True
        elif character == "”":
            state = False
        elif character == '"':
            state = not state
    return state


def _attribution(text: str, people: Sequence[Person], current: Speaker | None) -> Speaker | None:
    """The speaker whom a text names outside its quotations; a pronoun is the speaker before."""
    outside = re.sub(r"[“\"][^”\"]*(?:[”\"]|$)", " ", text)
    verbs, report_verbs, inspectorate = _words()
    for person in people:
        surname = re.escape(person.name.split()[-1])
        named = rf"\b{surname}\b(?:, [^,]{{3,60}},|,)?(?: also| later| further)? (?:{verbs})\b|\b(?:{verbs}) (?:{NAME} )?\b{surname}\b"
        if re.search(named, outside):
            return Speaker(person.name, person.role)
    for person in reversed(people):
        if re.search(rf"\b[Tt]he (?:{roles()[person.role].pattern}) (?:also )?(?:{verbs})\b", outside):
            return Speaker(person.name, person.role)
    if re.search(
        rf"(?i:\b(?:{inspectorate})) (?:also )?(?:{report_verbs})\b|\b(?:{verbs}) (?i:(?:{inspectorate}))\b|"
        rf"(?i:\bthe watchdog (?:{verbs}))",
        outside,
    ):
        return Speaker(INSPECTORATE, "")
    if current and re.search(rf"\b(?:He|She|They|he|she|they) (?:also )?(?:{verbs})\b", outside):
        return current
    return None


def spoken_by(voices: Sequence[Voice], start: int, end: int) -> Voice | None:
    """The voice that covers most of a stretch of its document; None where none does."""
    best, most = None, 0
    for voice in voices:
        shared = min(end, voice.end) - max(start, voice.start)
        if shared > most:
            best, most = voice, shared
    return best


def role_name(key: str) -> str:
    """How an office is called; "" for none."""
    return roles()[key].name if key in roles() else ""
