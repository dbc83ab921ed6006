"""The desk: limits, deadlines, seats and kind lines, the same for every surface."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import pytest
from stub_engine import StubEngine, desk_over, forty

from peel_qa.errors import IndexDamaged, QuestionError
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.service.desk import Desk, Refused
from peel_qa.service.limits import ADDRESSES_KEPT, RateLimiter


def ask(desk: Desk, question: str = "How many?", address: str = "", filters: Any = None) -> Answer:
    return asyncio.run(desk.ask(desk.read(question, (), filters), address))


def failing(error: Exception) -> StubEngine:
    def fail(_: str) -> Answer:
        raise error

    return StubEngine(fail)


class Slow(StubEngine):
    """An engine whose first answer waits until it is let go."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(self._wait, **settings)
        self.inside, self.leave = threading.Event(), threading.Event()

    def _wait(self, question: str) -> Answer:
        self.inside.set()
        assert self.leave.wait(30)
        return forty(question)


@pytest.mark.parametrize("error", [IndexDamaged("/data/index is broken", "Run `peel-qa index`"), RuntimeError("/data secret")])
def test_a_failure_is_a_kind_line_and_the_operator_gets_the_reason(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(Refused, match="cannot answer just now") as told:
        ask(desk_over(failing(error)))
    assert "/data" not in str(told.value)
    assert "/data" in caplog.text
    assert (told.value.reason, told.value.status) == ("failure", 503)


def test_a_bad_question_is_told_its_remedy() -> None:
    with pytest.raises(Refused, match=r"^The question is empty\. Write a question\.$") as told:
        ask(desk_over(failing(QuestionError("The question is empty", "Write a question"))))
    assert told.value.status == 422


@pytest.mark.parametrize(
    ("question", "history", "filters", "told"),
    [
        (None, (), None, "The question is empty"),
        (7, (), None, "The question is empty"),
        ("  ", (), None, "The question is empty"),
        ("x" * 501, (), None, "501 characters, more than the 500"),
        ("Who?", "One?", None, "not a list"),
        ("Who?", [1], None, "not a list"),
        ("Who?", ["x" * 501], None, "earlier question has 501"),
        ("Who?", (), [], "not an object"),
        ("Who?", (), {"colour": "red"}, "Unknown filter 'colour'"),
        ("Who?", (), {"kind": "blog"}, "kind is 'blog'"),
        ("Who?", (), {"newest": "maybe"}, "newest is 'maybe'"),
        ("Who?", (), {"edition": "x" * 300}, "filter edition has 300"),
    ],
)
def test_what_cannot_be_read_is_said(question: Any, history: Any, filters: Any, told: str) -> None:
    with pytest.raises(Refused, match=told.replace("(", r"\(")) as refused:
        desk_over(StubEngine()).read(question, history, filters)
    assert refused.value.reason == "bad"


def test_filters_that_nothing_passes_are_said_and_not_answered() -> None:
    engine = StubEngine()
    for filters in ({"edition": "PEEL 1999"}, {"documents": ["two"]}, {"kind": "news", "newest": True}):
        with pytest.raises(Refused, match=r"No document held passes|There is no document"):
            ask(desk_over(engine), filters=filters)
    assert engine.asked == []


def test_the_newest_inspection_is_found_by_its_documents() -> None:
    engine = StubEngine()
    ask(desk_over(engine), filters={"newest": True})
    assert engine.filters == [Filters(documents=("one",))]


def test_an_address_that_asks_too_often_is_told_how_long_to_wait() -> None:
    desk = desk_over(StubEngine(questions_per_minute=2))
    for _ in range(2):
        ask(desk, address="10.0.0.1")
    with pytest.raises(Refused, match="2 questions within a minute") as told:
        ask(desk, address="10.0.0.1")
    assert (told.value.reason, told.value.status) == ("limit", 429)
    assert 1 <= told.value.retry_after <= 31
    assert ask(desk, address="10.0.0.2").status == "answered"


def test_a_bucket_refills_and_does_not_overflow() -> None:
    now = 0.0
    limiter = RateLimiter(60, lambda: now)
    assert [limiter.take("a") for _ in range(60)] == [0.0] * 60
    assert limiter.take("a") == pytest.approx(1.0)
    now = 1.0
    assert limiter.take("a") == 0.0
    assert limiter.take("a") > 0
    now = 10_000.0
    assert [limiter.take("a") > 0 for _ in range(61)] == [False] * 60 + [True]


def test_addresses_are_forgotten_and_no_limit_is_none() -> None:
    limiter = RateLimiter(1, lambda: 0.0)
    for number in range(ADDRESSES_KEPT + 1):
        assert limiter.take(str(number)) == 0.0
    assert limiter.take("0") == 0.0, "the longest unused was forgotten"
    assert limiter.take(str(ADDRESSES_KEPT)) > 0
    assert [RateLimiter(0).take("a") for _ in range(100)] == [0.0] * 100


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    engine = Slow(answer_seconds=0.05)
    desk = desk_over(engine)
    with pytest.raises(Refused, match="took too long") as told:
        ask(desk)
    engine.leave.set()
    assert told.value.status == 504
    assert 'reason="deadline"} 1' in desk.metrics.text(1, 1, "x")


def test_beyond_the_room_a_question_is_turned_away_at_once() -> None:
    engine = Slow()
    desk = desk_over(engine, seats=1, waiting=0)

    async def run() -> None:
        first = asyncio.ensure_future(desk.ask(desk.read("One?")))
        assert await asyncio.to_thread(engine.inside.wait, 30)
        with pytest.raises(Refused, match="Many people are asking") as told:
            await desk.ask(desk.read("Two?"))
        assert told.value.status == 503
        engine.leave.set()
        assert (await first).status == "answered"
        assert (await desk.ask(desk.read("Three?"))).status == "answered"

    asyncio.run(run())


def test_a_question_that_still_waits_is_given_up_with_its_asker() -> None:
    engine = Slow()
    desk = desk_over(engine, seats=1)

    async def run() -> None:
        first = asyncio.ensure_future(desk.ask(desk.read("One?")))
        assert await asyncio.to_thread(engine.inside.wait, 30)
        second = asyncio.ensure_future(desk.ask(desk.read("Two?")))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        engine.leave.set()
        await first

    asyncio.run(run())
    assert [question for question, _ in engine.asked] == ["One?"]
    assert 'reason="gone"} 1' in desk.metrics.text(1, 1, "x")


def test_metrics_count_and_name_no_question() -> None:
    desk = desk_over(StubEngine())
    for _ in range(3):
        ask(desk, "What about my neighbour Ada?")
    desk.metrics.feedback("up")
    text = desk.metrics.text(5, 70, "abc")
    assert 'peel_qa_answers_total{surface="page",status="answered"} 3' in text
    assert "peel_qa_answer_seconds_count 3" in text
    assert 'peel_qa_answer_seconds_bucket{le="+Inf"} 3' in text
    assert 'peel_qa_feedback_total{verdict="up"} 1' in text
    assert "peel_qa_answers_running 0" in text
    assert 'peel_qa_corpus_info{fingerprint="abc"} 1' in text
    assert "Ada" not in text
    assert text.endswith("\n")
    assert "\n\n" not in text
