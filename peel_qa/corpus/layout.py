"""The layout words of reports and news pages, read from layout.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from peel_qa.text import fold

LONGEST_LINE = 600
"""Characters of the longest line that is looked at as a heading, a caption or a mark of the site; longer ones are text."""

_ENDS_IN_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d\d)?$")
_SUBORDINATE = re.compile(r"\b(?:that|which|who) [\w’']+", re.IGNORECASE)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One compiled pattern for the entries of `name` in layout.toml."""
    return re.compile("(?:" + "|".join(_lists()[name]) + ")", re.IGNORECASE)


def is_one_of(name: str, line: str) -> bool:
    """Whether a whole line matches an entry of `name` in layout.toml."""
    return len(line) <= LONGEST_LINE and pattern(name).fullmatch(line) is not None


def begins_as(name: str, line: str) -> bool:
    """Whether a line begins as an entry of `name` in layout.toml."""
    return len(line) <= LONGEST_LINE and pattern(name).match(line) is not None


def is_subsection(line: str) -> bool:
    """Whether a line is a heading that recurs under every chapter, such as "Areas for improvement"."""
    return is_one_of("subsections", line.strip(" :")) or list_named(line) != ""


def is_grade(line: str) -> bool:
    """Whether a line holds only a grade: "Requires improvement", "Grade: adequate"."""
    return is_one_of("grades", bare_grade(line))


def bare_grade(line: str) -> str:
    """A line without its full stop and without what stands in front of a grade: "Grade: adequate" is "adequate"."""
    lead = pattern("grade_leads").match(line) if len(line) <= LONGEST_LINE else None
    return line[lead.end() if lead else 0 :].strip(" .")


def list_named(heading: str) -> str:
    """The kind of findings that a heading says it lists, in its own words ("areas for improvement"); "" for any other heading."""
    match = pattern("lists").fullmatch(heading.strip(" :")) if len(heading) <= LONGEST_LINE else None
    return match["kind"].lower() if match else ""


def singular(kind: str) -> str:
    """A kind of findings as one of them is called: "Accelerated causes of concern" is "cause of concern"."""
    return " ".join(word.rstrip("s") for word in kind.lower().removeprefix("accelerated ").split())


def label_of(line: str) -> tuple[str, int]:
    """The kind of list that the label in front of an entry names, and the label's length: "Area for improvement: …"; "", 0 without one."""
    match = pattern("labels").match(line)
    return (match["kind"], match.end()) if match else ("", 0)


def is_caption(line: str) -> bool:
    """Whether a line is the caption of a chart: numbered, or a measure and its period without saying anything of them."""
    line = line.strip()
    if is_one_of("captions", line):
        return True
    measure = pattern("measures").search(line) if len(line) <= LONGEST_LINE and _ENDS_IN_YEAR.search(line, max(0, len(line) - 12)) else None
    if measure is None or pattern("periods").search(line, measure.end()) is None:
        return False
    return not is_one_of("statements", _SUBORDINATE.sub("", line))


def rank_of(grade: str) -> int:
    """Place of a grade among the grades, 0 for the best; -1 for any other line."""
    folded = fold(bare_grade(grade))
    names = _lists()["grades"]
    return names.index(folded) if folded in names else -1


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("layout.toml").read_text(encoding="utf-8"))
