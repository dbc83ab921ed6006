"""Areas that only a report names, in its table of grades."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.facts.grades import read_grades
from peel_qa.facts.own_areas import read_own_areas
from peel_qa.records import Document

TEXT = """\
# PEEL 2025-27: an inspection of Northmoor Police

## Our judgments {{page=2}}

| Area | Grade |
| --- | --- |
| Preventing crime | Good |
| Investigating crime | Adequate |
{rows}
"""


def _rows(report: Callable[..., Document], rows: str) -> list[tuple[str, str]]:
    return [(grade.label, grade.grade) for grade in read_own_areas(report(TEXT.format(rows=rows), markdown=True))]


def test_a_row_of_a_table_of_grades_is_an_area(report: Callable[..., Document]) -> None:
    document = report(TEXT.format(rows="| Working with schools | Requires improvement |"), markdown=True)
    (grade,) = read_own_areas(document)
    assert (grade.area, grade.label, grade.grade) == ("", "Working with schools", "requires improvement")
    assert document.text[grade.start : grade.end] == "Working with schools | Requires improvement"


@pytest.mark.parametrize(
    "rows",
    [
        "| Managing offenders | Good |",  # an area with a name that is known
        "| Overall | Good |",
        "| 2019 | Good |",
        "| Aldermoor Police | Good |\n| Brackwater Police | Good |\n| Coldmere Police | Good |",  # more unknown ones than known
    ],
)
def test_what_is_no_area_of_its_own(report: Callable[..., Document], rows: str) -> None:
    assert _rows(report, rows) == []


def test_the_second_row_of_an_area_keeps_its_own_name(report: Callable[..., Document]) -> None:
    rows = "| Meeting current demands and using resources | Good |\n| Planning for the future | Requires improvement |"
    assert _rows(report, rows) == [("Planning for the future", "requires improvement")]


def test_the_questions_asked_on_one_subject_are_graded_each_by_itself(report: Callable[..., Document]) -> None:
    text = """\
# Crime data integrity 2019: an inspection of Northmoor Police

## Judgments

Crime recording overall: Good (2016: Inadequate)

How effective is the force at recording reported crime? Good

How well does the force demonstrate the leadership and culture that it needs? Outstanding
"""
    document = report(text, markdown=True, title="Crime data integrity 2019: an inspection of Northmoor Police")
    assert [(grade.label.split()[-1], grade.grade) for grade in read_own_areas(document)] == [("crime", "good"), ("needs", "outstanding")]
    assert [(grade.area, grade.grade) for grade in read_grades(document)] == [("recording", "good")]
