"""What a search is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peel_qa.errors import QuestionError
from peel_qa.records import Kind, Source


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty fields let everything pass. Dates are ISO and may be cut short: `published_from="2022"` begins on 1 January 2022."""

    documents: tuple[str, ...] = ()
    kind: Kind | None = None
    edition: str = ""
    force: str = ""
    published_from: str = ""
    published_to: str = ""

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Filters:
        """Filters from a request.

        Raises:
            QuestionError: for an unknown filter or kind, naming it.
        """
        unknown = sorted(values.keys() - set(cls.__slots__))
        if unknown:
            raise QuestionError(f"Unknown filter {unknown[0]!r}", f"Known filters: {', '.join(cls.__slots__)}")
        if values.get("kind") not in (None, "", "report", "news"):
            raise QuestionError(f"Filter kind is {values['kind']!r}", "Use report or news")
        documents = values.get("documents") or ()
        documents = (documents,) if isinstance(documents, str) else tuple(documents)
        return cls(**{**values, "documents": documents, "kind": values.get("kind") or None})

    def admit(self, source: Source) -> bool:
        """Whether a source passes every filter."""
        wanted = self.edition.lower()
        return (
            (not self.documents or source.id in self.documents)
            and (self.kind is None or source.kind == self.kind)
            and (not wanted or wanted in source.inspection.lower())
            and (not self.force or self.force.lower() == source.force.lower())
            and (not self.published_from or source.published >= self.published_from)
            and (not self.published_to or source.published[: len(self.published_to)] <= self.published_to)
        )

    def select(self, sources: Iterable[Source]) -> list[str] | None:
        """Ids of the sources that pass; None where all do, so that a search need not be narrowed."""
        sources = list(sources)
        passing = [source.id for source in sources if self.admit(source)]
        return None if len(passing) == len(sources) else passing
