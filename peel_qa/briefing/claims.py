"""What the sentences of a news text claim: grades, counts, figures, quotations, the inspector's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from peel_qa.data import read_table
from peel_qa.facts.areas import find_areas
from peel_qa.facts.grade_lists import listed_grades
from peel_qa.facts.grade_words import GRADE, normal_grade, saying
from peel_qa.facts.grades import read_grades
from peel_qa.facts.people import INSPECTORS, read_people
from peel_qa.facts.records import Voice
from peel_qa.facts.voices import INSPECTORATE, role_name, spoken_by
from peel_qa.records import Document
from peel_qa.text import fold, sentences_between

_QUOTED = re.compile('[“"]([^“”"]{6,}?)[”"]')
_OPEN = re.compile('[“"]([^“”"]{6,})$')
_NUMBER = re.compile(r"(?<![\w.,])£?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|per ?cent\b|million|billion))?", re.IGNORECASE)
_FEWEST_QUOTED = 2
"""Words of the shortest quotation that is looked for; one word in quotation marks is a grade or a name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a claim as it is written; `value` is its digits, `unit` what stands behind or before them."""

    text: str
    value: str
    unit: str

    def stands_in(self, sentence: str) -> bool:
        """Whether a sentence holds the same number with the same unit."""
        return any((one.value, one.unit) == (self.value, self.unit) for one in figures_of(sentence))

    def has_rival_in(self, sentence: str) -> bool:
        """Whether a sentence holds another number of the same unit."""
        return self.unit != "" and any(one.unit == self.unit for one in figures_of(sentence))


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence at `start` to `end` of a news text and what it claims. `voice`: "newspaper", "inspectorate", or who speaks."""

    document: str
    start: int
    end: int
    text: str
    voice: str
    is_overall: bool = False
    grades: tuple[tuple[str, str], ...] = ()
    grade_counts: tuple[tuple[int, str], ...] = ()
    finding_counts: tuple[tuple[int, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    quotations: tuple[str, ...] = ()
    inspectors: tuple[str, ...] = ()


def read_claims(document: Document, voices: Sequence[Voice]) -> list[Claim]:
    """The sentences of a news text in order, each with what it claims; captions and headings are none."""
    people = [person for person in read_people(document) if person.role in INSPECTORS]
    told = [*listed_grades(document), *read_grades(document)]
    claims = []
    for start, end in _sentences(document):
        text = " ".join(document.text[start:end].split())
        grades = dict.fromkeys((one.area, one.grade) for one in told if start <= one.start < end)
        counts = tuple(_grade_counts(text))
        is_overall = _is_overall(text) and not (grades or counts)
        named = tuple(dict.fromkeys(person.name for person in people if start <= person.start < end))
        quoted = tuple(words for words in _quotations(text) if len(words.split()) >= _FEWEST_QUOTED)
        of_findings = tuple(_finding_counts(text))
        figures = () if counts or of_findings else tuple(figures_of(text))
        voice = _voice(document, voices, start, end)
        claims.append(Claim(document.id, start, end, text, voice, is_overall, tuple(grades), counts, of_findings, figures, quoted, named))
    return claims


def _quotations(text: str) -> list[str]:
    """What stands in quotation marks; a quotation that goes on in the next sentence counts from where it begins."""
    closed = _QUOTED.findall(text)
    opened = _OPEN.search(_QUOTED.sub(" ", text))
    return [*closed, *([opened[1]] if opened else [])]


def _sentences(document: Document) -> Iterator[tuple[int, int]]:
    for block in document.blocks:
        if block.kind in ("paragraph", "item", "finding"):
            yield from sentences_between(document.text, block.start, block.end)
        elif block.kind == "table":
            yield from _rows(document.text, block.start, block.end)


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in text[start:end].split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _voice(document: Document, voices: Sequence[Voice], start: int, end: int) -> str:
    voice = spoken_by(voices, start, end)
    if voice is None:
        return "newspaper"
    if voice.speaker == INSPECTORATE or voice.role in INSPECTORS:
        return "inspectorate"
    return f"{voice.speaker}, {role_name(voice.role)}" if voice.role else voice.speaker


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    words = _table()["number_words"].split()
    filled = {"{grade}": rf"(?P<grade>{GRADE})\b", "{number}": rf"(?P<number>\b(?:\d+|{'|'.join(words)}))"}
    made = []
    for pattern in _table()[name]:
        whole = pattern
        for mark, value in filled.items():
            whole = whole.replace(mark, value)
        made.append(re.compile(whole, re.IGNORECASE))
    return tuple(made)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_table("peel_qa.briefing", "press_words.toml")
    return table


def _is_overall(text: str) -> bool:
    """Whether a sentence gives the force one grade as a whole."""
    if any(pattern.search(text) for pattern in _patterns("denied")) or saying("earlier").search(text):
        return False
    if _holds_grade(text) and any(pattern.search(text) for pattern in _patterns("overall")):
        return True
    return any(pattern.search(text) for pattern in _patterns("unnamed")) and not find_areas(text)


def _holds_grade(text: str) -> bool:
    return re.search(rf"\b{GRADE}\b", text, re.IGNORECASE) is not None


def _grade_counts(text: str) -> Iterator[tuple[int, str]]:
    for pattern in _patterns("counts"):
        for match in pattern.finditer(text):
            yield _count(match["number"]), normal_grade(match["grade"])


def _finding_counts(text: str) -> Iterator[tuple[int, str]]:
    for pattern, kind in _table()["findings"]:
        words = _table()["number_words"].split()
        for match in re.finditer(pattern.replace("{number}", rf"\b(\d+|{'|'.join(words)})"), text, re.IGNORECASE):
            yield _count(match[1]), kind


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _table()["number_words"].split().index(words.lower()) + 1


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(_table()["names"]), re.IGNORECASE)


def figures_of(sentence: str) -> Iterator[Figure]:
    """The figures of a sentence: percentages, sums and counts in digits; years, days and telephone numbers are none."""
    plain = _names().sub(lambda match: " " * len(match[0]), sentence)
    for match in _NUMBER.finditer(plain):
        text = match[0].strip().rstrip(",")
        value = re.sub(r"[^\d.]", "", text).rstrip(".")
        unit = "%" if re.search(r"%|per ?cent", text, re.IGNORECASE) else "£" if text.startswith("£") else ""
        scale = next((word for word in ("million", "billion") if word in fold(text)), "")
        yield Figure(text, value + scale, unit)
