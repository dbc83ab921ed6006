"""Stemmed words without stop words: the form in which terms, names of areas and synonyms are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import Stemmer

from peel_qa.data import without_comments
from peel_qa.text import words

Phrase = tuple[str, ...]
_SPELT_ALIKE = re.compile(r"(?<![A-Z] )\bIT\b(?! [A-Z]{2})")
_TECHNOLOGY = "technology"
"""What IT means, which is a stop word in small letters; among other capitals ("IT WAS") it is no more than that."""


@cache
def stopwords() -> frozenset[str]:
    """Words that carry no subject, from stopwords.txt."""
    return frozenset(word for line in without_comments("peel_qa", "stopwords.txt") for word in line.split())


@cache
def _irregular() -> dict[str, str]:
    """The terms of words that the stemmer would get wrong, from irregular.txt."""
    entries = (line.split() for line in without_comments("peel_qa", "irregular.txt"))
    return {word: term for term, *forms in entries for word in forms}


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def terms(text: str) -> list[str]:
    """The stemmed words of a text without stop words; possessives lose their ending, "20%" is "20", "lost" is "lose", IT is technology."""
    found = []
    for word in words(_SPELT_ALIKE.sub(_TECHNOLOGY, text) if "IT" in text else text):
        plain = word.rstrip("%").replace(",", "") if word[0].isdigit() else word.removesuffix("'s").removesuffix("'")
        if plain and plain not in stopwords():
            found.append(plain)
    irregular = _irregular()
    return [irregular.get(word, stem) for word, stem in zip(found, _stemmer().stemWords(found), strict=True)]


@lru_cache(maxsize=65_536)
def term_set(text: str) -> frozenset[str]:
    """The terms of a text without order or repeats; remembered, since the same sentences come back for every question."""
    return frozenset(terms(text))


def phrase(text: str) -> Phrase:
    """The terms of a short text as a phrase to look for."""
    return tuple(terms(text))


def find_phrase(sequence: Sequence[str], wanted: Phrase, start: int = 0) -> int:
    """Place of a phrase in a sequence of terms; -1 where it is not."""
    length = len(wanted)
    if not length:
        return -1
    return next((at for at in range(start, len(sequence) - length + 1) if tuple(sequence[at : at + length]) == wanted), -1)
