"""Which candidates can answer at all: of the years asked for, and with a value of the kind that is expected."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from peel_qa.answer.causes import TOLD_CAUSE, with_reasons, with_told_causes
from peel_qa.answer.cite import words_of
from peel_qa.answer.contrasts import call_lines, is_only_of_the_other, kinds_named
from peel_qa.answer.demands import (
    asks_what_became,
    has_reason,
    is_general_norm,
    is_mere_demand,
    is_order_alone,
    meeting,
    says_because,
    tells_cause,
)
from peel_qa.answer.evidence import Library
from peel_qa.answer.expected import TOLD, VALUE_BONUS, Expected
from peel_qa.answer.figures import holds
from peel_qa.answer.going_on import adds_to_before, measures_before, new_first, phrase_first, topic_moved_to
from peel_qa.answer.leaning import is_dependent, is_of_the_same_time, leans, tells_again, tells_before
from peel_qa.answer.numbered import numbered_in
from peel_qa.answer.off_point import is_off_point
from peel_qa.answer.period import is_of_period, latest_month, with_year_after
from peel_qa.answer.polarity import is_negated
from peel_qa.answer.premise import contradiction, is_told
from peel_qa.answer.sentences import Candidate, put_first, words_before
from peel_qa.answer.speakers import voice_of
from peel_qa.answer.unknown import names_in
from peel_qa.answer.value_order import FULLER, exact_first, fuller_first, newest_first, of_all_first, reach, total_first
from peel_qa.facts.people import roles
from peel_qa.search.intent import grades_in
from peel_qa.search.moving_on import is_told_so
from peel_qa.search.question import Question, affinity, content_terms, fits_years, inspected, without_excluded
from peel_qa.search.years import year_groups, years_in
from peel_qa.stems import term_set

_MOSTLY = 0.6
"""Share of the question's words that a sentence and its neighbours need which tells for another time."""
_MOVED = 1.5
"""What a sentence gains that itself says what a follow-up moves to: "two years before there were 84" (log-odds)."""
_NO_FINDING = 2.0
"""What a sentence loses that says what every force should do, where a question asks what this one does (log-odds)."""
_LEFT_OUT = re.compile(
    r",? \(?(?:other than|apart from|excluding|not counting|leaving out) [^,;?.]+|, [\w’'-]+(?: and [\w’'-]+)? (?:excluded|not included)\b",
    re.IGNORECASE,
)
"""What a sentence says that a figure does not take in."""
_ONE_CYCLE = 2
"""Years of an inspection cycle that is not named by a span of years alone."""
_TOLD_ELSEWHERE = 0.6
"""Share of the question's words that a sentence needs which tells of another year's inspection in a later report."""
_PREMISES = 6
"""Sentences among which one is looked for that says what a question asks the reason of."""
_OTHER_MOUTH = 1.5
"""What a reason loses that the holder of another office gives than the one asked about (log-odds)."""
_READ_OF_LINE = 0.8
"""How sure the reader must be that a sentence answers about a line of calls which nothing near it names."""
_READ_REASON = 0.6
"""How sure the reader must be that a sentence answers why in which no word says so."""
_SURELY_READ = 0.9
"""The same for one before which no denial comes."""
_SCALE = 3
"""Grades that a sentence names which tells what grades there are, and why none was given."""
_CONTRARY = 0.85
"""How contrary to the question the reader finds a sentence that is no reason for what it asks about."""
_FAR_BELOW, _DENIES = 4.0, 0.5
"""How far below the best sentence another may score to be the reason of what that one denies, as the reader finds it (log-odds, chance)."""
_LONG_PAST = 4
"""Years before an inspection from which on a value is one of another time."""
_BEFORE = re.compile(r"\b(?:before|earlier|previous\w*|last (?:year|time)|used to|compared|than)\b", re.IGNORECASE)
"""Asks of an earlier time, or sets something against one."""
_IT_WAS = re.compile(r"(?:^|,|\d) (?:it|this|that|they) (?:was|were|is|are|had been|stood at|rose|fell)\b", re.IGNORECASE)
"""A value of something that is not named."""
_OF_REPORT = re.compile(
    r"\bPEEL (?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?"
    r"|\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)? (?:PEEL )?(?:report|inspection|edition|assessment|review)\b",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(
    r"\b(?:than|since|compared (?:with|to)|against|up from|down from)(?: (?:in|at|for|it was in|the|our|its|their|last|previous)){0,3}"
    r" (?:inspection (?:of|in) |report (?:of|in) |PEEL )?(?:19|20)\d\d",
    re.IGNORECASE,
)
"""A year that is named to set something later against it."""
_FINDING_OF = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)(?:[/–-]\d\d)? (?:causes? of concern|recommendations?|AFIs?|areas? for improvement)\b", re.IGNORECASE
)
_STATE = re.compile(r"\b(?:closed?|lifted|discharged|signed off|met|resolved|removed|still|now|remains?|done|open)\b", re.IGNORECASE)
"""Asks what became of a finding."""
_PERIOD = re.compile(
    r"\b(?:year ending|year to|ending (?:31 )?March|between|during|in the (?:financial )?year|to (?:31 )?(?:March|December))\b",
    re.IGNORECASE,
)


