"""Which candidates can answer at all: of the years asked for, and with a value of the kind that is expected."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from peel_qa.answer.demands import (
    asks_what_became,
    has_reason,
    is_general_norm,
    is_mere_demand,
    meeting,
    names_reasons,
    numbered_in,
    says_because,
)
from peel_qa.answer.evidence import Library
from peel_qa.answer.expected import TOLD, VALUE_BONUS, Expected
from peel_qa.answer.figures import figures, holds, is_only_of_the_other, kinds_named
from peel_qa.answer.leaning import is_dependent, leans, tells_again
from peel_qa.answer.polarity import is_negated
from peel_qa.answer.premise import contradiction
from peel_qa.answer.sentences import Candidate, words_before
from peel_qa.answer.speakers import voice_of
from peel_qa.facts.people import roles
from peel_qa.records import Span
from peel_qa.search.intent import grades_in
from peel_qa.search.moving_on import is_told_so
from peel_qa.search.question import Question, fits_years, inspected, without_excluded
from peel_qa.search.years import years_in

_REACH = 2.5
"""How far below the best sentence's score one with a value of the right kind is looked for (log-odds)."""
_ALIKE = 0.8
"""Log-odds within which two values of a passage are weighed by the words beside them."""
_FULLER = 0.1
_NO_FINDING = 2.0
"""What a sentence loses that says what every force should do, where a question asks what this one does (log-odds)."""
_PREMISES = 6
"""Sentences among which one is looked for that says what a question asks the reason of."""
_OTHER_MOUTH = 1.5
"""What a reason loses that the holder of another office gives than the one asked about (log-odds)."""
_READ_REASON = 0.6
"""How sure the reader must be that a sentence answers why in which no word says so."""
_SURELY_READ = 0.9
"""The same for one before which no denial comes."""
_SCALE = 3
"""Grades that a sentence names which tells what grades there are, and why none was given."""
_CONTRARY = 0.85
"""How contrary to the question the reader finds a sentence that is no reason for what it asks about."""
_LONG_PAST = 4
"""Years before an inspection from which on a value is one of another time."""
_OF_REPORT = re.compile(
    r"\bPEEL (?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?"
    r"|\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)? (?:PEEL )?(?:report|inspection|edition|assessment|review)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:year ending|year to|ending (?:31 )?March|between|during|in the (?:financial )?year|to (?:31 )?(?:March|December))\b",
    re.IGNORECASE,
)


