"""Asks a model within a deadline: in a thread of its own, tried again where that may help, given up where it takes too long."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay, wait_exponential, wait_random

from peel_qa.generation.deadline import Deadline
from peel_qa.generation.providers import Message, Model, ModelFailure

_FIRST_WAIT = 0.25
_LONGEST_WAIT = 4.0
_CHARACTERS_A_TOKEN = 8
"""More than any reply within its tokens has; a longer one babbles."""

_Item = str | ModelFailure | None


def ask(model: Model, messages: Sequence[Message], deadline: Deadline, retries: int, reply_tokens: int) -> Iterator[str]:
    """The reply, piece by piece; abandoned when the generator is closed, whatever the model does.

    Nothing is tried again once a piece has come, since its sentences may have been shown.

    Raises:
        ModelFailure: if there is no reply, or not in time ("late"), or it does not end ("babble").
    """
    pieces: queue.Queue[_Item] = queue.Queue()
    is_over = threading.Event()
    worker = threading.Thread(target=_produce, args=(model, messages, deadline, retries, pieces, is_over), daemon=True, name="generating")
    worker.start()
    length = 0
    try:
        while (piece := _next(pieces, deadline)) is not None:
            length += len(piece)
            if length > reply_tokens * _CHARACTERS_A_TOKEN:
                raise ModelFailure("babble")
            yield piece
    finally:
        is_over.set()


def _next(pieces: queue.Queue[_Item], deadline: Deadline) -> str | None:
    try:
        item = pieces.get(timeout=deadline.left or 0.001)
    except queue.Empty:
        raise ModelFailure("late") from None
    if isinstance(item, ModelFailure):
        raise item
    if item is not None:
        deadline.keep()
    return item


def _produce(
    model: Model, messages: Sequence[Message], deadline: Deadline, retries: int, pieces: queue.Queue[_Item], is_over: threading.Event
) -> None:
    """Run the model until it ends, fails, or nobody waits any more; the last item put is None, or what failed."""
    try:
        _try(model, messages, deadline, retries, pieces, is_over)
        pieces.put(None)
    except ModelFailure as failure:
        pieces.put(failure)
    except Exception:
        pieces.put(ModelFailure("broken"))


def _try(
    model: Model, messages: Sequence[Message], deadline: Deadline, retries: int, pieces: queue.Queue[_Item], is_over: threading.Event
) -> None:
    began = False
    attempts = Retrying(
        stop=stop_after_attempt(retries + 1) | stop_before_delay(deadline.left),
        wait=wait_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT) + wait_random(0, _FIRST_WAIT),
        retry=retry_if_exception(lambda error: _may_help(error) and not began and not is_over.is_set()),
        reraise=True,
    )
    for attempt in attempts:
        with attempt, closing(_closable(model.stream(messages))) as reply:
            for piece in reply:
                if is_over.is_set():
                    return
                began = began or bool(piece)
                pieces.put(piece)


def _closable(reply: Iterator[str]) -> Generator[str]:
    """The reply as a generator, which can be closed whatever the model returned."""
    yield from reply


def _may_help(error: BaseException) -> bool:
    return isinstance(error, ModelFailure) and not error.is_lasting
