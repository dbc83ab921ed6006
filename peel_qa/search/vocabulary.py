"""Words that stand for one another, from synonyms.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.stems import Phrase, find_phrase, phrase, terms
from peel_qa.text import words

_PAIR, _LONG_TERM = 2, 5
_WORD = re.compile(r"[\w'’-]+")


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


@cache
def _written() -> dict[Phrase, str]:
    """How a phrase is written, where it stands first."""
    written: dict[Phrase, str] = {}
    for group in read_table("peel_qa.search", "synonyms.toml")["groups"]:
        for said in group:
            written.setdefault(phrase(said), said)
    return written


@cache
def own_words() -> frozenset[str]:
    """Every word, in small letters, that stands in a phrase of ours: right as it is, though no document may use it."""
    groups = read_table("peel_qa.search", "synonyms.toml")["groups"]
    return frozenset(word for group in groups for said in group for word in words(said))


@cache
def _longest() -> int:
    """Terms of the longest phrase."""
    return max(map(len, _places()))


def synonyms(question_terms: Sequence[str]) -> list[Synonym]:
    """For every phrase of the question that stands in a group, the rest of the group, in the order of the groups.

    The longest phrase counts: "non-emergency calls" is no mention of "emergency calls". One that is put together from two others is a
    mention of both: "short of detectives".
    """
    longest = _longest()
    known = [
        (start, stop, own)
        for start in range(len(question_terms))
        for stop in range(start + 1, min(start + longest, len(question_terms)) + 1)
        if (own := tuple(question_terms[start:stop])) in _places()
    ]
    longest_of = [one for one in known if not any(a <= one[0] and one[1] <= b and b - a > one[1] - one[0] for a, b, _ in known)]
    whole = [own for _, _, own in longest_of]
    whole += [part for _, _, own in longest_of for part in _halves(own)]
    found = []
    for number in sorted({number for own in whole for number in _places()[own]}):
        group = _groups()[number]
        own = max((phrase for phrase in group if phrase in whole), key=len)
        found.append(Synonym(own, tuple(other for other in group if other != own)))
    return found


def _halves(own: Phrase) -> tuple[Phrase, ...]:
    """The two words of a phrase of two, where each stands in a group by itself, and neither is a small one ("go over"); else nothing."""
    parts = tuple((term,) for term in own)
    is_put_together = len(own) == _PAIR and min(map(len, own)) >= _LONG_TERM
    return parts if is_put_together and all(part in _places() for part in parts) else ()


def defined_synonyms(question_terms: Sequence[str], defined: Sequence[tuple[Phrase, Phrase]], found: Sequence[Synonym]) -> list[Synonym]:
    """Abbreviations as the documents define them, for every one of which a question has the one form and `found` not yet the other."""
    made = []
    for pair in defined:
        for own, other in (pair, pair[::-1]):
            is_known = any(one.own == own and other in one.others for one in found)
            if not is_known and find_phrase(question_terms, own) >= 0 and find_phrase(question_terms, other) < 0:
                made.append(Synonym(own, (other,)))
    return made


def expansions(question_terms: Sequence[str], found: Sequence[Synonym]) -> list[str]:
    """The terms that synonyms add to a question, each once."""
    own = set(question_terms)
    return [term for term in dict.fromkeys(t for synonym in found for other in synonym.others for t in other) if term not in own]


def restated(text: str, found: Sequence[Synonym], holds: Callable[[str], bool]) -> str:
    """A question in the words of the documents: each phrase that they lack, replaced by the first of its group that they hold.

    "Do cops get any thanks" is "do officers get any thanks" where the documents hold no cop. `holds` says so of a term. Embedded, such a
    question lies nearer to what answers it. `found` are the question's synonyms.
    """
    placed = [(term, word.start(), word.end()) for word in _WORD.finditer(text) for term in terms(word[0])]
    sequence = [term for term, _, _ in placed]
    changes: list[tuple[int, int, str]] = []
    for synonym in sorted(found, key=lambda synonym: -len(synonym.own)):
        told = next((other for other in synonym.others if other in _written() and all(map(holds, other))), None)
        at = find_phrase(sequence, synonym.own)
        if told is None or at < 0 or all(map(holds, synonym.own)):
            continue
        start, end = placed[at][1], placed[at + len(synonym.own) - 1][2]
        if not any(start < last and first < end for first, last, _ in changes):
            changes.append((start, end, _written()[told]))
    for start, end, said in sorted(changes, reverse=True):
        text = f"{text[:start]}{said}{text[end:]}"
    return text


def is_named(term: str, found: Sequence[Synonym], held: Set[str]) -> bool:
    """Whether a set of terms holds a term of the question, by itself or by a phrase that means the same."""
    return term in held or covers(term, found, held)


def covers(term: str, found: Sequence[Synonym], held: Set[str]) -> bool:
    """Whether a set of terms holds a whole phrase that means the same as one of the question's with `term` in it."""
    return any(term in synonym.own and any(held >= set(other) for other in synonym.others) for synonym in found)
