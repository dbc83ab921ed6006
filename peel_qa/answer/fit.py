"""Which candidates can answer at all: of the years asked for, and with a value of the kind that is expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from peel_qa.answer.demands import asks_what_became, has_reason, is_general_norm, meeting, numbered_in
from peel_qa.answer.evidence import Library
from peel_qa.answer.figures import (
    asks_ratio,
    asks_total,
    counted,
    counts_another_kind,
    counts_it,
    counts_some_kind,
    holds,
    is_of_the_other,
    is_only_of_the_other,
    is_told,
    is_vague,
    tells_part,
)
from peel_qa.answer.leaning import is_dependent, tells_again
from peel_qa.answer.polarity import is_negated
from peel_qa.answer.premise import contradiction
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Span
from peel_qa.search.question import Question, fits_years, inspected, years_in
from peel_qa.search.vocabulary import covers
from peel_qa.stems import term_set

_REACH = 2.5
"""How far below the best sentence's score one with a value of the right kind is looked for (log-odds)."""
_ALIKE = 0.8
"""Log-odds within which two values of a passage are weighed by the words beside them."""
_TOLD = ("percentage", "amount", "count", "money", "duration")
_FULLER = 0.1
_NO_FINDING = 2.0
"""What a sentence loses that says what every force should do, where a question asks what this one does (log-odds)."""
_PREMISES = 6
"""Sentences among which one is looked for that says what a question asks the reason of."""
_READ_REASON = 0.6
"""How sure the reader must be that a sentence answers why in which no word says so."""
_CONTRARY = 0.85
"""How contrary to the question the reader finds a sentence that is no reason for what it asks about."""
_LONG_PAST = 4
"""Years before an inspection from which on a value is one of another time."""
_VALUE_BONUS = 0.7
_CLOSE_MEANING = 0.34
"""Similarity that a sentence needs whose number does not stand near the thing counted."""
_PERIOD = re.compile(
    r"\b(?:year ending|year to|ending (?:31 )?March|between|during|in the (?:financial )?year|to (?:31 )?(?:March|December))\b",
    re.IGNORECASE,
)


