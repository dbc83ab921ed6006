"""ISO dates as a reader says them."""

from __future__ import annotations

_MONTHS = "January February March April May June July August September October November December".split()


def spoken(iso: str, is_sure: bool = True) -> str:
    """ "2022-04-13" as "13 April 2022", "2021-09" as "September 2021", "2024" as it is; an unsure day is left out."""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not month:
        return year
    name = _MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day and is_sure else f"{name} {year}"
