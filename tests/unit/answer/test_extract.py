"""Quotes as the first line of an answer, and which of several comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.answer.evidence import Library
from peel_qa.answer.extract import MAX_QUOTES, as_sentence, choose, newest_first
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("The force answers calls.", "The force answers calls."),
        ("The force answers calls", "The force answers calls."),
        ("answer calls\nwithin three minutes; and", "answer calls within three minutes."),
        ("Northmoor Police should:", "Northmoor Police should."),
        ("first, or", "first."),
        ('She said: "I am sorry."', 'She said: "I am sorry."'),
        ('She said: "I am sorry.', 'She said: "I am sorry."'),
        ('too many go nowhere."', '"too many go nowhere."'),
        ("She said: “I am sorry.", "She said: “I am sorry.”"),
        ("too many go nowhere.”", "“too many go nowhere.”"),
        ("Is that so?", "Is that so?"),
        ("It calls them ‘good’", "It calls them ‘good’."),
    ],
)
def test_a_quote_becomes_a_sentence(quote: str, line: str) -> None:
    assert as_sentence(quote) == line


@given(st.text('ab \n."“”;:', min_size=1, max_size=30))
def test_the_first_line_is_one_line_with_every_mark_in_pairs(quote: str) -> None:
    line = as_sentence(quote)
    assert "\n" not in line
    assert line.count('"') % 2 == 0
    assert line.count("“") == line.count("”")
    assert line[-1] in '."”?!'


@pytest.fixture
def candidate(library: Library) -> Candidate:
    passage = library.index.passages[0]
    hit = Hit(passage, library.source(passage.document), 1.0)
    return Candidate(hit, passage.sentences[0], "A sentence.", 1.0, {"meaning": 0.5, "words": 0.5})


def of(candidate: Candidate, inspected: str, score: float, text: str, kind: str = "report", words: float = 0.5) -> Candidate:
    source = replace(candidate.hit.source, inspected=inspected, kind=kind)  # type: ignore[arg-type]
    return replace(candidate, hit=replace(candidate.hit, source=source), score=score, text=text, marks={**candidate.marks, "words": words})


def order(question: str, *candidates: Candidate) -> list[str]:
    return [c.text for c in newest_first(understand(question), candidates)]


def test_of_equal_sentences_the_newest_inspection_comes_first(candidate: Candidate) -> None:
    old, new = of(candidate, "2022-02", 1.0, "old"), of(candidate, "2024-03", 0.95, "new")
    assert order("How many posts were vacant?", old, new) == ["new", "old"]


def test_a_year_in_the_question_leaves_the_order_alone(candidate: Candidate) -> None:
    old, new = of(candidate, "2022-02", 1.0, "old"), of(candidate, "2024-03", 0.95, "new")
    assert order("How many posts were vacant in 2022?", old, new) == ["old", "new"]


def test_a_much_better_sentence_stays_first(candidate: Candidate) -> None:
    old = of(candidate, "2022-02", 1.0, "old")
    assert order("How many?", old, of(candidate, "2024-03", -1.0, "new")) == ["old", "new"]
    assert order("How many?", old, of(candidate, "2024-03", 0.95, "new", words=0.1)) == ["old", "new"]


def test_the_report_comes_before_the_news_of_the_same_inspection(candidate: Candidate) -> None:
    news, report = of(candidate, "2024", 1.0, "news", "news"), of(candidate, "2024-03", 0.95, "report")
    assert order("How many?", news, report) == ["report", "news"]


def test_nothing_is_lost_by_ordering(candidate: Candidate) -> None:
    several = [of(candidate, f"20{year}", score, str(year)) for year, score in ((15, 1.0), (24, 0.9), (22, 0.5), (18, 0.99))]
    assert sorted(order("How many?", *several)) == ["15", "18", "22", "24"]
    assert newest_first(understand("How many?"), []) == []


def test_repeats_and_weak_sentences_are_not_quoted(candidate: Candidate) -> None:
    chosen = choose([replace(candidate, text=text, score=score) for text, score in (("A.", 1.0), ("a.", 0.9), ("B.", 0.8), ("C.", -2.0))])
    assert [c.text for c in chosen] == ["A.", "B."]
    assert len(choose([replace(candidate, text=str(n)) for n in range(9)])) == MAX_QUOTES
