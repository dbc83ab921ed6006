"""A conversation: earlier questions go with a new one, and every failure is a kind line."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from peel_qa.errors import IndexDamaged, QuestionError
from peel_qa.records import Answer, Claim
from peel_qa.web.conversation import TURNS_KEPT, Desk, KindError, Turns, View


class Engine:
    """An engine that notes what it is asked, and answers or fails as it is told."""

    def __init__(self, answer: Callable[[str], Answer] | None = None) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.index = SimpleNamespace(documents={}, passages=[], numbers={})
        self._answer = answer or (lambda question: Answer(question, "Forty.\nMore.", "answered", (Claim("Forty.\nMore."),)))

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, list(history)))
        return self._answer(question)


def failing(error: Exception) -> Any:
    def fail(_: str) -> Answer:
        raise error

    return Engine(fail)


def converse(desk: Desk, *questions: str) -> list[View]:
    """What the page shows last for each question of a conversation."""
    turns: Turns = ()
    shown = []
    for question in questions:
        *_, last = desk.converse(question, turns)
        shown.append(last)
        turns = last.turns
    return shown


def test_the_answer_comes_in_steps_its_first_line_first() -> None:
    waiting, direct, whole = Desk(Engine()).converse("How many?", ())  # type: ignore[arg-type]
    assert "Looking in the documents" in waiting.answer
    assert "Forty." in direct.answer
    assert "More." not in direct.answer
    assert "More." in whole.answer
    assert [turn.question for turn in whole.turns] == ["How many?"]
    assert waiting.turns == direct.turns == ()


def test_earlier_questions_go_with_a_new_one() -> None:
    engine: Any = Engine()
    shown = converse(Desk(engine), "One?", "Two?", "Three?")
    assert engine.asked == [("One?", []), ("Two?", ["One?"]), ("Three?", ["One?", "Two?"])]
    assert shown[-1].earlier.index("Two?") < shown[-1].earlier.index("One?")
    assert "Three?" not in shown[-1].earlier
    assert 'id="turn-3"' in shown[-1].answer


def test_a_long_conversation_keeps_its_last_turns_and_its_numbers() -> None:
    engine: Any = Engine()
    shown = converse(Desk(engine), *(f"{number}?" for number in range(TURNS_KEPT + 3)))
    assert len(shown[-1].turns) == TURNS_KEPT
    assert len(engine.asked[-1][1]) == TURNS_KEPT
    assert f'id="turn-{TURNS_KEPT + 3}"' in shown[-1].answer


@pytest.mark.parametrize("question", ["", "  \n "])
def test_a_question_that_cannot_be_read_leaves_the_last_answer_standing(question: str) -> None:
    def answer(text: str) -> Answer:
        if not text.strip():
            raise QuestionError("The question is empty", "Write a question")
        return Answer(text, "Forty.", "answered", (Claim("Forty."),))

    engine: Any = Engine(answer)
    first, second = converse(Desk(engine), "How many?", question)
    assert second == View(first.answer, "", "The question is empty. Write a question.", first.turns)


@pytest.mark.parametrize("error", [IndexDamaged("/data/index is broken", "Run `peel-qa index`"), RuntimeError("/data secret")])
def test_a_failure_is_a_kind_line_and_the_operator_gets_the_reason(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        [view] = converse(Desk(failing(error)), "How many?")
    assert view.message == "The service cannot answer just now. Please try again later."
    assert "/data" not in view.message + view.answer
    assert "/data" in caplog.text
    assert view.turns == ()


def test_where_all_seats_are_taken_a_question_is_told_so_and_a_seat_is_given_back() -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow(question: str) -> Answer:
        inside.set()
        assert leave.wait(30)
        return Answer(question, "Forty.", "answered")

    engine: Any = Engine(slow)
    desk = Desk(engine, seats=1, wait_seconds=0.0)
    worker = threading.Thread(target=desk.answer, args=("One?", []))
    worker.start()
    assert inside.wait(30)
    with pytest.raises(KindError, match="Many people are asking"):
        desk.answer("Two?", [])
    leave.set()
    worker.join()
    assert desk.answer("Three?", []).text == "Forty."


def test_a_seat_is_given_back_after_a_failure() -> None:
    desk = Desk(failing(RuntimeError("broken")), seats=1, wait_seconds=0.0)
    for _ in range(3):
        with pytest.raises(KindError, match="cannot answer"):
            desk.answer("How many?", [])
