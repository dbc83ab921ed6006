"""People in their offices: "Chief Constable Pippa Mills", "Andy Cooke, HM Inspector of Constabulary", a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.facts.records import Person
from peel_qa.records import Document
from peel_qa.text import fold

NAME = r"(?:(?:Sir|Dame|Dr|Lord|Lady) )?[A-Z][a-z’'-]+(?: (?:[A-Z]\.|[A-Z][a-z’'-]+|[A-Z][a-z]+[A-Z][a-z]+)){1,2}"
_NOT_A_NAME = frozenset(
    [
        "Chief",
        "Constable",
        "Police",
        "Crime",
        "Commissioner",
        "Inspector",
        "Constabulary",
        "Force",
        "Safer",
        "West",
        "The",
        "He",
        "She",
        "This",
        "In",
        "On",
        "Her",
        "His",
        "Majesty",
        "HM",
        "Federation",
    ]
)


@dataclass(frozen=True, slots=True)
class Role:
    """An office: how it is called, how documents write it, how questions ask for it."""

    key: str
    name: str
    pattern: str
    words: tuple[str, ...]


@cache
def roles() -> dict[str, Role]:
    """All offices by key, special ones first."""
    data = read_table("peel_qa.facts", "roles.toml")
    return {key: Role(key, table["name"], table["pattern"], tuple(table["words"])) for key, table in data.items()}


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """For each office: title before the name, and name before the title (or the title on the line below)."""
    made = []
    for role in roles().values():
        before = re.compile(rf"(?P<title>\b(?:{role.pattern})),? (?P<name>{NAME})")
        behind = re.compile(rf"(?P<name>{NAME})(?:, (?:the |who is )?|\s*\n+\s*)(?P<title>{role.pattern})\b")
        made.append((role.key, before, behind))
    return tuple(made)


def read_people(document: Document) -> list[Person]:
    """Everybody whom a document names in an office, once for each name and office, at the first place."""
    found: dict[tuple[str, str], Person] = {}
    taken: list[tuple[int, int]] = []
    for key, *patterns in _compiled():
        for match in _matches(document.text, patterns):
            span = match.span("title")
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            taken.append(span)
            name = _trim(match["name"])
            if name and (name, key) not in found:
                found[name, key] = Person(
                    document.id, match.start(), match.start() + len(match.group().rstrip()), name, key, match["title"]
                )
    return sorted(found.values(), key=lambda person: person.start)


def _matches(text: str, patterns: list[re.Pattern[str]]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text)


def _trim(name: str) -> str:
    """A name without words that are no part of it; "" where no full name is left."""
    words = name.split()
    while words and words[-1] in _NOT_A_NAME:
        words.pop()
    while words and words[0] in _NOT_A_NAME:
        words.pop(0)
    return " ".join(words) if len(words) >= 2 and not any(word in _NOT_A_NAME for word in words) else ""


def find_role(text: str) -> str:
    """Key of the office that a question asks for; the one with the longest words that are found, "" where none is."""
    folded = f" {re.sub(r'[^a-z0-9]+', ' ', fold(text).replace(chr(39), ''))} "
    best = ("", "")
    for role in roles().values():
        for words in role.words:
            if f" {words} " in folded and len(words) > len(best[0]):
                best = (words, role.key)
    return best[1]
