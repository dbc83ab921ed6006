from __future__ import annotations

import pytest

from peel_qa.corpus.contents import Entry, entry_of, match_headings, take_contents

BODY = ["Overall summary", "Our judgments", "We made some.", "Investigating crime", "Good", "It is.", "Main findings", "We found some."]


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("Overall summary\t1", Entry("Overall summary", 1)),
        ("Overall summary ........... 12", Entry("Overall summary", 12)),
        ("Overall summary. . . . . . . 12", Entry("Overall summary", 12)),
        ("Overall summary…………12", Entry("Overall summary", 12)),
        ("Overall summary      12", Entry("Overall summary", 12)),
        ("How effective is the force?\t3", Entry("How effective is the force?", 3)),
        ("Foreword\tiv", Entry("Foreword", None)),
        ("- Overall summary\t1", Entry("Overall summary", 1)),
        ("1. Overall summary\t1", Entry("Overall summary", 1)),
        ("PEEL 2021/22\t5", Entry("PEEL 2021/22", 5)),
    ],
)
def test_a_title_a_leader_and_a_page_are_an_entry(line: str, entry: Entry) -> None:
    assert entry_of(line) == entry


@pytest.mark.parametrize(
    "line", ["Overall summary", "in nine areas of 43", "94.1", "of 1,530", "a\tb\t3", "\t3", "......3", "in 2021/22", "", "Good\tAdequate"]
)
def test_other_lines_are_no_entries(line: str) -> None:
    assert entry_of(line) is None


def test_one_space_is_leader_enough_in_a_contents_list() -> None:
    assert entry_of("Overall summary 1") is None
    assert entry_of("Overall summary 1", is_listed=True) == Entry("Overall summary", 1)


@pytest.mark.parametrize("heading", ["Contents", "Contents:", "Table of contents", "CONTENTS", "On this page"])
@pytest.mark.parametrize("leader", ["\t", " ..... ", "    ", " "])
def test_a_contents_list_is_taken_out_and_the_cover_with_it(heading: str, leader: str) -> None:
    listed = [f"{title}{leader}{page}" for title, page in (("Overall summary", 1), ("Our judgments", 1), ("Investigating crime", 7))]
    contents = take_contents(["PEEL", "A force", heading, *listed, *BODY])
    assert contents.entries == (Entry("Overall summary", 1), Entry("Our judgments", 1), Entry("Investigating crime", 7))
    assert contents.cover == ["PEEL", "A force"]
    assert contents.body == BODY


def test_a_title_of_the_list_may_be_broken_into_lines() -> None:
    lines = [
        "Contents",
        "Overall summary\t1",
        "Engaging with and treating the public with",
        "Fairness and respect\t7",
        "Investigating crime\t9",
        *BODY,
    ]
    assert take_contents(lines).entries[1] == Entry("Engaging with and treating the public with Fairness and respect", 7)
    assert take_contents(lines).body == BODY


def test_a_list_without_its_heading_is_known_by_the_headings_below() -> None:
    listed = ["Overall summary\t1", "Our judgments\t1", "Investigating crime\t7"]
    assert len(take_contents(["Cover", *listed, *BODY]).entries) == 3
    assert take_contents(["Cover", *listed, *BODY]).cover == ["Cover"]


def test_a_list_without_pages_is_known_by_its_heading_and_the_headings_below() -> None:
    listed = ["Overall summary", "- Our judgments", "Investigating crime"]
    contents = take_contents(["Title", "Contents", *listed, *BODY])
    assert contents.entries == tuple(Entry(title, None) for title in ("Overall summary", "Our judgments", "Investigating crime"))
    assert contents.body == BODY


def test_pages_below_their_titles_are_taken_with_them() -> None:
    listed = ["Overall summary", "1", "Our judgments", "1", "Investigating crime", "7"]
    assert take_contents(["Contents", *listed, *BODY]).entries[2] == Entry("Investigating crime", 7)


@pytest.mark.parametrize(
    "lines",
    [
        ["Burglary\t12", "Robbery\t15", "Theft\t18", *BODY],
        ["Investigating crime\t9", "Overall summary\t3", "Our judgments\t1", *BODY],
        ["Contents", "We say what is in this report.", *BODY],
        [*(f"Line {n}." for n in range(300)), "Contents", "Overall summary\t1", "Our judgments\t1", "Investigating crime\t7", *BODY],
        BODY,
        [],
    ],
)
def test_tables_and_other_lines_are_no_contents_list(lines: list[str]) -> None:
    assert take_contents(lines).entries == ()
    assert take_contents(lines).body == lines


def entries(*titles: str) -> tuple[Entry, ...]:
    return tuple(Entry(title, number) for number, title in enumerate(titles, start=1))


def found(lines: list[str], *titles: str, apart: set[int] | None = None) -> dict[int, str]:
    return {place: entry.title for place, (entry, _) in match_headings(lines, entries(*titles), apart or set()).items()}


def test_headings_are_matched_in_order_and_subsections_with_their_chapter() -> None:
    lines = ["Summary", "Text.", "A", "Main findings", "Text.", "B", "Main findings", "Text."]
    assert found(lines, "Summary", "A", "Main findings", "B", "Main findings") == {
        0: "Summary",
        2: "A",
        3: "Main findings",
        5: "B",
        6: "Main findings",
    }


def test_the_name_of_a_later_chapter_is_not_its_heading() -> None:
    lines = ["Summary", "Investigating crime", "Text.", "A", "Text.", "Investigating crime", "Text."]
    assert found(lines, "Summary", "A", "Investigating crime") == {0: "Summary", 3: "A", 5: "Investigating crime"}


def test_a_heading_that_is_missing_below_does_not_hide_the_others() -> None:
    lines = ["Summary", "Text.", "Last", "Text."]
    assert found(lines, "Summary", *"ABCDEFG", "Main findings", "Last") == {0: "Summary", 2: "Last"}


def test_a_heading_may_be_broken_into_lines_and_numbered() -> None:
    lines = ["1. Summary", "Text.", "Building, supporting and", "Protecting the", "Workforce", "Text."]
    matched = match_headings(lines, entries("Summary", "2 Building, supporting and protecting the workforce"), set())
    assert {place: size for place, (_, size) in matched.items()} == {0: 1, 2: 3}


def test_cells_of_a_table_are_no_headings() -> None:
    assert found(["A", "Text.", "A", "Text."], "A", apart={0}) == {2: "A"}
