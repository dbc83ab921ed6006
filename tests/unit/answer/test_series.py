"""A measure over time: what is asked of each document, and which of its sentences tell a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.series import Measure, measure_of, told_as_series
from peel_qa.records import Hit, Span
from peel_qa.search.question import Question, understand


@pytest.mark.parametrize(
    ("text", "asked", "kind"),
    [
        ("How has the number of overdue visits changed since 2022?", "How many overdue visits?", "count"),
        ("Track the number of devices waiting for examination from 2022 up to the latest figure.", "How many devices waiting", "count"),
        ("How has the share of 101 calls abandoned changed from 2017 through to Feb 2025?", "What is the share of 101 calls", "percentage"),
        ("Crime recording rate at each inspection since 2018.", "What is the Crime recording rate?", "percentage"),
        ("How has the wait for occupational health changed since 2017?", "How long is the wait for occupational health?", "duration"),
        ("Overdue visits to offenders from 2022 to February 2025", "How many Overdue visits to offenders?", "count"),
        ("How has the backlog of devices gone up and down over the years?", "How many devices are there in the backlog?", "count"),
    ],
)
def test_a_question_over_time_asks_for_its_value_at_one_time(text: str, asked: str, kind: str) -> None:
    measure = measure_of(understand(text))
    assert measure is not None
    assert measure.asked.startswith(asked)
    assert measure.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "How many visits are overdue?",
        "How has the grade for investigating crime changed since 2018?",
        "Give me a chronology of what has been said about the force's computers.",
    ],
)
def test_any_other_question_measures_nothing(text: str) -> None:
    assert measure_of(understand(text)) is None


def _said(library: Library, document: str, *texts: str) -> list[Candidate]:
    """Sentences of a document, one after the other in one passage, each surely about the matter."""
    source = library.source(document)
    model = next(p for p in library.index.passages if p.document == document)
    spans, start = [], model.start
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 1
    passage = replace(model, text=" ".join(texts), end=start, sentences=tuple(spans))
    marks = {"words": 1.0, "meaning": 0.9, "answers": 0.9, "span": 0.9, "place": 1.0, "answers_odds": 0.9, "span_odds": 0.9, "judged": 0.9}
    return [
        Candidate(Hit(passage, source, 1.0), span, text, 9.0 - n, marks) for n, (span, text) in enumerate(zip(spans, texts, strict=True))
    ]


@pytest.mark.parametrize(
    ("sentence", "is_value"),
    [
        ("In March 2023, 118 visits were overdue.", True),
        ("The standard is that no more than 30 visits are overdue.", False),
        ("The visits cost £118,000.", False),
        ("Some 118 visits were made.", False),
    ],
)
def test_only_a_value_of_the_measure_makes_a_line(library: Library, sentence: str, is_value: bool) -> None:
    report, news = "peel-2024-northmoor", "news-2024-northmoor"
    told = {report: _said(library, report, sentence), news: _said(library, news, "On Monday 52 visits were overdue.")}

    def ask(_: Question, document: str) -> Sequence[Candidate]:
        return told[document]

    question = understand("How has the number of overdue visits changed since 2022?")
    measure = Measure("How many overdue visits?", "count", "overdue")
    answer = told_as_series(question, measure, library.index.sources.values(), ask, understand, library)
    assert (answer is not None) is is_value
