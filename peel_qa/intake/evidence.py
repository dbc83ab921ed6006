"""What the parts of a proposal share: the record of a proposal, and a document with what is looked up in it again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from peel_qa.corpus.readers.reading import Reading
from peel_qa.data import read_table

Sureness = Literal["sure", "likely", "guess"]
_OPENING, _CLOSING = 30, 8
"""Parts at the beginning and at the end of a document that say what it is."""
COUNTED = 400
"""Parts in which the forces named are counted."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value of a document's front matter; `origin` says where it was read ("the title", "the address", …)."""

    key: str
    value: str
    origin: str
    sure: Sureness


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document's reading with what was looked up in it once."""

    reading: Reading
    name: str
    url: str
    title: str
    is_titled: bool

    @property
    def opening(self) -> list[str]:
        """The texts of the first parts."""
        return [part.text for part in self.reading.told[:_OPENING]]

    @property
    def closing(self) -> list[str]:
        """The texts of the last parts."""
        return [part.text for part in self.reading.told[-_CLOSING:]]

    @property
    def edges(self) -> str:
        """The first and the last parts, one below the other."""
        return "\n".join([*self.opening, *self.closing])


def vocabulary() -> dict[str, Any]:
    """The words by which documents are told, from proposal.toml."""
    return read_table("peel_qa.intake", "proposal.toml")


def host_entry(url: str) -> dict[str, Any]:
    """What hosts.toml says of an address's host; nothing where it is not listed."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    hosts: list[dict[str, Any]] = read_table("peel_qa.intake", "hosts.toml")["host"]
    return next((entry for entry in hosts if str(entry["name"]).removeprefix("www.") == host), {}) if host else {}
