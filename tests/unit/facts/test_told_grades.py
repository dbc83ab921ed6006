from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.facts.told_grades import read_told_grades
from peel_qa.records import Document

Read = Callable[..., Document]


def told(document: Document) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(one.area, one.grade, one.years) for one in read_told_grades(document)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The last full inspection, in 2021/22, rated it as requiring improvement at responding to the public.",
            ("responding", "requires improvement", (2021, 2022)),
        ),
        ("In 2017 we judged the force to be good at investigating crime.", ("investigating", "good", (2017,))),
        ("In our 2018/19 report we graded the force inadequate at managing offenders.", ("offenders", "inadequate", (2018, 2019))),
    ],
)
def test_a_sentence_with_one_grade_one_area_and_an_earlier_year(
    report: Read, news: Read, sentence: str, expected: tuple[str, str, tuple[int, ...]]
) -> None:
    for read in (report, news):
        assert told(read(f"What was found\n\n{sentence} It knows why.\n")) == [expected]


def test_a_sentence_without_an_area_speaks_of_the_one_before_it(report: Read) -> None:
    text = "The force is good at investigating crime. In 2017 it was judged to be inadequate.\n"
    document = report(f"# R\n\n## Findings\n\n{text}", markdown=True)
    (one,) = read_told_grades(document)
    assert (one.area, one.grade, one.years) == ("investigating", "inadequate", (2017,))
    assert document.text[one.start : one.end] == text.strip(), "the quote holds the sentence that names the area"


def test_a_sentence_without_an_area_speaks_of_its_chapter(report: Read) -> None:
    document = report("# R\n\n## Investigating crime\n\nIn 2017 we graded this area good.\n", markdown=True)
    assert told(document) == [("investigating", "good", (2017,))]


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2024 we graded the force good at investigating crime.",
        "In 2017 we did not grade the force good at investigating crime.",
        "In 2017 Eastmoor Police was judged to be good at investigating crime.",
        "In 2017 we graded it good at investigating crime and inadequate at managing offenders.",
        "In 2017 we found good work in investigating crime.",
        "In 2017 the force arrested 40 people for investigating crime.",
        "We graded the force good at investigating crime.",
    ],
)
def test_what_is_no_earlier_grade(report: Read, sentence: str) -> None:
    assert told(report(f"What was found\n\n{sentence}\n")) == []


YEARS_BEFORE_ROWS = """\
# R

## Earlier inspections

| Year | Effectiveness | Legitimacy |
| --- | --- | --- |
| 2015 | Requires improvement | Good |
| 2016 | Good | Good |
"""
YEARS_OVER_COLUMNS = """\
# R

## Grades

| Area | 2019 | 2024 |
| --- | --- | --- |
| Investigating crime | Inadequate | Good |
"""


def test_a_table_may_have_a_year_before_each_row_or_over_each_column(report: Read) -> None:
    assert told(report(YEARS_BEFORE_ROWS, markdown=True)) == [
        ("effectiveness", "requires improvement", (2015,)),
        ("legitimacy", "good", (2015,)),
        ("effectiveness", "good", (2016,)),
        ("legitimacy", "good", (2016,)),
    ]
    assert told(report(YEARS_OVER_COLUMNS, markdown=True)) == [("investigating", "inadequate", (2019,))]


def test_a_table_whose_cells_only_name_a_year_has_no_columns_of_years(report: Read) -> None:
    table = "| Preventing crime | Good (judgment of 2016) |\n| --- | --- |\n| Investigating crime | Requires improvement |\n"
    assert told(report(f"# R\n\n## Grades\n\n{table}", markdown=True)) == []


def test_a_sentence_may_tell_several_grades_each_with_its_year(report: Read) -> None:
    text = "Protecting vulnerable people has fallen furthest: it was good in 2016, requires improvement in 2017 and is inadequate now."
    expected = [("vulnerable", "good", (2016,)), ("vulnerable", "requires improvement", (2017,))]
    assert told(report(f"What was found\n\n{text}\n")) == expected
