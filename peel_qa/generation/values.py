"""The values of a sentence, in one form each, so that the same value in two texts is told from another one.

"20%", "20 per cent" and "twenty percent" are one value; "20 percentage points", "20" and "20 minutes" are others. Values stay
whole: "14 of 66" is neither 14 nor 66.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from peel_qa.dates import MONTHS
from peel_qa.generation.words import table

Kind = Literal["date", "time", "ratio", "money", "points", "percentage", "duration", "part", "count"]

_UNITS: list[str] = table("numbers")["units"].split()
_TENS: list[str] = table("numbers")["tens"].split()
_SCALES: dict[str, int] = table("numbers")["scales"]
_SPELT = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(reversed(_UNITS))})"
_SCALE = r"(?:hundred|thousand|million|billion|dozen)\b|(?<=\d)\s?(?:k|m|bn)\b"
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_NUMBER = rf"(?:(?:{_DIGITS}|\b(?:a\b(?= (?:hundred|thousand|million|billion|dozen)\b)|{_SPELT}\b))(?:\s?(?:{_SCALE}))?)"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_YEAR = r"(?:19|20)\d\d"
_SPAN = re.compile(rf"({_YEAR})(?:\s?[/–-]\s?((?:19|20)?\d\d))?")
_EACH = r"(?: (?:the|every|its|their|all|around|about))*"
_UNIT_WORDS = r"(?:second|minute|hour|day|week|month|year|decade)"
_NO_WHOLE = rf"\d|[.,]\d|\s?%|[ -](?:per ?cent|percentage|{_UNIT_WORDS}s?\b)"
"""What behind a number shows that it is no whole that something is a part of: "one call in 58 percent", "three times in six months"."""
_NAMES = "|".join(table("numbers")["names"])


@dataclass(frozen=True, slots=True)
class Value:
    """A value at characters `start` to `end`. `key` is its one form; `bound` what the words before it make of it, "" for nothing."""

    kind: Kind
    key: str
    start: int
    end: int
    bound: str = ""


@cache
def _readers() -> tuple[tuple[Kind, re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    """Kind, pattern and reader of each form; an earlier one takes its characters before a later one may."""

    def of(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    made: list[tuple[Kind, re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        ("date", of(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTH}),? ({_YEAR})\b"), lambda m: _iso(m[3], m[2], m[1])),
        ("date", of(rf"\b({_MONTH}) (\d{{1,2}}),? ({_YEAR})\b"), lambda m: _iso(m[3], m[1], m[2])),
        ("date", of(rf"\b({_MONTH}),? ({_YEAR})\b"), lambda m: _iso(m[2], m[1])),
        ("date", of(rf"\b(\d{{1,2}}) ({_MONTH})\b"), lambda m: f"--{_month(m[2])}-{int(m[1]):02}"),
        ("date", of(rf"(?<![\d£.,/-]){_YEAR}-\d\d-\d\d\b"), lambda m: m[0]),
        ("date", of(rf"(?<![\d£.,/]){_SPAN.pattern}(?![\d%]|,\d)"), lambda m: _years(m[1], m[2])),
        ("time", of(r"(?<![\w£.,/-])(\d{1,2})(?:[.:](\d\d))?\s?([ap])\.?m\b"), lambda m: f"{int(m[1])}:{m[2] or '00'}{m[3].lower()}m"),
        (
            "ratio",
            of(rf"({_NUMBER}|\bone) (?:\w+ )?(?:out of|in|of){_EACH} ({_NUMBER})(?!{_NO_WHOLE})"),
            _ratio,
        ),
        ("money", of(rf"£\s?({_NUMBER})|({_NUMBER}) pounds\b"), lambda m: f"£{_number(m[1] or m[2])}"),
        ("points", of(rf"({_NUMBER})[- ]percentage[- ]points?\b"), lambda m: f"{_number(m[1])}pp"),
        ("percentage", of(rf"({_NUMBER})\s?(?:%|per ?cent\b)"), lambda m: f"{_number(m[1])}%"),
        ("duration", of(rf"({_NUMBER}|\bone|\ban?)[ -]({_UNIT_WORDS})s?\b"), _duration),
        *(("part", of(rf"\b(?:{'|'.join(same)})\b"), _named(f"part{n}")) for n, same in enumerate(table("numbers")["parts"])),
        ("count", of(rf"(?<![\w£.,/-])(?!(?:{_NAMES})\b(?!,)){_NUMBER}(?![\d%]|(?:st|nd|rd|th)\b)"), _count),
    ]
    return tuple(made)


@lru_cache(maxsize=8192)
def values(text: str) -> tuple[Value, ...]:
    """The values of a text in order. "a week" is a duration like "one week"; "101" and "999" are names, "one" alone is a pronoun."""
    taken = [False] * len(text)
    found: list[Value] = []
    for kind, pattern, read in _readers():
        for match in pattern.finditer(text):
            key = read(match)
            if key and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                found.append(Value(kind, key, match.start(), match.end()))
    return tuple(replace(value, bound=_bound(text, value)) for value in sorted(found, key=lambda value: value.start))


def is_same(one: Value, other: Value) -> bool:
    """Whether two values say the same; a month is held by a day in it, and a year by a month or a day in it."""
    if one.kind == other.kind == "date":
        return one.key == other.key or other.key.startswith(f"{one.key}-")
    return (one.kind, one.key) == (other.kind, other.key)


def years_of(key: str) -> frozenset[int]:
    """The years that a date's key names: "2021/22" names 2021 and 2022."""
    match = _SPAN.match(key)
    if match is None:
        return frozenset()
    last = match[2] if "/" in key else None
    return frozenset({int(match[1]), *([int(match[1][:2] + last[-2:])] if last else [])})