def fitting(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates that can answer, best first; a sentence that holds the value expected rises."""
    is_later = asks_what_became(question) and bool(numbered_in(question.full))
    is_across = is_later or question.intent.name in ("compare", "timeline")
    found = [c for c in candidates if is_across or _is_of_years(question, c)]
    asked = without_excluded(question.full)
    found = [c for c in found if adds_to_before(question, c) and not is_off_point(question, c) and not _leaves_out(question, c.text)]
    topic = topic_moved_to(question)
    of_one = topic if content_terms(topic, question.forces) else asked
    found = [c for c in found if not is_only_of_the_other(of_one, _with_lead(c))]
    if question.intent.expects in TOLD and len(lines := call_lines(question.own) or call_lines(asked)) == 1:
        found = [c for c in found if not _is_of_another_line(lines, c)]
    if question.intent.expects in TOLD:
        found = [c for c in found if not _leans_elsewhere(question, c)]
    kinds = kinds_named(question.full) if question.intent.expects in TOLD else frozenset[int]()
    told = {c.hit.passage.id for c in found if _is_of(kinds, c) and holds(question.intent.expects, c.text)} if kinds else set[str]()
    found = [c for c in meeting(question, found, library) if c.hit.passage.id not in told or _is_of(kinds, c)]
    if question.intent.name == "why":
        is_granted = is_told(question, found)
        found = with_told_causes(question, found, library)
        found = _denial_first(question, [c for c in with_reasons(found) if _gives_reason(question, c, is_granted)])
        is_denied = bool(candidates) and candidates[0] not in found and candidates[0].marks.get("contrary", 0.0) >= _DENIES
        found = [c for c in found if not is_denied or c.score >= candidates[0].score - _FAR_BELOW]
        found.sort(key=lambda c: _OTHER_MOUTH * _is_of_another(question, c, library) - c.score)
    if question.intent.name == "yesno":
        found.sort(key=lambda c: (is_general_norm(question, c.text) or is_order_alone(question, c, library)) * _NO_FINDING - c.score)
    if not question.intent.expects or not found:
        return phrase_first(question, new_first(question, found))
    expected = Expected.of(question, library)
    # one that lacks the name asked about measures nothing
    is_of_name = candidates[0] in found or not (question.places or names_in(question))
    is_of_time = _is_of_years(question, candidates[0]) and is_of_period(question, candidates[0])
    is_beside = found[0].hit.passage.id == candidates[0].hit.passage.id
    top = candidates[0] if is_of_name and is_of_time and not is_beside else found[0]
    within = [c for c in found if c.score >= top.score - reach(question, c, top) or _tells_the_time(question, c)]
    raised = [
        (c, bonus + _MOVED * (_tells_the_time(question, c) or measures_before(question, c)))
        for c in within
        if (bonus := expected.bonus(c, c is top)) > 0
    ]
    is_value = question.intent.expects in TOLD and not question.years
    is_of_now = is_value and not question.is_follow_up and not _BEFORE.search(question.own)
    older = is_value and not is_across

    def is_no_fact(candidate: Candidate) -> bool:
        is_earlier = is_of_now and not is_across and tells_before(candidate.text)
        return (is_value and is_mere_demand(question, candidate, library)) or is_earlier or (older and _is_of_another_time(candidate))

    able = [replace(c, score=c.score + bonus - _NO_FINDING * is_no_fact(c), is_near=bonus >= VALUE_BONUS) for c, bonus in raised]
    if older and question.wants_newest:
        able = newest_first(able)
    able = total_first(question, exact_first(question, of_all_first(question, fuller_first(sorted(able, key=lambda c: -c.score)))))
    return phrase_first(question, able)


def _leans_elsewhere(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence tells of an "it" and neither it nor the one before or above it has a word of the question.

    "In our inspection of 2021/22 it was 90.7 percent", below the recording of crime, is no share of searches.
    """
    if not (is_dependent(candidate.text) or _IT_WAS.search(candidate.text)):
        return False
    passage = candidate.hit.passage
    held = term_set(" ".join((words_before(candidate), candidate.text, passage.finding, *passage.section)))
    subject = [term for term in question.subject if not term[0].isdigit()]
    return bool(subject) and not any(question.mentions(term, held) for term in subject)


def _leaves_out(question: Question, sentence: str) -> bool:
    """Whether a sentence names what a question asks about only to leave it out: "all offences other than violence"."""
    rest = _LEFT_OUT.sub(" ", sentence)
    lost = term_set(sentence) - term_set(rest) if rest != sentence else frozenset()
    return not lost.isdisjoint(content_terms(without_excluded(question.own), question.forces))


def _tells_the_time(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence says itself what a follow-up moves to, beside one that holds most of the question's words."""
    return is_told_so(question.text, candidate.text) and candidate.marks.get("window", 0.0) >= _MOSTLY


def _is_of_another_line(lines: Set[int], candidate: Candidate) -> bool:
    """Whether a sentence is not of the line of calls that is asked about: it, or what stands before it, names the other one, or none.

    "Callers still wait four minutes", behind sentences about 101, is no answer about 999, nor are the waits of a hospital. Where an
    article names no line at all, the reader has to be sure: a call-back is one of 101 wherever it is told of.
    """
    passage = candidate.hit.passage
    before = [words_of(passage, span) for span in passage.sentences if span.end <= candidate.span.start]
    places = [candidate.text, *reversed(before), " ".join((passage.finding, *passage.section)), passage.text]
    if not candidate.hit.source.is_official:  # an article goes from one matter to the next
        places = [candidate.text, *(before[-1:] if is_dependent(candidate.text) else ())]
    named = next((found for text in places if (found := call_lines(text))), frozenset[int]())
    is_read = candidate.found >= _READ_OF_LINE
    return named.isdisjoint(lines) if named else candidate.hit.source.is_official or not is_read


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


def _is_of_another_time(candidate: Candidate) -> bool:
    """Whether the value of a sentence is one of another time."""
    return tells_again(candidate.text) or _is_long_past(candidate)


def _is_long_past(candidate: Candidate) -> bool:
    """Whether every year that a sentence names is long before its inspection: "in 2010 there were 1,894 officers"."""
    then, named = years_in(inspected(candidate.hit.source)), years_in(candidate.text)
    return bool(then and named) and max(named) <= max(then) - _LONG_PAST


def _gives_reason(question: Question, candidate: Candidate, is_granted: bool) -> bool:
    """Whether a sentence can answer why: it tells a reason, the reader finds one in it, or it denies what the question supposes.

    `is_granted`: another sentence says what the question supposes, so that none denies it.
    """
    if len(grades_in(candidate.text)) >= _SCALE:
        return False
    if candidate.marks.get(TOLD_CAUSE):
        return True
    if has_reason(candidate.text) or tells_cause(question, candidate.text) or (not is_granted and contradiction(question, candidate)):
        return True
    if candidate.marks.get("contrary", 0.0) >= _CONTRARY and not is_negated(question):
        return False
    return candidate.found >= _READ_REASON


def _denial_first(question: Question, found: list[Candidate]) -> list[Candidate]:
    """A sentence that denies what a question supposes comes first where more of the question stands in it than in the best one."""
    if not found or _surely_tells(found[0]) or contradiction(question, found[0]):
        return found
    for rival in found[1:_PREMISES]:
        if rival.words >= found[0].words + FULLER and contradiction(question, rival):
            return put_first(found, rival)
    return found


def _surely_tells(candidate: Candidate) -> bool:
    """Whether a sentence tells a reason as one, and the reader is sure that it answers."""
    return says_because(candidate.text) and candidate.found >= _SURELY_READ


def _is_of_years(question: Question, candidate: Candidate) -> bool:
    if _is_since(question, candidate) or is_told_so(question.text, candidate.text) or _is_what_became(question, candidate):
        return True
    text = f"{words_before(candidate)} {candidate.text}" if is_of_the_same_time(candidate.text) else candidate.text
    text = with_year_after(text)
    is_of_other = _is_of_other_year(question, text, candidate.hit.source.published)
    return fits_years(question, candidate.hit.source, text) and not is_of_other


def _is_what_became(question: Question, candidate: Candidate) -> bool:
    """Whether a question asks what became of a finding that it names by its year, and a later document tells."""
    match = _FINDING_OF.search(question.own) if _STATE.search(question.own) else None
    return match is not None and inspected(candidate.hit.source)[:4] >= match["year"]


def _is_since(question: Question, candidate: Candidate) -> bool:
    """Whether the only year of a question is one that something is set against, and the sentence is of a later inspection.

    "Why is it longer than in 2016?" is asked of what came after.
    """
    match = _SET_AGAINST.search(question.own) if question.intent.name == "why" else None
    return match is not None and len(question.year_groups) == 1 and inspected(candidate.hit.source)[:4] > str(max(question.years))


def _is_of_other_year(question: Question, sentence: str, published: str) -> bool:
    """Whether a sentence stands under another year than the question's: "in the year ending 31 March 2020" is no answer about 2022.

    The year of a report is no such year: what the report of 2022 says of 2020 is its answer.
    """
    named, asked = set(years_in(sentence)), years_in(_OF_REPORT.sub(" ", question.full))
    is_of_one = len(asked) == 1 and not _BEFORE.search(question.own)
    is_dated = _PERIOD.search(sentence) is not None or (is_of_one and latest_month(sentence) not in ("", published[:7]))
    return bool(asked and named) and named.isdisjoint(asked) and is_dated


def tells_of_then(question: Question, candidate: Candidate) -> bool:
    """Whether a later report tells of the inspection asked for; a span such as 2025-27 has to stand in the sentence itself."""
    spans = [group for group in question.year_groups if len(group) > _ONE_CYCLE]
    return (
        all(group in year_groups(candidate.text) for group in spans)
        and affinity(question, candidate.hit.source) == 0
        and candidate.words >= _TOLD_ELSEWHERE
    )
