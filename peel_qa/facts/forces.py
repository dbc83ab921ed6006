"""The police forces and how they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.text import fold

_ENDINGS = (" police service", " police", " constabulary", " service", " force")


@dataclass(frozen=True, slots=True)
class Force:
    """A police force. `slug` is its name in the inspectorate's addresses; `peel` whether it is inspected under PEEL."""

    name: str
    slug: str
    names: tuple[str, ...] = ()
    peel: bool = True

    @property
    def short(self) -> str:
        """The name without Police or Constabulary."""
        folded = self.name
        for ending in _ENDINGS:
            folded = re.sub(rf"{ending}$", "", folded, flags=re.I)
        return folded


@cache
def forces() -> tuple[Force, ...]:
    """All forces known, in the order of the file."""
    data = read_table("peel_qa.facts", "forces.toml")
    return tuple(Force(**{**table, "names": tuple(table.get("names", ()))}) for table in data["force"])


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Name patterns, longest first, so that "West Mercia" is found before "Mercia" could be anything else."""
    pairs = []
    for force in forces():
        for name in {force.name, force.short, *force.names}:
            pairs.append((fold(name).replace("&", "and"), force.name))
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple((re.compile(rf"\b{re.escape(name)}(?:'s)?\b"), owner) for name, owner in pairs)


def find_forces(text: str, extra: tuple[str, ...] = ()) -> list[str]:
    """Names of the forces that a text names, in order; `extra` are forces of the corpus that the list does not know.

    A person's surname is no force: "Steve Kent" is not Kent, since a capitalised first name stands before it.
    "West Midlands region" and "West Midlands regional" are the region, not West Midlands Police.
    """
    folded = fold(text).replace("&", "and")
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern, owner in (*_extra_patterns(extra), *_patterns()):
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if not _is_something_else(text, folded, match):
                found.append((match.start(), owner))
    return list(dict.fromkeys(owner for _, owner in sorted(found)))


@cache
def _extra_patterns(extra: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    known = {force.name for force in forces()}
    pairs = []
    for name in extra:
        if name not in known:
            pairs += [(fold(name), name), (fold(Force(name, "").short), name)]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple((re.compile(rf"\b{re.escape(short)}(?:'s)?\b"), owner) for short, owner in pairs)


def _is_something_else(text: str, folded: str, match: re.Match[str]) -> bool:
    if re.match(r"\s+region(?:al|s)?\b", folded[match.end() :]):
        return True
    surname = match.group().removesuffix("'s")
    return " " not in surname and re.search(rf"\b[A-Z][a-z]+ {surname}\b", text, re.I) is not None and _follows_first_name(text, surname)


def _follows_first_name(text: str, surname: str) -> bool:
    match = re.search(rf"\b([A-Z][a-z]+) {surname}\b", text, re.IGNORECASE)
    common = {
        "is",
        "was",
        "how",
        "about",
        "for",
        "in",
        "did",
        "does",
        "and",
        "of",
        "the",
        "has",
        "at",
        "by",
        "to",
        "than",
        "with",
        "what",
        "from",
        "or",
        "are",
        "vs",
        "versus",
        "like",
    }
    return match is not None and match[1].lower() not in common and match[1][0].isupper()
