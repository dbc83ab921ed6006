"""The batch protocol: one answer a line, in order, whatever comes in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.cli.batch import MOST_BYTES, answer_lines
from peel_qa.errors import QuestionError
from peel_qa.records import Answer


class Echo:
    """Answers with the question itself; stands where the engine stands, since the protocol is what is tested."""

    def ask(self, question: str, history: Sequence[str] = (), filters: object = None) -> Answer:
        if question == "raise":
            raise ZeroDivisionError("a fault")
        if question == "refuse":
            raise QuestionError("No", "Ask otherwise")
        return Answer(question, " | ".join([*history, question]), "answered")


def answers(raw: bytes) -> list[dict[str, Any]]:
    out = BytesIO()
    answer_lines(Echo(), BytesIO(raw), out)  # type: ignore[arg-type]
    assert out.getvalue() == b"" or out.getvalue().endswith(b"\n")
    return [json.loads(line) for line in out.getvalue().decode("ascii").splitlines()]


def line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(), st.text(max_size=5)), st.text(max_size=20), st.lists(st.text(max_size=5), max_size=2))
    )
)
def test_every_good_line_is_answered_in_order_under_its_id(questions: list[tuple[Any, str, list[str]]]) -> None:
    raw = b"".join(line(id=id_, question=f"q{text}", history=history) for id_, text, history in questions)
    found = answers(raw)
    assert [answer["id"] for answer in found] == [id_ for id_, _, _ in questions]
    assert [answer["answer"] for answer in found] == [" | ".join([*history, f"q{text}"]) for _, text, history in questions]


@given(st.lists(st.binary(max_size=30).filter(lambda raw: raw.strip() and b"\n" not in raw), max_size=5))
def test_any_bytes_give_one_line_each(lines: list[bytes]) -> None:
    found = answers(b"\n".join(lines))
    assert len(found) == len(lines)
    assert all(("error" in answer) != ("answer" in answer) for answer in found)


@pytest.mark.parametrize(
    ("raw", "id_", "said"),
    [
        (b"nonsense", None, "not JSON"),
        (b"[1]", None, "not a JSON object"),
        (b"\xff", None, "not UTF-8"),
        (b"[" * 100_000, None, "not JSON"),
        (b'{"id": NaN, "question": "x"}', None, "not JSON"),
        (b'{"id": 1e999, "question": "x"}', None, "id"),
        (b'{"id": {}, "question": "x"}', None, "id"),
        (b'{"id": true, "question": "x"}', None, "id"),
        (b'{"id": "a"}', "a", "question"),
        (b'{"id": "a", "question": 5}', "a", "question"),
        (b'{"id": "a", "question": "x", "history": "y"}', "a", "history"),
        (b'{"id": "a", "question": "x", "history": [1]}', "a", "history"),
        (b'{"id": "a", "question": "refuse"}', "a", "No. Ask otherwise"),
        (b'{"id": "a", "question": "raise"}', "a", "ZeroDivisionError"),
        (b'{"id": "a", "question": "' + b"x" * MOST_BYTES + b'"}', None, "longer"),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else "",
)
def test_a_bad_line_gets_its_own_error_and_the_batch_goes_on(raw: bytes, id_: str | None, said: str) -> None:
    bad, good = answers(raw + b"\n" + line(id="next", question="still here"))
    assert bad["id"] == id_
    assert said in bad["error"]
    assert good["answer"] == "still here"


def test_blank_lines_are_passed_over_and_the_last_line_needs_no_end() -> None:
    found = answers(b"\n  \r\n" + line(id=1, question="a") + b"\n" + line(id=2, question="b").rstrip())
    assert [answer["id"] for answer in found] == [1, 2]


def test_a_null_history_and_a_missing_id_are_no_errors() -> None:
    assert [answer["id"] for answer in answers(b'{"question": "x", "history": null}')] == [None]


def test_line_separators_of_unicode_do_not_break_a_line() -> None:
    out = BytesIO()
    answer_lines(Echo(), BytesIO(line(id="a\u2028b", question="c\u0085d\ud800")), out)  # type: ignore[arg-type]
    assert len(out.getvalue().decode().splitlines()) == 1


def test_each_answer_is_flushed_before_the_next_line_is_read() -> None:
    class Out(BytesIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed = self.getvalue().count(b"\n")

    class Lines(BytesIO):
        number = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            assert out.flushed == self.number
            found = super().readline(size)
            self.number += bool(found)
            return found

    out = Out()
    answer_lines(Echo(), Lines(line(id=1, question="a") + line(id=2, question="b")), out)  # type: ignore[arg-type]
    assert out.flushed == 2
