"""The grades, the words that documents use around them, and whose and which inspection's they are."""

from __future__ import annotations

import re

from peel_qa.data import pattern_of
from peel_qa.records import Source
from peel_qa.text import fold

GRADES = ("outstanding", "good", "adequate", "requires improvement", "inadequate")
GRADE = r"(?:outstanding|good|adequate|requir(?:es?|ing|ed) improvement|inadequate)"
_ANY_GRADE = re.compile(rf"\b(?:{GRADE})\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?[/–-]\s?((?:19|20)?\d\d))?(?!\d)")
LONGEST_SENTENCE = 2000
"""Characters of the longest sentence that is looked at; nobody writes longer ones, and they would take for ever."""
_SPAN = 10
"""Years that "2023-25" may span; more is no span."""


def normal_grade(words: str) -> str:
    """The name of a grade: "requiring improvement" is "requires improvement", all in lower case."""
    folded = fold(words)
    return "requires improvement" if folded.startswith("requir") else folded


def saying(name: str) -> re.Pattern[str]:
    """One pattern for the entries of `name` in grades.toml."""
    return pattern_of("peel_qa.facts", "grades.toml", name, whole_words=True)


def is_of_another_time(text: str, source: Source) -> bool:
    """Whether a text tells of an earlier judgment: it says so, or names only years in which the source's inspection was not."""
    if saying("earlier").search(text):
        return True
    named = years_of(text)
    return bool(named) and named.isdisjoint(years_of_source(source))


def grades_named(text: str) -> set[str]:
    """The names of all grades that a text holds."""
    return {normal_grade(grade) for grade in _ANY_GRADE.findall(text)}


def without_grades(text: str) -> str:
    """A text without the grades that it holds."""
    return _ANY_GRADE.sub(" ", text)


def years_of_source(source: Source) -> set[int]:
    """Every year that a source's inspection or its publication is known by."""
    return years_of(f"{source.inspection} {source.inspected} {source.published}")


def years_of(text: str) -> set[int]:
    """Every year that a text names, spans filled: "2023-25" is 2023, 2024 and 2025."""
    found: set[int] = set()
    for first, last in _YEARS.findall(text):
        begin = int(first)
        end = int(last) if len(last) == 4 else begin // 100 * 100 + int(last or begin % 100)
        found |= set(range(begin, end + 1)) if begin <= end <= begin + _SPAN else {begin}
    return found
