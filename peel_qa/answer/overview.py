"""All that an inspection says about a topic that is no area: "what did the inspectors find about digital forensics"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.confidence import calibration, is_enough
from peel_qa.answer.demands import is_norm, is_not_yet
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.extract import as_sentence
from peel_qa.answer.leaning import lead_of
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.data import pattern_of, read_table
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, content_terms, inspected
from peel_qa.search.vocabulary import is_named
from peel_qa.stems import term_set

_MOST = 5
"""Sentences of an inspection that are told."""
_FEWEST = 2
"""Sentences about the topic from which on an overview says more than the best sentence alone."""
_MOST_EDITIONS = 3
_SURE = 0.2
"""How sure the best sentence must be, where several name a topic whole: they are told as they are, and none need answer alone."""
_SAME = 0.75
"""Share of the terms of the shorter of two sentences that the other holds too, from which on they say the same."""
_LIGHT = term_set(read_table("peel_qa.answer", "overview.toml")["light"])
_TOPIC = "[^?]{3,80}?"
_DIGITS = re.compile(r"\d+")


@cache
def _asks() -> re.Pattern[str]:
    asks: list[str] = read_table("peel_qa.answer", "overview.toml")["asks"]
    named = [pattern.replace("{topic}", f"(?P<topic{n}>{_TOPIC})\\W*$") for n, pattern in enumerate(asks)]
    return re.compile("|".join(named), re.IGNORECASE)


def topic_of(question: Question) -> str:
    """What a question asks to be told all about; "" for any other question."""
    match = _asks().search(question.own)
    topic = next((words for words in match.groupdict().values() if words), "") if match else ""
    topic = pattern_of("peel_qa.answer", "overview.toml", "until").split(topic)[0]
    return "" if pattern_of("peel_qa.answer", "overview.toml", "no_topic").search(topic) else topic.strip()


def answer_overview(question: Question, able: Sequence[Candidate], library: Library, confidence: float) -> Answer | None:
    """What the newest inspections say about the topic, in their order; None where another thing is asked, or they say little of it."""
    words = set(content_terms(topic_of(question), question.forces))
    topic = words - _LIGHT or words
    if not topic or not able or confidence < _SURE or (question.is_graded and question.areas) or len(question.year_groups) > 1:
        return None
    about = _about(topic, question, able)
    is_sure = is_enough(confidence) or not any(is_not_yet(candidate.text) for candidate in about)
    if len(about) < _FEWEST or not is_sure:
        return None
    evidence = Evidence(library)
    claims = [claim for told in _by_edition(about) for claim in _told(question, told, evidence)]
    return compose(question.text, claims, evidence.citations, confidence=max(confidence, calibration()["threshold"])) if claims else None


def _about(topic: set[str], question: Question, able: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that name the topic whole, in the words of the question or others for it, those that say the same once."""
    found: list[Candidate] = []
    for candidate in able:
        held = term_set(lead_of(words_before(candidate), candidate.text) + candidate.text)
        is_about = all(is_named(term, question.synonyms, held) for term in topic)
        if is_about and not any(_is_same(candidate, other) for other in found):
            found.append(candidate)
    return found


def _is_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same in much the same words, as a finding and the area for improvement made of it do."""
    mine, others = term_set(one.text), term_set(other.text)
    if set(_DIGITS.findall(one.text)) != set(_DIGITS.findall(other.text)):
        return False
    return len(mine & others) > _SAME * min(len(mine), len(others))


def _by_edition(about: Sequence[Candidate]) -> list[list[Candidate]]:
    """The best sentences of the newest inspections, newest first; of each the inspectorate's own where there are any."""
    editions = sorted({inspected(c.hit.source)[:4] for c in about}, reverse=True)[:_MOST_EDITIONS]
    of_edition = [[c for c in about if inspected(c.hit.source)[:4] == edition] for edition in editions]
    return [([c for c in told if c.hit.source.is_official] or told)[:_MOST] for told in of_edition]


def _told(question: Question, told: Sequence[Candidate], evidence: Evidence) -> list[Claim]:
    """The sentences of one inspection, as they stand in it, what is to be done behind what is: the first names the inspection."""
    claims: list[Claim] = []
    for candidate in sorted(told, key=lambda c: (is_norm(question, c.text), c.hit.source.id, c.span.start)):
        document = candidate.hit.passage.document
        number = evidence.add(document, candidate.span.start, candidate.span.end)
        if number:
            said = as_sentence(candidate.text)
            first = f"{said} ({edition_label(evidence.citations[number - 1])})"
            claims.append(Claim(f"- {said}" if claims else first, (number,)))
    return claims
