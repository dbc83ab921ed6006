"""Abbreviations that the documents never write, and the words of theirs that they stand for."""

from __future__ import annotations

import pytest

from peel_qa.search.acronyms import acronyms_in, written_out_in

TEXTS = ["The digital forensic unit is overwhelmed.", "It does for us what it can.", "The head of the unit said so. Don’t forget us."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DFU queue as at the autumn 2025 visit?", ["DFU"]),
        ("how many RSOs per OM, and the RSOs overdue?", ["RSO"]),
        ("WHO IS THE CHIEF CONSTABLE", []),
        ("is it Ok in the UK?", []),
    ],
)
def test_an_abbreviation_is_three_to_five_capitals(text: str, found: list[str]) -> None:
    assert acronyms_in(text) == found


def test_it_stands_for_words_that_begin_with_its_letters() -> None:
    found = written_out_in("DFU", TEXTS)
    assert found is not None
    short, long = found
    assert (short, len(long), long[-1]) == (("dfu",), 3, "unit")


@pytest.mark.parametrize("short", ["XYZ", "DFS", "HOU"])
def test_words_that_only_happen_to_begin_so_are_none(short: str) -> None:
    assert written_out_in(short, TEXTS) is None
