"""Questions with our own answers to them, and the same put in a model's words."""

from __future__ import annotations

from typing import Any, NamedTuple

from peel_qa.generation.writer import Writer
from peel_qa.records import Answer, Passage


class Given(NamedTuple):
    """A question, our own answer to it, and the passages found."""

    question: str
    own: Answer
    passages: list[Passage]


def new_lines(answer: Answer, own: Answer) -> list[str]:
    """The lines that our own answer does not have."""
    known = {claim.text for claim in own.claims}
    return [claim.text for claim in answer.claims if claim.text not in known]


def reworded(writer: Writer, one: Given, **named: Any) -> Answer:
    """Our answer in the words of a writer's model."""
    return writer.reword(one.own, one.question, one.passages, **named)
