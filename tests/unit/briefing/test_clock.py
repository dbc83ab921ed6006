"""The statutory clock, and deadlines in the words of a report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.briefing.clock import RESPONSE_DAYS, Clock, Deadline, day_of, months_after, read_deadline

DAYS = st.dates(date(1996, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("published", "last"),
    [
        (date(2025, 5, 14), date(2025, 7, 8)),  # the day of publication is day 1: not 9 July
        (date(2022, 4, 13), date(2022, 6, 7)),
        (date(2024, 12, 1), date(2025, 1, 25)),  # over the change of year
        (date(2024, 2, 1), date(2024, 3, 27)),  # a leap day lies between
        (date(2023, 2, 1), date(2023, 3, 28)),
        (date(2024, 2, 29), date(2024, 4, 24)),
        (date(2025, 1, 31), date(2025, 3, 27)),
    ],
)
def test_the_last_day_is_day_56(published: date, last: date) -> None:
    assert Clock(published, published).last_day == last


@given(published=DAYS, offset=st.integers(-400, 400))
def test_days_are_counted_from_one_and_the_standing_follows(published: date, offset: int) -> None:
    clock = Clock(published, published + timedelta(days=offset))
    assert clock.day == offset + 1
    assert (clock.last_day - published).days == RESPONSE_DAYS - 1
    assert clock.last_day.weekday() == (published.weekday() - 1) % 7, "56 days are eight weeks, so the last is the weekday before"
    expected = "not yet published" if offset < 0 else "due" if offset < RESPONSE_DAYS else "passed"
    assert clock.standing == expected
    assert clock.days_left == (RESPONSE_DAYS - offset if expected == "due" else 0)


def test_the_last_day_itself_is_still_in_time() -> None:
    published = date(2025, 5, 14)
    assert (Clock(published, date(2025, 7, 8)).standing, Clock(published, date(2025, 7, 8)).days_left) == ("due", 1)
    assert Clock(published, date(2025, 7, 9)).standing == "passed"


@given(day=DAYS, months=st.integers(0, 60))
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("text", "words", "last"),
    [
        ("West Mercia Police should, within three months:", "within three months", date(2022, 7, 13)),
        ("Within the next 6 months, the force should", "Within the next 6 months", date(2022, 10, 13)),
        ("within 14 days of this report", "within 14 days", date(2022, 4, 27)),
        ("By 31 March 2022, Fenmarch Constabulary should:", "By 31 March 2022", date(2022, 3, 31)),
        ("by the end of February 2024 the force should", "by the end of February 2024", date(2024, 2, 29)),
        ("the force should immediately take steps", "immediately", None),
        ("With immediate effect, the force should", "With immediate effect", None),
    ],
)
def test_a_deadline_keeps_the_words_of_the_report(text: str, words: str, last: date | None) -> None:
    assert read_deadline(text, date(2022, 4, 13)) == Deadline(words, last)


def test_without_the_day_of_publication_months_are_not_counted() -> None:
    assert read_deadline("within three months", None) == Deadline("within three months")
    assert read_deadline("by 31 March 2022", None) == Deadline("by 31 March 2022", date(2022, 3, 31))
    assert read_deadline("The force should improve.", date(2022, 4, 13)) is None


def test_only_a_whole_day_is_a_day() -> None:
    assert [day_of(text) for text in ("2022-04-13", "2022-04", "2022", "")] == [date(2022, 4, 13), None, None, None]
