"""A question as it comes in, from the page, a link, the programming interface or a tool: checked once, in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from peel_qa.errors import QuestionError
from peel_qa.records import Document
from peel_qa.search.filters import Filters
from peel_qa.service.holdings import newest_documents
from peel_qa.service.personal import mask

HISTORY_KEPT = 8
"""Earlier questions that go with a new one; a longer history is cut to its last."""
RESULTS_LIMIT = 50
"""Most passages that a search hands out."""
_HALF = re.compile("[\ud800-\udfff]")
NEWEST = "newest"
"""The filter that this layer knows beside those of the search: only the newest inspection of each force."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question with the earlier questions of its conversation (oldest first) and what the search is narrowed to.

    Personal details are masked in both; `personal` says which kinds the question held.
    """

    question: str
    history: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    is_newest: bool = False
    personal: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.is_newest or self.filters != Filters()

    def filter_values(self) -> dict[str, Any]:
        """The filters that are set, as a request or a link names them."""
        values = {name: list(value) if name == "documents" else value for name, value in asdict(self.filters).items() if value}
        return {**values, **({NEWEST: True} if self.is_newest else {})}


def read_request(question: Any, history: Any = (), filters: Any = None, limit: int = 500) -> Request:
    """A request from values of any type.

    Args:
        question: the question, at most `limit` characters.
        history: earlier questions, a list of texts, each as long at most.
        filters: fields of `Filters` and `newest`.
        limit: longest question, in characters.

    Raises:
        QuestionError: naming what is wrong with it.
    """
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("The question is empty", "Write a question")
    _require_short(question, "question", limit)
    question = _well_formed(question)
    if not isinstance(history, Sequence) or isinstance(history, str) or not all(isinstance(earlier, str) for earlier in history):
        raise QuestionError("The history is not a list of earlier questions", "Give a list of texts, the oldest first")
    kept = tuple(_well_formed(earlier) for earlier in history if earlier.strip())[-HISTORY_KEPT:]
    for earlier in kept:
        _require_short(earlier, "earlier question", limit)
    narrowed, is_newest = read_filters({} if filters is None else filters)
    masked, personal = mask(question)
    return Request(masked, tuple(mask(earlier)[0] for earlier in kept), narrowed, is_newest, personal)


def read_filters(values: Any) -> tuple[Filters, bool]:
    """The search's filters, and whether only the newest inspections are wanted.

    Raises:
        QuestionError: for an unknown filter, or a value that it cannot have.
    """
    if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
        raise QuestionError("The filters are not an object", 'Give them by name, such as {"kind": "report"}')
    rest = {name: value for name, value in values.items() if name != NEWEST}
    newest = values.get(NEWEST, False)
    if newest not in (True, False, None, "", "1"):
        raise QuestionError(f"Filter {NEWEST} is {newest!r}", "Give true or false")
    for name, value in rest.items():
        if isinstance(value, str):
            _require_short(value, f"filter {name}", 200)
    return Filters.from_dict({name: _well_formed(value) for name, value in rest.items()}), bool(newest)


def resolve(request: Request, documents: Sequence[Document]) -> Filters | None:
    """What the search is narrowed to; None where nothing narrows it.

    Raises:
        QuestionError: if nothing that is held passes, since "the documents do not say" would then be a wrong answer.
    """
    if not request.is_narrowed:
        return None
    filters, sources = request.filters, [document.source for document in documents]
    unknown = sorted(set(filters.documents) - {source.id for source in sources})
    if unknown:
        raise QuestionError(f"There is no document {unknown[0][:80]!r}", "The list of documents names those held")
    passing = [source for source in sources if filters.admit(source)]
    if request.is_newest:
        passing = newest_documents(passing)
    if not passing:
        raise QuestionError("No document held passes these filters", "Choose fewer filters")
    return Filters(documents=tuple(source.id for source in passing)) if request.is_newest else filters


def _well_formed(value: Any) -> Any:
    """Half characters, which JSON may carry and nothing can write down, become replacement characters; in lists too."""
    if isinstance(value, str):
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", value)
    return [_well_formed(each) for each in value] if isinstance(value, list) else value


def _require_short(text: str, what: str, limit: int) -> None:
    if len(text) > limit:
        raise QuestionError(f"The {what} has {len(text):,} characters, more than the {limit:,} allowed", "Shorten it")
