from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.errors import QuestionError
from peel_qa.records import Source
from peel_qa.search.question import Question, affinity, content_terms, fits_years, is_follow_up, understand, without_excluded
from peel_qa.search.years import year_groups, years_in

NORTHMOOR = ("Northmoor Police",)

# Years


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("PEEL 2021/22", [(2021, 2022)]),
        ("PEEL 2021-22", [(2021, 2022)]),
        ("PEEL 2021–22", [(2021, 2022)]),
        ("2021/2022", [(2021, 2022)]),
        ("2021-2022", [(2021, 2022)]),
        ("2021 - 2022", [(2021, 2022)]),
        ("PEEL 2023-25", [(2023, 2024, 2025)]),
        ("2015 and 2021/22", [(2015,), (2021, 2022)]),
        ("in 2015, in 2015", [(2015,)]),
        ("31 March 2021", [(2021,)]),
        ("2015's report", [(2015,)]),
        ("2019-2021 or 2020?", [(2019, 2020, 2021), (2020,)]),
        ("2021-19", [(2021,)]),
        ("It cost £2015", []),
        ("2,015 officers", []),
        ("20150 calls", []),
        ("2015% more", []),
        ("1234 calls in 1850", []),
        ("101 and 999", []),
        ("", []),
    ],
)
def test_years_that_a_text_names(text: str, groups: list[tuple[int, ...]]) -> None:
    assert list(year_groups(text)) == groups
    assert years_in(text) == tuple(dict.fromkeys(year for group in groups for year in group))


@given(st.integers(1900, 2089), st.integers(0, 10), st.sampled_from(["/", "-", "–"]))
def test_a_span_names_every_year_from_first_to_last(first: int, length: int, mark: str) -> None:
    expected = tuple(range(first, first + length + 1))
    assert years_in(f"in {first}{mark}{first + length}") == expected
    if first // 100 == (first + length) // 100:
        assert years_in(f"in {first}{mark}{(first + length) % 100:02d}") == expected


# One question


def test_everything_that_a_question_says() -> None:
    question = understand("How was Northmoor graded for investigating crime in 2021/22?", known_forces=NORTHMOOR)
    assert question.forces == NORTHMOOR
    assert question.areas == ("investigating",)
    assert question.years == (2021, 2022)
    assert question.year_groups == ((2021, 2022),)
    assert question.is_graded
    assert not question.is_follow_up
    assert question.role == ""
    assert {"investig", "crime"} <= set(question.terms)


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("How good is the force at managing offenders?", ("offenders",)),
        ("Compare investigating crime and responding to the public", ("investigating", "responding")),
        ("What was found on stop and search?", ("treatment",)),
        ("How many calls are answered?", ()),
    ],
)
def test_the_areas_of_a_question(text: str, areas: tuple[str, ...]) -> None:
    assert understand(text).areas == areas


@pytest.mark.parametrize(
    ("text", "newest"),
    [("What is the latest grade?", True), ("Who is chief constable now?", True), ("What was the grade in 2015?", False)],
)
def test_whether_the_newest_is_wanted(text: str, newest: bool) -> None:
    assert understand(text).wants_newest is newest


def test_text_speak_is_read_as_it_is_meant_and_kept_as_it_was_written() -> None:
    question = understand("wat percent of calls do ppl give up on")
    assert question.text == "wat percent of calls do ppl give up on"
    assert question.own == question.full == question.search_text == "what percent of calls do people give up on"
    assert question.intent.expects == "percentage"


def test_synonyms_widen_the_search_without_repeating_the_question() -> None:
    question = understand("How many detectives are there?")
    assert {"cid"} <= set(question.expansions)
    assert not set(question.expansions) & set(question.terms)


# What cannot be read


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\u00ad", "\u2060 \ufeff"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        understand(text)


def test_a_question_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(QuestionError, match=r"501 characters, more than the 500 allowed"):
        understand("x" * 501)
    assert understand("x" * 500).text == "x" * 500
    assert understand(f"{'a' * 10}   {'b' * 10}", limit=21).text == f"{'a' * 10} {'b' * 10}"
    with pytest.raises(QuestionError, match="more than the 20 allowed"):
        understand("x" * 21, limit=20)


def test_invisible_characters_are_taken_out_and_do_not_count() -> None:
    plain = understand("Who is the chief constable?")
    odd = understand("Who\u200b is\u00a0the chief con\u00adstable?\u2028")
    assert odd == plain
    assert understand("\u200b" * 1000 + "Who?").text == "Who?"


# Follow-ups

GRADED = "How was Northmoor Police graded for investigating crime in 2021/22?"


def after(*history: str, ask: str) -> Question:
    return understand(ask, history, known_forces=NORTHMOOR)


@pytest.mark.parametrize(
    "text",
    ["and in 2015?", "What about managing offenders?", "why?", "Who said that?", "How many of them?", "Is that good?", "same for 2015"],
)  # fmt: skip
def test_a_question_that_leans_on_the_one_before(text: str) -> None:
    assert is_follow_up(text)
    assert after(GRADED, ask=text).is_follow_up
    assert not after(ask=text).is_follow_up
    assert not after("", ask=text).is_follow_up


@pytest.mark.parametrize(
    "text",
    [
        "How many missing children investigations were there in the year to March 2021?",
        "Who is the chief constable?",
        "who is the pcc",
        "Who is the police and crime commissioner?",
        "What percentage of non-emergency calls are abandoned by callers?",
        "What was the grade for managing offenders in 2015?",
    ],
)
def test_a_question_that_stands_by_itself(text: str) -> None:
    question = after(GRADED, ask=text)
    assert not question.is_follow_up
    assert question.full == understand(text).full
    assert question.years == understand(text).years


