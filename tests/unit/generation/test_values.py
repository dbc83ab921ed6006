from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.generation.values import is_same, values, without_values


def keys(text: str) -> list[tuple[str, str]]:
    return [(value.kind, value.key) for value in values(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20%", "20 per cent"),
        ("20 percent of calls", "twenty percent"),
        ("14 of the 66 cases", "14 out of 66"),
        ("1,530 searches", "1530 searches"),
        ("£1.5 million", "£1,500,000"),
        ("£3m", "3 million pounds"),
        ("13 April 2022", "April 13, 2022"),
        ("2023-25", "2023–2025"),
        ("a 30-second target", "30 seconds"),
        ("one in five", "1 in 5"),
        ("a week", "one week"),
        ("twenty-one officers", "21 officers"),
    ],
)
def test_the_same_value_is_the_same_in_every_spelling(one: str, other: str) -> None:
    assert keys(one) == keys(other)
    assert len(keys(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20%", "20 percentage points"),
        ("20%", "20 officers"),
        ("20 minutes", "20 hours"),
        ("14 of 66", "14"),
        ("14 of 66", "66 of 140"),
        ("£3 million", "£3 billion"),
        ("April 2022", "April 2021"),
        ("half", "a third"),
        ("1,530", "1,503"),
    ],
)
def test_other_values_differ(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_ratios_stay_whole() -> None:
    text = "Plans weren't in place for 10 out of 35 serious cases, and delays were apparent in 18 out of 70."
    assert keys(text) == [("ratio", "10:35"), ("ratio", "18:70")]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("almost 20%", "nearly"),
        ("no more than 6 officers", "most"),
        ("more than 6 officers", "above"),
        ("20 or more officers", "least"),
        ("at least the 20 officers", "least"),
        ("20 officers", ""),
    ],
)
def test_what_bounds_a_value_is_read(text: str, bound: str) -> None:
    assert values(text)[0].bound == bound


def test_names_and_pronouns_are_no_values() -> None:
    assert values("101 and 999 calls, one of them") == ()


def test_a_year_is_held_by_a_day_in_it_and_not_the_other_way_round() -> None:
    (year,), (day,) = values("2022"), values("13 April 2022")
    assert is_same(year, day)
    assert not is_same(day, year)


@given(st.text(max_size=200))
def test_any_text_is_read_and_nothing_moves(text: str) -> None:
    found = values(text)
    assert all(0 <= value.start < value.end <= len(text) for value in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert len(without_values(text)) == len(text)


@given(st.integers(1, 10_000_000), st.sampled_from(["{:,} officers", "{} officers"]))
def test_a_number_is_itself(number: int, form: str) -> None:
    text = form.format(number)
    if not 1900 <= number < 2100 and number not in (101, 111, 999):
        assert keys(text) == [("count", str(number))]
