from __future__ import annotations

import pytest

from peel_qa.corpus.pages import without_pages

TITLE = "PEEL 2021/22: an inspection of Northmoor Police"
BROKEN = "The force has improved the way in which it records the ethnicity of people throughout"


def left(*lines: str, edges: set[int] | None = None, title: str = TITLE) -> list[str]:
    return [line for line in without_pages(list(lines), edges or set(), title) if line]


@pytest.mark.parametrize("number", ["12", "Page 12", "Page 12 of 40", "page 12/40", "- 12 -", "| 12", "iv"])
def test_a_page_number_on_its_own_line_goes(number: str) -> None:
    assert left("The force works well.", "", number, "", "It answers calls.") == ["The force works well.", "It answers calls."]
    assert without_pages([BROKEN, "", number, "", "the year."], set(), TITLE) == [BROKEN, "the year."]


def test_page_numbers_that_rise_go_even_above_a_chapter() -> None:
    lines = ["One sentence here.", "1", "Responding to the public", "Another one.", "2", "And more.", "4", "The end."]
    assert left(*lines) == ["One sentence here.", "Responding to the public", "Another one.", "And more.", "The end."]


@pytest.mark.parametrize(
    "lines",
    [
        ["It works with many people.", "465", "parish councils"],
        ["Burglary", "12", "Robbery", "15", "Theft", "18"],
        ["The figures follow.", "40", "The rest.", "12", "Another.", "97", "More.", "3", "The end."],
        ["They reviewed cases.", "14 of 66", "Were badly supervised."],
        ["12", "15", "18"],
        ["Year", "2021", "All of it."],
    ],
)
def test_numbers_that_say_something_stay(lines: list[str]) -> None:
    assert left(*lines) == lines


def test_pages_out_of_a_total_go_where_there_are_several() -> None:
    assert left("One sentence.", "1 of 40", "Two of them.", "2 of 40", "The end.") == ["One sentence.", "Two of them.", "The end."]


@pytest.mark.parametrize("head", [TITLE, "PEEL 2021/22 – An inspection of Northmoor Police", f"{TITLE}   7", f"7 | {TITLE}"])
def test_the_title_repeated_on_a_page_goes(head: str) -> None:
    assert left(TITLE, "One sentence.", head, "Another sentence.") == [TITLE, "One sentence.", "Another sentence."]


def test_the_title_stands_once_though_every_page_has_a_number_behind_it() -> None:
    assert left("PEEL", "One.", f"{TITLE}  1", "Two.", f"{TITLE}  2") == ["PEEL", "One.", "Two."]


def test_a_line_of_the_cover_goes_from_the_pages_but_not_from_the_cover() -> None:
    lines = ["PEEL 2021/22", "An inspection of Northmoor Police", "One.", "An inspection of Northmoor Police", "3", "Two."]
    assert left(*lines, title="x") == ["PEEL 2021/22", "An inspection of Northmoor Police", "One.", "Two."]


def test_a_head_inside_sentences_goes_after_its_first_time() -> None:
    head = "Responding to the public"
    lines = [head, "It works.", BROKEN, head, "the year.", BROKEN, head, "the month."]
    assert left(*lines, title="x") == [head, "It works.", BROKEN, "the year.", BROKEN, "the month."]


def test_heads_at_the_edges_of_pages_go() -> None:
    lines = ["OFFICIAL", "One.", "OFFICIAL", "Two.", "OFFICIAL", "Three."]
    assert left(*lines, edges={0, 2, 4}, title="x") == ["OFFICIAL", "One.", "Two.", "Three."]
    assert left(*lines, title="x") == lines


def test_headings_that_recur_under_chapters_are_no_page_heads() -> None:
    lines = ["Areas for improvement", "One.", "5", "Areas for improvement", "Two.", "6", "Areas for improvement", "Good", "Good", "Good"]
    assert left(*lines) == [line for line in lines if not line.isdigit()]
    numbered = ["Recommendation 1", "One.", "Recommendation 2", "Two.", "Recommendation 3", "Three."]
    assert left(*numbered) == numbered
