"""Dates as documents write them: "13 April 2022", "April 13, 2022", "13/04/2022", "2022-04-13", "April 2022"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from peel_qa.dates import MONTHS, is_iso

_FIRST_YEAR = 1990
_NAMES = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_MONTHS = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS).replace("Sep(?:tember)?", "Sept?(?:ember)?")
_MONTH = rf"(?P<{{0}}>{_MONTHS})\.?"
_DATE = re.compile(
    r"(?<![\w/-])(?:"
    r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)|(?P<slashed>\d{1,2}/\d{1,2}/(?:19|20)\d\d)"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH.format('m1')},? (?P<y1>(?:19|20)\d\d)"
    rf"|{_MONTH.format('m2')} (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)"
    rf"|{_MONTH.format('m3')},? (?P<y3>(?:19|20)\d\d)"
    r")(?![\w/-])",
    re.IGNORECASE,
)


def dates_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and ISO form of every date of a text that the calendar has, of 1990 or later and not after today."""
    for match in _DATE.finditer(text):
        iso = _iso(match)
        if is_iso(iso) and f"{_FIRST_YEAR}" <= iso[:4] and iso <= date.today().isoformat():
            yield match.start(), match.end(), iso


def date_of(text: str) -> str:
    """The ISO form of a text that is one date and nothing else; "" for any other."""
    found = list(dates_in(text.strip(" .|")))
    return found[0][2] if len(found) == 1 and found[0][:2] == (0, len(text.strip(" .|"))) else ""


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    if match["slashed"]:
        day, month, year = match["slashed"].split("/")
        return f"{year}-{int(month):02}-{int(day):02}"
    for number in ("1", "2", "3"):
        if match[f"m{number}"]:
            month = f"{_NAMES[match[f'm{number}'][:3].lower()]:02}"
            day = "" if number == "3" else f"-{int(match[f'd{number}']):02}"
            return f"{match[f'y{number}']}-{month}{day}"
    return ""
