from __future__ import annotations

import pytest

from peel_qa.corpus.structure import Part
from peel_qa.corpus.tables import mend_cells, reading_of, take_table, with_tabs, without_indents

HEAD = "Outstanding\tGood\tAdequate\tRequires improvement\tInadequate"


def table(lines: list[str], last: tuple[int, ...] = ()) -> tuple[Part, int]:
    part, size = take_table(lines, 0, lambda row: row in last)
    assert part is not None
    return part, size


def test_the_column_of_an_area_decides_its_grade() -> None:
    part, size = table([HEAD, "\tPreventing crime\tTreatment of the public\tInvestigating crime", "\t\tManaging offenders", "After it."])
    assert size == 3
    assert part.text == f"{HEAD}\n\tPreventing crime\tTreatment of the public\tInvestigating crime\n\t\tManaging offenders"
    assert part.rows[1] == ("", "Preventing crime", "Treatment of the public", "Investigating crime", "")
    assert part.rows[2] == ("", "", "Managing offenders", "", "")
    assert part.reading == (
        "Graded judgments, from best to worst: Outstanding: no area. Good: Preventing crime. "
        "Adequate: Treatment of the public, Managing offenders. Requires improvement: Investigating crime. Inadequate: no area."
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["Outstanding\tGood\tAdequate\tRequires", "improvement\tInadequate", "\tPreventing crime\t\tInvestigating crime"],
        ["Outstanding\tGood\tAdequate\tRequires\tInadequate", "\t\t\timprovement", "\tPreventing crime\t\tInvestigating crime"],
        ["Outstanding\tGood\tAdequate\tRequires improvement\tInadequate", "\tPreventing\t\tInvestigating", "\tcrime\t\tcrime"],
    ],
)
def test_cells_over_two_lines_are_put_together(lines: list[str]) -> None:
    part, _ = table(mend_cells(lines))
    assert part.rows[0] == ("Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate")
    assert part.rows[1][1] == "Preventing crime"
    assert part.rows[1][3] == "Investigating crime"


def test_another_table_is_read_by_rows() -> None:
    part, _ = table(["Area\tGrade", "Preventing crime\tGood", "Managing offenders\tAdequate"])
    assert part.reading == "Area: Preventing crime; Grade: Good. Area: Managing offenders; Grade: Adequate."
    assert reading_of((("One", "", "two"),)) == "One two"
    assert reading_of(()) == ""


LISTED = [
    "Outstanding",
    "Good",
    "Preventing crime",
    "Recording crime",
    "Adequate",
    "Requires improvement",
    "Investigating crime",
    "Inadequate",
]


def test_grades_with_their_areas_below_are_a_table() -> None:
    part, size = table([*LISTED, "We also inspected other things."])
    assert size == len(LISTED)
    assert part.rows[0] == ("Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate")
    assert [row[1] for row in part.rows[1:]] == ["Preventing crime", "Recording crime"]
    assert "Requires improvement: Investigating crime." in part.reading
    assert part.text == "\n".join(LISTED)


def test_the_list_ends_before_the_next_heading() -> None:
    assert table([*LISTED, "Data in this report", "For more information, see our site."])[1] == len(LISTED)
    assert table([*LISTED, "Important changes to PEEL", "In 2014, we began."], last=(len(LISTED),))[1] == len(LISTED)


def test_where_all_grades_stand_first_no_area_gets_one() -> None:
    lines = ["Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate", "Preventing crime", "Investigating crime"]
    part, _ = table(lines)
    assert part.rows == ()
    assert "Inadequate: " not in part.reading
    assert "without saying" in part.reading


@pytest.mark.parametrize(
    "lines",
    [
        ["Good", "Northmoor Police is good at it."],
        ["Outstanding", "Northmoor Police is outstanding at it."],
        ["Outstanding", "Good", "It is."],
        ["A plain line", "another"],
    ],
)
def test_a_grade_below_a_heading_is_no_table(lines: list[str]) -> None:
    assert take_table(lines, 0, lambda _: False) == (None, 0)


def test_an_indented_paragraph_is_no_table() -> None:
    assert without_indents(["A.", "\tB.", "C", "a\tb", "\tc"]) == ["A.", "B.", "C", "a\tb", "\tc"]


def test_strokes_between_cells_part_them_as_tabs_do() -> None:
    lines = ["Area | Grade", "--- | ---", "Investigating crime | Good", "Managing offenders | Adequate", "One | two", "", "Either | or"]
    assert with_tabs(lines) == ["Area\tGrade", "Investigating crime\tGood", "Managing offenders\tAdequate", "One\ttwo", "", "Either | or"]
    assert with_tabs(["Preventing crime | Good", "Text."]) == ["Preventing crime | Good", "Text."]
