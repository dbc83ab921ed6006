"""The prompts of prompt.toml, filled in and cut to the model's window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.generation.exhibits import Exhibit
from peel_qa.generation.providers import Message
from peel_qa.text import count_tokens

NO_ANSWER = "NO ANSWER"
_SPARE = 64
"""Tokens kept free for what the model's own template adds to the messages."""
_LEAST = 1
"""Passages that a prompt must have room for."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Messages ready to send, the exhibits that had room in them, and their length in tiktoken's tokens."""

    messages: tuple[Message, ...]
    exhibits: tuple[Exhibit, ...]
    tokens: int


@cache
def version() -> str:
    """The version of the prompts."""
    return str(read_table("peel_qa.generation", "prompt.toml")["version"])


def instructions() -> str:
    """What a model is told of its task."""
    return _part("system")


def answering(question: str, facts: Sequence[str], exhibits: Sequence[Exhibit], window: int, reply: int) -> Prompt | None:
    """The prompt for an answer, with as many exhibits, the first ones first, as leave room for `reply` tokens; None for no room.

    The window is counted in tokens of tiktoken's cl100k_base. Another tokenizer may count more, so a tenth of it stays free.
    """
    for count in range(len(exhibits), _LEAST - 1, -1):
        shown = tuple(exhibits[:count])
        told = "\n".join(f"- {fact}" for fact in facts) or "- none"
        prompt = _ready("user", shown, question=question, facts=told)
        if prompt.tokens + reply + _SPARE <= window * 9 // 10:
            return prompt
    return None


def repairing(failed: Sequence[tuple[str, str]], exhibits: Sequence[Exhibit]) -> Prompt:
    """The prompt for mending sentences, given as (sentence, what is wrong with it)."""
    told = "\n".join(f"{number}. {sentence} (wrong: {wrong})" for number, (sentence, wrong) in enumerate(failed, start=1))
    return _ready("repair", tuple(exhibits), sentences=told)


def rewriting(question: str) -> Prompt:
    """The prompt for phrases to search for."""
    return _ready("rewrite", (), question=question)


def _ready(name: str, exhibits: tuple[Exhibit, ...], **values: str) -> Prompt:
    shown = "\n\n".join(_part("passage").format(number=e.number, about=e.about, text=e.text) for e in exhibits)
    text = _part(name).format(**values, passages=shown) if name != "rewrite" else _part(name).format(**values)
    messages = (Message("system", instructions()), Message("user", text))
    return Prompt(messages, exhibits, sum(count_tokens(message.text) for message in messages))


def _part(name: str) -> str:
    return str(read_table("peel_qa.generation", "prompt.toml")[name]).strip()
