"""What became of things over the years: measures from every document, causes of concern, recommendations line by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA


@pytest.fixture(scope="module")
def fallowdale(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("fallowdale")


@pytest.mark.parametrize(
    ("question", "begins", "is_last"),
    [
        ("Which of the four recommendations had been met by the 2025 revisit?", "met: Recommendation 1", "Not yet due"),
        ("Which recommendations are still outstanding?", "not met: Recommendation 3", "Met: Recommendation 1"),
    ],
)
def test_recommendations_by_what_became_of_them(fallowdale: PeelQA, question: str, begins: str, is_last: str) -> None:
    answer = fallowdale.ask(question)
    assert answer.status == "answered"
    assert begins in answer.claims[0].text
    assert answer.claims[-1].text.startswith(is_last)
    assert len(answer.citations) == 4


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Has the force met recommendation 3 on the safeguarding hub?", "No. PEEL 2023-25 revisit"),
        ("Has recommendation 1 been met?", "Yes. PEEL 2023-25 revisit"),
        ("Is recommendation 4 still open?", "Yes. PEEL 2023-25 revisit"),
    ],
)
def test_whether_one_was_met(fallowdale: PeelQA, question: str, begins: str) -> None:
    assert fallowdale.ask(question).direct.startswith(begins)


def test_a_recommendation_that_no_letter_lists_is_left_to_others(fallowdale: PeelQA) -> None:
    assert "Recommendation" not in fallowdale.ask("Has recommendation 9 been met?").direct


def test_a_measure_is_told_by_every_document_in_the_order_of_time(open_force: Callable[[str], PeelQA]) -> None:
    answer = open_force("eastmoor").ask("Trace the share of Eastmoor's 101 callers who gave up, over all the years that you hold.")
    told = [claim.text for claim in answer.claims]
    assert [value in text for value, text in zip(("14.6", "27.3", "19 per cent"), told, strict=False)] == [True, True, True]
    assert "33.8" in told[1], "what the same report tells of the year before"


def test_what_became_of_a_cause_of_concern(open_force: Callable[[str], PeelQA]) -> None:
    answer = open_force("calderwick").ask("Missing persons cause of concern: from first notice to sign-off")
    assert answer.claims[0].text.startswith("We first set out this concern in a letter of 8 February 2024")
    assert any("can be closed" in claim.text for claim in answer.claims)


def test_nobody_is_named_before_the_first_who_is_known(open_force: Callable[[str], PeelQA]) -> None:
    answer = open_force("eastmoor").ask("Who was the PCC before Owen Pargeter?")
    assert answer.status == "not_in_corpus"
    assert answer.direct.startswith("The documents held do not say who was police and crime commissioner before Owen Pargeter")


def test_who_speaks_behind_a_party_in_brackets(fallowdale: PeelQA) -> None:
    assert fallowdale.ask("Who called the domestic abuse judgment shameful?").direct.startswith(
        "Winifred Oakes, police and crime commissioner"
    )
