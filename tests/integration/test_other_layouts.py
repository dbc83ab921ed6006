"""Answers from documents in layouts of their own: tables of figures, numbered recommendations, boxes, several voices."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def thornvale(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("thornvale")


@pytest.mark.parametrize(
    ("question", "said", "absent"),
    [
        ("Grade 2 attendance within 60 minutes, Castlewick, 2023/24.", "Castlewick: 58 (2023/24)", "66"),
        (
            "how bad was burglary in castlewick in the year to june 2017, per 1000 homes",
            "Castlewick: 6.1 (Year ending 30 June 2017)",
            "6.9",
        ),
        ("Deadline for recommendation C, PEEL 2023-25?", "By 15 October 2025, act on every high-risk case", "31 December"),
        ("Has recommendation 3 of the April 2022 cause of concern been met?", "keeping victims informed: met", "revisit"),
        ("HM Inspector who signed PEEL 2021/22 on Thornvale?", "Meredith Quayle", "Penhallow"),
        ("Who said that the commissioner had been asleep at the wheel?", "Beatrix Amory", "Theo Winstanley,"),
    ],
)
def test_the_first_line_holds_what_was_asked_for_and_not_its_neighbour(thornvale: PeelQA, question: str, said: str, absent: str) -> None:
    answer = thornvale.ask(question)
    assert answer.status == "answered"
    assert said in answer.direct
    assert absent not in answer.direct


def test_a_row_is_quoted_with_its_table(thornvale: PeelQA) -> None:
    answer = thornvale.ask("Grade 2 attendance within 60 minutes, Castlewick, 2023/24.")
    assert "District" in answer.citations[0].quote
    assert "Castlewick\t66\t58" in answer.citations[0].quote


def test_a_list_of_recommendations_is_whole(thornvale: PeelQA) -> None:
    answer = thornvale.ask("List the recommendations of PEEL 2023-25 with their deadlines.")
    assert "names four recommendations" in answer.direct
    for time in ("31 December 2025", "Immediately", "15 October 2025", "Within six months"):
        assert time in answer.text


def test_every_holder_of_an_office_is_told(thornvale: PeelQA) -> None:
    answer = thornvale.ask("who have been the commissioners there one after another")
    for name in ("Theo Winstanley", "Beatrix Amory", "Lionel Garrick"):
        assert name in answer.text


def test_a_measure_over_time_is_told_of_every_inspection(thornvale: PeelQA) -> None:
    answer = thornvale.ask("hows 999 answering gone over the years from the first report to the last")
    for share in ("93 percent", "79.4", "91.6"):
        assert share in answer.text
    grades = thornvale.ask("Grades for investigating crime since 2018")
    assert "requires improvement in PEEL 2018/19" in grades.direct
    assert "Inadequate in PEEL 2021/22" in grades.direct


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("how long is the queue", "clarify"),
        ("Name of the Castlewick sergeant whom the inspector mentions in his letter?", "not_in_corpus"),
        ("what overall grade did the force get when they came back about child protection in 2023", "not_graded"),
        ("Findings of the separate HMICFRS report on vetting and corruption in Thornvale?", "not_yet_published"),
        ("101 abandonment rate across England and Wales, year ending 30 September 2024?", "not_in_corpus"),
    ],
)
def test_what_is_not_told_is_not_answered(thornvale: PeelQA, question: str, status: str) -> None:
    assert thornvale.ask(question).status == status


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What mark did the chapter on cases waiting in POLIT get in 2025?", "Managing offenders and suspects: requires improvement"),
        (
            "Which grade did the section on cancelled rest days get in the 2025 report?",
            "Building, supporting and protecting the workforce: requires improvement",
        ),
    ],
)
def test_a_matter_is_graded_with_the_chapter_that_it_is_reported_in(thornvale: PeelQA, question: str, said: str) -> None:
    answer = thornvale.ask(question)
    assert answer.status == "answered"
    assert said in answer.direct


def test_a_story_before_the_question_is_no_case_of_one_s_own(thornvale: PeelQA) -> None:
    answer = thornvale.ask("My brother in law says tractors get nicked all the time. how many farm vehicles went in 2024?")
    assert answer.status == "answered"
    assert "22" in answer.direct
