"""Sentences that are no whole answer without their neighbour."""

from __future__ import annotations

import pytest

from peel_qa.answer.leaning import is_dependent, leans, tells_again, told_with
from peel_qa.records import Block, Document, Source, Span
from peel_qa.search.question import understand


@pytest.mark.parametrize(
    "sentence",
    [
        "Of these 61 were vacant.",
        "In 17 we couldn't find a good reason.",
        "Another 38 were filled by trainees.",
        "For England and Wales the proportion was 31.0 percent.",
        "In the year before it made 36.2.",
        "The rest were closed.",
        "Thirty-six of them spent the night in a cell.",
    ],
)
def test_what_leaves_its_subject_to_the_sentence_before(sentence: str) -> None:
    assert leans(sentence)
    assert is_dependent(sentence)


@pytest.mark.parametrize("sentence", ["This helps the force.", "Because of this, images cannot be found.", "They wait for months."])
def test_what_only_points_at_it(sentence: str) -> None:
    assert is_dependent(sentence)
    assert not leans(sentence)


@pytest.mark.parametrize(
    "sentence", ["In March 2024 it opened a hub.", "The force was slow.", "In 2019 we found gaps.", "Three in ten calls were dropped."]
)
def test_what_stands_by_itself(sentence: str) -> None:
    assert not is_dependent(sentence)


def _document(*sentences: str) -> tuple[Document, list[Span]]:
    """A document of one paragraph, and where its sentences stand."""
    text, spans = "Response\n", []
    for sentence in sentences:
        start = len(text)
        text = f"{text}{sentence} "
        spans.append(Span(start, start + len(sentence)))
    source = Source("d", "Report", "HMICFRS", "report", "Northmoor Police", edition="PEEL 2023-25", published="2024-09-12")
    blocks = (Block("heading", 0, 8, 0), Block("paragraph", 9, len(text) - 1, 0))
    return Document(source, text, (), blocks), spans


POSTS, POSTS_AT = _document("There are 268 posts for detectives.", "Of these 61 were vacant.", "The force recruits all year.")
CLOSED, CLOSED_AT = _document(
    "In the force 38.2 percent were closed.", "For England and Wales the proportion was 31.0 percent.", "Staff were told."
)


def test_the_sentence_before_is_told_with_one_that_leans_on_it() -> None:
    assert told_with(understand("How many detective posts are vacant?"), POSTS, POSTS_AT, POSTS_AT[1]) == (POSTS_AT[0], None)


def test_a_sentence_of_its_own_is_told_alone() -> None:
    assert told_with(understand("How many posts are there?"), POSTS, POSTS_AT, POSTS_AT[0]) == (None, None)


def test_what_a_question_compares_with_is_told_too() -> None:
    asked = understand("What share was closed, against England and Wales?")
    assert told_with(asked, CLOSED, CLOSED_AT, CLOSED_AT[0]) == (None, CLOSED_AT[1])
    assert told_with(understand("What share was closed?"), CLOSED, CLOSED_AT, CLOSED_AT[0]) == (None, None)


ANSWERED, ANSWERED_AT = _document(
    "In 2025 the force answered 91.4 percent of calls in time.",
    "The standard is 90 percent.",
    "A year earlier, it had managed 84.2 percent.",
    "The figure for England and Wales was 88.7 percent.",
)
CHARGED, CHARGED_AT = _document(
    "Of all crimes 6.4 percent led to a charge.",
    "In England and Wales, it was 7.3 percent.",
    "For residential burglary, the figures were 4.1 percent and 5.6 percent.",
)


def test_a_chain_that_leans_is_told_from_the_sentence_that_stands_by_itself() -> None:
    asked = understand("What percentage was answered in time, and what was the figure for England and Wales?")
    before = Span(ANSWERED_AT[0].start, ANSWERED_AT[2].end)
    assert told_with(asked, ANSWERED, ANSWERED_AT, ANSWERED_AT[3]) == (before, None)