def test_another_year_takes_the_place_of_the_year() -> None:
    question = after(GRADED, ask="and in 2015?")
    assert question.years == (2015,)
    assert question.areas == ("investigating",)
    assert question.forces == NORTHMOOR
    assert question.is_graded


def test_another_area_takes_the_place_of_the_area() -> None:
    question = after(GRADED, ask="What about managing offenders?")
    assert question.areas == ("offenders",)
    assert question.years == (2021, 2022)
    assert question.forces == NORTHMOOR
    assert question.is_graded


def test_another_force_takes_the_place_of_the_force() -> None:
    assert after(GRADED, ask="What about Kent?").forces == ("Kent Police",)


def test_an_office_is_asked_for_in_the_force_that_was_spoken_of() -> None:
    question = after(GRADED, ask="Who is the chief constable?")
    assert (question.role, question.forces, question.areas) == ("chief_constable", NORTHMOOR, ())
    assert after("How did Kent do?", ask="Who is the chief constable?").forces == ("Kent Police",)


def test_why_is_asked_of_what_was_asked_before() -> None:
    question = after(GRADED, ask="why?")
    assert question.intent.name == "why"
    assert question.areas == ("investigating",)


def test_a_conversation_of_several_turns() -> None:
    history = (GRADED, "and in 2015?", "What about managing offenders?")
    question = after(*history, ask="why?")
    assert question.areas == ("offenders",)
    assert question.years == (2015,)
    assert question.forces == NORTHMOOR
    assert question.intent.name == "why"


def test_a_new_subject_ends_the_old_one() -> None:
    new = "What percentage of non-emergency calls do callers abandon?"
    question = after(GRADED, new, ask="and in 2015?")
    assert question.areas != ("investigating",)
    assert "abandon" in question.terms
    assert question.years == (2015,)
    assert question.intent.name == "percentage"


def test_a_long_history_is_not_read_whole() -> None:
    assert after(*[GRADED] * 200, ask="why?") == after(*[GRADED] * 20, ask="why?")
    assert len(after("x " * 5000, ask="why?").full) < 1000


def test_a_history_of_nothing_is_no_history() -> None:
    assert after("", "  ", "\u200b", ask="why?").full == "why?"


@given(st.lists(st.text(max_size=40), max_size=4), st.text(min_size=1, max_size=60))
def test_whatever_is_asked_is_read_or_refused(history: list[str], text: str) -> None:
    try:
        question = understand(text, history)
    except QuestionError:
        return
    assert question.text == " ".join(question.text.split())
    assert question.intent.name
    assert list(question.years) == sorted(set(question.years), key=question.years.index)


# Editions and years

REPORT = Source("r", "R", "HMICFRS", "report", "Northmoor Police", "2022-04-13", edition="PEEL 2021/22", inspected="2021-09")


def test_how_well_an_edition_fits_the_years_asked_for() -> None:
    assert affinity(understand("grade in 2021"), REPORT) == 1.0
    assert affinity(understand("grade in 2022"), REPORT) == 1.0
    assert affinity(understand("grade in 2015"), REPORT) == 0.0
    assert affinity(understand("grade"), REPORT) == 0.0
    late = Source("r", "R", "HMIC", "report", "Northmoor Police", "2016-02-18", edition="PEEL 2015")
    assert affinity(understand("grade in 2016"), late) == 0.8


def test_a_sentence_may_tell_of_a_year_that_its_edition_is_not_of() -> None:
    question = understand("grade in 2019")
    assert not fits_years(question, REPORT, "It was good.")
    assert fits_years(question, REPORT, "In 2019 it was good.")
    assert fits_years(understand("grade"), REPORT, "It was good.")
    assert fits_years(understand("grade in 2021"), REPORT, "It was good.")


def test_the_subject_of_a_question() -> None:
    assert content_terms("What did the 2021/22 report say about stalking?") == ["stalk"]
    assert content_terms("How is Northmoor Police doing on stalking?", NORTHMOOR) == ["stalk"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("What was the rate for use of force, as distinct from stop and search?", "What was the rate for use of force ?"),
        ("How many calls other than 999 calls were lost?", "How many calls ?"),
        ("How many calls were lost?", "How many calls were lost?"),
    ],
)
def test_what_a_question_says_it_does_not_mean_is_left_out(text: str, left: str) -> None:
    assert without_excluded(text) == left


def test_a_follow_up_that_asks_for_something_of_its_own_wants_no_number() -> None:
    earlier = ["How many investigations were badly supervised?"]
    assert understand("And what does that lead to for victims?", earlier).intent.name == "general"
    assert understand("And what about 2015?", earlier).intent.name == "count"


@pytest.mark.parametrize(
    "text", ["how many will be left after the cut?", "how old was the oldest one?", "and how many of them work nights?"]
)
def test_what_counts_nothing_of_its_own_goes_on(text: str) -> None:
    assert understand(text, ["How many PCSOs does the force have?"]).is_follow_up


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("And when a caution was used?", "yesno"),
        ("what about when there was no suspect and it was closed?", "yesno"),
        ("And when was a caution used?", "when"),
        ("And when the next report is published?", "when"),
    ],
)
def test_a_condition_asks_for_no_date(text: str, name: str) -> None:
    assert understand(text, ["Were victims' views recorded where community resolutions were used?"]).intent.name == name
