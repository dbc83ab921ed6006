"""Words that stand for one another, from synonyms.toml."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.stems import Phrase, find_phrase, phrase


@dataclass(frozen=True, slots=True)
class Synonym:
    """A phrase of the question and the phrases that mean the same, all stemmed."""

    own: Phrase
    others: tuple[Phrase, ...]


@cache
def _groups() -> tuple[tuple[Phrase, ...], ...]:
    groups = read_table("peel_qa.search", "synonyms.toml")["groups"]
    return tuple(tuple(dict.fromkeys(p for words in group if (p := phrase(words)))) for group in groups)


def synonyms(question_terms: Sequence[str]) -> list[Synonym]:
    """For every phrase of the question that stands in a group, the rest of the group; longer phrases first."""
    found = []
    for group in _groups():
        for own in sorted(group, key=len, reverse=True):
            if find_phrase(question_terms, own) >= 0:
                found.append(Synonym(own, tuple(other for other in group if other != own)))
                break
    return found


def expansions(question_terms: Sequence[str], found: Sequence[Synonym]) -> list[str]:
    """The terms that synonyms add to a question, each once."""
    own = set(question_terms)
    return [term for term in dict.fromkeys(t for synonym in found for other in synonym.others for t in other) if term not in own]


def covers(term: str, found: Sequence[Synonym], held: Set[str]) -> bool:
    """Whether a set of terms holds a whole phrase that means the same as one of the question's with `term` in it."""
    return any(term in synonym.own and any(held >= set(other) for other in synonym.others) for synonym in found)
