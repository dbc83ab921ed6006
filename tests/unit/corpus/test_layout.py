from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from peel_qa.corpus.layout import begins_as, is_caption, is_grade, is_one_of, is_subsection, label_of, list_named, pattern, rank_of


def test_every_list_of_the_data_file_compiles() -> None:
    for name in tomllib.loads(files("peel_qa.corpus").joinpath("layout.toml").read_text(encoding="utf-8")):
        assert pattern(name).flags


@pytest.mark.parametrize("line", ["Areas for improvement", "Area for improvement:", "MAIN FINDINGS", "Cause of concern", "Recommendations"])
def test_headings_that_recur_are_known(line: str) -> None:
    assert is_subsection(line)
    assert not is_subsection(f"{line} of the force")


def test_grades_have_a_rank_and_other_words_none() -> None:
    assert [rank_of(grade) for grade in ("Outstanding", "good.", "ADEQUATE", "Requires improvement", "inadequate")] == [0, 1, 2, 3, 4]
    assert rank_of("Requires") == -1
    assert not is_grade("Requires")
    assert not is_grade("Good at it")


@pytest.mark.parametrize(
    "line",
    [
        "Stop and search disproportionality rates across forces in England and Wales, year ending 31 March 2020",
        "Number of recorded burglaries per 1,000 people between 2018/19 and 2022/23",
        "Figure 3: Workforce by ethnicity",
        "Source: Home Office",
        "Proportion of crimes that are closed without a suspect, as at 31 March 2021",
    ],
)
def test_captions_of_charts_are_known(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "The force has reduced rates of burglary between 2018 and 2020",
        "Rates of burglary have fallen in the year to March 2021",
        "The force answers calls",
        "Preventing crime",
        "It was better than in 2020",
    ],
)
def test_findings_that_end_in_a_year_are_no_captions(line: str) -> None:
    assert not is_caption(line)


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("signatures", "HM Inspector of Constabulary", True),
        ("signatures", "His Majesty’s Chief Inspector of Constabulary", True),
        ("signatures", "HMI Wendy Williams", True),
        ("signatures", "HM Inspector's observations", False),
        ("signatures", "HMICFRS inspected the force", False),
        ("notes", "14 May 2025", True),
        ("notes", "April 2022", True),
        ("notes", "PEEL 2015", False),
        ("nameplates", "Chief Constable Pippa Mills", True),
        ("statements", "The force treats people well", True),
        ("statements", "Use of force powers", False),
        ("statements", "How the force is treating people", False),
        ("statements", "The force’s use of powers", False),
    ],
)
def test_whole_lines_are_told_apart(name: str, line: str, expected: bool) -> None:
    assert is_one_of(name, line) is expected


def test_a_line_too_long_to_be_a_heading_is_not_looked_at() -> None:
    assert not is_one_of("statements", "The force is " + "very " * 200)
    assert not begins_as("imprint", " " * 700 + "©")


@pytest.mark.parametrize(
    "line", ["Grade: adequate", "Our judgment – Requires improvement", "No grade is given", "This area is not graded."]
)
def test_a_grade_is_known_behind_its_word(line: str) -> None:
    assert is_grade(line)
    assert not is_grade(f"{line} because of calls")


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("Box 3. Area for improvement: supervision", "Area for improvement", "supervision"),
        ("Recommendation 12. By May 2025, it should train.", "Recommendation", "By May 2025, it should train."),
        ("Accelerated cause of concern – calls", "Accelerated cause of concern", "calls"),
        ("Innovative practice A: Paper Round", "Innovative practice", "Paper Round"),
        ("AFI 4: The force should train.", "AFI", "The force should train."),
        ("Cause of concern 1 from our last report is closed.", "", "Cause of concern 1 from our last report is closed."),
        ("Recommendations", "", "Recommendations"),
    ],
)
def test_labels_in_front_of_entries(line: str, kind: str, rest: str) -> None:
    label, length = label_of(line)
    assert (label, line[length:]) == (kind, rest)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Areas for improvement", "areas for improvement"),
        ("RECOMMENDATION 2", "recommendation"),
        ("Our recommendations:", "recommendations"),
        ("Recommendations for Northmoor Police", "recommendations"),
        ("Box 4: Cause of concern", "cause of concern"),
        ("Recommendations for the Home Office", ""),
        ("Main findings", ""),
    ],
)
def test_headings_of_lists_say_what_they_list(line: str, kind: str) -> None:
    assert list_named(line) == kind


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Police community support officers: 238", True),
        ("Violence against the person: 84.7 percent recorded (with a confidence interval of +/- 2.3 percent)", True),
        ("Priority 2: 999 calls are answered slowly", False),
    ],
)
def test_a_line_with_a_figure_behind_a_colon_is_a_row_and_no_heading(line: str, expected: bool) -> None:
    assert is_one_of("figures", line) is expected


def test_why_something_is_a_cause_of_concern_heads_a_part_of_a_chapter() -> None:
    assert is_subsection("Why this is a cause of concern")
