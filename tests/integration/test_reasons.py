"""Why an area was graded so, or is a cause of concern; who held an office when; and questions that a force's own words do not hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def saltmarsh(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("saltmarsh")


def test_the_reasons_for_a_grade_are_the_findings_of_its_report(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask("why was responding to the public inadequate?")
    assert answer.status == "answered"
    assert answer.direct.startswith("Responding to the public: inadequate in PEEL 2023-25")
    assert len(answer.citations) > 2
    assert {citation.document for citation in answer.citations} == {"peel-2023-25-saltmarsh"}


def test_a_grade_that_was_not_given_has_no_reasons(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask("why was responding to the public outstanding?")
    assert answer.status == "false_premise"


def test_a_cause_of_concern_is_set_out(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask("Why is responding to the public a cause of concern?")
    assert answer.status == "answered"
    assert "sets out this cause of concern" in answer.direct
    assert not any("should" in citation.quote.split() for citation in answer.citations[1:])


def test_an_area_that_is_no_cause_of_concern_is_not_made_one(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask("Why is preventing crime a cause of concern?")
    assert answer.status == "false_premise"
    assert "name no cause of concern for preventing crime" in answer.direct


def test_an_area_and_an_edition_are_enough(saltmarsh: PeelQA) -> None:
    assert saltmarsh.ask("Treatment of the public, 2018/19?").direct.startswith("Treating the public fairly and with respect: outstanding")


@pytest.mark.parametrize(
    ("question", "grade"),
    [
        ("how did saltmarsh do for turning up when you call", "inadequate"),
        ("how are the bosses and the way the place is run rated?", "requires improvement"),
        ("Ethical and lawful workforce behaviour, 2018/19: grade?", "requires improvement"),
    ],
)
def test_areas_in_everyday_words(saltmarsh: PeelQA, question: str, grade: str) -> None:
    assert grade in saltmarsh.ask(question).direct.lower().split(". ")[0]


def test_a_report_tells_who_led_in_the_years_that_it_covers(saltmarsh: PeelQA) -> None:
    assert saltmarsh.ask("who was the top cop back in 2018").direct.startswith("Alan Stroud")
    assert saltmarsh.ask("Which HM Inspector was responsible for the 2023 custody inspection?").direct.startswith("Norman Hesketh")


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("how does downland constabulary do on 999 calls", "other_force"),
        ("my bikes been nicked off the seafront can u send someone", "out_of_scope"),
        ("he is kicking the door in please help", "out_of_scope"),
        ("how many 101 calls do they get", "not_in_corpus"),
        ("when was that", "clarify"),
    ],
)
def test_what_is_turned_away(saltmarsh: PeelQA, question: str, status: str) -> None:
    assert saltmarsh.ask(question).status == status


def test_what_a_charity_says_is_not_given_to_the_commissioner(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask("who said sixty two days is enough for somebody to be killed")
    assert answer.direct.startswith("Bethan Oakes")
