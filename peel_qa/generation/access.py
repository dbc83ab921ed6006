"""The way to a model: through its breaker, the room for questions at the same time, and the budget of the day."""

from __future__ import annotations

from collections.abc import Iterator
from threading import BoundedSemaphore

from peel_qa.generation import prompt as prompts
from peel_qa.generation.asking import ask
from peel_qa.generation.deadline import Deadline
from peel_qa.generation.limits import Breaker, Budget
from peel_qa.generation.prompt import Prompt
from peel_qa.generation.providers import Model, ModelFailure
from peel_qa.generation.reply import Reply
from peel_qa.settings import Settings
from peel_qa.text import count_tokens
from peel_qa.tracing import span


class Access:
    """Asks one model within its limits. Threads may share it."""

    def __init__(self, model: Model, settings: Settings) -> None:
        """Begin with a closed breaker and all the room there is."""
        self.model = model
        self.breaker = Breaker()
        self.budget = Budget(
            settings.llm_usage, settings.llm_tokens_a_day, settings.llm_cost_a_day, settings.llm_price_read, settings.llm_price_written
        )
        self._retries = settings.llm_retries
        self._most = settings.llm_reply_tokens
        self._room = BoundedSemaphore(settings.llm_at_once)

    def ask(self, prompt: Prompt, deadline: Deadline, reply: Reply) -> Iterator[str]:
        """The pieces of the model's reply; tokens are counted in `reply`.

        Raises:
            ModelFailure: if it may not be asked now, or does not reply.
        """
        if not self.breaker.may_ask():
            raise ModelFailure("resting")
        if not self._room.acquire(timeout=deadline.left / 2):
            raise ModelFailure("busy")
        try:
            if not self.budget.take(prompt.tokens, self._most, deadline.left):
                raise ModelFailure("budget")
            yield from self._within_budget(prompt, deadline, reply)
        finally:
            self._room.release()

    def _within_budget(self, prompt: Prompt, deadline: Deadline, reply: Reply) -> Iterator[str]:
        written: list[str] = []
        try:
            with span("generate", model=self.model.name, prompt=prompts.version()):
                for piece in ask(self.model, prompt.messages, deadline, self._retries, self._most):
                    written.append(piece)
                    yield piece
            self.breaker.note(True)
        except ModelFailure:
            self.breaker.note(False)
            raise
        finally:
            used = count_tokens("".join(written))
            reply.tokens_read += prompt.tokens
            reply.tokens_written += used
            self.budget.give_back(0, self._most - used)
