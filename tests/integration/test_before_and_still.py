"""What was before, who still holds an office, and abbreviations that nobody used: asked of the digests."""

from __future__ import annotations

import pytest

from peel_qa.engine import PeelQA


def test_the_grade_before_is_that_of_the_inspection_before(qa: PeelQA) -> None:
    answer = qa.ask("and before that?", ["What was the grade for investigating crime in 2022?"])
    assert answer.direct.startswith("Investigating crime: good in PEEL 2015")
    assert "requires improvement" not in answer.direct.lower()


def test_where_nothing_was_graded_before_that_is_said(qa: PeelQA) -> None:
    answer = qa.ask("and last time?", ["How was responding to the public graded in 2022?"])
    assert answer.status == "other_edition"
    assert "no earlier grade for responding to the public" in answer.direct


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("is pippa mills still chief constable", "Not in the newest document held that names one: Richard Cooper"),
        ("Is Richard Cooper still the chief constable?", "Yes, in the newest document held that names one: Richard Cooper"),
        ("is john campion now the pcc", "Yes, in the newest document held that names one: John Campion"),
    ],
)
def test_whether_somebody_still_holds_an_office(qa: PeelQA, question: str, said: str) -> None:
    answer = qa.ask(question)
    assert said in answer.direct
    assert "cannot tell whether this has changed since" in answer.caveats[0]


def test_an_abbreviation_that_no_document_uses_is_not_explained(qa: PeelQA) -> None:
    answer = qa.ask("what does RASSO mean")
    assert answer.status == "not_in_corpus"
    assert "they do not use it" in answer.direct
    assert qa.ask("what does THRIVE stand for").direct.startswith("THRIVE stands for threat, harm, risk")
