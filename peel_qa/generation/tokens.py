"""The words of a text one by one, in the form in which their places are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from peel_qa.generation.values import Value, values
from peel_qa.generation.words import alike, stems_of, table
from peel_qa.text import fold

_TOKEN = re.compile(r"[^\W_][\w'’-]*|[.,;:()–—]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded, with its stems (none for a stop word), or a mark, or a value."""

    word: str
    stems: frozenset[str] = frozenset()
    value: Value | None = None
    is_name: bool = False

    @property
    def is_joint(self) -> bool:
        """Whether it is a mark or a word that begins a clause."""
        return not self.word or not self.word[0].isalnum() or self.word in listed("joints")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """The words, marks and values of a text in order."""
    found: list[Token] = []
    waiting = list(values(text))
    for match in _TOKEN.finditer(text):
        while waiting and waiting[0].end <= match.start():
            waiting.pop(0)
        if waiting and waiting[0].start < match.end():
            if not found or found[-1].value is not waiting[0]:
                found.append(Token("0", value=waiting[0]))
            continue
        is_name = match[0][0].isupper() and match.start() > 0
        found.append(Token(fold(match[0]), stems_of(match[0]), is_name=is_name))
    return tuple(found)


def until_joint(stretch: Sequence[Token]) -> list[Token]:
    """The words with stems as far as the next mark, joining word or value."""
    end = next((n for n, token in enumerate(stretch) if token.is_joint or token.value is not None), len(stretch))
    return worded(stretch[:end])


def worded(stretch: Iterable[Token]) -> list[Token]:
    """The words with stems, but for those that bound a value, such as "around"."""
    return [token for token in stretch if token.stems and token.word not in _bounding()]


def holds(told: frozenset[str], token: Token) -> bool:
    """Whether one of a word's stems, or one that says the same, is told."""
    return any(not alike(stem).isdisjoint(told) for stem in token.stems)


@cache
def _bounding() -> frozenset[str]:
    return frozenset(" ".join(phrase for phrases in table("bounds").values() for phrase in phrases).split())


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of the table `keeping`."""
    return frozenset(table("keeping")[name].split())
