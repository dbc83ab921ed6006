"""What an answer to a follow-up must hold: something of what the follow-up adds to the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.contrasts import kinds_named
from peel_qa.answer.figures import MONTH, holds
from peel_qa.answer.sentences import Candidate, put_first, terms_told, words_before
from peel_qa.data import any_of, read_table
from peel_qa.records import Answer
from peel_qa.search.intent import find_intent
from peel_qa.search.question import Question, content_terms, points_to_force_alone
from peel_qa.search.vocabulary import is_named
from peel_qa.search.years import years_in
from peel_qa.stems import term_set, terms
from peel_qa.text import words

_MOVES_TO = any_of(read_table("peel_qa.answer", "going_on.toml")["moves_to"])
_MEASURES = term_set(read_table("peel_qa.answer", "going_on.toml")["measures"])
_WHICH = any_of(read_table("peel_qa.answer", "going_on.toml")["which"])
_HOW_MANY = any_of(read_table("peel_qa.answer", "going_on.toml")["how_many"])
_PERIOD = any_of(read_table("peel_qa.answer", "going_on.toml")["period"])
_SAID_IN = any_of(read_table("peel_qa.answer", "going_on.toml")["said_in"])
_GIVEN = ("answered", "partly_answered")
_NEAR, _HALF = 3.0, 0.5
"""How far below the sentence of before one may score that holds what a follow-up adds (log-odds), and what share of that it must hold."""
_SURE = 0.85
_ONE_WORD = 2
"""Spaces round a phrase of one word."""
_ONES = any_of(read_table("peel_qa.answer", "going_on.toml")["ones"])
_MONTHS = term_set(" ".join(MONTH.split("|")))


def adds_to_before(question: Question, candidate: Candidate) -> bool:
    """Whether a candidate may speak of what a follow-up moves to; True of every other question.

    Where the same is asked of another kind of crime ("and for robbery?"), a sentence that names only the kind before is about that, and
    so is one that goes on from it, while neither it nor what stands above it names the other. Where no kind is named at all, none is
    meant. How many "that" was is told by the sentence of before or by none.
    """
    if is_said_again(question, candidate):
        return False
    if question.is_follow_up and _HOW_MANY.fullmatch(question.own):
        return bool(candidate.marks.get("said")) and holds(question.intent.expects or "count", candidate.text)
    moved = _MOVES_TO.fullmatch(question.own) if question.is_follow_up else None
    asked = kinds_named(moved["topic"]) if moved else frozenset[int]()
    if not asked:
        return True
    hit = candidate.hit
    places = (candidate.text, words_before(candidate), " ".join((hit.passage.finding, *hit.passage.section)), hit.passage.text)
    told = next((found for text in places if (found := kinds_named(text))), frozenset[int]())
    return not asked.isdisjoint(told)


def is_said_again(question: Question, candidate: Candidate) -> bool:
    """Whether a candidate is the very sentence that answered the question before, and holds nothing that a "which" or "where" adds.

    "Which streets?" is no more answered by how many patrols there were than "where is it?" by what it cost.
    """
    if not question.is_follow_up or not _WHICH.match(question.own) or not candidate.marks.get("said") or candidate.marks.get("own_words"):
        return False
    if _PERIOD.match(question.own) and years_in(_SAID_IN.sub(" ", candidate.text)):
        return False
    new = set(question.stray(term_set(question.earlier)))
    held = terms_told(candidate) if new else frozenset[str]()
    return bool(new) and not any(question.mentions(term, held) for term in new)


def new_first(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """Before the very sentence that answered the question before, one near it that holds what a follow-up adds, where that does not."""
    best = found[0] if found else None
    if best is None or not question.is_follow_up or not best.marks.get("said") or best.marks.get("own_words") or question.intent.expects:
        return list(found)
    for rival in found[1:]:
        is_near = rival.marks.get("before", 0.0) > 0 and rival.score >= best.score - _NEAR
        if is_near and rival.marks.get("own_words", 0.0) >= _HALF:
            return put_first(found, rival)
    return list(found)


def topic_moved_to(question: Question) -> str:
    """What a follow-up asks the same of: "stalking" of "and stalking ones?"; "" of any other question."""
    match = (_MOVES_TO.fullmatch(question.own) or _ONES.fullmatch(question.own)) if question.is_follow_up else None
    return re.sub(r"\bones?\b", " ", match["topic"]) if match else ""


def phrase_first(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """Before all others, the best sentence that says in so many words what a follow-up moves to: "what about right to know?".

    Of several words that are no phrase of a sentence, those that name something, and months, have to stand there: "and stalking ones?".
    """
    topic = topic_moved_to(question) if found else ""
    phrase = f" {' '.join(words(topic))} "
    wanted = set(terms(topic)) & _MONTHS or set(content_terms(topic, question.forces))
    tests = [lambda c: phrase in f" {' '.join(words(c.text))} "] if phrase.count(" ") > _ONE_WORD else []
    tests += [lambda c: wanted <= term_set(c.text)] if wanted else []
    for is_told in tests:
        if (rival := next(filter(is_told, found), None)) is not None:
            return put_first(found, rival)
    return list(found)


def measures_before(question: Question, candidate: Candidate) -> bool:
    """Whether a follow-up asks how much of the thing before it, and a candidate is the sentence that told of it: "what will it cost?"."""
    expects = question.intent.expects
    if not question.is_follow_up or not expects or not candidate.marks.get("said") or find_intent(question.earlier).expects == expects:
        return False
    return set(question.own_subject) <= _MEASURES and holds(expects, candidate.text)


def fuller(alone: Question, answer: Answer, other: Answer) -> Answer:
    """The answer to what may be a follow-up or a question of its own (`alone`, with its `other` answer): the one that holds more of it.

    Where it points back to more than the force, the other one must be sure and hold every word, and only stands in for none.
    """
    if other.status not in _GIVEN or answer.status not in (*_GIVEN, "not_in_corpus"):
        return answer
    held = _held(alone, other)
    if not points_to_force_alone(alone):
        is_sure = held == len(set(alone.subject)) and other.confidence >= _SURE
        return other if is_sure and answer.status == "not_in_corpus" else answer
    if answer.status not in _GIVEN or alone.years:
        return other
    return other if (held, other.confidence) > (_held(alone, answer), answer.confidence) else answer


def _held(question: Question, answer: Answer) -> int:
    """How many of the words that name a question's subject stand in the first line of an answer or its first quote, or are meant there."""
    told = term_set(" ".join([answer.text.split("\n\n")[0], *(citation.quote for citation in answer.citations[:1])]))
    return sum(is_named(term, question.synonyms, told) for term in set(question.subject))
