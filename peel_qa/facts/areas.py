"""The areas of policing, their names over the cycles, and how to find them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from peel_qa.data import read_table
from peel_qa.stems import Phrase, find_phrase, phrase, stopwords, terms
from peel_qa.text import fold, words

_ARTICLES = frozenset(["a", "an", "the", "its", "their", "our", "your", "his", "her", "this"])
"""Words that may stand within a name wherever it is used: "building and developing its workforce"."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area; pillars sum up other areas.

    `plain` are everyday words, told by their meaning where a question asks for a grade. `graded` is "here", "elsewhere" (by another
    inspection) or "never". `parts` are those names that mean a part of it where nothing says that a grade is asked for.
    `beside_pillar` are words that mean a pillar only in a text that says so: "the efficient use of resources, the whole pillar".
    Inspections up to the year `until` call it by `earlier_name`, and did not grade what `newer_words` say.
    """

    key: str
    name: str
    names: tuple[str, ...]
    plain: tuple[str, ...] = ()
    graded: str = "here"
    pillar: bool = False
    until: int = 0
    earlier_name: str = ""
    newer_words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    beside_pillar: tuple[str, ...] = ()

    def name_in(self, year: int) -> str:
        """What inspections of a year call it."""
        return self.earlier_name if year <= self.until else self.name


_LISTS = ("names", "plain", "newer_words", "parts", "beside_pillar")
"""The fields of an area that are lists."""


@cache
def areas() -> dict[str, Area]:
    """All areas by key, in the order in which they are shown."""
    data = read_table("peel_qa.facts", "areas.toml")
    return {key: Area(key, **{**table, **{name: tuple(table.get(name, ())) for name in _LISTS}}) for key, table in data.items()}


def name_of(key: str, year: int = 9999) -> str:
    """What an area is called, in inspections of a year; the key itself of one that only its reports know by that name, and "" of none."""
    return areas()[key].name_in(year) if key in areas() else key


def is_pillar(key: str) -> bool:
    """Whether an area sums up others."""
    return key in areas() and areas()[key].pillar


def in_order(keys: Iterable[str]) -> list[str]:
    """Keys in the order in which areas are shown, those that no list knows last."""
    places = {key: place for place, key in enumerate(areas())}
    return sorted(set(keys), key=lambda key: (places.get(key, len(places)), key))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of an area: its terms, and the words without a subject that may stand between them."""

    terms: Phrase
    key: str
    between: frozenset[str]


@cache
def _names() -> tuple[_Name, ...]:
    """Every name of an area; of a pillar only those of several words, since "effective" is no pillar."""
    made: dict[tuple[Phrase, str], frozenset[str]] = {}
    for area in areas().values():
        for name in (area.name, *area.names):
            if len(wanted := phrase(name)) > area.pillar:
                made[wanted, area.key] = made.get((wanted, area.key), _ARTICLES) | (stopwords() & set(words(name)))
    return tuple(_Name(*pair, between) for pair, between in made.items())


@lru_cache(maxsize=4096)
def _term(word: str) -> str:
    return "".join(terms(word))


def _matches(text: str) -> tuple[list[str], list[tuple[int, _Name]]]:
    """The terms of a text, and where names stand in them; the longest first, then those that stand together most closely.

    "Force management" does not stand in "good is the force at managing offenders".
    """
    spelt = [(place, word, term) for place, word in enumerate(words(text)) if (term := _term(word))]
    sequence, every = [term for _, _, term in spelt], words(text)
    found = []
    for name in _names():
        at = find_phrase(sequence, name.terms)
        while at >= 0:
            first, last = spelt[at][0], spelt[at + len(name.terms) - 1][0]
            between = [word for word in every[first : last + 1] if not _term(word)]
            if name.between.issuperset(between):
                found.append((-len(name.terms), len(between), at, name))
            at = find_phrase(sequence, name.terms, at + 1)
    found.sort(key=lambda one: (*one[:3], one[3].key))
    return sequence, [(at, name) for _, _, at, name in found]


def find_areas(text: str) -> list[str]:
    """Keys of the areas that a text names, in the order in which they stand; a longer name hides the shorter ones within it.

    "Efficiency" is the pillar alone, though "efficient" is a word for another area.
    """
    return list(_areas_in(text))


@lru_cache(maxsize=4096)
def _areas_in(text: str) -> tuple[str, ...]:
    sequence, matches = _matches(text)
    pillars = find_pillars(text)
    own_words = {phrase(pillar) for pillar in pillars}
    found: list[tuple[int, str]] = []
    taken = [False] * len(sequence)
    for at, name in matches:
        stretch = slice(at, at + len(name.terms))
        if not any(taken[stretch]) and name.terms not in own_words:
            taken[stretch] = [True] * len(name.terms)
            found.append((at, name.key))
    return tuple(dict.fromkeys([*(key for _, key in sorted(found)), *pillars]))


def areas_with(words_: Iterable[str]) -> tuple[str, ...]:
    """Keys of the areas whose own name holds every one of some stems, where that is more than one: "crime" stands in several."""
    wanted = set(words_)
    found = tuple(area.key for area in areas().values() if wanted and wanted <= set(terms(area.name)) and area.graded == "here")
    return found if len(found) > 1 else ()


def is_named_anew(text: str, key: str) -> bool:
    """Whether a text names an area only by words that inspections up to its year `until` did not grade by."""
    without = text
    for words_ in areas()[key].newer_words:
        without = re.sub(rf"\b{re.escape(words_)}\b", " ", without, flags=re.IGNORECASE)
    return without != text and key not in find_areas(without)


def area_terms(keys: Iterable[str]) -> frozenset[str]:
    """Stems of every name that some areas bore."""
    return frozenset(terms(" ".join(name for key in keys for name in (areas()[key].name, *areas()[key].names))))


def stray_terms(text: str) -> int:
    """How many words of a text belong to no area's name."""
    sequence, matches = _matches(text)
    held = {place for at, name in matches for place in range(at, at + len(name.terms))}
    return len(sequence) - len(held)


def find_pillars(text: str) -> list[str]:
    """Keys of the pillars that a text names by their own word ("effective" is none but beside "pillar"), or as people say it."""
    folded = fold(text)
    said = {a.key: (a.key, *a.plain, *(a.beside_pillar if "pillar" in folded else ())) for a in areas().values() if a.pillar}
    return [key for key, own in said.items() if re.search(rf"(?<![\w-])(?:{'|'.join(own)})\b", folded)]


@lru_cache(maxsize=1024)
def joined_areas(label: str) -> tuple[str, ...]:
    """Keys of the areas that a label joins by "and": "investigating crime and managing offenders" is two of today's areas."""
    whole = area_of(label)
    parts = [part for part in re.split(r"\band\b|,|;", label) if part.strip()]
    named = [keys[0] for part in parts if len(keys := find_areas(part)) == 1 and len(terms(part)) > 1 and not areas()[keys[0]].pillar]
    return tuple(dict.fromkeys(named)) if len(set(named)) > 1 and whole in named else ()


def area_of(heading: str) -> str:
    """The one area that a heading or label names; "" where it names none."""
    found = find_areas(heading)
    return found[0] if found else ""
