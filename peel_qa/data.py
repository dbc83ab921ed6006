"""Data files that lie beside the code: words and patterns that a newcomer may edit without touching code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_table(package: str, name: str) -> dict[str, Any]:
    """The contents of a TOML file of a package, read once."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that matches where any of the patterns does, ignoring case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@cache
def pattern_of(package: str, name: str, key: str, whole_words: bool = False) -> re.Pattern[str]:
    """One pattern for what a table of a package holds under a key, a pattern or several, ignoring case, read once."""
    held = read_table(package, name)[key]
    patterns = [held] if isinstance(held, str) else held
    return any_of(rf"(?<!\w){pattern}(?!\w)" for pattern in patterns) if whole_words else any_of(patterns)


@cache
def patterns_of(package: str, name: str, key: str) -> tuple[re.Pattern[str], ...]:
    """Each of the patterns that a table of a package holds under a key, ignoring case, read once."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in read_table(package, name)[key])


@cache
def pattern_pairs(package: str, name: str, key: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The pairs of patterns that a table of a package holds under a key, ignoring case, read once."""
    return tuple((any_of([one]), any_of([other])) for one, other in read_table(package, name)[key])


def without_comments(package: str, name: str) -> list[str]:
    """The lines of a text file of a package that are no comments."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
