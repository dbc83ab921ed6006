"""The years that a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

YEARS = re.compile(r"(?<![\d£/-])((?:19|20)\d\d)(?:\s?[/–-]\s?((?:19|20)?\d\d))?(?![\d%])")
"""A year, or a span of two: "2015", "2021/22", "2023-2025"."""


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text names; "2021/22" and "2023-25" name every year from first to last."""
    return tuple(dict.fromkeys(year for group in year_groups(text) for year in group))


def year_groups(text: str) -> tuple[tuple[int, ...], ...]:
    """The years and spans of years that a text names, each by itself: "2015 and 2021/22" is (2015,) and (2021, 2022)."""
    found: list[tuple[int, ...]] = []
    for match in YEARS.finditer(text):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        if match[2] and last < 100:
            last += first // 100 * 100
        found.append(tuple(range(first, last + 1)) if first <= last <= first + 10 else (first,))
    return tuple(dict.fromkeys(found))


def years_named(years: Sequence[int]) -> str:
    """The years of an edition as its name gives them: "2015", "2021/22"."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}/{years[-1] % 100:02d}"
