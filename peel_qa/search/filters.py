"""What a search is narrowed to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peel_qa.dates import is_iso
from peel_qa.errors import QuestionError
from peel_qa.facts.forces import find_forces
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
        """Filters from a request; None and "" let everything pass.

        Raises:
            QuestionError: for an unknown filter, or a value that it cannot have, naming both.
        """
        unknown = sorted(values.keys() - set(cls.__slots__))
        if unknown:
            raise QuestionError(f"Unknown filter {unknown[0]!r}", f"Known filters: {', '.join(cls.__slots__)}")
        given = {name: value for name, value in values.items() if value not in (None, "", [], ())}
        for name, value in given.items():
            _check(name, value)
        documents = given.pop("documents", ())
        return cls(documents=(documents,) if isinstance(documents, str) else tuple(documents), **given)

    def admit(self, source: Source) -> bool:
        """Whether a source passes every filter; a date that is known less exactly than the filter's passes where it may fit."""
        since, until, published = self.published_from, self.published_to, source.published
        return (
            (not self.documents or source.id in self.documents)
            and (self.kind is None or source.kind == self.kind)
            and _plain(self.edition) in _plain(source.inspection)
            and (not self.force or self.force.lower() == source.force.lower() or source.force in find_forces(self.force, (source.force,)))
            and published[: len(since)] >= since[: len(published)]
            and published[: len(until)] <= until[: len(published)]
        )

    def select(self, sources: Iterable[Source]) -> list[str] | None:
        """Ids of the sources that pass; None where all do, so that a search need not be narrowed."""
        sources = list(sources)
        passing = [source.id for source in sources if self.admit(source)]
        return None if len(passing) == len(sources) else passing


def _check(name: str, value: Any) -> None:
    """Raise the error for a value that a filter cannot have."""
    said = f"Filter {name} is {value!r}"
    if name == "documents":
        if not isinstance(value, str) and not (isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value)):
            raise QuestionError(said, "Give the ids of documents")
    elif not isinstance(value, str):
        raise QuestionError(said, "Give it as text")
    elif name == "kind" and value not in ("report", "news"):
        raise QuestionError(said, "Use report or news")
    elif name.startswith("published") and not is_iso(value):
        raise QuestionError(said, "Write a day, month or year as 2022-04-13, 2022-04 or 2022")


def _plain(edition: str) -> str:
    """An edition for comparison: "PEEL 2021-22" is "peel 2021/22"."""
    return re.sub(r"(?<=\d)[-–](?=\d)", "/", edition.lower())
