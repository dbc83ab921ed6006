"""An area that only its report grades by that name is answered for, listed, and shown in the table of grades."""

from __future__ import annotations

import pytest
from small_corpora import NEWS

from peel_qa.briefing.inspections import find_inspection
from peel_qa.briefing.press import check_text
from peel_qa.engine import PeelQA
from peel_qa.service.timeline import timeline


@pytest.mark.parametrize(
    ("question", "earlier", "said"),
    [
        ("How was supporting victims graded?", (), "Supporting victims: outstanding in PEEL 2023"),
        ("And supporting victims?", ("How was investigating crime graded?",), "Supporting victims: outstanding in PEEL 2023"),
        ("Which areas were graded outstanding?", (), "outstanding (1): supporting victims"),
        ("What grades were given in 2023?", (), "outstanding (1): supporting victims; good (1): preventing crime"),
    ],
)
def test_its_grade_is_told(small_qa: PeelQA, question: str, earlier: tuple[str, ...], said: str) -> None:
    answer = small_qa.ask(question, earlier)
    assert answer.status == "answered"
    assert said in answer.text
    assert "Supporting victims | Outstanding" in [citation.quote for citation in answer.citations]


def test_another_year_gave_it_none(small_qa: PeelQA) -> None:
    answer = small_qa.ask("How was supporting victims graded in 2015?")
    assert answer.status == "other_edition"
    assert "no grade for supporting victims in 2015" in answer.text


def test_it_is_a_row_of_the_table(small_qa: PeelQA) -> None:
    rows = timeline(small_qa.index, "Northmoor Police").rows
    assert [(row.name, [cell.grade for cell in row.cells if cell]) for row in rows][-1] == ("supporting victims", ["outstanding"])


def test_news_that_grades_it_agrees_with_the_report(small_qa: PeelQA) -> None:
    inspection = find_inspection(small_qa.index, "Northmoor Police")
    told = [one for one in check_text(small_qa, NEWS, inspection) if "at supporting victims" in one.claim.text]
    assert [(one.verdict, one.reason) for one in told] == [("agrees", "Graded outstanding for supporting victims")]
