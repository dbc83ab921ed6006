"""What is said of an inspection or of the force as a whole, and lists of findings in reports that look unlike the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ridgeway(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("ridgeway")


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Is Ridgeway Constabulary in special measures?", "No. "),
        ("Is the force in Scan?", "Yes. "),
        ("What level of monitoring is it under?", ""),
    ],
)
def test_how_closely_the_force_is_monitored(ridgeway: PeelQA, question: str, lead: str) -> None:
    answer = ridgeway.ask(question)
    assert answer.status == "answered"
    assert answer.direct.startswith(f"{lead}PEEL 2023-25")
    assert "default level of monitoring" in answer.direct
    assert answer.citations[0].quote.endswith("which is called Scan.")


def test_when_the_force_was_monitored_is_no_question_for_its_level(ridgeway: PeelQA) -> None:
    assert "default level" not in ridgeway.ask("Was Ridgeway ever in special measures in 2019?").direct


def test_an_inspection_without_grades_is_not_given_those_of_another(ridgeway: PeelQA) -> None:
    answer = ridgeway.ask("What grade did the force get in the child protection inspection?")
    assert answer.status == "not_graded"
    assert "Child protection inspection 2023" in answer.direct
    assert "adequate" not in answer.text.split("nearest")[0].lower()


def test_recommendations_with_times_of_their_own_show_each(ridgeway: PeelQA) -> None:
    answer = ridgeway.ask("What recommendations did the 2023 child protection inspection make?")
    assert "names five recommendations." in answer.direct
    for time in ("Immediately: ", "Within three months: ", "Within six months: "):
        assert f"- {time}" in answer.text


def test_boxes_of_an_area_are_listed(ridgeway: PeelQA) -> None:
    answer = ridgeway.ask("What are the areas for improvement for investigating crime in PEEL 2021/22?")
    assert "names three areas for improvement" in answer.direct
    assert "evidence-led prosecution" in answer.text


@pytest.mark.parametrize("question", ["are they in special measures", "is west mercia police out of special measures yet"])
def test_special_measures_in_court_are_not_those_of_a_force(qa: PeelQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status == "not_in_corpus"
    assert "how closely the inspectorate monitors the force" in answer.direct
    assert not answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "How is my police force doing?",
        "how is my local police doing",
        "how are the local police doing",
        "are the police any good round here",
        "how's west mercia police doing these days",
    ],
)
def test_how_a_force_is_doing_is_asked_back_with_its_areas_and_inspections(qa: PeelQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status == "clarify"
    assert "Areas: preventing crime" in answer.text
    assert "PEEL 2021/22" in answer.text


def test_a_question_about_something_that_a_force_does_is_none_of_these(qa: PeelQA) -> None:
    assert qa.ask("Is the force good at responding to the public?").status == "answered"
