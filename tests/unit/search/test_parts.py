"""Two questions in one, and the two sides of a comparison."""

from __future__ import annotations

import pytest

from peel_qa.search.parts import questions_in, sides_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How many were sampled, and how many led to an arrest?", ["How many were sampled?", "how many led to an arrest?"]),
        ("Who signed the report? When did fieldwork end?", ["Who signed the report?", "When did fieldwork end?"]),
        ("What works well in the control room?", ["What works well in the control room?"]),
        ("Who is the chief constable and the commissioner?", ["Who is the chief constable and the commissioner?"]),
        ("And in 2015?", ["And in 2015?"]),
        ("Who led the force in 2024, when the rating came out?", ["Who led the force in 2024, when the rating came out?"]),
        ("Who led the force, when did the rating come out?", ["Who led the force?", "when did the rating come out?"]),
        ("When they are late, how often are victims told?", ["When they are late, how often are victims told?"]),
        ("When was it published, and who signed it?", ["When was it published?", "who signed it?"]),
        ("Why, and how?", ["Why, and how?"]),
    ],
)
def test_questions_in(text: str, parts: list[str]) -> None:
    assert questions_in(text) == parts


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Compare stop and search with use of force", ("stop and search", "use of force")),
        ("Contrast domestic abuse with rape investigations.", ("domestic abuse", "rape investigations")),
        ("What is the difference between right to ask and right to know?", ("right to ask", "right to know")),
        ("whats bigger, what they spend on computers or what they must save", ("what they spend on computers", "what they must save")),
        ("How many officers are there?", None),
        ("Is it good or bad?", None),
    ],
)
def test_sides_of(text: str, sides: tuple[str, str] | None) -> None:
    assert sides_of(text) == sides


@pytest.mark.parametrize("text", ["Which area had the fewest plans, and which the most?", "Who got the lowest mark, and who the highest?"])
def test_a_piece_that_says_nothing_alone_is_no_question(text: str) -> None:
    assert questions_in(text) == [text]