def fitting(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates that can answer, best first; a sentence that holds the value expected rises."""
    is_later = asks_what_became(question) and bool(numbered_in(question.full))
    is_across = is_later or question.intent.name in ("compare", "timeline")
    found = [c for c in candidates if is_across or _is_of_years(question, c)]
    found = [c for c in found if not is_only_of_the_other(question.full, c.text)]
    found = meeting(question, found, library)
    if question.intent.name == "why":
        found = _denial_first(question, [c for c in _with_reasons(found) if _gives_reason(question, c)])
    if question.intent.name == "yesno":
        found.sort(key=lambda c: is_general_norm(question, c.text) * _NO_FINDING - c.score)
    if not question.intent.expects or not candidates:
        return found
    expected = _Expected.of(question, library)
    within = [c for c in found if c.score >= candidates[0].score - _REACH]
    raised = [(c, bonus) for c in within if (bonus := expected.bonus(c, c is candidates[0])) > 0]
    older = _NO_FINDING if question.intent.expects in _TOLD and not question.years and not is_across else 0.0
    able = [
        replace(c, score=c.score + bonus - older * (tells_again(c.text) or _is_long_past(c)), is_near=bonus == _VALUE_BONUS)
        for c, bonus in raised
    ]
    return _fuller_first(sorted(able, key=lambda candidate: -candidate.score))


def _is_long_past(candidate: Candidate) -> bool:
    """Whether every year that a sentence names is long before its inspection: "in 2010 there were 1,894 officers"."""
    then, named = years_in(inspected(candidate.hit.source)), years_in(candidate.text)
    return bool(then and named) and max(named) <= max(then) - _LONG_PAST


def _gives_reason(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence can answer why: it tells a reason, the reader finds one in it, or it denies what the question supposes."""
    if has_reason(candidate.text) or contradiction(question, candidate):
        return True
    if candidate.marks.get("contrary", 0.0) >= _CONTRARY and not is_negated(question):
        return False
    return min(candidate.marks.get("answers", 0.0), candidate.marks.get("place", 0.0)) >= _READ_REASON


def _denial_first(question: Question, found: list[Candidate]) -> list[Candidate]:
    """A sentence that denies what a question supposes comes first where more of the question stands in it than in the best one."""
    if not found or contradiction(question, found[0]):
        return found
    for rival in found[1:_PREMISES]:
        if rival.words >= found[0].words + _FULLER and contradiction(question, rival):
            return [replace(rival, score=found[0].score), *(c for c in found if c is not rival)]
    return found


def _with_reasons(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sentences among which one that tells the reason of the one before it counts as much as that: "They come along. This helps to …"."""
    places = {(c.hit.passage.id, c.span): c for c in candidates}
    raised: dict[tuple[str, Span], Candidate] = {}
    for candidate in candidates[:_PREMISES]:
        spans = candidate.hit.passage.sentences
        at = spans.index(candidate.span) if candidate.span in spans else len(spans)
        behind = places.get((candidate.hit.passage.id, spans[at + 1])) if at + 1 < len(spans) else None
        if behind is not None and not has_reason(candidate.text) and is_dependent(behind.text) and has_reason(behind.text):
            marks = {name: max(value, candidate.marks.get(name, value)) for name, value in behind.marks.items()}
            raised[behind.hit.passage.id, behind.span] = replace(behind, score=max(behind.score, candidate.score), marks=marks)
    return sorted((raised.get(place, c) for place, c in places.items()), key=lambda c: -c.score)


def _fuller_first(able: list[Candidate]) -> list[Candidate]:
    """Of two values that stand in one passage and score alike, the one in whose sentence more of the question stands comes first.

    "What percentage of violent crime is recorded?" is answered by "for violent crime it is 89.5 percent", not by that of all crime.
    """
    for rival in able[1:]:
        best = able[0]
        is_beside = rival.is_near and rival.hit.passage.id == best.hit.passage.id
        if is_beside and rival.score >= best.score - _ALIKE and rival.words >= best.words + _FULLER:
            return [rival, *(c for c in able if c is not rival)]
    return able


@dataclass(frozen=True, slots=True)
class _Expected:
    """What value a question wants: of which thing (`counted`, `also`), a whole number or any, a ratio or not."""

    question: Question
    library: Library
    counted: tuple[str, ...]
    also: tuple[str, ...]
    is_total: bool
    is_ratio: bool

    @classmethod
    def of(cls, question: Question, library: Library) -> _Expected:
        wanted = counted(question.own) or counted(question.full)
        same = (other[-1] for s in question.synonyms if wanted and wanted[-1] in s.own for other in s.others)
        return cls(question, library, wanted, tuple(same), asks_total(question.full), asks_ratio(question.full))

    def bonus(self, candidate: Candidate, is_best: bool) -> float:
        """What a candidate gains for its value; 0 where it holds none that could be the answer.

        `is_best` says that it is the best of all that were found: then the thing counted may be called otherwise.
        """
        expects, sentence = self.question.intent.expects, candidate.text
        if is_of_the_other(self.question.full, expects, sentence):
            return 0.0
        if not holds(expects, sentence, self.is_ratio):
            return _VALUE_BONUS / 2 if self._is_part(sentence) else 0.0
        if expects in _TOLD and not is_told(expects, sentence, self.question.own):
            return 0.0
        if expects == "names" and self.question.role and len(people_in(sentence, self.library)) < 2:
            return 0.0
        if expects == "count" and counts_another_kind(sentence, self.counted, self._said(candidate)):
            return 0.0
        is_all_asked = self.is_total and set(self.question.own_subject) == set(self.counted[-1:])
        if expects == "count" and is_all_asked and counts_some_kind(sentence, self.counted[-1]):
            return 0.0
        if expects == "count" and self.counted and not counts_it(sentence, (self.counted[-1], *self.also), self.is_total, self.is_ratio):
            is_meant = not self.is_total and (is_best or candidate.meaning >= _CLOSE_MEANING)
            return _VALUE_BONUS / 2 if is_meant and not is_vague(expects, sentence) else 0.0
        if is_vague(expects, sentence):
            return _VALUE_BONUS / 2 if self.counted or expects != "count" else 0.0
        return _VALUE_BONUS

    def _is_part(self, sentence: str) -> bool:
        """Whether a sentence tells in words what part of some things, where a question asks how many of them, or what share."""
        return self.question.intent.expects in ("count", "percentage") and not self.is_total and tells_part(sentence)

    def _said(self, candidate: Candidate) -> frozenset[str]:
        """Stems of a sentence and its headings, and of the question's words for which a synonym stands there."""
        held = term_set(" ".join((candidate.text, *candidate.hit.passage.section, candidate.hit.passage.finding)))
        return held | {term for term in self.counted if covers(term, self.question.synonyms, held)}


def _is_of_years(question: Question, candidate: Candidate) -> bool:
    return fits_years(question, candidate.hit.source, candidate.text) and not _is_of_other_year(question, candidate.text)


def _is_of_other_year(question: Question, sentence: str) -> bool:
    """Whether a sentence stands under another year than the question's: "in the year ending 31 March 2020" is no answer about 2022."""
    named = set(years_in(sentence))
    return bool(question.years and named) and named.isdisjoint(question.years) and _PERIOD.search(sentence) is not None


def people_in(sentence: str, library: Library) -> set[str]:
    """The people named in offices anywhere whose surname stands in a sentence."""
    return {person.name for person in library.index.facts.people if person.name.split()[-1] in sentence}
