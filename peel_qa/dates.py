"""ISO days, months and years ("2022-04-13", "2022-04", "2022"): checked, and as a reader says them."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_RENAMED = "2017-07-19"


def is_iso(text: str) -> bool:
    """Whether `text` is an ISO day, month or year that the calendar has."""
    match = _ISO.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def spoken(iso: str, is_sure: bool = True) -> str:
    """An ISO date for readers: "13 April 2022", "September 2021", "2024"; an unsure day is left out.

    What is no ISO date comes back as it is.
    """
    if not is_iso(iso):
        return iso
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not month:
        return year
    name = MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day and is_sure else f"{name} {year}"


def inspectorate_on(published: str) -> str:
    """What the inspectorate was called on a day: HMIC, and since it inspects fire services too (19 July 2017) HMICFRS."""
    return "HMICFRS" if published >= _RENAMED else "HMIC"
