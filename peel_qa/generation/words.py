"""The word lists of words.toml, compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from peel_qa.data import any_of, read_table
from peel_qa.stems import term_set, terms


def table(name: str) -> dict[str, Any]:
    """A table of words.toml."""
    found: dict[str, Any] = read_table("peel_qa.generation", "words.toml")[name]
    return found


@cache
def pattern(name: str, key: str = "patterns") -> re.Pattern[str]:
    """One pattern for the entries of `key` in a table."""
    return any_of(table(name)[key])


_NON = re.compile(r"\bnon[- ](?=[a-z])", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a text, "weren't" being "were not", and "non-emergency" a word of its own, so that it is not held by "emergency"."""
    return term_set(_NON.sub("non", re.sub(r"(?<=\w)n['’]t\b", " not", text)))


@cache
def plain_terms() -> frozenset[str]:
    """Stems that a rephrasing may add without claiming anything."""
    return frozenset(terms(" ".join(table("plain").values())))


@cache
def _same() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in table("same")["groups"]:
        stems = frozenset(stem for word in group for stem in terms(word))
        for stem in stems:
            found[stem] = found.get(stem, frozenset()) | stems
    return found


@cache
def alike(stem: str) -> frozenset[str]:
    """A stem and those that say the same."""
    return _same().get(stem, frozenset()) | {stem}


@cache
def turns() -> Mapping[str, re.Pattern[str]]:
    """The patterns of words that turn a claim, by kind; what holds only in part is what the answers themselves take for it."""
    own = {kind: any_of(patterns) for kind, patterns in table("turns")["patterns"].items()}
    return {**own, "partly": any_of(read_table("peel_qa.answer", "opposites.toml")["partly"])}


@cache
def turns_that(rule: str) -> frozenset[str]:
    """The kinds of turning words that a rule of words.toml names: "kept", "kept_in_number", "exact" or "counted"."""
    return frozenset(table("turns")[rule])


@cache
def standing_for() -> Mapping[str, str]:
    """For some kinds the kind that may stand for them."""
    found: dict[str, str] = table("turns")["stands_for"]
    return found


@cache
def opposed_terms() -> frozenset[str]:
    """Stems of words that have an opposite; they must stand in the source itself."""
    return frozenset(stem for pair in read_table("peel_qa.answer", "opposites.toml")["pairs"] for side in pair for stem in terms(side))