def fitting(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates that can answer, best first; a sentence that holds the value expected rises."""
    is_later = asks_what_became(question) and bool(numbered_in(question.full))
    is_across = is_later or question.intent.name in ("compare", "timeline")
    found = [c for c in candidates if is_across or _is_of_years(question, c)]
    found = [c for c in found if not is_only_of_the_other(without_excluded(question.full), _with_lead(c))]
    kinds = kinds_named(question.full) if question.intent.expects in TOLD else frozenset[int]()
    told = {c.hit.passage.id for c in found if _is_of(kinds, c) and holds(question.intent.expects, c.text)} if kinds else set[str]()
    found = [c for c in meeting(question, found, library) if c.hit.passage.id not in told or _is_of(kinds, c)]
    if question.intent.name == "why":
        found = _denial_first(question, [c for c in _with_reasons(found) if _gives_reason(question, c)])
        found.sort(key=lambda c: _OTHER_MOUTH * _is_of_another(question, c, library) - c.score)
    if question.intent.name == "yesno":
        found.sort(key=lambda c: is_general_norm(question, c.text) * _NO_FINDING - c.score)
    if not question.intent.expects or not candidates:
        return found
    expected = Expected.of(question, library)
    within = [c for c in found if c.score >= candidates[0].score - _REACH]
    raised = [(c, bonus) for c in within if (bonus := expected.bonus(c, c is candidates[0])) > 0]
    is_value = question.intent.expects in TOLD and not question.years
    older = is_value and not is_across

    def is_no_fact(candidate: Candidate) -> bool:
        return (is_value and is_mere_demand(question, candidate, library)) or (older and _is_of_another_time(candidate))

    able = [replace(c, score=c.score + bonus - _NO_FINDING * is_no_fact(c), is_near=bonus >= VALUE_BONUS) for c, bonus in raised]
    if older and question.wants_newest:
        able = _newest_first(able)
    return _exact_first(question, _fuller_first(sorted(able, key=lambda candidate: -candidate.score)))


def _with_lead(candidate: Candidate) -> str:
    """A sentence with the one before it in its passage, where it leaves to that what it is about."""
    return f"{words_before(candidate)} {candidate.text}" if leans(candidate.text) else candidate.text


def _is_of(kinds: Set[int], candidate: Candidate) -> bool:
    """Whether a sentence names one of some kinds of crime; beside its value, one of all crime is no answer."""
    return not kinds.isdisjoint(kinds_named(candidate.text))


def _is_of_another(question: Question, candidate: Candidate, library: Library) -> bool:
    """Whether the holder of another office says it: why an inspector did something, the chief constable does not know."""
    voice = voice_of(candidate, library) if question.role else None
    return voice is not None and voice.role in roles() and voice.role != question.role


def _newest_first(able: list[Candidate]) -> list[Candidate]:
    """The values of an earlier inspection lose where a later one tells one too, and "now" is asked for."""
    newest = max((inspected(c.hit.source) for c in able if c.is_near), default="")
    return [replace(c, score=c.score - _NO_FINDING * (inspected(c.hit.source) < newest)) for c in able]


def _is_of_another_time(candidate: Candidate) -> bool:
    """Whether the value of a sentence is one of another time."""
    return tells_again(candidate.text) or _is_long_past(candidate)


def _is_long_past(candidate: Candidate) -> bool:
    """Whether every year that a sentence names is long before its inspection: "in 2010 there were 1,894 officers"."""
    then, named = years_in(inspected(candidate.hit.source)), years_in(candidate.text)
    return bool(then and named) and max(named) <= max(then) - _LONG_PAST


def _gives_reason(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence can answer why: it tells a reason, the reader finds one in it, or it denies what the question supposes."""
    if len(grades_in(candidate.text)) >= _SCALE:
        return False
    if has_reason(candidate.text) or contradiction(question, candidate):
        return True
    if candidate.marks.get("contrary", 0.0) >= _CONTRARY and not is_negated(question):
        return False
    return min(candidate.marks.get("answers", 0.0), candidate.marks.get("place", 0.0)) >= _READ_REASON


def _denial_first(question: Question, found: list[Candidate]) -> list[Candidate]:
    """A sentence that denies what a question supposes comes first where more of the question stands in it than in the best one."""
    if not found or _surely_tells(found[0]) or contradiction(question, found[0]):
        return found
    for rival in found[1:_PREMISES]:
        if rival.words >= found[0].words + _FULLER and contradiction(question, rival):
            return [replace(rival, score=found[0].score), *(c for c in found if c is not rival)]
    return found


def _surely_tells(candidate: Candidate) -> bool:
    """Whether a sentence tells a reason as one, and the reader is sure that it answers."""
    marks = candidate.marks
    return says_because(candidate.text) and min(marks.get("answers", 0.0), marks.get("place", 0.0)) >= _SURELY_READ


def _with_reasons(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sentences among which one that tells the reason of the one before it counts as much as that: "They come along. This helps to …"."""
    places = {(c.hit.passage.id, c.span): c for c in candidates}
    raised: dict[tuple[str, Span], Candidate] = {}
    for candidate in candidates[:_PREMISES]:
        spans = candidate.hit.passage.sentences
        at = spans.index(candidate.span) if candidate.span in spans else len(spans)
        behind = places.get((candidate.hit.passage.id, spans[at + 1])) if at + 1 < len(spans) else None
        if behind is not None and not has_reason(candidate.text) and _tells_why(behind.text):
            marks = {name: max(value, candidate.marks.get(name, value)) for name, value in behind.marks.items()}
            raised[behind.hit.passage.id, behind.span] = replace(behind, score=max(behind.score, candidate.score), marks=marks)
    return sorted((raised.get(place, c) for place, c in places.items()), key=lambda c: -c.score)


def _tells_why(text: str) -> bool:
    """Whether a sentence tells the reason of the one before it: it leans on that, or says that it is about reasons."""
    return names_reasons(text) or (is_dependent(text) and has_reason(text))


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


def _exact_first(question: Question, able: list[Candidate]) -> list[Candidate]:
    """A share told in figures comes before one of the same inspection told in words: "31.6 percent" before "almost a third"."""
    if question.intent.expects != "percentage" or not able or _is_exact(able[0]):
        return able
    for rival in able[1:]:
        is_of_it = inspected(rival.hit.source) == inspected(able[0].hit.source) and rival.words >= able[0].words - _FULLER
        if is_of_it and rival.is_near and _is_exact(rival) and rival.score >= able[0].score - _REACH / 2:
            return [replace(rival, score=able[0].score), *(c for c in able if c is not rival)]
    return able


def _is_exact(candidate: Candidate) -> bool:
    return any(map(str.isdigit, "".join(figure.text for figure in figures("percentage", candidate.text))))


def _is_of_years(question: Question, candidate: Candidate) -> bool:
    is_of_them = fits_years(question, candidate.hit.source, candidate.text) and not _is_of_other_year(question, candidate.text)
    return is_of_them or is_told_so(question.text, candidate.text)


def _is_of_other_year(question: Question, sentence: str) -> bool:
    """Whether a sentence stands under another year than the question's: "in the year ending 31 March 2020" is no answer about 2022.

    The year of a report is no such year: what the report of 2022 says of 2020 is its answer.
    """
    named, asked = set(years_in(sentence)), years_in(_OF_REPORT.sub(" ", question.full))
    return bool(asked and named) and named.isdisjoint(asked) and _PERIOD.search(sentence) is not None
