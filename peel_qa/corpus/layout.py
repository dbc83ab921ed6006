"""The layout words of reports and news pages, read from layout.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One compiled pattern for the entries of `name` in layout.toml; match it at the start of a line."""
    data = tomllib.loads(files(__package__).joinpath("layout.toml").read_text(encoding="utf-8"))
    return re.compile("(?:" + "|".join(data[name]) + ")", re.IGNORECASE)


def is_subsection(line: str) -> bool:
    """Whether a line is a heading that recurs under every chapter, such as "Areas for improvement"."""
    return pattern("subsections").fullmatch(line.strip(" :")) is not None


def is_grade(line: str) -> bool:
    """Whether a line holds only a grade."""
    return pattern("grades").fullmatch(line.strip(" .")) is not None
