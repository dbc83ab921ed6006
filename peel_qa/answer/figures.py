"""Values in sentences: percentages, counts, money, durations and dates, each with where it stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from peel_qa.search.intent import Expects
from peel_qa.stems import terms

_NUMBER_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds", "thousand", "thousands", "million", "millions", "dozen", "dozens"]
_WORDS = "|".join(_NUMBER_WORDS)
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{_WORDS})"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PATTERNS: dict[Expects, re.Pattern[str]] = {
    "percentage": re.compile(
        rf"{_NUMBER}\s?(?:%|per ?cent\b|percentage points?)|\b(?:half|(?:a|one|two|three)[ -](?:thirds?|quarters?|fifths?|tenths?)|quarter|third|fifth|"
        rf"thirds|quarters|most|majority|all)\b|\b(?:one|two|three|four|\d+) (?:in|out of) (?:every )?(?:\w+)\b",
        re.IGNORECASE,
    ),
    "count": re.compile(
        rf"(?<![\w£/–.,-])(?!(?:19|20)\d\d\b(?! (?:officers|cases|people|victims|staff)))(?!(?:999|101)\b){_NUMBER}(?![\w%/]|\s?(?:%|per ?cent\b)| (?:{_MONTHS})\b|-(?:second|minute|hour|day|week|month|year))|"
        r"\b(?:half|quarter|third|no|none|several|hundreds|single|only one)\b",
        re.IGNORECASE,
    ),
    "money": re.compile(r"£\s?\d[\d,.]*\s?(?:m|bn|k|million|billion|thousand)?\b|\b\d[\d,.]*\s?(?:million|billion)? pounds\b", re.IGNORECASE),
    "duration": re.compile(
        rf"\b(?:{_NUMBER}|a|an|one|several|over a|half an?)(?:[ -](?:and a half )?)(?:second|minute|hour|day|week|month|year)s?\b(?:['’]s)?|\bimmediately\b|"
        rf"\bby (?:{_MONTHS}|spring|summer|autumn|winter) (?:19|20)\d\d|\bbetween (?:19|20)\d\d and (?:19|20)\d\d",
        re.IGNORECASE,
    ),
    "date": re.compile(
        rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}})?,? (?:19|20)\d\d\b|\b(?:early |late |mid-|spring |summer |autumn |winter )?(?:in |since |by |until )?(?:19|20)\d\d(?:[/–-]\d\d)?\b|"
        rf"\b(?:within|last|next|this) (?:{_NUMBER} )?(?:months?|years?|weeks?)\b|\b{_NUMBER} (?:months?|years?) (?:ago|earlier|before|on|after)\b",
        re.IGNORECASE,
    ),
}
_HEAD = re.compile(
    r"\bhow (?:many|much)(?: (?:of|more|other|different|new|extra|additional|the|its|their|his|her))* (?P<head>.+?)(?=\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|"
    r"should|must|got|get|went|took|said|that|which|who|there|in|on|at|for|from|by|with|to|per|after|before|looked|reviewed|trained|funded|recorded|registered|since)\b|\?|$)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\bhow many\b.*\b(?:are there|were there|is there|in total|altogether|a year|each year|per year|every year|a day|a week|a month|(?:does|do|did) .{2,40} (?:have|has|get|receive|employ|handle|take|record))\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\s?(?:times\b|per [\d,]+)")
_RATIO_WORDS = frozenset(terms("times likely rate rates higher lower disproportionate applications disclosures"))
_NEAR = 6
"""Words between a number and the thing that it counts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value at characters `start` to `end` of a sentence."""

    text: str
    start: int
    end: int


def figures(expects: Expects, sentence: str) -> list[Figure]:
    """The values of a kind that a sentence holds."""
    pattern = _PATTERNS.get(expects)
    return [Figure(m[0], m.start(), m.end()) for m in pattern.finditer(sentence)] if pattern else []


def counted(question: str) -> tuple[str, ...]:
    """The stems of the thing that a question wants counted: "how many special constables are there" gives those of "special constables"."""
    match = _HEAD.search(question)
    return tuple(terms(match["head"])) if match else ()


_CUT = re.compile(r", and |; |, but |, (?=an? (?:increase|decrease|rise|fall|drop)\b|up from|down from)")


def clause_for(expects: Expects, sentence: str, wanted: set[str]) -> str:
    """The clause of a sentence that answers, where several clauses hold values of their own; else the whole sentence.

    "Plans weren't in place for 10 out of 35 serious cases, and delays were apparent in 18 out of 70" is two answers.
    """
    cuts = [match.span() for match in _CUT.finditer(sentence)]
    edges = [(0, 0), *cuts, (len(sentence), len(sentence))]
    clauses = [sentence[edges[i][1] : edges[i + 1][0]] for i in range(len(edges) - 1)]
    holding = [clause for clause in clauses if figures(expects, clause) or figures("percentage", clause)]
    if len(holding) < 2:
        return sentence
    best = max(holding, key=lambda clause: (len(wanted & set(terms(clause))), -clauses.index(clause)))
    return best[0].upper() + best[1:]


def asks_total(question: str) -> bool:
    """Whether a question asks for a whole number and not for a part of one: "how many calls does the force get a year"."""
    return _TOTAL.search(question) is not None


def counts_it(sentence: str, wanted: tuple[str, ...], also: tuple[str, ...], is_total: bool) -> bool:
    """Whether a number of the sentence stands near the thing counted, or a word that means the same."""
    near = {wanted[-1], *also}
    for figure in [*figures("count", sentence), *([] if is_total else figures("percentage", sentence))]:
        if _RATIO.match(sentence[figure.end :]) and wanted[-1] not in _RATIO_WORDS:
            continue
        if is_total and not figure.text[0].isdigit() and figure.text.lower() not in _NUMBER_WORDS:
            continue
        around = [*terms(sentence[: figure.start])[-_NEAR:], *terms(sentence[figure.end :])[:_NEAR]]
        if not near.isdisjoint(around):
            return True
    return False


@cache
def _contrasts() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    data = tomllib.loads(files(__package__).joinpath("contrasts.toml").read_text(encoding="utf-8"))
    both = [(re.compile(a, re.IGNORECASE), re.compile(b, re.IGNORECASE)) for a, b in data["pairs"]]
    return tuple(both + [(b, a) for a, b in both])


def is_of_the_other(question: str, expects: Expects, sentence: str) -> bool:
    """Whether every value of the sentence belongs to the neighbour of what is asked about.

    "Although the force answers its emergency calls promptly, it only answers around half of its non-emergency calls within its own
    30-second target" says no time for emergency calls.
    """
    found = figures(expects, sentence)
    for asked, other in _contrasts():
        if not asked.search(question) or other.search(question) or not other.search(sentence):
            continue
        if found and all(_nearest(sentence, figure, other) < _nearest(sentence, figure, asked) for figure in found):
            return True
    return False


def _nearest(sentence: str, figure: Figure, pattern: re.Pattern[str]) -> int:
    """Characters between a value and the nearest match of a pattern."""
    distances = [max(match.start() - figure.end, figure.start - match.end(), 0) for match in pattern.finditer(sentence)]
    return min(distances, default=10_000)


_NAME = re.compile(r"(?<=[a-z,;:)] )(?!(?:Police|Chief|Constable|Crime|Commissioner|Inspector|HM|PEEL|HMICFRS|HMIC|I|SNTs?|LPAs?)\b)[A-Z][a-z]+(?: [A-Z][a-z]+)*")


def names(sentence: str, without: str = "") -> list[str]:
    """Proper names within a sentence (behind its first word), none of whose words stand in `without`."""
    held = set(without.lower().split())
    return [match[0] for match in _NAME.finditer(sentence) if not set(match[0].lower().split()) & held]


def holds(expects: Expects, sentence: str) -> bool:
    """Whether a sentence holds a value of the kind that is expected; a count is also given by "N out of M" and a share by a count of a count."""
    if not expects:
        return True
    if expects == "names":
        return len(names(sentence)) >= 2
    if expects == "percentage":
        return bool(figures("percentage", sentence)) or re.search(rf"{_NUMBER} out of {_NUMBER}", sentence, re.IGNORECASE) is not None
    if expects == "count":
        return bool(figures("count", sentence) or re.search(rf"{_NUMBER}\s?(?:%|per ?cent\b)|\b(?:thirds?|quarters?|fifths?|half)\b", sentence, re.IGNORECASE))
    return bool(figures(expects, sentence))
