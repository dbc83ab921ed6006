"""When findings are to be carried out, in one way of writing it."""

from __future__ import annotations

import pytest

from peel_qa.answer.finding_words import due, dues


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Immediately:", "at once"),
        ("Which had to be done straight away?", "at once"),
        ("Within three months, the force should:", "3 months"),
        ("within 3 months", "3 months"),
        ("in the next six months", "6 months"),
        ("By 31 March 2026, the force should", "march 2026"),
        ("What had to be done by the end of March 2026?", "march 2026"),
        ("By its own account of 2026, the force should", ""),
        ("The force should act.", ""),
    ],
)
def test_a_time_is_the_same_however_it_is_written(text: str, expected: str) -> None:
    assert due(text) == expected


def test_every_time_that_a_question_names() -> None:
    assert dues("what straight away, what in three months, what by November 2024?") == {"at once", "3 months", "november 2024"}
    assert dues("What did it recommend?") == set()
