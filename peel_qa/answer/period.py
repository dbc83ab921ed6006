"""Of which time a figure is: the period that its sentence or its paragraph names, and the limit within which something was done."""

from __future__ import annotations

import re
from collections.abc import Mapping

from peel_qa.answer.cite import words_of
from peel_qa.answer.figures import MONTH, NUMBER_WORDS
from peel_qa.answer.leaning import tells_earlier
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Answer, Source
from peel_qa.search.moving_on import is_told_so
from peel_qa.search.question import Question, inspected
from peel_qa.search.years import YEARS, year_groups, years_in

_NUMERIC = ("amount", "count", "percentage", "money")
_MONTH_OF_YEAR = re.compile(rf"\b(?P<month>{MONTH}) (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"\b(?:year after|following year|next year|year that followed)\b", re.IGNORECASE)
_BARE_MONTH = re.compile(
    rf"\b(?:[Oo]n|[Aa]t|[Bb]y|[Ii]n|[Uu]ntil|[Ss]ince) (?:the end of )?(?:\d{{1,2}} )?(?P<month>{MONTH})\b(?! (?:19|20)\d\d)(?! \d)"
)
"""A month without its year, which is that of the document or the year before it."""
_MOVES_TO_MONTH = re.compile(
    rf"^\W*(?:and |so |but |what about |how about )*(?:in|by|at|as of)(?: the (?:end|start) of)? (?P<month>{MONTH})\W*$", re.IGNORECASE
)
"""A follow-up that asks the same of another month: "and by January?"."""
_IN_A_YEAR = re.compile(
    r"\b(?:(?:at|on|by|as at|as of) (?:the )?\d{1,2} [A-Z][a-z]+|in(?: (?:early|late|mid))?(?: (?:" + MONTH + r"))?"
    r"|(?:of|by|at|until|till|up to)(?: the (?:end|start|beginning|middle) of)? (?:early |late |mid[- ])?(?:" + MONTH + r")"
    r"|for|during|year ending(?: \d* ?[A-Za-z]+)?|year to(?: \d* ?[A-Za-z]+)?|of|by|[,:;](?= [\d/–-]+\W*$)) (?:the )?(?:financial year )?"
    r"(?P<year>(?:19|20)\d\d(?:\s?[/–-]\s?\d\d)?)\b(?!\s?[/–-]\s?\d)(?! (?:report|inspection|PEEL|one|edition|review|letter)\b)",
    re.IGNORECASE,
)
_FOUND_THEN = re.compile(
    r"\b(?:f[io]u?nd|sa(?:y|id)|show(?:ed|n)?|reveal(?:ed)?|conclude[ds]?|visit(?:ed)?|return(?:ed)?|inspected|looked)\b", re.IGNORECASE
)
"""Asks what somebody found or said then."""
_TO_THE_MONTH = len("2025-11")
_MONTHS = MONTH.lower().split("|")
_AS_DIGITS = {word: number for number, word in enumerate(NUMBER_WORDS, 2)} | {"a": 1, "an": 1, "one": 1}
_TIME = rf"\b(?P<number>\d+|an?|one|{'|'.join(NUMBER_WORDS)})[ -](?P<unit>second|minute|hour|day)s?\b"
_SINCE = re.compile(
    rf"\bsince (?:the (?:end|start|beginning) of |early |late |mid-?)?(?:(?:\d{{1,2}} )?(?P<month>{MONTH}) )?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_AFTER_REPORT = re.compile(
    r"^\W*(?:and |so |but )?(?:after|since|following|once) (?:the |that |its )?(?P<years>(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?)"
    r" (?:PEEL )?(?:report|inspection|one)\b.{0,20}\b(?:did|have|has|had|was|were|do|does)\b"
    r"|\b(?:did|have|has|had)\b.*\b(?:after|since|following) (?:the |that |its )?(?P<also>(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?)"
    r" (?:PEEL )?(?:report|inspection|one)\W*$",
    re.IGNORECASE,
)
"""What happened after a report: "after the 2021/22 report did they hire a nurse"."""
_ANY_TIME = re.compile(_TIME, re.IGNORECASE)
_LIMIT = re.compile(
    rf"\b(?:within|under|less than|fewer than|more than|over|longer than|at least|up to|after|beyond) (?:the )?{_TIME}", re.IGNORECASE
)


def is_within(question: Question, candidate: Candidate) -> bool:
    """Whether a figure is one of the time that a question sets: of calls answered within 30 seconds, not within ten."""
    asked = _times(_LIMIT, question.own) if question.intent.expects in _NUMERIC else set()
    if not asked:
        return True
    told = _times(_ANY_TIME, candidate.text)
    return asked <= (told or _times(_ANY_TIME, candidate.hit.passage.text))


def is_since_then(question: Question, source: Source) -> bool:
    """Whether a document's inspection, or else its date, is not before the first year that a question names; True where it names none."""
    return max(inspected(source)[:4], source.published[:4]) >= str(min(question.years, default=0))


def is_since(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence can tell what happened since a date: its document came out later; "since 2022" takes in that year.

    What happened after a report, it does not tell itself.
    """
    if (after := _AFTER_REPORT.search(question.own)) is not None and candidate.hit.source.is_official:
        asked = year_groups(after["years"] or after["also"])
        return not set(asked) & set(year_groups(candidate.hit.source.inspection))
    match = _SINCE.search(question.own)
    published = candidate.hit.source.published
    if match is None or not published:
        return True
    if not match["month"]:
        return published[:4] >= match["year"]
    month = _MONTHS.index(match["month"].lower()) + 1
    return published[:7] > f"{match['year']}-{month:02}"


def _times(pattern: re.Pattern[str], text: str) -> set[tuple[str, str]]:
    """The short times that a pattern finds in a text, each as its number and its unit: "within ten seconds", "its 30-second target"."""
    return {(str(_AS_DIGITS.get(m["number"].lower(), m["number"])), m["unit"].lower()) for m in pattern.finditer(text)}


def may_tell_of_month(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence can tell what was found in the month of a year that is asked for.

    Its document came out after that, or it names the month: what was found in November 2025 no document of June 2025 says.
    """
    wanted, published = _months_in(question.own), candidate.hit.source.published
    if not _FOUND_THEN.search(question.own) or len(wanted) != 1 or len(published) < _TO_THE_MONTH:
        return True
    asked = f"{wanted[0][1]}-{_MONTHS.index(wanted[0][0]) + 1:02}"
    return published[:_TO_THE_MONTH] >= asked or wanted[0] in _months_told(candidate)


def is_of_period(question: Question, candidate: Candidate) -> bool:
    """Whether a figure can be of the year that is asked for: the period that the sentence, else its paragraph, names decides."""
    if question.intent.expects not in (*_NUMERIC, "duration"):
        return True
    if (moved := _MOVES_TO_MONTH.match(question.text)) is not None:
        return _is_of_month(moved["month"].lower(), candidate)
    asked = [match["year"] for match in _IN_A_YEAR.finditer(question.own)]
    if not asked or is_told_so(question.text, candidate.text):
        return True
    wanted, told = _months_in(question.own), _months_told(candidate)
    if wanted and told:
        return wanted[0] in told
    if wanted and not tells_earlier(candidate.text) and (before := _months_before(candidate)):
        return wanted[0] in before
    groups = [group for text in asked for group in year_groups(text)]
    if wanted and (other := set(years_in(candidate.text))) and not any(_holds(group, candidate.text, other) for group in groups):
        return False  # a month is no inspection: "in 2019 it was 812" is not of May 2022
    if any(group in year_groups(candidate.hit.source.inspection) for group in groups):
        return True
    for text in (candidate.text, candidate.hit.passage.text):
        if named := set(years_in(text)):
            return any(_holds(group, text, named) for group in groups)
    return True


def _is_of_month(month: str, candidate: Candidate) -> bool:
    """Whether a sentence tells of a month, or of none in a document of that month."""
    told = _months_told(candidate) or _months_before(candidate)
    published = candidate.hit.source.published[5:7]
    return month in {name for name, _ in told} if told else published == f"{_MONTHS.index(month) + 1:02}"


def _months_told(candidate: Candidate) -> list[tuple[str, str]]:
    """The months that a sentence names, those without a year as the last before its document was published."""
    published, found = candidate.hit.source.published, _months_in(candidate.text)
    for match in _BARE_MONTH.finditer(candidate.text) if published else ():
        month = match["month"].lower()
        is_of_year = f"{_MONTHS.index(month) + 1:02}" <= (published[5:7] or "12")
        found.append((month, str(int(published[:4]) - (not is_of_year))))
    after = [(month, str(int(year) + 1)) for month, year in found] if _YEAR_AFTER.search(candidate.text) else []
    return [*found, *after]


def with_year_after(text: str) -> str:
    """A sentence with the year that it means by "in the year after": "from 118 in 2018 to 47 in the year after" tells of 2019 too."""
    named = years_in(text) if _YEAR_AFTER.search(text) else ()
    return f"{text} {max(named) + 1}" if named else text


def _months_before(candidate: Candidate) -> list[tuple[str, str]]:
    """The months of the nearest sentence of the passage before one that names none itself, whose period goes on; [] where none does."""
    passage = candidate.hit.passage
    before = [words_of(passage, span) for span in passage.sentences if span.end <= candidate.span.start]
    return next((found for text in reversed(before) if (found := _months_in(text)) and not tells_earlier(text)), [])


def _months_in(text: str) -> list[tuple[str, str]]:
    """The months of years that a text names, each as month and year, in order: "31 March 2024" is one of them."""
    return [(match["month"].lower(), match["year"]) for match in _MONTH_OF_YEAR.finditer(text)]


def latest_month(text: str) -> str:
    """The latest month of a year that a text names, such as "2024-03"; "" where it names none."""
    return max((f"{year}-{_MONTHS.index(month) + 1:02}" for month, year in _months_in(text)), default="")


def year_told(answer: Answer, sources: Mapping[str, Source]) -> int:
    """The latest year that the first line of an answer tells of, else that of its inspection; 0 where nothing was answered."""
    if answer.abstained or not answer.citations:
        return 0
    first = answer.citations[0]
    said = answer.claims[0].text.rpartition(" (")[0]  # without the edition that stands behind it
    year = max(years_in(said), default=0)
    return year or int(inspected(sources[first.document])[:4] or 0)


def inspection_before(answer: Answer, sources: Mapping[str, Source]) -> str:
    """The inspection of a force before the one that an answer tells of, of the same programme, such as "PEEL 2021/22"; "" for none."""
    before = [(on, source) for on, source in _others_of(answer, sources) if source.is_official and on < 0]
    return max((source for _, source in before), key=inspected).inspection if before else ""


def inspection_after(answer: Answer, sources: Mapping[str, Source]) -> str:
    """The first one behind it, by any of the documents held; "" for none."""
    later = [(on, source) for on, source in _others_of(answer, sources) if on > 0]
    return min((source for _, source in later), key=inspected).inspection if later else ""


def _others_of(answer: Answer, sources: Mapping[str, Source]) -> list[tuple[int, Source]]:
    """The sources about other inspections of the programme that an answer tells of, each with -1 where it was before, and 1 behind."""
    if answer.abstained or not answer.citations:
        return []
    told = sources[answer.citations[0].document]
    others = [
        s for s in sources.values() if s.force == told.force and _programme(s) == _programme(told) and s.inspection != told.inspection
    ]
    return [((inspected(s) > inspected(told)) - (inspected(s) < inspected(told)), s) for s in others]


def _programme(source: Source) -> str:
    """What inspections of one kind are called, without their years."""
    return YEARS.sub("", source.inspection).strip()


def _holds(group: tuple[int, ...], text: str, named: set[int]) -> bool:
    """Whether a text speaks of a year, or of the same span of years: "2020/21" is no part of "April 2021 to March 2025"."""
    return group[0] in named if len(group) == 1 else group in year_groups(text) or set(group) <= set(years_in(text))
