"""What is to be: told where a document says what has been decided, turned away where a prediction is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.planned import may_be_planned, told_as_planned
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand


@pytest.mark.parametrize(
    ("text", "is_plan"),
    [
        ("Will the shift pattern be changed?", True),
        ("Is the hub going to open at weekends again?", True),
        ("Will the force get better?", False),
        ("Will it be rated outstanding next time?", False),
        ("Will the savings be reached by March 2025?", False),
        ("Is the programme likely to deliver on time?", False),
        ("Will I be safe?", False),
        ("How many will be hired?", False),
    ],
)
def test_what_is_done_with_something_may_be_planned_and_how_anybody_will_do_is_not(text: str, is_plan: bool) -> None:
    assert may_be_planned(understand(text)) is is_plan


def test_a_plan_is_told_by_a_sentence_about_it_that_says_so(library: Library) -> None:
    passage = library.index.passages[0]
    told = Candidate(
        Hit(passage, library.source(passage.document), 1.0), passage.sentences[0], "It would change from 1 May.", 1.0, {"window": 0.9}
    )
    assert told_as_planned([told])
    assert not told_as_planned([replace(told, text="It changed in 2019.")])
    assert not told_as_planned([replace(told, marks={"window": 0.2})])
    assert not told_as_planned([])
    sure = {"window": 0.35, "answers": 0.95, "place": 1.0}
    assert told_as_planned([replace(told, marks=sure)]), "the reader is sure"
    assert not told_as_planned([replace(told, marks={**sure, "answers": 0.5})])
