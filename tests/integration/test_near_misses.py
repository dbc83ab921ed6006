"""Questions that only look as if the documents answered them: another speaker, force, date or scope; and areas in plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ridgeway(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("ridgeway")


@pytest.fixture(scope="module")
def saltmarsh(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("saltmarsh")


def test_a_neighbour_that_documents_only_name_is_another_force(ridgeway: PeelQA) -> None:
    answer = ridgeway.ask("did northmere police get a good grade")
    assert answer.status == "other_force"
    assert "Northmere Police" in answer.text


@pytest.mark.parametrize("question", ["did kent answer 101 quicker than saltmarsh", "Is Cheshire better than Saltmarsh at answering 999?"])
def test_one_side_of_a_comparison_is_no_answer(saltmarsh: PeelQA, question: str) -> None:
    assert saltmarsh.ask(question).status == "other_force"


def test_only_the_words_of_the_person_named_answer_what_that_person_said(ridgeway: PeelQA) -> None:
    said = ridgeway.ask("Craig Ollerenshaw's comments?")
    assert not said.abstained
    assert "Ollerenshaw" in said.citations[0].voice
    for question in ("Craig Ollerenshaw's comment on the wanted list?", "Craig Ollerenshaw on the wanted list: any comment?"):
        answer = ridgeway.ask(question)
        assert answer.abstained or "Ollerenshaw" in answer.citations[0].voice


@pytest.mark.parametrize("question", ["is that still outstanding?", "Is this adequate?", "was that good"])
def test_what_nothing_stands_before_is_asked_back(saltmarsh: PeelQA, question: str) -> None:
    assert saltmarsh.ask(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "what were the results",
        "did they hit the target",
        "how many did they look at in the end",
        "what happened next",
        "is the team effective",
    ],
)
def test_a_question_that_names_nothing_is_asked_back(saltmarsh: PeelQA, question: str) -> None:
    answer = saltmarsh.ask(question)
    assert answer.status == "clarify"
    assert answer.direct.startswith("What do you mean?")


def test_what_was_asked_of_nothing_is_answered_where_something_is_named(saltmarsh: PeelQA) -> None:
    assert saltmarsh.ask("Has it got better?").status == "clarify"
    assert saltmarsh.ask("what were the results of the force's recording of crime").status != "clarify"


def test_the_inspection_behind_the_newest_is_not_held(saltmarsh: PeelQA) -> None:
    before = ["How was investigating crime graded?"]
    assert saltmarsh.ask("And in the one after that?", before).status == "other_edition"


def test_what_is_still_to_come_has_concluded_nothing(ridgeway: PeelQA) -> None:
    answer = ridgeway.ask("What did Caldminster University's evaluation of Tether conclude?")
    assert answer.status == "not_yet_published"
    assert "2025" in answer.direct


def test_a_date_line_is_no_answer(ridgeway: PeelQA) -> None:
    for question in ("Wanted list: size in March 2022 versus October 2024?", "what happened in october 2022"):
        assert "Friday 7 October 2022." not in ridgeway.ask(question).text


def test_a_day_is_not_another_day_of_the_same_report(saltmarsh: PeelQA) -> None:
    assert saltmarsh.ask("How many police officers did Saltmarsh have at 31 March 2024?").abstained is False
    assert saltmarsh.ask("How many police officers did Saltmarsh have at 31 March 2025?").abstained is True


def test_a_grade_of_one_project_is_none_of_the_report(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask("was the 2024 software project good")
    assert not answer.direct.startswith(("Yes", "No"))


@pytest.mark.parametrize("question", ["do u reckon the chief is doing a good job", "d u reckon the inspectors were too soft on them"])
def test_opinions_are_turned_away_in_any_spelling(saltmarsh: PeelQA, question: str) -> None:
    assert saltmarsh.ask(question).status == "opinion_or_prediction"


def test_the_number_of_something_is_no_telephone_number(saltmarsh: PeelQA) -> None:
    assert saltmarsh.ask("wots the number of detectives they are short by").status != "out_of_scope"
    assert saltmarsh.ask("what's the phone number for the police").status == "out_of_scope"


@pytest.mark.parametrize(
    ("question", "area"),
    [
        ("did they get a good mark for looking after kids in the 2023-25 report", "protecting vulnerable people"),
        ("dealing with crooks after they catch em, latest mark?", "managing offenders and suspects"),
        ("are they any good at answering the phone", "responding to the public"),
    ],
)
def test_an_area_is_known_by_what_a_phrase_means(saltmarsh: PeelQA, question: str, area: str) -> None:
    assert area in saltmarsh.ask(question).direct.lower()


def test_recommendations_about_a_matter_are_those_that_speak_of_it(ridgeway: PeelQA) -> None:
    answer = ridgeway.ask("List the areas for improvement about strip-searched children.")
    assert answer.direct.startswith("PEEL 2023-25")
    assert "strip-searched a child" in answer.text
    assert "overdue" not in answer.text


def test_she_is_whom_the_question_before_named(saltmarsh: PeelQA) -> None:
    answer = saltmarsh.ask(
        "what did she say about how the sex offender team is doing", ["which inspector did the 2025 report on saltmarsh"]
    )
    assert answer.citations[0].voice.startswith("Caroline Wetherby")


def test_a_headline_is_nobody_s_words(saltmarsh: PeelQA) -> None:
    assert saltmarsh.ask("who asked where did the money go").direct.startswith("Denis Rook")


def test_a_number_of_one_kind_answers_where_that_kind_is_asked_for(saltmarsh: PeelQA) -> None:
    assert not saltmarsh.ask("In how many of the files was the supervision good enough?").abstained


@pytest.mark.parametrize("question", ["What did he say about it?", "is she any good?", "how much does he earn"])
def test_somebody_who_was_not_named_is_asked_for(saltmarsh: PeelQA, question: str) -> None:
    answer = saltmarsh.ask(question)
    assert answer.status == "clarify"
    assert answer.direct.startswith("Whom do you mean?")
    assert "chief constable" in answer.text


@pytest.fixture(scope="module")
def wychmoor(open_force: Callable[[str], PeelQA]) -> PeelQA:
    return open_force("wychmoor")


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("who was chief constable just before the present one?", "Philip Dearlove", "Ollerenshaw"),
        ("who chaired the federation before Moira Tunnicliffe?", "Len Scobie", "Castellane"),
        ("who said people expect a phone call", "Noor Castellane", "Tunnicliffe"),
        ("what share of 101 callers hang up, in the newest report", "8.6%", "13.1%"),
        ("how many detective jobs were empty by january 2025?", "74", "97"),
        ("How many thefts of mopeds in Brindlecote in the year to March 2019?", "47", "600"),
        ("how many officers per 1,000 population does Wychmoor have?", "2.0 (Wychmoor)", "20192"),
        ("are they in special measures", "No.", "do not say"),
        ("how many crimes were waiting", "312", "490"),
        ("who said she was lovely", "Dafydd Orme (", "Castellane"),
        ("what were the three orders they were given over domestic abuse in 2019?", "coercive control", "protection orders"),
        ("How come they got barely half as many domestic protection orders in 2018/19 as the year before?", "retired", "otherwise"),
    ],
)
def test_the_neighbour_of_a_fact_is_not_told_for_it(wychmoor: PeelQA, question: str, right: str, wrong: str) -> None:
    answer = wychmoor.ask(question)
    told = " ".join(claim.text for claim in answer.claims)
    assert right in told
    assert wrong not in told


@pytest.mark.parametrize(
    "question",
    [
        "What proportion of stop and searches had reasonable grounds in the 2021/22 inspection?",  # the sentence tells of crime recording
        "how many stop and searches were there",  # there is a number of complaints about them
        "who was the lady copper that finally turned up at dafydd ormes bike shop, name?",
    ],
)
def test_what_is_only_told_of_something_else_is_refused(wychmoor: PeelQA, question: str) -> None:
    assert wychmoor.ask(question).abstained
