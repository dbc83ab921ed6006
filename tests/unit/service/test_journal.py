"""What is logged: one line an event, as people or programs read it, and never what a visitor said."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub_engine import StubEngine, desk_over

from peel_qa.records import Answer
from peel_qa.service.desk import Refused
from peel_qa.service.journal import JsonLines, TextLines, keep_journal, scrubbed

SECRET = "Why was my neighbour Theodora arrested?"


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    """Logging is one for the whole process."""
    names = ("", "peel_qa", "uvicorn", "uvicorn.error", "uvicorn.asgi")
    before = [
        (logging.getLogger(n), list(logging.getLogger(n).handlers), logging.getLogger(n).level, logging.getLogger(n).propagate)
        for n in names
    ]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.mark.usefixtures("_as_it_was")
def test_an_answer_is_one_json_line_without_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    keep_journal("json")
    desk = desk_over(StubEngine())
    asyncio.run(desk.ask(desk.read(SECRET), "203.0.113.9", "api"))
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert {"surface": "api", "status": "answered", "message": "answered", "level": "info"}.items() <= event.items()
    assert event["milliseconds"] >= 0
    assert not {"Theodora", "neighbour", "203.0.113.9"} & set(line.replace('"', " ").split())


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize("kind", ["json", "text"])
def test_a_failure_is_one_line_without_the_question(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(question: str) -> Answer:
        raise KeyError(f"cannot\nread {question!r}")

    keep_journal(kind)  # type: ignore[arg-type]
    desk = desk_over(StubEngine(fail))
    with pytest.raises(Refused):
        asyncio.run(desk.ask(desk.read(SECRET)))
    (line,) = capsys.readouterr().err.splitlines()
    assert "Theodora" not in line
    assert "KeyError at test_journal.py" in line


@pytest.mark.parametrize("form", [JsonLines(), TextLines()])
@given(text=st.text(), extra=st.text())
def test_any_record_is_one_line(form: logging.Formatter, text: str, extra: str) -> None:
    record = logging.makeLogRecord(
        {"msg": text.replace("%", "%%"), "args": None, "surface": extra, "levelname": "ERROR", "name": "peel_qa"}
    )
    assert len(form.format(record).splitlines()) <= 1


@given(st.lists(st.text(), max_size=3), st.text())
def test_no_word_that_was_said_is_left(said: list[str], text: str) -> None:
    left = scrubbed(" ".join([text, *said]), said)
    assert scrubbed(left, said) == left
    assert scrubbed("the file /data/index is broken", [SECRET]) == "the file /data/index is broken"
    assert "Theodora" not in scrubbed(f"no entry {SECRET}", [SECRET])
