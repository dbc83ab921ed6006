"""Wendlebury, an invented force asked in staff's shorthand and in its public's words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peel_qa.engine import PeelQA

CORPUS = Path(__file__).resolve().parents[1] / "data" / "forces" / "wendlebury" / "corpus"


@pytest.fixture(scope="module")
def wendlebury(open_corpus: Callable[[Path], PeelQA]) -> PeelQA:
    return open_corpus(CORPUS)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many w/o in-date vetting, Mar 2019?", "640"),
        ("who was running wendlebury police back in 2019", "Alastair Crome"),
        ("wen does the new cheif start", "1 September"),
        ("Rationale for keeping force at Scan in Dec 2024?", "begun to reduce the queue"),
        ("what stuff do the inspectors want putting right in the police cells", "six areas for improvement"),
        ("2018/19 AFIs re ethical & lawful behaviour (vetting, CCU etc)", "ethical and lawful workforce behaviour"),
        ("Investigating crime: 2018/19 v PEEL 2023-25?", "Investigating crime: good in PEEL 2018/19"),
        ("what are the three orders the inspectors gave them about sex offenders and kids being abused online", "three recommendations"),
    ],
)
def test_the_first_line_holds_what_was_asked_for(wendlebury: PeelQA, question: str, said: str) -> None:
    answer = wendlebury.ask(question)
    assert answer.status == "answered"
    assert said in answer.direct


@pytest.mark.parametrize(
    "question",
    ["Avg 101 wait time, YE 31 Mar 2023?", "Rape charge rate for E&W, YE 31 Mar 2024?", "how much does that commissioner woman get paid"],
)
def test_another_period_crime_or_sum_is_no_answer(wendlebury: PeelQA, question: str) -> None:
    assert wendlebury.ask(question).status == "not_in_corpus"


def test_an_area_that_a_pillar_s_chapter_does_not_grade_is_told_as_that(wendlebury: PeelQA) -> None:
    answer = wendlebury.ask("Armed policing judgment 2018/19?")
    assert answer.status == "not_graded"
    assert "gives no grade for armed policing" in answer.direct


def test_a_comparison_tells_each_inspection_s_own_time(wendlebury: PeelQA) -> None:
    answer = wendlebury.ask("101 in that 2019 report against the 2024 one, are less people giving up now")
    assert "24 percent" in answer.text
    assert "In the year before" not in answer.direct
