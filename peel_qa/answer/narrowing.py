"""What a question narrows down to: an answer about the whole, or about what was only told before the question, is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from peel_qa.answer.figures import number_of
from peel_qa.answer.sentences import Candidate, terms_told, words_before
from peel_qa.data import patterns_of, read_table
from peel_qa.search.question import Question, content_terms
from peel_qa.search.vocabulary import is_named
from peel_qa.stems import term_set, terms

_NOT_OF_A_GROUP = ("yesno", "why", "who")
"""Intents in which "among" tells of no group that a figure is of."""
_HOME = re.compile(r"\b(?:child(?:ren)?[’']?s[’']?|care|nursing|old people[’']?s) homes?\b", re.IGNORECASE)
"""A place that is called after the people in it."""
_NAMES_NOTHING = frozenset(terms("one ones"))
"""Words that stand for what was named before."""
_ONE = re.compile(r"\ban? [\w’-]+", re.IGNORECASE)
"""One of some kind, which is no group: "the time that it takes to find a child"."""
_LISTED = re.compile(r"\b(?:\w+, )*\w+,? (?:and|or|&) \w+\b")
"""Several things in a row: "high, medium or low"."""


@lru_cache(maxsize=1024)
def _found(name: str, text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns_of("peel_qa.answer", "narrowing.toml", name) if (match := pattern.search(text))), None)


def is_of_part(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence, or what stands above it, is about the part that a question asks for; True of a question for no part."""
    is_of_it = _is_of_those(question, candidate) and _is_of_number(question, candidate) and _is_of_priced(question, candidate)
    return is_of_it and _is_of_only(question, candidate)


def _is_of_only(question: Question, candidate: Candidate) -> bool:
    """Whether a part that is asked about by itself is spoken of: "calls answered, upland only"; "England and Wales" is not Wales."""
    match = _found("only", question.own) or (_found("among", question.own) if question.intent.name not in _NOT_OF_A_GROUP else None)
    wanted = (content_terms(match["part"], question.forces) or terms(match["part"])) if match else []
    texts = [_LISTED.sub(" ", text) for text in _told(candidate)] if wanted else []
    held = term_set(" ".join(texts))
    return not wanted or all(question.mentions(term, held) for term in wanted)


def _is_of_those(question: Question, candidate: Candidate) -> bool:
    """Whether anything of what is asked for, beside what it is asked of, is spoken of."""
    match = next(filter(None, (_found(name, question.own) for name in ("of_those", "meant", "judged", "measured"))), None)
    if match is None:
        return True
    whole = term_set(match.groupdict().get("whole", ""))
    named = [term for term in content_terms(match["part"], question.forces) if term not in _NAMES_NOTHING]
    wanted = [term for term in named if not is_named(term, question.synonyms, whole)]  # "people" are near to "children", and not the same
    is_of_those = _found("of_those", question.own) is match
    if _HOME.search(match["part"]):
        wanted = [term for term in wanted if term not in _words_of("people", "sorts")]
    people = [term for term in wanted if is_of_those and term in _words_of("people", "sorts")]  # the staff are not all the workforce
    if people:
        sorts = [term for term in whole if term in _words_of("sorts")]
        return any(_is_any_of(term, candidate) for term in people) and all(_is_any_of(term, candidate) for term in sorts)
    held = terms_told(candidate)
    return not wanted or any(question.mentions(term, held) for term in wanted)


def _is_any_of(term: str, candidate: Candidate) -> bool:
    """Whether a sentence, or the heading of its finding, names a group of people by one of its own words."""
    held = term_set(_ONE.sub(" ", f"{candidate.text} {candidate.hit.passage.finding}"))
    return any(term in group and not group.isdisjoint(held) for group in _groups("people", "sorts"))


@cache
def _groups(*names: str) -> tuple[frozenset[str], ...]:
    table = read_table("peel_qa.answer", "narrowing.toml")
    return tuple(frozenset(terms(group)) for name in names for group in table[name])


@cache
def _words_of(*names: str) -> frozenset[str]:
    return frozenset[str]().union(*_groups(*names))


def _is_of_number(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence, or the one before, tells the number of things of which some are asked for: "how many of the 20"."""
    match = _found("of_number", question.own) if question.intent.name != "yesno" else None
    if match is None:
        return True
    said = re.findall(r"\d+(?:[.,]\d+)*|[a-z]+", f"{candidate.hit.passage.finding} {words_before(candidate)} {candidate.text}".lower())
    wanted = match["number"].lower().rstrip(".,")
    return wanted in said or (number_of(wanted) or -1) in map(number_of, said)


def _is_of_priced(question: Question, candidate: Candidate) -> bool:
    """Whether the last word for a thing whose price is asked for stands in the sentence, the one before or what stands above them."""
    match = _found("priced", question.own) if question.intent.expects == "money" else None
    named = content_terms(match["part"], question.forces) if match else []
    return not named or question.mentions(named[-1], terms_told(candidate))


def _told(candidate: Candidate) -> Sequence[str]:
    hit = candidate.hit
    return words_before(candidate), candidate.text, *hit.passage.section, hit.passage.finding
