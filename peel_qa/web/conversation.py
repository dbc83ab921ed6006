"""A conversation: questions answered one after another, each in the light of the earlier ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peel_qa.engine import PeelQA
from peel_qa.errors import PeelQAError, QuestionError
from peel_qa.records import Answer
from peel_qa.web.render import answer_html, earlier_html, waiting_html

log = logging.getLogger("peel_qa.web")

TURNS_KEPT = 8
"""Turns of a conversation that stay on the page and in memory."""
SEATS = 2
"""Questions answered at the same time."""
_WAIT_SECONDS = 20.0
_BUSY = "Many people are asking just now. Please try again in a minute."
_BROKEN = "The service cannot answer just now. Please try again later."


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, with its answer as HTML. Numbers count from 1 within the conversation."""

    number: int
    question: str
    html: str


Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: the answer, the earlier turns, a kind line instead of an answer; and the turns to keep."""

    answer: str
    earlier: str
    message: str
    turns: Turns


class KindError(Exception):
    """A failure as it is told to the person who asked."""


class Desk:
    """Answers questions, a few at a time; turns every failure into a kind line. Threads may share it."""

    def __init__(self, engine: PeelQA, seats: int = SEATS, wait_seconds: float = _WAIT_SECONDS) -> None:
        """Seat so many questions at once; a further one waits `wait_seconds` at most."""
        self.engine = engine
        self._seats = threading.BoundedSemaphore(seats)
        self._wait_seconds = wait_seconds

    def answer(self, question: str, history: Sequence[str]) -> Answer:
        """The answer to a question.

        Raises:
            KindError: if there is none, in words for the person who asked.
        """
        if not self._seats.acquire(timeout=self._wait_seconds):
            raise KindError(_BUSY)
        try:
            return self.engine.ask(question, history)
        except QuestionError as error:
            raise KindError(f"{error}.") from error
        except PeelQAError as error:
            log.error("%s", error)
            raise KindError(_BROKEN) from error
        except Exception as error:
            # The edge of the program: whatever breaks within, a visitor gets a sentence and the operator the trace.
            log.exception("A question could not be answered")
            raise KindError(_BROKEN) from error
        finally:
            self._seats.release()

    def converse(self, question: str, turns: Turns) -> Iterator[View]:
        """What the page shows, step by step: the search, the direct answer, the whole; or a kind line over what stood before."""
        number = turns[-1].number + 1 if turns else 1
        earlier = earlier_of(turns)
        if question.strip():
            yield View(waiting_html(question, number), earlier, "", turns)
        try:
            answer = self.answer(question, [turn.question for turn in turns])
        except KindError as error:
            yield View(turns[-1].html if turns else "", earlier_of(turns[:-1]), str(error), turns)
            return
        index = self.engine.index
        yield View(answer_html(answer, index, number, is_complete=False), earlier, "", turns)
        turn = Turn(number, answer.question, answer_html(answer, index, number))
        yield View(turn.html, earlier, "", (*turns, turn)[-TURNS_KEPT:])


def earlier_of(turns: Turns) -> str:
    """Turns as they stand below the answer, newest first."""
    return earlier_html([(turn.question, turn.html) for turn in reversed(turns)])