def _named(key: str) -> Callable[[re.Match[str]], str]:
    return lambda match: key


def _month(name: str) -> str:
    return f"{[month.lower() for month in MONTHS].index(name.lower()) + 1:02}"


def _iso(year: str, month: str, day: str = "") -> str:
    return "-".join([year, _month(month), *([f"{int(day):02}"] if day else [])])


def _years(first: str, last: str | None) -> str:
    """A year, or a span in one form: "2023-25", "2023–2025" and "2023/25" are "2023/25"."""
    return f"{first}/{last[-2:]}" if last else first


def _ratio(match: re.Match[str]) -> str:
    """Ratios such as "10 out of 35"; a year behind "in" is no second number, nor is a larger number a part of a smaller one."""
    part, whole = _number(match[1]), _number(match[2])
    is_year = re.fullmatch(_YEAR, match[2]) and not re.search(r"out of", match[0])
    return "" if is_year or float(part) > float(whole) else f"{part}:{whole}"


def _duration(match: re.Match[str]) -> str:
    number = "1" if match[1].lower() in ("a", "an", "one") else _number(match[1])
    return f"{number} {match[2].lower()}"


def _count(match: re.Match[str]) -> str:
    return "" if match[0].lower() == "one" else _number(match[0])


def _number(text: str) -> str:
    """A number in digits: "1,530" and "1530", "twenty-one" and "21", "3 million" and "3,000,000" are the same."""
    match = re.match(rf"(?P<digits>{_DIGITS})|(?P<words>[a-z]+(?:[ -](?!{_SCALE})[a-z]+)?)", text.strip().lower())
    if match is None:
        return ""
    number = float(match["digits"].replace(",", "")) if match["digits"] else float(_spelt(match["words"]))
    scale = re.search(r"(hundred|thousand|million|billion|dozen|k|m|bn)$", text.strip().lower())
    if scale and scale[1] != match["words"]:
        number *= _SCALES[scale[1]]
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _spelt(words: str) -> int:
    if words in ("a", "an"):
        return 1
    parts = re.split(r"[ -]", words)
    return sum((_TENS.index(part) + 2) * 10 if part in _TENS else _UNITS.index(part) for part in parts if part in _TENS or part in _UNITS)


@cache
def _bounds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    every = table("bounds")
    return tuple(
        (name, re.compile(rf"\b(?:{'|'.join(words)}) (?:the |an? |its |their )?$", re.IGNORECASE)) for name, words in every.items()
    )


def _bound(text: str, value: Value) -> str:
    """The kind of the longest bounding words before a value: "no more than" is not "more than"."""
    before = text[max(0, value.start - 30) : value.start]
    found = [(len(match[0]), name) for name, pattern in _bounds() if (match := pattern.search(before))]
    behind = re.match(r"\s?(?:\w+ )?or (more|over|above|fewer|less|under)\b", text[value.end : value.end + 30])
    if behind:
        return "least" if behind[1] in ("more", "over", "above") else "most"
    return max(found)[1] if found else ""


def without_values(text: str) -> str:
    """The text with its values blanked out, so that what is left are its words; nothing else moves."""
    characters = list(text)
    for value in values(text):
        characters[value.start : value.end] = " " * (value.end - value.start)
    return "".join(characters)
