"""Questions about all the forces of a region, of which each has its grade and the region none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow

Force = Callable[[str], PeelQA]
REQUIRES = "Serious and organised crime: requires improvement"
OF_EACH = {
    "thirlbeck": (f"Thirlbeck Police: {REQUIRES}", "Coverholme Constabulary: ", "Eskwater Police: "),
    "brackenshire": (f"Brackenshire Constabulary: {REQUIRES}", "Hollowmere Police: ", "Tarnshire Police: "),
}


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("thirlbeck", "SOC 2022: us and the other two forces, grades only"),
        ("thirlbeck", "SOC grades of all three forces in 2022"),
        ("thirlbeck", "How did the forces in the region do on serious and organised crime?"),
        ("thirlbeck", "Which of the three forces did best on serious and organised crime?"),
        ("brackenshire", "What was each force's grade for serious and organised crime?"),
    ],
)
def test_a_question_for_all_forces_gives_the_grade_of_each(open_force: Force, name: str, question: str) -> None:
    answer = open_force(name).ask(question)
    assert answer.status == "answered"
    assert all(any(line.startswith(start) for line in answer.text.splitlines()) for start in OF_EACH[name]), answer.text
    assert not any(line.startswith(("Three Fells", "Wealdmarch")) for line in answer.text.splitlines())


@pytest.mark.parametrize(
    ("name", "question", "unit"),
    [
        ("thirlbeck", "Single overall SOC grade for the region that year?", "Three Fells"),
        ("thirlbeck", "How was the region graded on serious and organised crime?", "Three Fells"),
        ("brackenshire", "Was there one overall grade for the three forces on organised crime?", "Wealdmarch"),
    ],
)
def test_a_region_has_no_grade_of_its_own(open_force: Force, name: str, question: str, unit: str) -> None:
    answer = open_force(name).ask(question)
    assert answer.status == "not_graded"
    assert "gives no grade for the region as a whole" in answer.direct
    assert f"{unit} Regional Organised Crime Unit: good" in answer.text
    assert "no grade for the " in answer.nearest[0].quote


@pytest.mark.parametrize(
    "question", ["How were all the forces in the region graded at investigating crime?", "Each force's grade for investigating crime?"]
)
def test_where_one_force_is_held_it_is_said_that_the_others_are_not(open_force: Force, question: str) -> None:
    answer = open_force("eastmoor").ask(question)
    assert answer.status == "partly_answered"
    assert answer.caveats[0].startswith("These are the grades of Eastmoor ")
    assert open_force("eastmoor").ask("What was the grade for investigating crime?").status == "answered"


def test_a_chapter_about_regional_working_is_the_force_s_too(open_force: Force) -> None:
    answer = open_force("thirlbeck").ask("Do we get billed when we ask the regional unit for cyber or undercover help?")
    assert "charges for its services" in answer.text
    answer = open_force("thirlbeck").ask("How many serious crime prevention orders had no visit in the year?")
    assert "20 had had no visit" in answer.text


def test_what_else_is_asked_of_all_forces_is_no_question_for_grades(open_force: Force) -> None:
    answer = open_force("thirlbeck").ask("How many organised crime groups did each of the three forces manage in July 2022?")
    assert "46 by Eskwater Police, 38 by Coverholme Constabulary, 27 by Thirlbeck Police" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How was Thirlbeck graded on serious and organised crime?",
        "How did the regional organised crime unit do?",
        "What grade did the Three Fells ROCU get?",
        "What grade did Thirlbeck get for serious and organised crime in the region?",
    ],
)
def test_a_question_about_one_of_them_is_about_that_one(open_force: Force, question: str) -> None:
    answer = open_force("thirlbeck").ask(question)
    assert answer.status != "not_graded"
    assert "Coverholme" not in answer.text
