"""The deadline is kept whatever is slow: under a clock that each step moves, no more than one step is done behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from given_answers import Given

from peel_qa.answer.evidence import Library
from peel_qa.generation import fault, support, verify, writer
from peel_qa.generation.deadline import NO_HURRY, Deadline
from peel_qa.generation.providers import Message, ModelFailure
from peel_qa.generation.writer import Writer
from peel_qa.settings import Settings

SECONDS = 3.0
STEP = 0.5


class Clock:
    """A clock that stands still but for the steps that move it."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        with self._lock:
            self.seconds += seconds


class Speaker:
    """A model that says a reply in pieces, each of which takes so many seconds of the clock."""

    name = "speaker"

    def __init__(self, clock: Clock, reply: str, seconds: float = 0.0, is_endless: bool = False) -> None:
        self.clock, self.reply, self.seconds, self.is_endless = clock, reply, seconds, is_endless

    def open(self) -> None:
        """Nothing to load."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        while True:
            for at in range(0, len(self.reply), 20):
                self.clock.move(self.seconds)
                yield self.reply[at : at + 20]
            if not self.is_endless:
                return


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def write_with(library: Library, tmp_path: Path, clock: Clock) -> Callable[..., Writer]:
    def make(speaker: Any) -> Writer:
        settings = Settings(
            llm="openai-like", llm_model="x", llm_url="http://127.0.0.1:1/v1", llm_seconds=SECONDS, llm_usage=tmp_path / "u"
        )
        made = Writer(speaker, settings, library, "fingerprint", now=clock.now)
        made.warm_up()
        return made

    return make


def slow(monkeypatch: pytest.MonkeyPatch, clock: Clock, module: Any, name: str) -> None:
    """Let every call of a step take half a second of the clock."""
    real = getattr(module, name)

    def step(*arguments: Any, **named: Any) -> Any:
        clock.move(STEP)
        return real(*arguments, **named)

    monkeypatch.setattr(module, name, step)


def long_reply(one: Given) -> str:
    """Ten sentences that no passage carries, each of which wants many comparisons."""
    words = one.own.claims[0].text.rstrip(".")
    return " ".join(f"Never {words}, and nobody {words}, but who knows ({n}). [1]" for n in range(10))


STEPS = [
    (writer, "exhibits_for"),
    (writer, "statements"),
    (verify, "misshapen"),
    (verify, "leaks"),
    (support, "fault_of"),
    (fault, "misvalued"),
]


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_whatever_step_is_slow_ends_in_our_own_answer_within_a_second_of_the_deadline(
    module: Any, name: str, given: list[Given], write_with: Callable[..., Writer], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in given[:5]:
        made = write_with(Speaker(clock, long_reply(one)))
        with monkeypatch.context() as patched:
            slow(patched, clock, module, name)
            began = clock.now()
            answer = made.reword(one.own, one.question, one.passages)
        assert answer.claims == one.own.claims
        assert clock.now() - began <= SECONDS + 1.0


@pytest.mark.parametrize("is_endless", [False, True])
def test_a_model_that_takes_its_time_is_given_up_at_the_deadline(
    is_endless: bool, given: list[Given], write_with: Callable[..., Writer], clock: Clock
) -> None:
    made = write_with(Speaker(clock, long_reply(given[0]), STEP, is_endless))
    answer = made.reword(given[0].own, given[0].question, given[0].passages)
    assert answer.generation is not None
    assert answer.generation.outcome == "late"
    assert answer.claims == given[0].own.claims


def test_a_check_is_given_up_between_two_comparisons(given: list[Given], library: Library, clock: Clock) -> None:
    looks = iter([0.0, 0.0, 9.0, 9.0, 9.0])
    deadline = Deadline(5.0, lambda: next(looks))
    unit = writer.exhibits_for(given[0].own, given[0].passages, library, 5)[0].units[0]
    ground = support.Ground([unit] * 50, verify.people_of(()), (), deadline)
    with pytest.raises(ModelFailure, match="late"):
        ground.carry(f"{unit.text.rstrip('.')} and more.")
    assert NO_HURRY.left > 1e9


def test_a_sentence_with_many_joints_is_not_cut(given: list[Given], library: Library) -> None:
    compared: list[str] = []
    unit = writer.exhibits_for(given[0].own, given[0].passages, library, 5)[0].units[0]
    ground = support.Ground([unit], verify.people_of(()), (), Deadline(1e9, lambda: float(len(compared.append("") or compared))))
    words = unit.text.rstrip(".").split()
    ground.carry(", and ".join(words * 3))
    assert len(compared) < 10
