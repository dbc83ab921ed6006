"""How the page logs: one line for each event, for people or as JSON for programs. No question, answer or address is in it."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from peel_qa.text import visible

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_WORD = re.compile(r"\w{4,}")
_FRAMES = 6


class JsonLines(logging.Formatter):
    """A record as one JSON object: time (UTC), level, logger, message, and whatever was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        values: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": " ".join(visible(record.getMessage()).split()),
        }
        values |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            values["error"] = where_from(record.exc_info[1])
        return json.dumps(values, ensure_ascii=True, default=str)


class TextLines(logging.Formatter):
    """A record as one line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, and for an exception where it came from."""
        extra = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in _STANDARD)
        error = f" ({where_from(record.exc_info[1])})" if record.exc_info and record.exc_info[1] else ""
        return f"peel_qa: {' '.join(visible(record.getMessage() + error + extra).split())}"


def keep_journal(kind: Literal["text", "json"]) -> None:
    """Have the page's process log to standard error: everything of ours as JSON, our warnings as text; of libraries, errors only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    ours = logging.getLogger("peel_qa")
    ours.propagate = False
    ours.setLevel(logging.INFO if kind == "json" else logging.WARNING)
    for logger in (ours, logging.getLogger()):
        logger.handlers[:] = [handler]
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("peel_qa.answers").setLevel(logging.WARNING)  # the desk tells of each answer, with its surface


def where_from(error: BaseException) -> str:
    """An exception's type and the places that it passed, innermost first; not its words, which may hold a visitor's."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


def scrubbed(text: str, said: Iterable[str]) -> str:
    """A text for the log without the words of four letters or more that a visitor said."""
    words = {word for each in said for word in _WORD.findall(each.casefold())}
    return _WORD.sub(lambda match: "…" if match[0].casefold() in words else match[0], text)
