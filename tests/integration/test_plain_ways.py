"""Plain ways of asking West Mercia's documents: who conceded something, whose report came out when, what was found over the years."""

from __future__ import annotations

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who conceded that updates to victims were not good enough?", "Pippa Mills"),
        ("who was disappointed that the police do not get what support victims need", "Andy Cooke"),
        ("who was pleased with the progress", "John Campion"),
        ("when did wendy williams report come out", "published in April 2022"),
        ("how many neighbourhood bobbies say theyve got enough time to do the job properly", "one in five"),
        ("when u call them out do they turn up in time", "did not"),
    ],
)
def test_it_is_answered(qa: PeelQA, question: str, said: str) -> None:
    answer = qa.ask(question)
    assert answer.status == "answered", answer.text
    assert said in answer.text


def test_a_word_of_disappointment_is_nobody_s_who_does_not_say_it(qa: PeelQA) -> None:
    answer = qa.ask("who said that the force was disappointing", ["what was the grade for investigating crime in 2021", "and in 2015?"])
    assert "HMIC" not in answer.direct, answer.text


def test_the_date_of_a_saying_is_not_when_something_is_due(qa: PeelQA) -> None:
    answer = qa.ask("When is the organised crime improvement plan due to be finished?")
    assert answer.status == "not_in_corpus", answer.text


@pytest.mark.parametrize(
    ("question", "then", "later"),
    [
        ("Give me the findings on 999 answering, oldest first.", "PEEL 2021/22", "PEEL 2023-25"),
        ("Set side by side what was found on updating victims in 2015 and in 2021/22.", "PEEL 2015", "PEEL 2021/22"),
    ],
)
def test_findings_of_several_inspections_stand_in_the_order_of_time(qa: PeelQA, question: str, then: str, later: str) -> None:
    lines = [line for line in qa.ask(question).text.splitlines() if line.endswith("]") and not line.startswith("[")]
    assert [next(name for name in (then, later) if name in line) for line in lines] == [then, later]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what are the main problems", "inspectors criticised"),
        ("what does 'requires improvement' mean", "grade 4 of 5, counted from the best"),
        ("did the force get better at investigating crime since 2021", "requires improvement"),
        ("what do they say about stop and search", "external scrutiny"),
        ("got a letter from my kids school about operation encompass, whats that when its at home", "safeguarding partnership"),
    ],
)
def test_what_people_ask_first_is_answered(qa: PeelQA, question: str, said: str) -> None:
    answer = qa.ask(question)
    assert answer.status == "answered", answer.text
    assert said in answer.text.casefold()


def test_an_inspection_of_which_little_is_held_is_told_with_the_one_before(qa: PeelQA) -> None:
    told = [claim.text for claim in qa.ask("what are the main problems").claims if "inspectors criticised" in claim.text]
    assert ["2023-25" in told[0], "2021/22" in told[1]] == [True, True]
    assert "2021/22" not in qa.ask("what was criticised in the latest inspection").claims[0].text


@pytest.mark.parametrize("question", ["is west mercia better than other forces", "how does West Mercia Police compare with other forces"])
def test_a_whole_force_is_not_set_against_others(qa: PeelQA, question: str) -> None:
    answer = qa.ask(question)
    assert answer.status == "clarify"
    assert "no overall grade" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "hwo many neigbourhood matters users are there",
        "how many officers are black or asian",
        "when will they be inspected next",
        "who is in charge of the inspectorate",
    ],
)
def test_what_is_not_told_is_not_taken_from_beside_it(qa: PeelQA, question: str) -> None:
    assert qa.ask(question).status == "not_in_corpus"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("was it good at investigating crime in 2015, as in the year before?", "Yes. Investigating crime: good in PEEL 2015"),
        (
            "Was catching criminals rated differently in 2015 from the year before?",
            "No, the same grade. Investigating crime: good in PEEL 2015",
        ),
    ],
)
def test_yes_or_no_is_said_once_before_a_grade_and_the_one_told_of_the_year_before(qa: PeelQA, question: str, said: str) -> None:
    answer = qa.ask(question)
    assert answer.direct.startswith(said)
    assert "2014" in answer.claims[1].text
