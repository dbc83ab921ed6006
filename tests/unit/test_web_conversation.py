"""A conversation: earlier questions go with a new one, and every failure is a kind line."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from stub_engine import StubEngine, desk_over

from peel_qa.errors import IndexDamaged
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.service.desk import Desk
from peel_qa.service.request import Request
from peel_qa.web.conversation import TURNS_KEPT, Turns, View, converse, resume


def views(desk: Desk, question: str, turns: Turns = (), filters: dict[str, Any] | None = None) -> list[View]:
    """Every step of what the page shows for a question."""

    async def run() -> list[View]:
        return [view async for view in converse(desk, question, filters or {}, turns)]

    return asyncio.run(run())


def talk(desk: Desk, *questions: str) -> list[View]:
    """What the page shows last for each question of a conversation."""
    turns: Turns = ()
    shown = []
    for question in questions:
        shown.append(views(desk, question, turns)[-1])
        turns = shown[-1].turns
    return shown


def test_the_answer_comes_in_steps_its_first_line_first() -> None:
    waiting, direct, whole = views(desk_over(StubEngine()), "How many?")
    assert "Looking in the documents" in waiting.answer
    assert "Forty." in direct.answer
    assert "<p>More.</p>" not in direct.answer
    assert "<p>More.</p>" in whole.answer
    assert [turn.question for turn in whole.turns] == ["How many?"]
    assert waiting.turns == direct.turns == ()


def test_earlier_questions_go_with_a_new_one() -> None:
    engine = StubEngine()
    shown = talk(desk_over(engine), "One?", "Two?", "Three?")
    assert engine.asked == [("One?", []), ("Two?", ["One?"]), ("Three?", ["One?", "Two?"])]
    assert shown[-1].earlier.index("Two?") < shown[-1].earlier.index("One?")
    assert "Three?" not in shown[-1].earlier
    assert 'id="turn-3"' in shown[-1].answer


def test_a_long_conversation_keeps_its_last_turns_and_its_numbers() -> None:
    engine = StubEngine()
    shown = talk(desk_over(engine), *(f"{number}?" for number in range(TURNS_KEPT + 3)))
    assert len(shown[-1].turns) == TURNS_KEPT
    assert len(engine.asked[-1][1]) == TURNS_KEPT
    assert f'id="turn-{TURNS_KEPT + 3}"' in shown[-1].answer


@pytest.mark.parametrize("question", ["", "  \n "])
def test_a_question_that_cannot_be_read_leaves_the_last_answer_standing(question: str) -> None:
    first, second = talk(desk_over(StubEngine()), "How many?", question)
    assert second == View(first.answer, "", "The question is empty. Write a question.", first.turns)


def test_a_failure_is_a_kind_line() -> None:
    def fail(_: str) -> Answer:
        raise IndexDamaged("/data/index is broken", "Run `peel-qa index`")

    [view] = talk(desk_over(StubEngine(fail)), "How many?")
    assert view.message == "The service cannot answer just now. Please try again later."
    assert "/data" not in view.message + view.answer
    assert view.turns == ()


def test_a_filter_narrows_the_question_and_is_said_and_linked() -> None:
    engine = StubEngine()
    whole = views(desk_over(engine), "How many?", filters={"kind": "report", "edition": "PEEL 2023"})[-1]
    assert engine.filters == [Filters(kind="report", edition="PEEL 2023")]
    assert "Looked only at: PEEL 2023 · official reports" in whole.answer
    assert "edition=PEEL+2023&amp;kind=report" in whole.answer or "kind=report&amp;edition=PEEL+2023" in whole.answer


def test_a_linked_conversation_is_taken_up_where_it_stood() -> None:
    async def run(request: Request) -> list[View]:
        return [view async for view in resume(desk_over(engine), request)]

    engine = StubEngine()
    shown = asyncio.run(run(Request("Three?", ("One?", "Two?"))))
    assert [question for question, _ in engine.asked] == ["One?", "Two?", "Three?"]
    assert engine.asked[-1][1] == ["One?", "Two?"]
    assert [turn.question for turn in shown[-1].turns] == ["One?", "Two?", "Three?"]
    assert 'id="turn-3"' in shown[0].answer, "only the last question is shown on its way"
