"""Questions over time: which inspections they are asked of, and what is told of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.leaning import tells_earlier
from peel_qa.answer.moved import asks_if_moved, says_moved
from peel_qa.answer.over_time import asked_over_time, in_time, inspections_over_time, told_over_time
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit, Passage, Span
from peel_qa.search.question import understand


def test_a_question_over_time_is_asked_of_each_inspection_since_then(library: Library) -> None:
    newer = library.source("peel-2024-northmoor")
    older = replace(newer, id="peel-2019-northmoor", edition="PEEL 2018/19", inspected="2019-02", published="2019-09-27")
    oldest = replace(newer, id="peel-2015-northmoor", edition="PEEL 2015", inspected="2015", published="2016-02-18")
    sources = [newer, older, oldest]
    asked = understand("How has the examination of phones changed since 2019?")
    assert inspections_over_time(asked, sources) == {"2019": ("peel-2019-northmoor",), "2024": ("peel-2024-northmoor",)}
    assert [*inspections_over_time(understand("Wanted people: findings in order of date, please."), sources)] == ["2015", "2019", "2024"]
    assert inspections_over_time(asked, [newer]) == {}
    assert inspections_over_time(understand("How are phones examined?"), sources) == {}
    assert inspections_over_time(understand("How has the grade for leadership changed over time?"), sources) == {}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("How has the examination of phones changed since 2019?", "How has the examination of phones changed ?"),
        ("Wanted people: findings in order of date, please.", "Wanted people: , please."),
        ("Give me a timeline of custody from 2015 to 2024", "custody"),
        ("is sickness any better than it was in 2021", "is sickness"),
        ("Give me the findings on custody, oldest first.", "custody ."),
        ("How has custody been described from 2015 through to the latest inspection?", "custody ?"),
    ],
)
def test_over_time_the_years_are_no_part_of_what_is_asked(text: str, asked: str) -> None:
    assert asked_over_time(understand(text)) == asked


def _passage(library: Library, *texts: str) -> Passage:
    """A passage of some sentences, in a report."""
    model = next(p for p in library.index.passages if library.source(p.document).is_official)
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 1
    return replace(model, start=0, end=start, text=" ".join(texts), sentences=tuple(spans))


def _said(library: Library, passage: Passage, at: int, score: float) -> Candidate:
    span = passage.sentences[at]
    return Candidate(Hit(passage, library.source(passage.document), 1.0), span, passage.text[span.start : span.end], score)


def test_where_a_measure_is_asked_for_the_sentence_with_its_value_is_told_with_that_of_the_time_before(library: Library) -> None:
    older = _passage(library, "The force should lose fewer 101 calls.", "Of 101 calls 14.6 percent were abandoned.")
    newer = _passage(library, "Of 101 calls 27.3 percent were abandoned.", "In the year before it was 33.8 percent.", "Staff try hard.")
    able = {
        "2019": [_said(library, older, 0, 1.0), _said(library, older, 1, 0.2)],
        "2024": [_said(library, newer, 0, 1.0), _said(library, newer, 2, 0.9)],
    }
    told = told_over_time(understand("How has the share of abandoned 101 calls changed since 2019?"), able, {"2019", "2024"}, library)
    assert [one.candidate.text for one in told.values()] == [
        "Of 101 calls 14.6 percent were abandoned.",
        "Of 101 calls 27.3 percent were abandoned.",
    ]
    assert [one.beside for one in told.values()] == [(), (newer.sentences[1],)]
    plain = told_over_time(understand("How has the handling of calls developed since 2019?"), able, {"2019", "2024"}, library)
    assert [one.candidate.text for one in plain.values()] == [
        "The force should lose fewer 101 calls.",
        "Of 101 calls 27.3 percent were abandoned.",
    ]
    assert [one.beside for one in plain.values()] == [(), ()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the year ending 31 March 2022 it was 34.6 percent.", True),
        ("In our 2021 inspection the figure was 21 percent.", True),
        ("It was 640 in March 2022.", True),
        ("A year earlier 54 were granted.", True),
        ("In 2022 the force opened a hub for 20 officers.", False),
        ("For residential burglary it is 3.9 percent.", False),
    ],
)
def test_a_value_of_another_time_leans_on_the_sentence_beside_it(text: str, expected: bool) -> None:
    assert tells_earlier(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Have overdue visits come down since 2021?", True),
        ("are searches better justified than they used to be?", True),
        ("Is attendance faster than at the last inspection?", True),
        ("Compared with PEEL 2021/22, is the wait shorter?", True),
        ("Do people from ethnic minorities get searched more than white people?", False),
        ("Is it better at 999 than other forces?", False),
        ("What has changed since 2021?", False),
    ],
)
def test_whether_a_measure_moved(text: str, expected: bool) -> None:
    assert asks_if_moved(understand(text)) is expected


def test_a_span_of_years_asks_the_inspections_within_it(library: Library) -> None:
    newer = library.source("peel-2024-northmoor")
    older = replace(newer, id="peel-2019-northmoor", edition="PEEL 2018/19", inspected="2019-02", published="2019-09-27")
    later = replace(newer, id="peel-2027-northmoor", edition="PEEL 2025-27", inspected="2027", published="2027-02-18")
    asked = understand("How has the backlog changed from 2019 to 2024?")
    assert [*inspections_over_time(asked, [newer, older, later])] == ["2019", "2024"]


def test_that_a_measure_moved_is_told_by_the_values_of_inspections_that_are_sure(library: Library) -> None:
    question = understand("Have the waits come down since 2019?")
    valued = _passage(library, "The wait for phones was 9 months.")
    unvalued = _passage(library, "Waits for phones are long.")
    leaning = _passage(library, "That is better than the 9 months of before.")
    places = (("2019", valued), ("2022", unvalued), ("2024", leaning))
    able = {year: [replace(_said(library, passage, 0, 3.0), marks={"words": 0.7})] for year, passage in places}
    assert [*told_over_time(question, able, {"2019", "2022", "2024"}, library)] == ["2019"]
    of_another_matter = {"2019": [_said(library, valued, 0, 3.0)]}
    assert told_over_time(question, of_another_matter, {"2019"}, library) == {}
    assert told_over_time(question, able, {"2022"}, library) == {}


def test_a_value_of_then_comes_before_one_that_is_told_again(library: Library) -> None:
    question = understand("What share had done the course at each inspection?")
    passage = _passage(library, "In 2019, 31 percent had done the course.", "By 31 May 2024 it was 88 percent.")
    (told,) = told_over_time(question, {"2024": [_said(library, passage, 0, 3.0)]}, {"2024"}, library).values()
    assert told.text(library).startswith("In 2019, 31 percent") or told.beside
    assert told.beside == (passage.sentences[1],)


@pytest.mark.parametrize(
    ("text", "is_newest"),
    [
        ("What is the charge rate in the latest report?", True),
        ("What did the last inspection say about phones?", True),
        ("Has it improved since the last inspection?", False),
        ("What was the charge rate?", False),
        ("What was the charge rate in 2019?", False),
    ],
)
def test_the_latest_report_is_the_newest_one_that_surely_answers(
    library: Library, text: str, is_newest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = _passage(library, "The charge rate for phones was 5 percent.")
    old = replace(_said(library, passage, 0, 5.0), hit=Hit(passage, replace(library.source("peel-2024-northmoor"), inspected="2019"), 1.0))
    new = replace(_said(library, passage, 0, 3.0), hit=Hit(passage, library.source("peel-2024-northmoor"), 1.0))
    monkeypatch.setattr("peel_qa.answer.over_time.confidence_of", lambda question, candidates: 0.9)
    assert in_time(understand(text), [old, new]) == ([new] if is_newest else [old, new])
    monkeypatch.setattr("peel_qa.answer.over_time.confidence_of", lambda question, candidates: 0.1)
    assert in_time(understand(text), [old, new]) == [old, new]


@pytest.mark.parametrize(
    ("text", "words", "sure", "is_first"),
    [
        ("What share of posts are empty?", 0.9, 0.9, True),
        ("What share of posts are empty?", 0.2, 0.9, False),
        ("What share of posts are empty?", 0.9, 0.4, False),
        ("What share of posts were empty in 2019?", 0.9, 0.9, False),
        ("Are any posts empty?", 0.9, 0.9, False),
    ],
)
def test_a_later_inspections_value_comes_first_where_it_answers_as_surely(
    library: Library, text: str, words: float, sure: float, is_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = _passage(library, "5 percent of the posts are empty.")
    source = library.source("peel-2024-northmoor")
    old = replace(_said(library, passage, 0, 5.0), hit=Hit(passage, replace(source, inspected="2019"), 1.0), is_near=True)
    new = replace(_said(library, passage, 0, 3.0), hit=Hit(passage, source, 1.0), is_near=True, marks={"words": words})
    monkeypatch.setattr("peel_qa.answer.over_time.confidence_of", lambda question, found: sure if found[0] is new else 0.9)
    first, second = in_time(understand(text), [old, new])
    assert (first.hit is new.hit, second.hit is new.hit, first.score) == (is_first, not is_first, 5.0)


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("More stop and searches now have reasonable grounds", True),
        ("That is better than the 48 percent we reported in 2022.", True),
        ("Attendance has not improved.", True),
        ("On 22 November 88 visits were overdue, down from 206 in March.", True),
        ("Officers carried out 9,846 stop and searches.", False),
        ("The force now has 12 officers.", False),
    ],
)
def test_sentences_that_say_that_something_moved(sentence: str, says: bool) -> None:
    assert says_moved(sentence) is says
