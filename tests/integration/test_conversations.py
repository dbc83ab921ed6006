"""Conversations about West Mercia Police: short follow-ups, pronouns, and questions that only look like follow-ups."""

from __future__ import annotations

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.untraced

APPRAISALS = "What percentage of the workforce completed an annual performance review?"
MISSING = "how many missing children investigations were there in the year to march 2019"


@pytest.mark.parametrize(
    ("history", "question", "status", "said"),
    [
        (["How did the force do?", "On preventing crime, in 2015."], "And since then?", "answered", "Good in PEEL 2021/22"),
        (
            ["How was managing offenders graded in 2015?"],
            "what about in the inspection after that?",
            "answered",
            "adequate in PEEL 2021/22",
        ),
        ([APPRAISALS], "Is that good?", "answered", "not yet made sufficient progress"),
        (["What percentage of 101 calls are abandoned?"], "is that a lot", "answered", "10%"),
        (["how many parish councils did it agree priorities with"], "is that a lot?", "opinion_or_prediction", "what is to be thought"),
        ([APPRAISALS, "Is that good?", "So what should the force do about it?"], "By what date?", "not_in_corpus", ""),
        (["How many cases had the wrong crime outcome code?"], "Was the force warned about this earlier?", "answered", "2019"),
        (
            ["What is the cause of concern about investigations in the 2021/22 report?"],
            "How long was the force given to sort that out?",
            "answered",
            "Within three months",
        ),
        (["What is the cause of concern?"], "What do they have to do about it, and by when?", "answered", "Within three months"),
        ([], "what must the force do about the cause of concern?", "answered", "recommendations"),
        (["How much does the force still have to save?"], "By when?", "answered", "March 2025"),
        (
            ["How many formal sessions has the PCC used to raise organised crime with the force?", "With how many chief constables?"],
            "Why does he say the report no longer shows where the force is?",
            "answered",
            "took so long to publish",
        ),
        ([], "how meny missing child investigatons were there", "answered", "1,530"),
        (["how many missing child investigations were there"], "and two years before?", "answered", "2,822"),
        (["is it using fewer domestic abuse notices?"], "what about stalking, do officers understand that?", "answered", "stalking"),
        ([MISSING], "what were they told to do about missing kids in 2015", "answered", "three recommendations"),
        (["who runs west mercia police now?"], "how long has he been in the job", "not_in_corpus", ""),
        (["who runs west mercia police now?"], "is he better than the last one", "opinion_or_prediction", ""),
        ([MISSING], "did they find that lad who went missing in bridgnorth last week?", "individual_case", "999"),
    ],
)
def test_what_goes_on_from_the_question_before(qa: PeelQA, history: list[str], question: str, status: str, said: str) -> None:
    answer = qa.ask(question, history)
    assert answer.status == status
    assert said in answer.text.split("\n\n[1]")[0]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what day did the shropshire star run that piece on the cops getting slated", "13 April 2022"),
        ("when did the Star cover the inspection", "13 April 2022"),
        ("what date was the kidderminster standard story", "May 2025"),
        ("how old is the article in the shuttle", "May 2024"),
    ],
)
def test_when_the_press_wrote(qa: PeelQA, question: str, said: str) -> None:
    answer = qa.ask(question)
    assert answer.status == "answered"
    assert said in answer.direct


@pytest.mark.parametrize(
    "question",
    [
        "when did the hereford times run the story",
        "when did the article say recruits would start",
    ],
)
def test_a_piece_that_is_not_held_and_what_one_says_have_no_date_of_publication(qa: PeelQA, question: str) -> None:
    assert qa.ask(question).status == "not_in_corpus"


def test_the_chief_constable_is_not_in_charge_of_every_part(qa: PeelQA) -> None:
    assert "Cooper" in qa.ask("who is in charge of west mercia police").direct
    assert "Cooper" in qa.ask("who's in charge of the police in shropshire").direct
    assert qa.ask("Who is in charge of CID?").status == "not_in_corpus"


def test_so_few_of_something_is_not_denied_by_how_few(qa: PeelQA) -> None:
    answer = qa.ask("Why does the force have so few special constables now?")
    assert (answer.status, "one of the lowest" in answer.direct) == ("answered", True)
