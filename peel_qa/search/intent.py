"""What kind of answer a question wants, from intents.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from peel_qa.data import any_of, read_table
from peel_qa.facts.grades import GRADES, normal_grade
from peel_qa.text import fold

Expects = Literal["", "names", "percentage", "amount", "count", "money", "duration", "date", "frequency"]
_GRADE = r"(?:outstanding|good|adequate|requir(?:e|es|ed|ing) improvement|need(?:s|ed)? improvement|inadequate)"
_GRADE_WORDS = re.compile(
    rf"(?:\b(?P<worse>below|under|beneath|worse than|lower than|less than|short of)|\b(?P<better>above|better than|higher than)"
    rf"|\b(?P<least>at least))? ?[\"'‘“]?\b(?P<grade>{_GRADE})\b[\"'’”]?"
    rf"(?: (?P<or_worse>(?:or|and) (?:worse|below|lower|under))\b| (?P<or_better>(?:or|and) (?:better|above|higher))\b)?",
    re.IGNORECASE,
)


AUXILIARY = r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b"
_OPENING_CLAUSE = re.compile(
    rf"^\W*(?:and |so |but )*(?:when|where|whenever) (?!{AUXILIARY})[^?]{{4,}}?, (?=(?:what|which|who|how|why|{AUXILIARY}))",
    re.IGNORECASE,
)
"""A clause that a question opens with and that asks nothing: "When a call was held back, what was the average delay?"."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent's name and the kind of value that its answer must hold."""

    name: str
    expects: Expects = ""


@cache
def _patterns() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    made = []
    for entry in read_table("peel_qa.search", "intents.toml")["intent"]:
        made.append((Intent(entry["name"], entry.get("expects", "")), any_of(p.replace("’", "'") for p in entry["patterns"])))
    return tuple(made)


@lru_cache(maxsize=1024)
def find_intent(text: str) -> Intent:
    """The first intent whose pattern is found; "general" where none is."""
    straight = _OPENING_CLAUSE.sub("", text.translate(str.maketrans("‘’“”", "''\"\"")), count=1)
    return next((intent for intent, pattern in _patterns() if pattern.search(straight)), Intent("general"))


@cache
def _grading() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = read_table("peel_qa.search", "intents.toml")["grading"]
    return any_of(data["says"] + data["done"]), any_of(data["not"]), any_of(data["with_area"])


@cache
def _ways(name: str) -> re.Pattern[str]:
    """One pattern for the entries of `name` under `grading`."""
    return any_of(read_table("peel_qa.search", "intents.toml")["grading"][name])


def asks_how_done(text: str) -> bool:
    """Whether a question asks for a grade without the word: "how did it do for turning up"."""
    return _ways("done").search(text) is not None


def asks_for_chapter(text: str) -> bool:
    """Whether a question for a grade says where something is reported, and means the grade of that: "the chapter on bail"."""
    return _ways("chapter").search(text) is not None


def asks_for_grades(text: str, has_area: bool = False) -> bool:
    """Whether a question is about grades: it says so, or uses a grade as one ("is it good at …", "was it inadequate").

    Some ways of asking mean a grade only where an area is named: "what did responding to the public get".
    """
    says, looks_so, with_area = _grading()
    return says.search(looks_so.sub(" ", text)) is not None or (has_area and with_area.search(text) is not None)


def grades_in(text: str) -> tuple[str, ...]:
    """The grades that a question names, in order; "below good" and "good or better" name several."""
    found: list[str] = []
    for match in _GRADE_WORDS.finditer(_grading()[1].sub(" ", text)):
        word = fold(match["grade"])
        found += _meant("requires improvement" if "improvement" in word else normal_grade(word), match)
    if _ways("as_outstanding").search(text):
        found.append(GRADES[0])
    return tuple(grade for grade in dict.fromkeys(found) if grade in GRADES)


def grades_described(text: str) -> tuple[str, ...]:
    """The grades that a question means by "well" or "badly": "was it graded badly"; () where it describes none."""
    if _ways("as_bad").search(text):
        return GRADES[GRADES.index("requires improvement") :]
    return GRADES[: GRADES.index("good") + 1] if _ways("as_good").search(text) else ()


def _meant(grade: str, match: re.Match[str]) -> list[str]:
    """The grades that one named with a comparison stands for, the best first."""
    if grade not in GRADES:
        return []
    at = GRADES.index(grade)
    if match["worse"]:
        return [*GRADES[at + 1 :]]
    if match["better"]:
        return [*GRADES[:at]]
    if match["or_worse"]:
        return [*GRADES[at:]]
    return [*GRADES[: at + 1]] if match["least"] or match["or_better"] else [grade]
