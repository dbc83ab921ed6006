"""A follow-up that moves the question before it to another time or another office."""

from __future__ import annotations

import pytest

from peel_qa.search.moving_on import asks_older, counted_back, counts_back, is_told_so, topic_first, why_not
from peel_qa.search.question import understand


@pytest.mark.parametrize(
    ("earlier", "own", "full", "years"),
    [
        ("Who was the chief constable in April 2022?", "and who is it now", "Who was the chief constable and who is it now", ()),
        ("Who was the PCC when the report came out?", "who is it now?", "Who was the PCC who is it now?", ()),
        (
            "How many children went missing in 2021?",
            "what was it two years before that?",
            "How many children went missing in ? what was it in 2019?",
            (2019,),
        ),
        ("How many officers had it in 2019?", "and 3 years later?", "How many officers had it in ? and in 2022?", (2022,)),
        ("What was the share in 2021?", "and the year before?", "What was the share in 2021? and the year before?", (2021,)),
        ("How many were there?", "and two years before?", "How many were there? and two years before?", ()),
        ("How was it graded in 2015?", "and since then?", "How was it graded in ? and since then?", ()),
        ("How was it graded in 2015?", "and in the inspection after that", "How was it graded in ? and in the inspection after that", ()),
        ("How was it graded in 2015?", "And the latest?", "How was it graded in ? And the latest?", ()),
        ("Stop and search: share, latest inspection?", "no sorry, I meant 2018/19", "Stop and search: share ? and 2018/19", (2018, 2019)),
        ("How many were found this time round?", "not that, i mean in 2019", "How many were found ? and in 2019", (2019,)),
        ("How was it graded in 2015?", "and since 2017?", "How was it graded in ? and since 2017?", (2017,)),
    ],
)
def test_another_time(earlier: str, own: str, full: str, years: tuple[int, ...]) -> None:
    question = understand(own, [earlier])
    assert (question.full, question.years) == (full, years)


@pytest.mark.parametrize(
    ("earlier", "own", "full"),
    [
        (
            "What did the chief constable say about the results?",
            "and the commissioner?",
            "What did the commissioner say about the results?",
        ),
        ("What did the chief constable say about the results?", "And what about the PCC?", "What did the pcc say about the results?"),
        ("Who is the chief constable?", "and the PCC?", "Who is the pcc?"),
    ],
)
def test_another_office(earlier: str, own: str, full: str) -> None:
    assert understand(own, [earlier]).full == full


@pytest.mark.parametrize("own", ["and the chief constable's car?", "and the chief constable?", "and investigating crime?"])
def test_what_is_no_other_office_goes_on_as_ever(own: str) -> None:
    earlier = "What did the chief constable say about the results?"
    assert understand(own, [earlier]).full.startswith(earlier)


@pytest.mark.parametrize(
    ("asked", "sentence", "expected"),
    [
        ("What was it two years before?", "It dropped to 26.3 percent, from 38.9 percent two years earlier.", True),
        ("And three years later?", "It was 40 percent 3 years later.", True),
        ("What was it two years before?", "It was 40 percent two years later.", False),
        ("What was it two years before?", "It was 40 percent a year before.", False),
        ("What was it in 2019?", "It was 40 percent two years earlier.", False),
    ],
)
def test_a_sentence_may_itself_tell_of_so_many_years_before(asked: str, sentence: str, expected: bool) -> None:
    assert is_told_so(asked, sentence) is expected


@pytest.mark.parametrize(
    ("earlier", "asked"),
    [
        ("Can the force say how fast it comes?", "why can't the force say how fast it comes?"),
        ("Will it act in time?", "why won't it act in time?"),
        ("And does it know its victims?", "why doesn't it know its victims?"),
        ("Was it graded outstanding?", "why wasn't it graded outstanding?"),
        ("How fast does it come?", ""),
        ("Is not one of them good?", ""),
    ],
)
def test_why_not_asks_for_the_reason_of_a_no(earlier: str, asked: str) -> None:
    assert why_not(earlier) == asked
    question = understand("And why not?", [earlier])
    assert question.intent.name == "why"
    assert (question.full == asked) == bool(asked)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("what about stalking, do officers understand it?", "do officers understand stalking?"),
        ("and burglary, how many do they solve", "how many do they solve for burglary?"),
        ("and how about the night shift, are they trained", "and how about the night shift, are they trained"),
        ("what about stalking?", "what about stalking?"),
        ("what about stalking, and burglary?", "what about stalking, and burglary?"),
    ],
)
def test_a_topic_that_stands_first_takes_the_place_of_its_pronoun(text: str, plain: str) -> None:
    assert topic_first(text) == plain


@pytest.mark.parametrize(
    ("earlier", "own", "expected"),
    [
        ("How many children went missing?", "and two years before?", "and in 2019?"),
        ("How many children went missing?", "what was it 3 years later?", "what was it in 2024?"),
        ("How many children went missing?", "and the year before?", None),  # as documents themselves say it
        ("How many children went missing in 2018?", "and two years before?", None),  # told by the question itself
        ("How many children went missing?", "and in 2017?", None),
    ],
)
def test_years_before_are_counted_from_what_was_told_where_no_question_names_one(earlier: str, own: str, expected: str | None) -> None:
    assert (counted_back(own, 2021) if counts_back(earlier, own) else None) == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("and in the old report?", True),
        ("What about the previous one?", True),
        ("what did the earlier inspection say?", True),
        ("and in the latest report?", False),
        ("did it get better than in the old report?", False),
    ],
)
def test_a_follow_up_may_ask_the_same_of_the_inspection_before(own: str, expected: bool) -> None:
    assert asks_older(own) is expected
