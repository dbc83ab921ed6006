"""Personal details are masked wherever a question comes in, and nothing that a report is asked about is taken for one."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub_engine import StubEngine, desk_over

from peel_qa.service.feedback import read_feedback
from peel_qa.service.personal import MASK, mask, note
from peel_qa.service.request import read_request

PERSONAL = {
    "ring me on 07700 900123": "a telephone number",
    "ring (020) 7946-0958 please": "a telephone number",
    "it is +44 (0)20 7946 0958.": "a telephone number",
    "write to ada.quill+x@mail.example.org": "an e-mail address",
    "my number is AB 12 34 56 C": "a National Insurance number",
    "ab123456c?": "a National Insurance number",
    "card 4111 1111 1111 1111": "a card number",
    "card 4111-1111-1111-1111!": "a card number",
}
HARMLESS = [
    "What percentage of 101 calls were abandoned in 2021/22?",
    "Which areas changed between 2014 2015 2016 2017 2018 and 2023-25?",
    "Are 999 calls answered within 10 seconds, 91.4 percent of 102,345?",
    "14 of 66, 10 of 35 and 18 of 70: which is it?",
    "How were PEEL 2015, PEEL 2021/22 and PEEL 2023-25 graded?",
    "Is £1,250,000.00 spent on 1234567890 or 1234 5678 9012 3456?",
    "Who is @chief at HMICFRS?",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_personal_detail_is_masked_and_named(text: str) -> None:
    masked, kinds = mask(text)
    assert kinds == (PERSONAL[text],)
    assert MASK in masked
    assert not any(character.isdigit() for character in masked)
    assert "@" not in masked
    assert PERSONAL[text] in note(kinds)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_reports_are_asked_about_is_left_alone(text: str) -> None:
    assert mask(text) == (text, ())
    assert note(()) == ""


@given(st.text(max_size=500))
def test_any_text_can_be_masked_and_masking_twice_changes_nothing(text: str) -> None:
    masked, kinds = mask(text)
    assert (masked == text) == (not kinds)
    assert mask(masked)[0] == masked


def test_it_reaches_neither_the_engine_nor_the_history_and_is_gently_said() -> None:
    engine = StubEngine()
    desk = desk_over(engine)
    request = desk.read("I am ada@example.org. What grade?", ["My number is 07700 900123"])
    answer = asyncio.run(desk.ask(request))
    assert engine.asked == [(f"I am {MASK}. What grade?", [f"My number is {MASK}"])]
    assert "an e-mail address" in answer.caveats[0]
    assert read_request("What grade?").personal == ()


def test_feedback_keeps_no_such_question_and_masks_a_comment() -> None:
    form = {"verdict": "up", "status": "answered", "consent": "yes", "question": "I am ada@example.org", "comment": "Ring 07700 900123"}
    kept = read_feedback(form, "abc", 500)
    assert (kept.question, kept.comment) == ("", f"Ring {MASK}")
    assert read_feedback(form | {"question": f"I am {MASK}"}, "abc", 500).question == ""
