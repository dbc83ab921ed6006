"""Words that stand for one another, from synonyms.toml."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.stems import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Synonym:
    """A phrase of the question and the phrases that mean the same, all stemmed."""

    own: Phrase
    others: tuple[Phrase, ...]


@cache
def _groups() -> tuple[tuple[Phrase, ...], ...]:
    groups = read_table("peel_qa.search", "synonyms.toml")["groups"]
    return tuple(tuple(dict.fromkeys(p for words in group if (p := phrase(words)))) for group in groups)


@cache
def _places() -> dict[Phrase, tuple[int, ...]]:
    """The numbers of the groups in which a phrase stands."""
    places: dict[Phrase, tuple[int, ...]] = {}
    for number, group in enumerate(_groups()):
        for own in group:
            places[own] = (*places.get(own, ()), number)
    return places


def synonyms(question_terms: Sequence[str]) -> list[Synonym]:
    """For every phrase of the question that stands in a group, the rest of the group, in the order of the groups.

    The longest phrase counts: "non-emergency calls" is no mention of "emergency calls".
    """
    longest = max(map(len, _places()))
    known = [
        (start, stop, own)
        for start in range(len(question_terms))
        for stop in range(start + 1, min(start + longest, len(question_terms)) + 1)
        if (own := tuple(question_terms[start:stop])) in _places()
    ]
    whole = [own for start, stop, own in known if not any(a <= start and stop <= b and b - a > stop - start for a, b, _ in known)]
    found = []
    for number in sorted({number for own in whole for number in _places()[own]}):
        group = _groups()[number]
        own = max((phrase for phrase in group if phrase in whole), key=len)
        found.append(Synonym(own, tuple(other for other in group if other != own)))
    return found


def expansions(question_terms: Sequence[str], found: Sequence[Synonym]) -> list[str]:
    """The terms that synonyms add to a question, each once."""
    own = set(question_terms)
    return [term for term in dict.fromkeys(t for synonym in found for other in synonym.others for t in other) if term not in own]


def covers(term: str, found: Sequence[Synonym], held: Set[str]) -> bool:
    """Whether a set of terms holds a whole phrase that means the same as one of the question's with `term` in it."""
    return any(term in synonym.own and any(held >= set(other) for other in synonym.others) for synonym in found)
