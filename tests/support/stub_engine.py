"""An engine without documents that notes what it is asked, and answers or fails as it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from peel_qa.records import Answer, Claim, Document, Source
from peel_qa.search.filters import Filters
from peel_qa.service.desk import Desk
from peel_qa.settings import Settings

SOURCE = Source("one", "A report", "HMICFRS", "report", "Northmoor Police", "2023-06-01", edition="PEEL 2023")


def forty(question: str) -> Answer:
    return Answer(question, "Forty.\nMore.", "answered", (Claim("Forty.\nMore."),))


class StubEngine:
    """What a desk needs of an engine."""

    def __init__(self, answer: Callable[[str], Answer] = forty, **settings: Any) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.filters: list[Filters | None] = []
        self.settings = Settings(**{"questions_per_minute": 0, **settings})
        self.documents = [Document(SOURCE, "Forty.", (), ())]
        manifest = SimpleNamespace(corpus_fingerprint="0123456789abcdef")
        self.index = SimpleNamespace(documents={}, passages=[], numbers={}, manifest=manifest)
        self._answer = answer

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        on_sentence: object = None,
        is_reworded: bool = True,
    ) -> Answer:
        self.asked.append((question, list(history)))
        self.filters.append(filters)
        return self._answer(question)


def desk_over(engine: StubEngine, **options: Any) -> Desk:
    """A desk over such an engine."""
    return Desk(engine, **options)  # type: ignore[arg-type]
