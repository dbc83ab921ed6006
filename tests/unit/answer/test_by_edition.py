"""A question over several editions: which these are, and what is asked of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.by_edition import Told, asked_of, editions_of, side_by_side, told_of, with_values
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand

BOTH = "Supervision: PEEL 2018/19 against PEEL 2023-25?"


def test_the_editions_of_a_question_come_in_order_and_must_be_held(library: Library) -> None:
    newer = library.source("peel-2024-northmoor")
    older = replace(newer, id="peel-2019-northmoor", edition="PEEL 2018/19", inspected="2019-02", published="2019-09-27")
    assert editions_of(understand("Supervision in 2024 and in 2019?"), [newer, older]) == ((2019,), (2024,))
    assert editions_of(understand(BOTH), [newer, older]) == ((2018, 2019), (2023, 2024, 2025))
    assert editions_of(understand(BOTH), [newer]) == ()
    assert editions_of(understand("Supervision in PEEL 2023-25, of 1999?"), [newer, older]) == ()
    assert editions_of(understand("Supervision in 2024?"), [newer, older]) == ()
    assert editions_of(understand("How was leadership graded in 2019 and in 2024?"), [newer, older]) == ()


@pytest.mark.parametrize(
    ("text", "years", "asked"),
    [
        (BOTH, (2018, 2019), "Supervision: PEEL 2018/19 ?"),
        (BOTH, (2023, 2024, 2025), "Supervision: against PEEL 2023-25?"),
        ("Compare supervision in 2015 and 2021/22.", (2015,), "supervision in 2015 ."),
        ("What did the 2015 report say about cells, and the 2022 report?", (2022,), "What did say about cells, and the 2022 report?"),
    ],
)
def test_each_edition_is_asked_without_the_others(text: str, years: tuple[int, ...], asked: str) -> None:
    assert asked_of(understand(text), years) == asked


def test_which_of_two_was_better_asks_each_how_it_was() -> None:
    question = understand("Was the supervision of cases better in 2015 or in 2021/22?")
    assert asked_of(question, (2015,)) == "how Was the supervision of cases in 2015 ?"
    assert asked_of(question, (2021, 2022)) == "how Was the supervision of cases in 2021/22?"


def test_more_now_than_then_asks_each_how_many() -> None:
    question = replace(understand("Are there more PCSOs now than in 2016, or fewer?"), year_groups=((2016,), (2025, 2026)))
    assert asked_of(question, (2016,)) == "how many PCSOs were there in 2016?"
    assert asked_of(question, (2025, 2026)) == "how many PCSOs are there now?"
    question = replace(understand("How does the rate in the latest report compare with 2016?"), year_groups=((2016,), (2025,)))
    assert asked_of(question, (2016,)) == "How does the rate with 2016?"
    assert asked_of(question, (2025,)) == "How does the rate in the latest report in 2025?"


def test_what_is_set_against_another_year_is_not_of_that_year(library: Library) -> None:
    passage = next(p for p in library.index.passages if p.sentences)
    hit = Hit(passage, library.source(passage.document), 1.0)
    told = Candidate(hit, passage.sentences[0], "It made 29 arrests, a decline from the 33 of 2021.", 1.0)
    other = Candidate(hit, passage.sentences[0], "In 2021 it made 33 arrests.", 2.0)
    assert told_of([other, told], (2024,)) == Told(told)


def test_each_edition_gets_a_line_and_a_silent_one_is_named(library: Library) -> None:
    passage = next(p for p in library.index.passages if p.sentences)
    span = passage.sentences[0]
    hit = Hit(passage, library.source(passage.document), 1.0)
    candidate = Candidate(hit, span, library.text(passage.document, span.start, span.end), 1.0)
    question = understand(BOTH)
    answer = side_by_side(question, {"2018/19": None, "2023/25": Told(candidate)}, library, 0.8)
    assert answer is not None
    assert answer.status == "partly_answered"
    assert [bool(claim.citations) for claim in answer.claims] == [True, False]
    assert "2018/19" in answer.claims[1].text
    whole = side_by_side(question, {"2023/25": Told(candidate)}, library, 0.8)
    assert whole is not None
    assert whole.status == "answered"
    assert side_by_side(question, {"2018/19": None}, library, 0.8) is None


def test_a_value_of_one_edition_stands_beside_one_of_the_other(library: Library) -> None:
    passage = next(p for p in library.index.passages if p.sentences)
    hit = Hit(passage, library.source(passage.document), 1.0)
    now, vague, then = (
        Candidate(hit, passage.sentences[0], text, score)
        for text, score in [
            ("Only six visits were overdue.", 2.0),
            ("I am not content with its visits.", 3.0),
            ("173 visits were overdue.", 2.8),
        ]
    )
    told = with_values(understand(BOTH), {(2022,): Told(vague), (2024,): Told(now)}, {(2022,): [vague, then], (2024,): [now]})
    assert told == {(2022,): Told(then), (2024,): Told(now)}
    far = replace(then, score=1.0)
    assert with_values(understand(BOTH), {(2022,): Told(vague), (2024,): Told(now)}, {(2022,): [vague, far], (2024,): [now]})[
        (2022,)
    ] == Told(vague)
    yes_or_no = understand("Were visits overdue in PEEL 2018/19 and in PEEL 2023-25?")
    assert with_values(yes_or_no, {(2022,): Told(vague), (2024,): Told(now)}, {(2022,): [vague, then], (2024,): [now]})[(2022,)] == Told(
        vague
    )
