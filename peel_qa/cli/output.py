"""Writing results and reading questions: the same for every command."""

from __future__ import annotations

import json
import sys
from typing import Any

from peel_qa.errors import QuestionError

_MOST_BYTES = 65_536
"""Of a question on standard input; far more than any question has, so that `< /dev/zero` ends."""


def write(text: str) -> None:
    """Write text and a line end to standard output."""
    print(text)


def write_json(value: Any) -> None:
    """Write a JSON value for a person or a program, indented; in ASCII where the output is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    write(json.dumps(value, indent=2, ensure_ascii=encoding != "utf8", default=str))


def question_from(words: list[str] | None) -> str | None:
    """The question of the command line, else that of standard input; None where a person sits there instead.

    Raises:
        QuestionError: if standard input is not UTF-8, or endless.
    """
    if words:
        return " ".join(words)
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return None
    raw = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise QuestionError("The question on standard input is too long", "Shorten it; for many questions use --jsonl")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError("The question on standard input is not UTF-8", "Send it as UTF-8 text") from error
