"""Records that fixtures of one folder hand out."""

from __future__ import annotations

from typing import NamedTuple

from peel_qa.records import Answer, Passage


class Given(NamedTuple):
    """A question, our own answer to it, and the passages found."""

    question: str
    own: Answer
    passages: list[Passage]
