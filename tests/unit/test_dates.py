from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.dates import is_iso, spoken


@pytest.mark.parametrize(
    ("iso", "is_sure", "said"),
    [
        ("2022-04-13", True, "13 April 2022"),
        ("2022-04-03", True, "3 April 2022"),
        ("2022-04-13", False, "April 2022"),
        ("2021-09", True, "September 2021"),
        ("2021-09", False, "September 2021"),
        ("2024", True, "2024"),
        ("2024", False, "2024"),
        ("", True, ""),
        ("spring 2022", True, "spring 2022"),
        ("2022-13", True, "2022-13"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(iso: str, is_sure: bool, said: str) -> None:
    assert spoken(iso, is_sure) == said


@pytest.mark.parametrize("text", ["2022-04-13", "2022-04", "2022", "2024-02-29"])
def test_days_months_and_years_are_dates(text: str) -> None:
    assert is_iso(text)


@pytest.mark.parametrize(
    "text",
    ["", "22", "2022-4-13", "2022-13", "2022-00", "2023-02-29", "2022-04-31", "0000", "13 April 2022", "2022-04-13T00:00", "２０２２"],
)
def test_what_the_calendar_does_not_have_is_no_date(text: str) -> None:
    assert not is_iso(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_a_date_and_is_said_with_its_year(day: date) -> None:
    assert is_iso(day.isoformat())
    assert spoken(day.isoformat()) == f"{day.day} {day:%B} {day.year}"
    assert spoken(day.isoformat(), is_sure=False) == f"{day:%B} {day.year}"


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    assert spoken(text) == text or is_iso(text)
