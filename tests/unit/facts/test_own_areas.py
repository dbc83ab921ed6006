"""Areas that only a report names, in its table of grades."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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
