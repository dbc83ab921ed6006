"""Who says what: quotations and reported speech in news texts, and the signed part of a report.

A news sentence without a voice of its own is the newspaper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from peel_qa.facts.grade_words import LONGEST_SENTENCE
from peel_qa.facts.people import INSPECTORS, roles
from peel_qa.facts.quotation import quoted
from peel_qa.facts.records import Person, Voice
from peel_qa.facts.speakers import HIDDEN, INSPECTORATE, Attribution, Speaker
from peel_qa.records import Document
from peel_qa.text import sentences

__all__ = ["INSPECTORATE", "read_voices", "role_name", "spoken_by", "with_office"]

_OBSERVATIONS = re.compile(r"\bobservations\b|\bsummary by\b", re.IGNORECASE)


def read_voices(document: Document, people: Sequence[Person]) -> list[Voice]:
    """The stretches of a document that belong to a speaker, in order."""
    if document.source.kind == "report":
        return list(_signed(document, people))
    return list(_spoken(document, people))


def _signed(document: Document, people: Sequence[Person]) -> Iterator[Voice]:
    """The observations that an inspector signs belong to that inspector."""
    signer = next((person for person in people if person.role in INSPECTORS), None)
    for section in document.sections:
        if signer and section.path and _OBSERVATIONS.search(section.path[-1]):
            yield Voice(document.id, section.start, section.end, signer.name, signer.role)


def _spoken(document: Document, people: Sequence[Person]) -> Iterator[Voice]:
    """Sentence by sentence: what a sentence attributes, and quoted sentences of whoever was named last."""
    attribution = Attribution(document.source, people, document.text)
    is_open = False
    for block in document.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        text = document.text[block.start : block.end]
        mask, is_open = quoted(text, is_open)
        for begin, end, speaker in _heard(text, mask, block.start, attribution):
            if speaker.name:
                yield Voice(document.id, block.start + begin, block.start + end, speaker.name, speaker.role)


def _heard(text: str, mask: list[bool], position: int, attribution: Attribution) -> list[tuple[int, int, Speaker]]:
    """The spoken sentences of a paragraph; those quoted before its first attribution belong to it where it ends their quotation."""
    heard: list[tuple[int, int, Speaker]] = []
    is_first = True
    for begin, end in sentences(text):
        outside = "".join(HIDDEN if mask[place] else text[place] for place in range(begin, end))
        own = attribution.of(outside[:LONGEST_SENTENCE], position + begin)
        if own and is_first and mask[begin]:
            heard = [(start, stop, own) for start, stop, _ in heard]
        is_first = is_first and own is None and mask[begin]
        speaker = own or (attribution.last if mask[begin] else None)
        heard += [(begin, end, speaker)] if speaker else []
    return heard


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


def with_office(voice: Voice) -> str:
    """A speaker with the office: "John Campion, police and crime commissioner"; the name alone of one without."""
    return f"{voice.speaker}, {role_name(voice.role)}" if voice.role else voice.speaker
