"""What kind of answer a question wants, from intents.toml, and its words written out, from plain.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from peel_qa.facts.grades import GRADES, normal_grade
from peel_qa.text import fold

Expects = Literal["", "names", "percentage", "count", "money", "duration", "date"]
_GRADING = re.compile(
    r"\b(?:grad(?:e|es|ed|ing|ings)|rat(?:e|es|ed|ing|ings)|judg(?:e|ed|ment|ments|ement)|score[ds]?|marks?|marked|verdicts?)\b", re.IGNORECASE
)
_GRADE_WORDS = re.compile(r"\b(?:outstanding|good|adequate|requir(?:e|es|ed|ing) improvement|needs? improvement|inadequate)\b", re.IGNORECASE)
_PERFORMANCE = re.compile(
    r"\bhow (?:well |good |bad |badly )?(?:is|was|are|were|did|does|do|has|have) .{2,60}\b(?:do|doing|done|perform(?:ed|ing|s)?|far(?:e|ed|ing)|cop(?:e|ed|ing)) (?:at|on|in|with)\b|\bany good (?:at|with|on)\b|"
    r"\bhow (?:good|bad) (?:is|was|are|were)\b",
    re.IGNORECASE,
)
_NOT_GRADES = re.compile(r"\boutstanding (?:suspects?|offenders?|warrants?|cases?|wanted)\b|\bgood (?:work|practice|news|use)\b|\b(?:crime|abandonment|completion|disclosure|search|heart|drop-?out|interest|success|charge|detection|response|solve|conviction|clear-?up|injury|stop|exchange|attrition|turnover|application|applications|higher|any|at the|disproportionality|the) rates?\b|\bat a rate\b|\brates? of\b", re.I)


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent's name and the kind of value that its answer must hold."""

    name: str
    expects: Expects = ""


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    made = []
    for entry in _load("intents.toml")["intent"]:
        joined = "|".join(pattern.replace("’", "'") for pattern in entry["patterns"])
        made.append((Intent(entry["name"], entry.get("expects", "")), re.compile(joined, re.IGNORECASE)))
    return tuple(made)


def written_out(text: str) -> str:
    """A question with text-speak written out: "wat percent do ppl" as "what percent do people"."""
    known = _load("plain.toml")["words"]
    return re.sub(r"\b[A-Za-z0-9]+\b(?!')", lambda match: str(known.get(match[0].lower(), match[0])) if match[0].islower() or len(match[0]) > 2 else match[0], text)


def find_intent(text: str) -> Intent:
    """The first intent whose pattern is found; "general" where none is."""
    straight = text.translate(str.maketrans("‘’“”", "''\"\""))
    return next((intent for intent, pattern in _patterns() if pattern.search(straight)), Intent("general"))


def asks_for_grades(text: str) -> bool:
    """Whether a question is about grades: it says so, or uses a grade as one ("is it good at …", "was it inadequate")."""
    without = _NOT_GRADES.sub(" ", text)
    return any(pattern.search(without) for pattern in (_GRADING, _GRADE_WORDS, _PERFORMANCE))


def grades_in(text: str) -> tuple[str, ...]:
    """The grades that a question names, in order."""
    found = []
    for match in _GRADE_WORDS.finditer(_NOT_GRADES.sub(" ", text)):
        word = fold(match[0])
        found.append("requires improvement" if "improvement" in word else normal_grade(word))
    return tuple(grade for grade in dict.fromkeys(found) if grade in GRADES)
