"""A language model that lies, end to end, in a file of its own so that another worker can run it beside the other tests of the writer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from given_answers import Given, new_lines, reworded
from model_server import LYING, ModelServer

from peel_qa.evaluation.generated import has_strange_number
from peel_qa.generation.writer import Writer

Write = Callable[..., Writer]


@pytest.mark.slow
@pytest.mark.parametrize(("place", "behaviour"), enumerate(LYING))
def test_no_lie_is_shown(place: int, behaviour: str, given: list[Given], server: ModelServer, write: Write) -> None:
    """Each way of making sentences false, over one fifth of thirty questions or another; every sentence of the reply is false."""
    writer, server.behaviour, server.pieces = write(server, llm_retries=0), behaviour, (40,)
    for one in given[place % 5 :: 5]:
        writer.breaker.note(True)
        before = len(server.asked)
        answer = reworded(writer, one, is_wide=True)
        false = [sentence.rstrip(".") for asked in server.asked[before : before + 1] for sentence in asked.sent]
        shown = [line for line in new_lines(answer, one.own) if any(sentence and sentence in line for sentence in false)]
        assert shown == []
        assert not has_strange_number(answer) or has_strange_number(one.own)
        assert "evil.example" not in answer.text
        assert "<" not in "".join(new_lines(answer, one.own))
