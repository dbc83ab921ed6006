"""What is said of an inspection or of the force as a whole, and lists of findings in reports that look unlike the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peel_qa.engine import PeelQA

FORCES = Path(__file__).parents[1] / "data" / "forces"


@pytest.fixture(scope="module")
def ridgeway(open_corpus: Callable[[Path], PeelQA]) -> PeelQA:
    return open_corpus(FORCES / "ridgeway" / "corpus")


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
