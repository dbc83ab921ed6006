"""Batch answers: one JSON object a line in, one a line out, in the same order, flushed as each is made."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from peel_qa.errors import PeelQAError

if TYPE_CHECKING:
    from peel_qa.engine import PeelQA
    from peel_qa.search.filters import Filters

MOST_BYTES = 1_000_000
"""Of one line; a longer one is an error of that line, and is not kept in memory."""


class _LineError(ValueError):
    """A line that is no question; `id` is its id, where it has one."""

    def __init__(self, problem: str, id_: str | int | float | None = None) -> None:
        super().__init__(problem)
        self.id = id_


def answer_lines(engine: PeelQA, lines: BinaryIO, out: BinaryIO, filters: Filters | None = None) -> None:
    """Answer every line; blank lines are passed over, and a bad line gets an error of its own."""
    for line in _lines(lines):
        # ASCII, since U+2028 in a quote would end the line for readers that split as Unicode does.
        out.write(json.dumps(_answer(engine, line, filters), ensure_ascii=True).encode() + b"\n")
        out.flush()


def _lines(lines: BinaryIO) -> Iterator[bytes]:
    while line := lines.readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = lines.readline(MOST_BYTES + 1)
        if line.strip():
            yield line


def _answer(engine: PeelQA, line: bytes, filters: Filters | None) -> dict[str, Any]:
    try:
        id_, question, history = _read(line)
    except _LineError as error:
        return {"id": error.id, "error": str(error)}
    try:
        return {"id": id_, **engine.ask(question, history, filters).to_dict()}
    except PeelQAError as error:
        return {"id": id_, "error": str(error)}
    except Exception as error:  # a fault of ours in one answer must not cost the others
        print(f"peel-qa: question {id_!r}: {type(error).__name__}: {error}", file=sys.stderr)
        return {"id": id_, "error": f"This question could not be answered ({type(error).__name__}: {error})"}


def _read(line: bytes) -> tuple[str | int | float | None, str, list[str]]:
    """Id, question and history of a line.

    Raises:
        _LineError: saying what is wrong with it.
    """
    if len(line) > MOST_BYTES:
        raise _LineError(f"The line is longer than {MOST_BYTES:,} bytes. Shorten it")
    try:
        record = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise _LineError("The line is not UTF-8. Send UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise _LineError(f"The line is not JSON ({error}). Write one JSON object a line") from None
    if not isinstance(record, dict):
        raise _LineError('The line is not a JSON object. Write {"id": …, "question": …}')
    id_ = record.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int | float | None) or id_ in (float("inf"), float("-inf")):
        raise _LineError("The id is neither text nor a number. Write one of the two")
    question, history = record.get("question"), record.get("history") or []
    if not isinstance(question, str):
        raise _LineError("The question is missing or not text. Add it", id_)
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise _LineError("The history is not a list of earlier questions. Write a list of texts", id_)
    return id_, question, history


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
