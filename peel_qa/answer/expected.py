"""The value that a question wants, and what a sentence gains that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from peel_qa.answer.contrasts import is_of_the_other
from peel_qa.answer.demands import tells_condition
from peel_qa.answer.evidence import Library
from peel_qa.answer.figures import (
    NO_KIND,
    asks_difference,
    asks_ratio,
    asks_total,
    counted,
    counted_words,
    counts_another_kind,
    counts_it,
    counts_plainly,
    counts_some_kind,
    holds,
    is_difference,
    is_told,
    is_vague,
    tells_part,
)
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.search.moving_on import is_told_so
from peel_qa.search.question import Question, without_excluded
from peel_qa.search.vocabulary import covers
from peel_qa.stems import term_set, terms
from peel_qa.text import words

TOLD = ("percentage", "amount", "count", "money", "duration")
"""Kinds of value that a question may hold itself, and that an older inspection may have told otherwise."""
_DOER = re.compile(r"[a-z]{3,}(?:o|e)rs?\b", re.IGNORECASE)
VALUE_BONUS = 0.7
_PLAIN_BONUS = 0.8
"""What a sentence gains more that counts the very thing, where nothing but its number is asked for."""
_CLOSE_MEANING = 0.34
"""Similarity that a sentence needs whose number does not stand near the thing counted."""


def _is_of_the_deed(question: str, sentence: str) -> bool:
    """Whether people are to be counted and a sentence only names what they do: "investigations" where it is investigators."""
    for doer in _DOER.findall(counted_words(question)):
        same = [word for word in words(sentence) if terms(word) == terms(doer)]
        if same and not any(map(_DOER.fullmatch, same)):
            return True
    return False


_OF_THEM = re.compile(
    r"\bhow many of (?:them|those|these) (?:(?:were|are|was|is|have|had|has|do|did|can|will)(?: been)?(?: still)? )?"
    r"(?P<what>[\w’' -]{3,40})",
    re.IGNORECASE,
)
"""Asks of the things before how many are of some kind: "how many of them were trainees" counts trainees."""


def counted_heads(question: Question) -> set[str]:
    """The stems of the thing that a question wants counted, however it is called."""
    wanted = counted(question.own) or counted(question.full)
    return {*wanted[-1:], *_called(question, wanted)}


def _called(question: Question, wanted: Sequence[str]) -> Iterator[str]:
    """The last stems of what the counted thing is called otherwise."""
    return (other[-1] for s in question.synonyms if wanted and wanted[-1] in s.own for other in s.others)


@dataclass(frozen=True, slots=True)
class Expected:
    """What value a question wants: of which thing (`counted`, `also`), a whole number or any, a ratio or not.

    `is_of_them`: of those that the answer before told of.
    """

    question: Question
    library: Library
    counted: tuple[str, ...]
    also: tuple[str, ...]
    is_total: bool
    is_ratio: bool
    is_of_them: bool = False

    @classmethod
    def of(cls, question: Question, library: Library) -> Self:
        """Read it from a question."""
        part = _OF_THEM.search(question.own) if question.is_follow_up else None
        wanted = tuple(terms(part["what"])) if part else counted(question.own) or counted(question.full)
        is_total = asks_total(question.own if part else question.full)
        return cls(question, library, wanted, tuple(_called(question, wanted)), is_total, asks_ratio(question.full), part is not None)

    def bonus(self, candidate: Candidate, is_best: bool) -> float:
        """What a candidate gains for its value; 0 where it holds none that could be the answer.

        `is_best` says that it is the best of all that were found: then the thing counted may be called otherwise.
        """
        expects, sentence = self.question.intent.expects, candidate.text
        if is_of_the_other(without_excluded(self.question.full), expects, sentence):
            return 0.0
        if not holds(expects, sentence, self.is_ratio):
            return VALUE_BONUS / 2 if self._is_told_in_words(sentence) else 0.0
        if expects in TOLD and not is_told(expects, sentence, self.question.own):
            return 0.0
        if expects == "names" and self.question.role and len(people_in(sentence, self.library)) < 2:
            return 0.0
        if self.is_of_them and not self._names_what(sentence):
            return 0.0
        if expects == "count" and _is_of_the_deed(self.question.own, sentence):
            return 0.0
        if self.is_total and self._counts_no_such_kind(candidate):
            return 0.0
        if expects == "count" and counts_another_kind(sentence, self.counted, self._said(candidate)):
            return 0.0
        is_bare = expects == "count" and bool(self.counted) and set(self.question.own_subject) == set(self.counted[-1:])
        if is_bare and self.is_total and counts_some_kind(sentence, self.counted[-1]):
            return 0.0
        if expects == "count" and self.counted and not self._counts_it(candidate):
            is_meant = not self.is_total and (is_best or candidate.meaning >= _CLOSE_MEANING)
            return VALUE_BONUS / 2 if is_meant and not is_vague(expects, sentence) else 0.0
        if expects in ("money", "amount") and is_difference("money", sentence) and not asks_difference(self.question.own):
            return VALUE_BONUS / 2
        if is_vague(expects, sentence):
            return VALUE_BONUS / 2 if self.counted or expects != "count" else 0.0
        if self.is_of_them and not candidate.marks.get("before"):
            return VALUE_BONUS / 2  # of others than those who were just told of
        is_plain = is_bare and not self.question.wants_newest and counts_plainly(sentence, {*self.counted[-1:], *self.also})
        return VALUE_BONUS + _PLAIN_BONUS * is_plain

    def _counts_it(self, candidate: Candidate) -> bool:
        """Whether a number of a sentence counts the thing asked about, which one that tells of an earlier time leaves to the one before."""
        things = (self.counted[-1], *self.also)
        if counts_it(candidate.text, things, self.is_total, self.is_ratio):
            return True
        return is_told_so(self.question.text, candidate.text) and counts_it(words_before(candidate), things, self.is_total, self.is_ratio)

    def _counts_no_such_kind(self, candidate: Candidate) -> bool:
        """Whether a kind is to be counted in all, and a sentence counts such things where nothing names that kind: "four constables"."""
        kind = [term for term in self.counted[:-1] if term not in NO_KIND]
        if not kind or not counts_plainly(candidate.text, {self.counted[-1]}):
            return False
        return (self._said(candidate) | term_set(candidate.hit.passage.text)).isdisjoint(kind)

    def _names_what(self, sentence: str) -> bool:
        """Whether a sentence names what is asked of those before, by any word: "how many of them work nights"."""
        held = term_set(sentence)
        return any(term in held or covers(term, self.question.synonyms, held) for term in self.counted)

    def _is_told_in_words(self, sentence: str) -> bool:
        """Whether a sentence tells in words what part of some things is asked for, or in which circumstances something is done."""
        if self.question.intent.expects == "date":
            return tells_condition(self.question, sentence)
        return self.question.intent.expects in ("count", "percentage") and not self.is_total and tells_part(sentence)

    def _said(self, candidate: Candidate) -> frozenset[str]:
        """Stems of a sentence and its headings, and of the question's words for which a synonym stands there."""
        held = term_set(" ".join((candidate.text, *candidate.hit.passage.section, candidate.hit.passage.finding)))
        return held | {term for term in self.counted if covers(term, self.question.synonyms, held)}


def people_in(sentence: str, library: Library) -> set[str]:
    """The people named in offices anywhere whose surname stands in a sentence."""
    return {person.name for person in library.index.facts.people if person.name.split()[-1] in sentence}
