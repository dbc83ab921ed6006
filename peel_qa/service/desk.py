"""The desk that every surface asks at: one validation, one set of limits, one kind line for every failure."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError, PeelQAError, QuestionError
from peel_qa.records import Answer, Hit
from peel_qa.service.limits import RateLimiter
from peel_qa.service.metrics import Metrics
from peel_qa.service.request import RESULTS_LIMIT, Request, read_request, resolve

OnSentence = Callable[[Answer], None]
"""Is told of the answer so far, each time that a sentence of a language model has passed the check."""

log = logging.getLogger("peel_qa.service")

SEATS = 2
"""Questions answered at the same time."""
WAITING = 32
"""Questions that may wait for a seat; a further one is turned away at once."""
_BUSY = "Many people are asking just now. Please try again in a minute."
_LATE = "This answer took too long and was given up. Please try again, or ask a shorter question."
_BROKEN = "The service cannot answer just now. Please try again later."


class Refused(Exception):
    """A failure as it is told to whoever asked; `reason` is a word for programs, `status` an HTTP status."""

    def __init__(self, message: str, reason: str, status: int, retry_after: int = 0) -> None:
        """Keep what a surface needs to say it; `retry_after` in seconds, 0 for none."""
        super().__init__(message)
        self.reason, self.status, self.retry_after = reason, status, retry_after


class Desk:
    """Answers questions, a few at a time, each within a deadline; the page, the interface and the tools share one."""

    def __init__(self, engine: PeelQA, seats: int = SEATS, waiting: int = WAITING) -> None:
        """Seat so many questions at once, and let so many wait."""
        self.engine = engine
        self.metrics = Metrics()
        self.limiter = RateLimiter(engine.settings.questions_per_minute)
        self._pool = ThreadPoolExecutor(seats, thread_name_prefix="answering")
        self._room = seats + waiting
        self._inside = 0

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the corpus that answers."""
        return self.engine.index.manifest.corpus_fingerprint

    def read(self, question: Any, history: Any = (), filters: Any = None, surface: str = "page") -> Request:
        """A checked request.

        Raises:
            Refused: saying what is wrong with it.
        """
        with self._told(surface):
            return read_request(question, history, filters, self.engine.settings.question_characters)

    async def ask(self, request: Request, address: str = "", surface: str = "page", on_sentence: OnSentence | None = None) -> Answer:
        """The answer to a request. Cancelling this gives up a question that still waits for a seat.

        `on_sentence` is told, in the thread that answers, of an answer that a language model is wording, sentence by sentence.

        Raises:
            Refused: if there is none, in words for whoever asked.
        """
        began = time.perf_counter()
        answer: Answer = await self._seated(self._ask, request, address, surface, on_sentence)
        self.metrics.answered(surface, answer.status, time.perf_counter() - began)
        if answer.generation is not None:
            self.metrics.reworded(answer.generation)
        return answer

    async def search(self, request: Request, results: int, address: str = "", surface: str = "page") -> list[Hit]:
        """The passages that fit a request best.

        Raises:
            Refused: if it cannot be read, or the desk is full.
        """
        hits: list[Hit] = await self._seated(self._search, request, address, surface, max(1, min(results, RESULTS_LIMIT)))
        return hits

    async def make(self, work: Callable[[], Any], address: str = "", surface: str = "page") -> Any:
        """What `work` makes: a briefing, a comparison; under the same limits and deadline as a question.

        Raises:
            Refused: if it cannot be made as asked, or the desk is full.
        """
        return await self._seated(lambda _: work(), None, address, surface)

    def close(self) -> None:
        """Take no more questions."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, request: Request, on_sentence: OnSentence | None) -> Answer:
        filters = resolve(request, self.engine.documents)
        if on_sentence is None:
            return self.engine.ask(request.question, request.history, filters)
        return self.engine.ask(request.question, request.history, filters, on_sentence=on_sentence)

    def _search(self, request: Request, results: int) -> list[Hit]:
        return self.engine.search(request.question, results, resolve(request, self.engine.documents), request.history)

    async def _seated(self, work: Any, request: Request | None, address: str, surface: str, *arguments: Any) -> Any:
        with self._told(surface):
            self._admit(address)
            self._inside += 1
            self.metrics.running(1)
            try:
                async with asyncio.timeout(self.engine.settings.answer_seconds):
                    return await asyncio.get_running_loop().run_in_executor(self._pool, work, request, *arguments)
            finally:
                self._inside -= 1
                self.metrics.running(-1)

    def _admit(self, address: str) -> None:
        if seconds := self.limiter.take(address):
            wait = int(seconds) + 1
            limit = self.engine.settings.questions_per_minute
            message = f"You have asked {limit} questions within a minute. Please wait {wait} second{'s' if wait > 1 else ''}."
            raise Refused(message, "limit", 429, wait)
        if self._inside >= self._room:
            raise Refused(_BUSY, "busy", 503, 60)

    @contextmanager
    def _told(self, surface: str) -> Iterator[None]:
        """Turn whatever breaks into a sentence for whoever asked, and the operator's log; count it."""
        try:
            yield
        except Refused as refused:
            self.metrics.turned_away(surface, refused.reason)
            raise
        except (QuestionError, BriefingError) as error:
            self.metrics.turned_away(surface, "bad")
            raise Refused(f"{error}.", "bad", 422) from error
        except TimeoutError as error:
            self.metrics.turned_away(surface, "deadline")
            raise Refused(_LATE, "deadline", 504) from error
        except asyncio.CancelledError:
            self.metrics.turned_away(surface, "gone")
            raise
        except PeelQAError as error:
            self.metrics.turned_away(surface, "failure")
            log.error("%s", error)
            raise Refused(_BROKEN, "failure", 503) from error
        except Exception as error:
            self.metrics.turned_away(surface, "failure")
            log.exception("A question could not be answered")
            raise Refused(_BROKEN, "failure", 503) from error


def listed(values: Sequence[str]) -> str:
    """Names as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(values[:-1]), *values[-1:]]))
