"""The statutory clock: when a local policing body's response to a report is due, and deadlines that a report sets.

Police Act 1996, section 55: the chief officer's comments are invited, the body's own prepared, and both published within 56 days
beginning with the day of publication (section 55(5A)), so the day of publication is day 1.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from peel_qa.data import read_table
from peel_qa.dates import spoken

RESPONSE_DAYS = 56
"""Days within which the response is published, the day of publication counted as day 1."""
Standing = Literal["passed", "due", "not yet published"]


@dataclass(frozen=True, slots=True)
class Clock:
    """The response's time: `last_day` is the last on which it may be published."""

    published: date
    today: date

    @property
    def last_day(self) -> date:
        """Day 56."""
        return self.published + timedelta(days=RESPONSE_DAYS - 1)

    @property
    def day(self) -> int:
        """Which day of the clock today is; 1 on the day of publication, 0 or less before it."""
        return (self.today - self.published).days + 1

    @property
    def standing(self) -> Standing:
        """Whether the time has passed, the response is due, or nothing has been published yet."""
        if self.day < 1:
            return "not yet published"
        return "passed" if self.day > RESPONSE_DAYS else "due"

    @property
    def days_left(self) -> int:
        """Days left, today counted; 0 when the time has passed."""
        return max(0, (self.last_day - self.today).days + 1) if self.standing == "due" else 0


def day_of(iso: str) -> date | None:
    """The day that an ISO date names; None for a month, a year or nothing."""
    return date.fromisoformat(iso) if re.fullmatch(r"\d{4}-\d\d-\d\d", iso) else None


def months_after(day: date, months: int) -> date:
    """The day so many months later; the month's last where it has no such day ("31 January" plus one is 28 or 29 February)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is to be done, in the report's words; `last_day` counts from the day of publication, None where it cannot."""

    words: str
    last_day: date | None = None

    @property
    def is_named(self) -> bool:
        """Whether the words name the day themselves: "by 31 March 2022"."""
        return self.words.lower().startswith("by ")

    @property
    def spoken(self) -> str:
        """The words, with the day that they come to."""
        if self.last_day is None or self.is_named:
            return self.words
        return f"{self.words} (counted from publication: by {spoken(self.last_day.isoformat())})"


def read_deadline(text: str, published: date | None) -> Deadline | None:
    """The deadline that the words of a recommendation set; None where they set none.

    Months are counted from publication, the day of publication not counted: "within three months" of 13 April ends on 13 July.
    """
    table = read_table("peel_qa.briefing", "words.toml")["deadlines"]
    numbers = {word: place for place, word in enumerate(table["numbers"].split(), start=1)}
    for match in re.finditer("|".join(table["patterns"]), text, re.IGNORECASE):
        words = " ".join(match[0].split())
        span = re.search(rf"(\d+|{'|'.join(numbers)}) (day|week|month|year)s?", words, re.IGNORECASE)
        day = _last_day(numbers, span, published) if span and published else None
        return Deadline(words, day or _named_day(words))
    return None


def _last_day(numbers: dict[str, int], span: re.Match[str], published: date) -> date:
    count = int(span[1]) if span[1].isdigit() else numbers[span[1].lower()]
    unit = span[2].lower()
    if unit in ("day", "week"):
        return published + timedelta(days=count * (7 if unit == "week" else 1))
    return months_after(published, count * (12 if unit == "year" else 1))


def _named_day(words: str) -> date | None:
    """The day of "by 31 March 2022"; the month's last day of "by March 2022"."""
    match = re.search(r"(?:(\d{1,2}) )?([A-Z][a-z]+) (\d{4})", words)
    if match is None or match[2] not in calendar.month_name[1:]:
        return None
    month, year = list(calendar.month_name).index(match[2]), int(match[3])
    longest = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(match[1] or longest), longest))
