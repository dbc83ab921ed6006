"""A conversation: questions answered one after another, each in the light of the earlier ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from peel_qa.records import Answer
from peel_qa.service.desk import Desk, Refused, Reply
from peel_qa.service.request import HISTORY_KEPT, Request
from peel_qa.web.render import answer_html, earlier_html, waiting_html

TURNS_KEPT = HISTORY_KEPT
"""Turns of a conversation that stay on the page and in memory."""


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


async def converse(desk: Desk, question: str, filters: dict[str, Any], turns: Turns, address: str = "") -> AsyncIterator[View]:
    """What the page shows, step by step: the search, the direct answer, the whole; or a kind line over what stood before."""
    number = turns[-1].number + 1 if turns else 1
    earlier = earlier_of(turns)
    try:
        request = desk.read(question, [turn.question for turn in turns], filters)
        yield View(waiting_html(request, number), earlier, "", turns)
        async for reply in worded(desk, request, address):
            if reply.answer.is_writing:
                yield View(answer_html(reply.answer, request, reply.index, number, is_complete=False), earlier, "", turns)
    except Refused as refused:
        yield View(turns[-1].html if turns else "", earlier_of(turns[:-1]), str(refused), turns)
        return
    answer, index = reply.answer, reply.index
    yield View(answer_html(answer, request, index, number, is_complete=False), earlier, "", turns)
    turn = Turn(number, request.question, answer_html(answer, request, index, number))
    yield View(turn.html, earlier, "", (*turns, turn)[-TURNS_KEPT:])


async def worded(desk: Desk, request: Request, address: str) -> AsyncIterator[Reply]:
    """An answer as a language model words it, sentence by sentence, and at last the whole; without a model the whole at once.

    Raises:
        Refused: if there is none.
    """
    loop, told = asyncio.get_running_loop(), asyncio.Queue[Answer | None]()
    index = desk.engine.index
    asking = asyncio.ensure_future(desk.reply(request, address, on_sentence=lambda so_far: _tell(loop, told, so_far)))
    asking.add_done_callback(lambda _: told.put_nowait(None))
    try:
        while (so_far := await told.get()) is not None:
            yield Reply(so_far, index)
        yield await asking
    finally:
        asking.cancel()


def _tell(loop: asyncio.AbstractEventLoop, told: asyncio.Queue[Answer | None], so_far: Answer) -> None:
    """Hand an answer from the thread that makes it to the page's loop, unless that has ended meanwhile."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(told.put_nowait, so_far)


async def resume(desk: Desk, request: Request, address: str = "") -> AsyncIterator[View]:
    """A conversation from a link: its earlier questions are answered again, and then its last."""
    turns: Turns = ()
    values = request.filter_values()
    for question in (*request.history, request.question):
        last: View | None = None
        async for view in converse(desk, question, values, turns, address):
            if question is request.question:
                yield view
            last = view
        turns = last.turns if last else turns


def earlier_of(turns: Sequence[Turn]) -> str:
    """Turns as they stand below the answer, newest first."""
    return earlier_html([(turn.question, turn.html) for turn in reversed(turns)])