def test_a_part_behind_the_country_s_figure_is_told_where_it_is_asked_for() -> None:
    behind = Span(CHARGED_AT[1].start, CHARGED_AT[2].end)
    asked = understand("What share of residential burglary led to a charge, against England and Wales?")
    assert told_with(asked, CHARGED, CHARGED_AT, CHARGED_AT[0]) == (None, behind)
    asked = understand("What share of crimes led to a charge, against England and Wales?")
    assert told_with(asked, CHARGED, CHARGED_AT, CHARGED_AT[0]) == (None, CHARGED_AT[1])


def test_a_neighbour_that_is_too_long_stays_away() -> None:
    long, at = _document("There are 268 posts, " + "and more, " * 60 + "for detectives.", "Of these 61 were vacant.")
    assert told_with(understand("How many detective posts are vacant?"), long, at, at[1]) == (None, None)


@pytest.mark.parametrize(
    ("sentence", "again"),
    [
        ("In our 2021/22 inspection we reported that 21 percent had been abandoned.", True),
        ("Our last report put it at a fifth.", True),
        ("In the previous year's review, it was 92.7 percent.", True),
        ("In the year before it made 36.2.", True),
        ("In 2021 the force bought 12 cars.", False),
        ("The inspection team met 40 officers.", False),
    ],
)
def test_what_only_tells_again_what_was_found_before(sentence: str, again: bool) -> None:
    assert tells_again(sentence) is again


def test_the_part_that_is_asked_for_is_told_with_what_it_is_a_part_of() -> None:
    posts, vacant = POSTS_AT[:2]
    assert told_with(understand("PIP 2 detective posts vacant, number?"), POSTS, POSTS_AT, posts) == (None, vacant)
    assert told_with(understand("How many posts for detectives are there?"), POSTS, POSTS_AT, posts) == (None, None)


@pytest.mark.parametrize(
    ("behind", "is_told"),
    [
        ("It doesn’t.", True),
        ("But they had not.", True),
        ("Ms Hallworth conceded that this would be missed.", True),
        ("The target has not been met.", True),
        ("It doesn’t charge other forces.", False),
        ("Officers are not told.", False),
    ],
)
def test_what_turns_a_sentence_round_is_told_behind_it(behind: str, is_told: bool) -> None:
    document, at = _document("Some officers thought that the unit charges for its services.", behind, "Staff were told.")
    asked = understand("Does the unit charge for its services?")
    assert told_with(asked, document, at, at[0]) == (None, at[1] if is_told else None)


RATE, RATE_AT = _document(
    "The force's rate was 5.2 times higher.", "The England and Wales rate was lower, at 4.0 times.", "Staff were told."
)
ORDERS, ORDERS_AT = _document(
    "A co-ordinator decides on additional orders.",
    "Additional orders include sexual risk orders.",
    "It has also decided on a plan.",
    "Staff know it.",
)


def test_the_value_of_others_is_told_with_the_own_one_before_it() -> None:
    assert told_with(understand("Is the rate higher than in England and Wales?"), RATE, RATE_AT, RATE_AT[1]) == (RATE_AT[0], None)
    assert told_with(understand("What is the rate?"), RATE, RATE_AT, RATE_AT[1]) == (None, None)


def test_the_things_that_a_question_asks_for_are_told_where_the_next_sentence_names_them() -> None:
    assert told_with(understand("Which orders does the co-ordinator decide on?"), ORDERS, ORDERS_AT, ORDERS_AT[0]) == (None, ORDERS_AT[1])
    assert told_with(understand("Does a co-ordinator decide on orders?"), ORDERS, ORDERS_AT, ORDERS_AT[0]) == (None, None)
    more, at = _document("It has introduced a quick team.", "It has also introduced local kiosks.", "Staff like them.")
    assert told_with(understand("What has it introduced?"), more, at, at[0]) == (None, at[1])
    assert told_with(understand("Is a quick team there?"), more, at, at[0]) == (None, None)
