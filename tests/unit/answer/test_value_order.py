"""Which of several values comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.contrasts import call_lines
from peel_qa.answer.evidence import Library
from peel_qa.answer.figures import counts_plainly, largest_plain
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.value_order import exact_first, later_told_first, newest_first, of_all_first, total_first
from peel_qa.records import Hit, Span
from peel_qa.search.question import understand
from peel_qa.stems import terms

Said = tuple[str, float, str, str]
"""A sentence, its score, and when its document was inspected and published."""


def candidates(library: Library, *said: Said) -> list[Candidate]:
    passage = next(p for p in library.index.passages if library.source(p.document).is_official)
    found = []
    for number, (text, score, inspected, published) in enumerate(said):
        source = replace(library.source(passage.document), inspected=inspected, published=published)
        found.append(Candidate(Hit(passage, source, 1.0), Span(number, number + 1), text, score, is_near=True))
    return found


def texts(found: list[Candidate]) -> list[str]:
    return [candidate.text for candidate in sorted(found, key=lambda candidate: -candidate.score)]


PART = ("It has to recruit 138 officers by March.", 5.0, "2024-03", "2024-09-12")
WHOLE = ("On 30 September it had 1,214 officers and 887 other staff.", 4.0, "2024-03", "2024-09-12")
OLDER = ("In 2018 it had 2,100 officers.", 4.5, "2019-03", "2019-09-12")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("How many officers does the force have?", WHOLE[0]),
        ("How many officers are there?", WHOLE[0]),
        ("How many officers are to be recruited?", PART[0]),
        ("How long does it take?", PART[0]),
    ],
)
def test_a_total_comes_before_a_part_where_nothing_but_the_number_is_asked(library: Library, text: str, first: str) -> None:
    question = understand(text)
    assert total_first(question, candidates(library, PART, WHOLE, OLDER))[0].text == first


def test_now_wants_the_value_that_was_told_last(library: Library) -> None:
    news = ("There are 28 vacancies.", 4.0, "", "2025-02-06")
    old, junk = ("There are 41 vacancies.", 5.0, "2024-03", "2024-09-12"), ("It costs 12 pounds.", 1.0, "", "2025-06-01")
    assert texts(newest_first(candidates(library, old, news, junk)))[0] == news[0]
    beside = ("There are 40 vacancies.", 4.0, "", "2024-10-01")
    assert texts(newest_first(candidates(library, old, beside)))[0] == old[0], "the news about a report are no newer than it"


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("On 30 September it had 1,214 officers, 96 PCSOs and 887 other staff.", 96),
        ("It has 96 police community support officers (PCSOs).", 96),
        ("It has 96 community meetings.", 0),
        ("One in three PCSOs left.", 0),
    ],
)
def test_the_largest_plain_count(sentence: str, number: int) -> None:
    heads = set(terms("PCSOs"))
    assert largest_plain(sentence, heads) == number
    assert counts_plainly(sentence, heads) is bool(number)


@pytest.mark.parametrize(
    ("text", "lines"),
    [("999 calls", {0}), ("emergency calls", {0}), ("101", {1}), ("non-emergency calls", {1}), ("999 and 101", {0, 1}), ("calls", set())],
)
def test_the_lines_of_calls(text: str, lines: set[int]) -> None:
    assert call_lines(text) == lines


EARLIER = ("The force had 2,822 investigations for missing children in the year ending 31 March 2019.", 5.0, "2021-11", "2022-04-13")
LATER = ("The force had 1,530 investigations for missing children in the year ending 31 March 2021.", 4.9, "2021-11", "2022-04-13")
OTHER = ("The force had 310 investigations for burglary in the year ending 31 March 2022.", 4.8, "2021-11", "2022-04-13")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("How many investigations for missing children were there?", LATER[0]),
        ("How many investigations for missing children were there in 2019?", EARLIER[0]),
        ("Why were there investigations for missing children?", EARLIER[0]),
    ],
)
def test_of_one_value_told_for_several_times_the_latest_comes_first_where_none_is_asked_for(
    library: Library, text: str, first: str
) -> None:
    assert later_told_first(understand(text), candidates(library, EARLIER, LATER, OTHER))[0].text == first


VIOLENT = ("The recording rate for violent offences is 95.4 percent.", 5.0, "2022-03", "2022-09-12")
MORE = ("This means that 2,100 more crimes a year are recorded.", 4.5, "2022-03", "2022-09-12")
OF_ALL = ("It records 96.2 percent of all crime reported to it, leaving out fraud.", 4.0, "2022-03", "2022-09-12")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("What was the crime recording rate?", OF_ALL[0]),
        ("What was the recording rate for violent offences?", VIOLENT[0]),
        ("Why is so little recorded?", VIOLENT[0]),
    ],
)
def test_a_value_of_all_comes_before_that_of_a_kind_which_is_not_asked_for(library: Library, text: str, first: str) -> None:
    assert of_all_first(understand(text), candidates(library, VIOLENT, MORE, OF_ALL))[0].text == first


def test_where_a_rate_is_asked_for_a_share_comes_before_a_mere_number(library: Library) -> None:
    assert exact_first(understand("What was the recording rate?"), candidates(library, MORE, OF_ALL))[0].text == OF_ALL[0]
    assert exact_first(understand("How many crimes are recorded?"), candidates(library, MORE, OF_ALL))[0].text == MORE[0]


def test_a_number_is_no_line_of_calls() -> None:
    assert call_lines("It should have 124 handlers; it had 101 when we visited.") == frozenset()
    assert call_lines("24 percent of 101 calls were abandoned.") == call_lines("The average wait on 101 is two minutes.") != frozenset()
