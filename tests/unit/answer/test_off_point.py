"""Sentences that share words with a question and are off its point."""

from __future__ import annotations

import pytest

from peel_qa.answer.off_point import is_off_point
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit, Passage, Source, Span
from peel_qa.search.question import understand

BEFORE = ["Who was the chief constable before?"]


def candidate(text: str) -> Candidate:
    span = Span(0, len(text))
    passage = Passage("p", "d", 0, len(text), text, text, (), "", None, None, (span,))
    source = Source("d", "A report", "HMICFRS", "report", "Northmoor Police", "2024-05-01")
    return Candidate(Hit(passage, source, 1.0), span, text, 1.0)


@pytest.mark.parametrize(
    ("question", "sentence", "is_off"),
    [
        ("Has it got any better?", "Where we think that something has got better or worse, we say so.", True),
        ("How does the force treat the public?", "In this section we set out our main findings about treating the public.", True),
        ("Can the grades of the reports be compared?", "The grades cannot be compared directly with those of 2018.", False),
        ("Has it got any better?", "Attendance has got better.", False),
    ],
)
def test_a_report_that_tells_of_itself(question: str, sentence: str, is_off: bool) -> None:
    assert is_off_point(understand(question), candidate(sentence)) is is_off


@pytest.mark.parametrize(
    ("question", "sentence", "is_off"),
    [
        ("How much will the custody suite cost?", "Of that, £7.4m is for buildings, including a custody suite.", True),
        ("How much will the custody suite cost?", "It pays £9m for buildings, including £3m for a custody suite.", False),
        ("How much will the buildings cost?", "Of that, £7.4m is for buildings, including a custody suite.", False),
        ("How many cells has the custody suite?", "There are 12 rooms, including cells in the custody suite.", False),
        ("Why was custody not inspected?", "Custody wasn't inspected, for reasons that are set out below.", True),
    ],
)
def test_what_is_only_taken_in_or_only_pointed_at(question: str, sentence: str, is_off: bool) -> None:
    assert is_off_point(understand(question), candidate(sentence)) is is_off


@pytest.mark.parametrize(
    ("question", "sentence", "is_off"),
    [
        ("did he get a payoff?", "Turnover among detention officers has halved.", True),
        ("did he get a payoff?", "Ms Strand said that a retention payment had helped.", True),
        ("did he get a payoff?", "He was paid until March.", False),
        ("did he get a payoff?", "Martin Quill was paid until March.", False),
        ("did she get a payoff?", "Ms Strand was paid until March.", False),
    ],
)
def test_nobody_where_a_person_is_asked_about(question: str, sentence: str, is_off: bool) -> None:
    assert is_off_point(understand(question, BEFORE), candidate(sentence)) is is_off
