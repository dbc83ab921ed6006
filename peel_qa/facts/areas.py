"""The areas of policing, their names over the cycles, and how to find them in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from peel_qa.data import read_table
from peel_qa.stems import Phrase, find_phrase, phrase, terms
from peel_qa.text import fold


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `graded` is "here", "elsewhere" (by another inspection) or "never"; pillars sum up other areas."""

    key: str
    name: str
    names: tuple[str, ...]
    graded: str = "here"
    pillar: bool = False


@cache
def areas() -> dict[str, Area]:
    """All areas by key, in the order in which they are shown."""
    data = read_table("peel_qa.facts", "areas.toml")
    return {key: Area(key, **{**table, "names": tuple(table["names"])}) for key, table in data.items()}


@cache
def _phrases() -> tuple[tuple[Phrase, str], ...]:
    """Every name of an area that is no pillar, longest first."""
    pairs = {(phrase(name), area.key) for area in areas().values() if not area.pillar for name in (area.name, *area.names)}
    return tuple(sorted((p for p in pairs if p[0]), key=lambda pair: (-len(pair[0]), pair)))


def find_areas(text: str) -> list[str]:
    """Keys of the areas that a text names, in the order in which they stand; a longer name hides the shorter ones within it."""
    sequence: list[str] = terms(text)
    found: list[tuple[int, str]] = []
    taken = [False] * len(sequence)
    for wanted, key in _phrases():
        at = find_phrase(sequence, wanted)
        while at >= 0:
            if not any(taken[at : at + len(wanted)]):
                taken[at : at + len(wanted)] = [True] * len(wanted)
                found.append((at, key))
            at = find_phrase(sequence, wanted, at + 1)
    keys = [key for _, key in sorted(found)]
    return list(dict.fromkeys([*keys, *find_pillars(text)]))


def stray_terms(text: str) -> int:
    """How many words of a text belong to no area's name."""
    sequence = terms(text)
    taken = [False] * len(sequence)
    for wanted, _ in _phrases():
        at = find_phrase(sequence, wanted)
        if at >= 0:
            taken[at : at + len(wanted)] = [True] * len(wanted)
    return taken.count(False)


def find_pillars(text: str) -> list[str]:
    """Keys of the pillars that a text names by their own word ("effective" is no pillar)."""
    folded = fold(text)
    return [area.key for area in areas().values() if area.pillar and re.search(rf"\b{area.key}\b", folded)]


def area_of(heading: str) -> str:
    """The one area that a heading or label names; "" where it names none."""
    found = find_areas(heading)
    return found[0] if found else ""


def names_of(keys: Sequence[str]) -> str:
    """The areas' own names, joined for a sentence."""
    return ", ".join(areas()[key].name for key in keys)
