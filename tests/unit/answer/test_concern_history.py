"""What became of a cause of concern, in the order of time."""

from __future__ import annotations

import pytest

from peel_qa.answer.concern_history import answer_concern_history
from peel_qa.answer.evidence import Library
from peel_qa.answer.finding_kinds import asks
from peel_qa.search.filters import Filters
from peel_qa.search.question import understand


@pytest.mark.parametrize(
    ("sentence", "is_event"),
    [
        ("In September 2022, we issued a cause of concern.", True),
        ("We found that it had met two of our three recommendations.", True),
        ("On 12 March 2024 we were satisfied that the third had also been met.", True),
        ("The cause of concern remains in place.", True),
        ("Calls are given a lower priority.", False),
        ("The force met its target for calls.", False),
    ],
)
def test_what_happens_to_a_cause_of_concern(sentence: str, is_event: bool) -> None:
    assert asks("happened", sentence) is is_event


@pytest.mark.parametrize("text", ["What is the cause of concern?", "Timeline of the grades", "When was the force inspected?"])
def test_any_other_question_is_left_alone(library: Library, text: str) -> None:
    assert answer_concern_history(understand(text), library, Filters()) is None
