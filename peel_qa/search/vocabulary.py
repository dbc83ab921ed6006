"""Words that stand for one another, from synonyms.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from peel_qa.index.keyword import terms

Phrase = tuple[str, ...]


@cache
def _groups() -> tuple[tuple[Phrase, ...], ...]:
    data = tomllib.loads(files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8"))
    return tuple(tuple(tuple(terms(phrase)) for phrase in group) for group in data["groups"])


def expansions(question_terms: list[str]) -> list[str]:
    """Terms of the phrases that mean the same as one in the question, without those it holds itself, each once."""
    found: dict[str, None] = {}
    for group in _groups():
        if any(_holds(question_terms, phrase) for phrase in group):
            found.update(dict.fromkeys(term for phrase in group for term in phrase))
    own = set(question_terms)
    return [term for term in found if term not in own]


def _holds(sequence: list[str], phrase: Phrase) -> bool:
    length = len(phrase)
    return length > 0 and any(tuple(sequence[at : at + length]) == phrase for at in range(len(sequence) - length + 1))
