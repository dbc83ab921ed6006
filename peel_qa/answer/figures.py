"""Values in sentences: percentages, counts, money, durations and dates, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache

from peel_qa.data import any_of, read_table
from peel_qa.search.intent import Expects
from peel_qa.stems import terms
from peel_qa.text import opening

_DATA = read_table("peel_qa.answer", "values.toml")
NUMBER_WORDS: tuple[str, ...] = tuple(_DATA["number_words"].split())
SMALL_NUMBERS = ("one", *NUMBER_WORDS[:11])
"""The numbers from one to twelve in words."""
_TENS = "|".join(_DATA["tens"].split())
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|(?:{_TENS})-(?:one|{'|'.join(NUMBER_WORDS)})|{'|'.join(NUMBER_WORDS)})"
MONTH = "|".join(_DATA["months"].split())
DAYS: tuple[str, ...] = tuple(_DATA["days"].split())
_OF_CALENDAR = frozenset(map(str.lower, (*_DATA["months"].split(), *DAYS)))
_VAGUE = frozenset(["most", "majority", "all", "several", "hundreds", "no", "none", "single"])
_DIGITS = re.compile(r"\d[\d,.]*(?<![,.])")
_FRACTION = r"\b(?:thirds?|quarters?|fifths?|half)\b"
_HEAD = re.compile(
    r"\b(?:how (?:many|much)|(?:the|total|exact|overall) number of)"
    r"(?: (?:of|more|other|different|new|extra|additional|the|its|their|his|her))* "
    r"(?!(?:without|with|not|lack|lacked)\b)(?P<head>.+?)"
    rf"(?=\b(?:{'|'.join(_DATA['questions']['counted_until'].split())})\b|\?|$)",
    re.IGNORECASE,
)
_OCCASIONS = re.compile(r"(?:times|occasions)\b", re.IGNORECASE)
"""Counted things that stand for what is done: "how many times were officers attacked" counts attacks."""
_TOTAL = any_of(_DATA["questions"]["total"])
_PARTS = any_of(_DATA["questions"]["parts"])
_RATIO = re.compile(
    r"\s?times\b|[^,;.]{0,60}?\b(?:per|for every|for each|in every) (?:[\d,]+|hundred|thousand|million|head|person|household)",
    re.IGNORECASE,
)
_PER = re.compile(r"\b(?:per|for every|for each|in every) $", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:every|each) $", re.IGNORECASE)
_ONE_IN = re.compile(rf"\b(?:one|an?|{_NUMBER}) (?:in|out of)(?: every)? (?P<of>{_NUMBER})\b(?! out of)", re.IGNORECASE)
_SAMPLE = 10
"""The largest number behind "out of" that makes a ratio: "two out of five callers"; a larger one is that of a sample."""
_DIFFERENCE = re.compile(
    r"\W?(?: \w+){0,2} (?:more|less|fewer|higher|lower|above|below|over|under) (?:than|budget|the|its|what)\b", re.IGNORECASE
)
_ASKS_DIFFERENCE = any_of(_DATA["questions"]["difference"])
_RATIO_WORDS = frozenset(terms(_DATA["questions"]["ratio"]))
_ASKS_PER = re.compile(r"\b(?:per|for every|to every|in every) (?:\d[\d,]*|thousand|hundred|head|person|resident|officer)\b", re.IGNORECASE)
BREAK = re.compile(r"[,;:]|\band\b|\bbut\b|\bwhile\b", re.IGNORECASE)
_AMOUNTS: tuple[Expects, ...] = ("money", "percentage", "count")
_STOP = re.compile(r"[,;:.]\s|\b(?:but|while|who|which|that)\b", re.IGNORECASE)
_KIND_WORDS, _LONG_KIND = 4, 6
"""Words behind a number among which the thing that it counts stands with its kind."""
NO_KIND = frozenset(terms(_DATA["questions"]["no_kind"]))
_SHORT_FOR = re.compile(r" (?:[\w’'-]+ ){1,6}\((?P<short>\w+)\)")
"""Behind a number the words for a thing with its abbreviation: "96 police community support officers (PCSOs)"."""
_NEAR = 6
"""Words between a number and the thing that it counts."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of every kind of value, with numbers and months filled in."""

    def filled(pattern: str) -> str:
        return pattern.replace("{number}", _NUMBER).replace("{month}", MONTH)

    return {kind: any_of(map(filled, patterns)) for kind, patterns in _DATA["values"].items()}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value at characters `start` to `end` of a sentence."""

    text: str
    start: int
    end: int


def figures(expects: Expects, sentence: str) -> list[Figure]:
    """The values of a kind that a sentence holds; an amount is money, a share or a count."""
    if expects == "amount":
        return [figure for kind in _AMOUNTS for figure in figures(kind, sentence)]
    pattern = _patterns().get(expects)
    return [Figure(m[0], m.start(), m.end()) for m in pattern.finditer(sentence)] if pattern else []


def is_told(expects: Expects, sentence: str, question: str) -> bool:
    """Whether a sentence holds a value that the question does not hold itself; one without any is left to other checks.

    "Of the 465 councils, how many have declined?" is not answered by "agreed with the 465 councils".
    """
    known = set(_DIGITS.findall(question))
    found = figures(expects, sentence)
    return not found or any(not (digits := _DIGITS.findall(figure.text)) or not set(digits) <= known for figure in found)


def tells_part(sentence: str) -> bool:
    """Whether a sentence tells in words what part of some things is meant: "in each area", "only a small proportion of cases"."""
    return _PARTS.search(sentence) is not None


def is_difference(expects: Expects, sentence: str) -> bool:
    """Whether every value of a sentence says only by how much something is more or less: "£1.9 million more than agreed"."""
    found = figures(expects, sentence)
    return bool(found) and all(_DIFFERENCE.match(sentence[figure.end :]) for figure in found)


def is_vague(expects: Expects, sentence: str) -> bool:
    """Whether a sentence tells a value only roughly: "most crimes", "several departments"."""
    found = figures(expects, sentence)
    return bool(found) and all(figure.text.lower() in _VAGUE for figure in found)


def counted(question: str) -> tuple[str, ...]:
    """The stems of the thing that a question wants counted: "how many special constables are there" gives those of "special constables"."""
    head = counted_words(question)
    return () if _OCCASIONS.match(head) else tuple(terms(head))


def counted_words(question: str) -> str:
    """The words of a question for what it wants counted; "" where it wants nothing counted."""
    match = _HEAD.search(question)
    return match["head"] if match else ""


_OF_ITS_KIND: tuple[Expects, ...] = ("money", "duration", "date", "frequency")
"""Kinds of value for which no share stands."""
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
    own = [clause for clause in holding if figures(expects, clause)]
    if expects in _OF_ITS_KIND and len(own) == 1:
        return opening(own[0])
    shared = [len(wanted & set(terms(clause))) for clause in holding]
    most = max(shared)
    if most > 1 and shared.count(most) > 1:  # each has some of the question: "the share was 64 percent, and the average wait …"
        return sentence
    return opening(holding[shared.index(most)])


def asks_total(question: str) -> bool:
    """Whether a question asks for a whole number and not for a part of one: "how many calls does the force get a year"."""
    return _TOTAL.search(question) is not None


def asks_difference(question: str) -> bool:
    """Whether a question asks by how much something is more or less than another: "how much over budget was it"."""
    return _ASKS_DIFFERENCE.search(question) is not None


def asks_ratio(question: str) -> bool:
    """Whether a question asks for a ratio: otherwise "5.2 times higher" and "3.9 per 10,000" count nothing."""
    return not _RATIO_WORDS.isdisjoint(terms(question)) or _ASKS_PER.search(question) is not None


def counts(sentence: str, is_ratio: bool) -> list[Figure]:
    """The counts of a sentence, ratios among them only where one is asked for."""
    found = figures("count", sentence)
    return found if is_ratio else [f for f in found if not _RATIO.match(sentence[f.end :]) and not _PER.search(sentence[: f.start])]


def number_of(word: str) -> int | None:
    """The whole number that a word of digits, or one from "one" to "twelve", means; None for any other word."""
    if word.isdigit():
        return int(word)
    return SMALL_NUMBERS.index(word.lower()) + 1 if word.lower() in SMALL_NUMBERS else None


def counts_it(sentence: str, things: tuple[str, ...], is_total: bool, is_ratio: bool) -> bool:
    """Whether a number of the sentence stands near one of the things (stems) that are counted."""
    for figure in [*counts(sentence, is_ratio), *([] if is_total else figures("percentage", sentence))]:
        is_part = not figure.text[0].isdigit() and figure.text.lower().partition("-")[0] not in NUMBER_WORDS
        if is_total and (is_part or _is_ratio(sentence, figure)):
            continue
        around = [*terms(sentence[: figure.start])[-_NEAR:], *terms(sentence[figure.end :])[:_NEAR]]
        if not set(things).isdisjoint(around):
            return True
    return False


def _is_ratio(sentence: str, figure: Figure) -> bool:
    """Whether a number only says one in how many: "one in three callers"; not "18 out of 70 cases"."""
    ratios = (m for m in _ONE_IN.finditer(sentence) if not m["of"].isdigit() or int(m["of"]) <= _SAMPLE)
    return any(m.start() <= figure.start < m.end() for m in ratios) or _EVERY.search(sentence[: figure.start]) is not None


def counts_some_kind(sentence: str, head: str) -> bool:
    """Whether every number before a counted thing counts one kind of it: "16 early help officers" is no number of officers."""
    return _counts_kinds(sentence, head, _STOP, _LONG_KIND) and not counts_plainly(sentence, {head})


def counts_plainly(sentence: str, heads: Set[str]) -> bool:
    """Whether a number stands before one of some counted things (stems), and no kind of it between: "1,962 police officers"."""
    return any(_plain_counts(sentence, heads))


def largest_plain(sentence: str, heads: Set[str]) -> int:
    """The largest number in digits that so stands before one of some things; 0 where none does."""
    digits = (figure.text.replace(",", "") for figure in _plain_counts(sentence, heads))
    return max((int(number) for number in digits if number.isdigit()), default=0)


def _plain_counts(sentence: str, heads: Set[str]) -> Iterator[Figure]:
    for figure in counts(sentence, is_ratio=True):
        behind = terms(_STOP.split(sentence[figure.end :], maxsplit=1)[0])[:_LONG_KIND]
        at = next((place for place, term in enumerate(behind) if term in heads), None)
        short = _SHORT_FOR.match(sentence, figure.end)
        is_bare = at is not None and not _is_ratio(sentence, figure) and all(term in NO_KIND for term in behind[:at])
        if is_bare or (short and not heads.isdisjoint(terms(short["short"]))):
            yield figure


def _counts_kinds(sentence: str, head: str, until: re.Pattern[str], reach: int) -> bool:
    """Whether a stem that names a kind stands between the thing counted (a stem) and every number before it; False where none is."""
    kinds = []
    for figure in counts(sentence, is_ratio=True):
        behind = terms(until.split(sentence[figure.end :], maxsplit=1)[0])[:reach]
        if head in behind:
            kinds.append([term for term in behind[: behind.index(head)] if term not in NO_KIND])
    return bool(kinds) and all(kinds)


def counts_another_kind(sentence: str, wanted: tuple[str, ...], held: Set[str]) -> bool:
    """Whether the numbers before the counted thing count another kind of it: "465 parish councils" where town councils are asked for.

    `wanted` are the stems of the counted thing, its kind first; `held` those that count as said: where the kind is among them,
    it is the same.
    """
    *kind, head = wanted or ("",)
    if not kind or not held.isdisjoint(kind):
        return False
    return _counts_kinds(sentence, head, BREAK, _KIND_WORDS)


_NAME = re.compile(
    r"(?<=[a-z,;:)] )(?<!Operation )(?<!Project )"
    r"(?!(?:Police|Chief|Constable|Crime|Commissioner|Inspector|HM|PEEL|HMICFRS|HMIC|I|SNTs?|LPAs?)\b)"
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)*"
)


def names(sentence: str, without: str = "") -> list[str]:
    """Proper names within a sentence (behind its first word), none of whose words stand in `without`; no month and no day of the week."""
    held = {*without.lower().split(), *_OF_CALENDAR}
    return [match[0] for match in _NAME.finditer(sentence) if not set(match[0].lower().split()) & held]


def holds(expects: Expects, sentence: str, is_ratio: bool = True) -> bool:
    """Whether a sentence holds a value of the kind that is expected; a count may be told as a share, and a share as "N out of M"."""
    if not expects:
        return True
    if expects == "names":
        return len(names(sentence)) >= 2
    if expects == "percentage":
        return bool(figures("percentage", sentence)) or re.search(rf"{_NUMBER} out of {_NUMBER}", sentence, re.IGNORECASE) is not None
    if expects == "frequency":
        return bool(figures("frequency", sentence)) or holds("count", sentence)
    if expects == "amount":
        return any(holds(kind, sentence, is_ratio) for kind in _AMOUNTS)
    if expects == "count":
        shares = re.search(rf"{_NUMBER}\s?(?:%|per ?cent\b)|{_FRACTION}", sentence, re.IGNORECASE)
        return bool(counts(sentence, is_ratio) or shares)
    return bool(figures(expects, sentence))
