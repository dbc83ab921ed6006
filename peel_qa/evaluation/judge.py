"""A language model as a second opinion on the answers: advisory, marked with model and prompt, never a gate.

Its opinions differ from run to run and from model to model, so no figure is made of them that anything is held to.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Protocol

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.metrics import Outcome

_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_TAG = re.compile(r"</?(?:question|reference|answer)>", re.IGNORECASE)
_UNREAD = 200
"""Characters of a reply that is not understood that are kept, to see what it was."""


class LanguageModel(Protocol):
    """A model that completes a prompt; `name` is what it is called."""

    name: str

    def complete(self, prompt: str) -> str:
        """The model's reply.

        Raises:
            EvaluationError: if it cannot be reached.
        """


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether the model takes an answer for right, and why; None where its reply could not be understood."""

    is_right: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Opinions:
    """A model's opinions by case id, with what they are to be read with: the model and the hash of the prompt.

    `agreeing` counts those that say what the measure says. `stopped` is why not every case was asked, "" where all were.
    """

    model: str
    prompt: str
    by_case: dict[str, Opinion]
    agreeing: int
    stopped: str = ""

    @property
    def read(self) -> int:
        """Opinions that were understood."""
        return sum(opinion.is_right is not None for opinion in self.by_case.values())

    @property
    def right(self) -> int:
        """Answers that the model takes for right."""
        return sum(opinion.is_right is True for opinion in self.by_case.values())


@cache
def _prompt() -> str:
    return files(__package__).joinpath("judge.txt").read_text(encoding="utf-8")


def prompt_hash() -> str:
    """SHA-256 (12 digits) of the prompt before anything is filled in."""
    return hashlib.sha256(_prompt().encode()).hexdigest()[:12]


def prompt_for(outcome: Outcome) -> str:
    """The prompt for one answer; what others wrote cannot close the marks that hold it."""
    case = outcome.case
    filled = {
        "question": "\n".join([*case.history, case.question]),
        "reference": case.ideal or (f"The documents say: {case.evidence}" if case.answerable else "The documents do not answer this."),
        "answer": outcome.answer.text,
    }
    return Template(_prompt()).substitute({name: _TAG.sub("", text) for name, text in filled.items()})


def parse(reply: str) -> Opinion:
    """The opinion in a reply, with or without words round it."""
    found = _OBJECT.search(reply)
    try:
        values = json.loads(found[0]) if found else None
    except ValueError:
        values = None
    if not isinstance(values, dict) or not isinstance(values.get("right"), bool):
        return Opinion(None, f"not understood: {reply[:_UNREAD]}")
    return Opinion(values["right"], str(values.get("reason", "")))


def ask_judge(model: LanguageModel, outcomes: Sequence[Outcome], on_case: Callable[[], None] = lambda: None) -> Opinions:
    """Ask for an opinion on every answer; where the model cannot be reached, those had so far stand."""
    by_case: dict[str, Opinion] = {}
    stopped = ""
    for outcome in outcomes:
        try:
            by_case[outcome.case.id] = parse(model.complete(prompt_for(outcome)))
        except EvaluationError as error:
            stopped = str(error)
            break
        on_case()
    measured = {outcome.case.id: outcome.is_correct for outcome in outcomes}
    agreeing = sum(opinion.is_right is measured[name] for name, opinion in by_case.items())
    return Opinions(model.name, prompt_hash(), by_case, agreeing, stopped)
