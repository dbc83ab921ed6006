"""The desk that every surface asks at: one validation, one set of limits, one kind line for every failure."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError, PeelQAError, QuestionError
from peel_qa.generation.writer import OnSentence
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Answer, Hit
from peel_qa.service.journal import scrubbed, where_from
from peel_qa.service.limits import RateLimiter
from peel_qa.service.metrics import Metrics
from peel_qa.service.personal import note
from peel_qa.service.request import RESULTS_LIMIT, Request, read_request, resolve
from peel_qa.service.shift import LOOK_SECONDS, Follower, Shift
from peel_qa.service.switches import MODEL, SERVICE, Switches

log = logging.getLogger("peel_qa.service")

SEATS = 2
"""Questions answered at the same time."""
WAITING = 32
"""Questions that may wait for a seat; a further one is turned away at once."""
_BUSY = "Many people are asking just now. Please try again in a minute."
_LATE = "This answer took too long and was given up. Please try again, or ask a shorter question."
_CLOSED_SECONDS = 600
_BROKEN = "The service cannot answer just now. Please try again later."


class Refused(Exception):
    """A failure as it is told to whoever asked; `reason` is a word for programs, `status` an HTTP status."""

    def __init__(self, message: str, reason: str, status: int, retry_after: int = 0) -> None:
        """Keep what a surface needs to say it; `retry_after` in seconds, 0 for none."""
        super().__init__(message)
        self.reason, self.status, self.retry_after = reason, status, retry_after


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the index that it was made from; another may be in force by the time that it is shown."""

    answer: Answer
    index: SearchIndex

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the corpus that answered."""
        return self.index.manifest.corpus_fingerprint


class Desk:
    """Answers questions, a few at a time, each within a deadline; the page, the interface and the tools share one."""

    def __init__(self, engine: PeelQA, seats: int = SEATS, waiting: int = WAITING, look_seconds: float = LOOK_SECONDS) -> None:
        """Seat so many questions at once, and let so many wait; look every so often for a newer index, once `follow` was called."""
        self._shift = Shift(engine)
        self._follower = Follower(self._shift, look_seconds)
        self._is_following = False
        self.switches = Switches(engine.settings.switches)
        self.metrics = Metrics(seats)
        self.limiter = RateLimiter(engine.settings.questions_per_minute)
        self._pool = ThreadPoolExecutor(seats, thread_name_prefix="answering")
        self._room = seats + waiting
        self._inside = 0

    @property
    def engine(self) -> PeelQA:
        """The engine in force; a newer one may take its place at any time."""
        return self._shift.engine

    def follow(self) -> None:
        """From now on, hand over to each version of the index that is published."""
        self._is_following = True
        self._follower.start()

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

    async def reply(self, request: Request, address: str = "", surface: str = "page", on_sentence: OnSentence | None = None) -> Reply:
        """The answer to a request, with its index. Cancelling this gives up a question that still waits for a seat.

        `on_sentence` is told, in the thread that answers, of an answer that a language model is wording, sentence by sentence.

        Raises:
            Refused: if there is none, in words for whoever asked.
        """
        began = time.perf_counter()
        reply: Reply = await self._seated(self._reply, request, address, surface, on_sentence)
        seconds = time.perf_counter() - began
        self.metrics.answered(surface, reply.answer.status, seconds)
        if reply.answer.generation is not None:
            self.metrics.reworded(reply.answer.generation)
        log.info("answered", extra=self._told_of(reply, surface, seconds))
        return reply

    def _told_of(self, reply: Reply, surface: str, seconds: float) -> dict[str, Any]:
        """What the log is told of an answer; its question only where the settings say so."""
        answer = reply.answer
        return {
            "surface": surface,
            "status": answer.status,
            "milliseconds": round(seconds * 1e3, 1),
            "citations": len(answer.citations),
            "corpus": reply.fingerprint[:12],
            **({"model": answer.generation.to_dict()} if answer.generation else {}),
            **({"question": answer.question} if self.engine.settings.log_questions else {}),
        }

    async def ask(self, request: Request, address: str = "", surface: str = "page", on_sentence: OnSentence | None = None) -> Answer:
        """The answer to a request; as `reply`.

        Raises:
            Refused: if there is none, in words for whoever asked.
        """
        return (await self.reply(request, address, surface, on_sentence)).answer

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

        def made(_: None) -> Any:
            with self._shift.in_use():
                return work()

        return await self._seated(made, None, address, surface)

    def try_search(self) -> None:
        """Search once, to see whether questions can be answered.

        Raises:
            PeelQAError: if they cannot.
        """
        with self._shift.in_use() as engine:
            engine.search("ready", 1)

    def close(self) -> None:
        """Take no more questions, and follow the index no more."""
        if self._is_following:
            self._follower.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._shift.close()

    def _reply(self, request: Request, on_sentence: OnSentence | None) -> Reply:
        with self._shift.in_use() as engine:
            filters = resolve(request, engine.documents)
            is_reworded = self.switches.reason(MODEL) is None
            answer = engine.ask(request.question, request.history, filters, on_sentence=on_sentence, is_reworded=is_reworded)
            if request.personal:
                answer = replace(answer, caveats=(note(request.personal), *answer.caveats))
            return Reply(answer, engine.index)

    def _search(self, request: Request, results: int) -> list[Hit]:
        with self._shift.in_use() as engine:
            return engine.search(request.question, results, resolve(request, engine.documents), request.history)

    async def _seated(self, work: Any, request: Request | None, address: str, surface: str, *arguments: Any) -> Any:
        with self._told(surface, request):
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
        if reason := self.switches.reason(SERVICE):
            raise Refused(reason, "closed", 503, _CLOSED_SECONDS)
        if seconds := self.limiter.take(address):
            wait = int(seconds) + 1
            limit = self.engine.settings.questions_per_minute
            message = f"You have asked {limit} questions within a minute. Please wait {wait} second{'s' if wait > 1 else ''}."
            raise Refused(message, "limit", 429, wait)
        if self._inside >= self._room:
            raise Refused(_BUSY, "busy", 503, 60)

    @contextmanager
    def _told(self, surface: str, request: Request | None = None) -> Iterator[None]:
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
            said = (request.question, *request.history) if request else ()
            log.error("A question could not be answered: %s (%s)", scrubbed(str(error), said), where_from(error))
            raise Refused(_BROKEN, "failure", 503) from error


def listed(values: Sequence[str]) -> str:
    """Names as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(values[:-1]), *values[-1:]]))
