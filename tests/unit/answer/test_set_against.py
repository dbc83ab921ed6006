"""A force's figure beside that of England and Wales: which is higher is said where both are told and the text does not say."""

from __future__ import annotations

import pytest

from peel_qa.answer.set_against import how_it_stands
from peel_qa.search.question import understand

ASKED = "How does the rate compare with England and Wales?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It is 7.9 per 10,000 people, against 5.1 per 10,000 across England and Wales.", "higher than that of England and Wales"),
        ("The force solved 9.1 percent. The rate in England and Wales was 11.4 percent.", "lower than that of England and Wales"),
        ("Across England and Wales it was 78.9 percent; here it was 78.9%.", "the same as that of England and Wales"),
        ("It took 12 days, and in all forces 15 days.", "lower than that of all forces"),
        ("It took 12 days, where the average for such forces was 9 days.", "higher than that of the others"),
    ],
)
def test_which_of_two_figures_is_higher(text: str, told: str) -> None:
    assert how_it_stands(understand(ASKED), text, True) == f" The force's figure is {told}."


@pytest.mark.parametrize(
    "text",
    [
        "It is 5.2 percent, which is higher than the England and Wales rate of 4.0 percent.",
        "It was 7.4 percent in the previous year and 7.1 percent in England and Wales.",
        "The year before it was 7.4 percent, and 7.1 percent in England and Wales.",
        "The force solved 9.1 percent. In England and Wales it took 12 days.",
        "The force solved 9.1 percent of cases.",
        "It had 4 percent, 5 percent, 6 percent and in England and Wales 7 percent.",
        "",
    ],
)
def test_nothing_is_said_where_the_text_says_it_or_it_is_not_clear(text: str) -> None:
    assert how_it_stands(understand(ASKED), text, True) == ""


def test_nothing_is_said_where_nobody_asks_for_others() -> None:
    told = "The force solved 9.1 percent. The rate in England and Wales was 11.4 percent."
    assert how_it_stands(understand("What share is solved?"), told, False) == ""
    assert how_it_stands(understand("Is it better than in 2019?"), told, False) == ""
    assert how_it_stands(understand("Is it better than the national average now?"), told, False) == ""


def test_now_is_told_of_by_the_newest_report_alone() -> None:
    told = "The force solved 9.1 percent. The rate in England and Wales was 11.4 percent."
    asked = understand("How does the rate compare with England and Wales now?")
    assert how_it_stands(asked, told, True) == " The force's figure is lower than that of England and Wales."
    assert how_it_stands(asked, told, False) == ""
