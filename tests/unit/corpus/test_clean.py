from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.clean import is_closed, join_broken, marker_length, without_doubles, without_entities, without_markup, without_site


def joined(*lines: str) -> list[str]:
    return join_broken(list(lines), lambda line: line in ("Investigating crime", "Our judgments"))


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ('See [the report](#) and [SARA](https://a.example/x_(y) "title").', "See the report and SARA."),
        ("[domestic abuse, stalking and harassment \\(DASH\\)](#)", "domestic abuse, stalking and harassment (DASH)"),
        ("[see [1] below](#note)", "see [1] below"),
        ("![a picture](x.png) of it", "a picture of it"),
        ("An [aside] (in brackets)", "An [aside] (in brackets)"),
        ("## Main findings", "Main findings"),
        ("#hashtag", "#hashtag"),
        ("**Cause of concern**", "Cause of concern"),
        ("**One** and **two**", "**One** and **two**"),
        ("5 \\* 3 and C:\\new", "5 * 3 and C:\\new"),
    ],
)
def test_markup_goes_and_words_stay(line: str, plain: str) -> None:
    assert without_markup(line) == plain


def test_entities_become_characters_and_bring_nothing_invisible() -> None:
    assert (
        without_entities("Fire &amp; Rescue&nbsp;Services &lt;b&gt; &#8203;&#x41; AT&T &copy=1")
        == "Fire & Rescue Services <b> A AT&T &copy=1"
    )


@pytest.mark.parametrize("line", ["It is.", "It is!", "Is it?", "as follows:", "one; and two;", "“It is.”", "(It is.)", "It is.’"])
def test_a_sentence_is_closed(line: str) -> None:
    assert is_closed(line)


@pytest.mark.parametrize("line", ["Main findings", "the force, and", "in 2021/22", "a (VAL)", "“quoted”", ""])
def test_a_heading_or_a_broken_sentence_is_not_closed(line: str) -> None:
    assert not is_closed(line)


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("- one", 2), ("• one", 2), ("\uf0b7 one", 2), ("1. one", 3), ("(a) one", 4), ("iv) one", 4), ("o one", 2), ("* one", 2),
        ("No. 5 is", 0), ("-one", 0), ("often", 0), ("o'clock", 0), ("I. am", 0), ("94.1 percent", 0), ("-", 0), ("", 0),
    ],
)  # fmt: skip
def test_list_items_are_known_by_their_marker(line: str, length: int) -> None:
    assert marker_length(line) == length


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The force has improved. It improved the recording of ethnicity throughout", "2021, the recording of disability data is poor."),
        ("It reports workload backlogs in some", "areas of the force."),
        ("When asked, the force and", "West Mercia Council agreed."),
        ("In Telford,", "Shropshire and elsewhere it works."),
        ("an estimate (+/-", "3.9 percent)"),
        ("The force has a", "(small) team."),
        ("The number and type of", "plans varies."),
    ],
)
def test_a_sentence_broken_by_a_page_end_is_joined(first: str, second: str) -> None:
    assert joined(first, second) == [f"{first} {second}"]


def test_a_word_broken_at_its_hyphen_is_joined_without_a_space() -> None:
    assert joined("The force takes a multi-", "agency approach.") == ["The force takes a multi-agency approach."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The work of the organisations it works with", "The force works well."),
        ("The force answers calls.", "it does so quickly."),
        ("Investigating crime", "requires improvement"),
        ("Our judgments", "we inspected nine areas."),
        ("The force should", "- supervise; and"),
        ("Requires improvement", "improvement is needed."),
        ("April 2022 | © HMICFRS 2022", "www.justiceinspectorates.gov.uk/hmicfrs"),
        ("Police force criticised by watchdog", "by Jane Smith"),
        ("Good\tAdequate", "requires improvement"),
    ],
)
def test_lines_that_do_not_go_on_stay_apart(first: str, second: str) -> None:
    assert joined(first, second) == [first, second]


def test_a_grade_over_two_lines_is_joined() -> None:
    assert joined("Responding to the public", "Requires", "improvement", "West Mercia Police requires improvement.") == [
        "Responding to the public",
        "Requires improvement",
        "West Mercia Police requires improvement.",
    ]


def test_a_heading_over_two_lines_ends_where_the_list_says() -> None:
    assert joined("Recording", "crime", "is hard.") == ["Recording crime is hard."]
    is_known = lambda line: line == "Investigating crime"  # noqa: E731
    assert join_broken(["Investigating", "crime", "is hard."], is_known) == ["Investigating crime", "is hard."]


LONG = "This inspection only considered how well prepared the force is."
HEADLINE = "Police force criticised by the watchdog again"
CURLY, STRAIGHT = "“Quoted text” here is long enough to count.", '"Quoted text" here is long enough to count.'


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["A headline", "A headline", "Text of it."], ["A headline", "Text of it."]),
        (["Title", "Sub", "Title", "Sub", "Text."], ["Title", "Sub", "Text."]),
        ([HEADLINE, "13 April", HEADLINE, "Text."], [HEADLINE, "13 April", "Text."]),
        (["A", LONG, "B", LONG, "C"], ["A", LONG, "B", "C"]),
        ([CURLY, STRAIGHT], [CURLY]),
        (["Head.", *("x" * n for n in range(1, 30)), LONG, LONG], ["Head.", *("x" * n for n in range(1, 30)), LONG]),
        (["Head.", *("x" * n for n in range(1, 30)), LONG, "B", LONG, "B"], ["Head.", *("x" * n for n in range(1, 30)), LONG, "B"]),
    ],
)  # fmt: skip
def test_what_stands_twice_by_a_slip_is_kept_once(lines: list[str], kept: list[str]) -> None:
    assert without_doubles(lines) == kept


@pytest.mark.parametrize(
    "lines",
    [
        ["Good", "Good"],
        ["12", "12"],
        ["a\tb", "a\tb"],
        ["Responding to the public", "Text of it.", "Responding to the public", "More."],
        ["A", "Areas for improvement", "B", "Areas for improvement", "C"],
        [*("x" * n for n in range(1, 30)), LONG, "Between.", LONG],
        [*("x" * n for n in range(1, 30)), "Yes", "No", "Yes", "No"],
    ],
)
def test_what_may_well_stand_twice_is_kept(lines: list[str]) -> None:
    assert without_doubles(lines) == lines


@given(st.lists(st.sampled_from(["A", "B", "Good", LONG, "Some other sentence of seven words here.", "x\ty"]), max_size=40))
def test_dropping_doubles_loses_no_line_and_keeps_the_order(lines: list[str]) -> None:
    kept = without_doubles(lines)
    assert set(kept) == set(lines)
    remaining = iter(lines)
    assert all(line in remaining for line in kept)


def test_a_news_page_loses_what_belongs_to_the_site() -> None:
    lines = [
        " date 2022-04-13 Chief Constable Pippa Mills has accepted the findings",
        "Advertisement",
        "She said so.",
        "Read more: other news",
        "Comments: Our rules",
        "We want our comments to be lively.",
        "Report this comment Cancel",
    ]
    assert without_site(lines, "news") == ["Chief Constable Pippa Mills has accepted the findings", "She said so."]


def test_sentences_that_begin_like_site_words_stay() -> None:
    lines = ["A headline", "More from the public is needed, the commissioner said in a long statement about the force.", "The end."]
    assert without_site(lines, "news") == lines


def test_a_report_loses_the_prompts_of_its_page_and_nothing_else() -> None:
    lines = ["Print this document", "Advertisement", "Back to top", "Text."]
    assert without_site(lines, "report") == ["Advertisement", "Text."]
