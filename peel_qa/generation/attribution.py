"""Whose words and whose offices a sentence speaks of, held against its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from peel_qa.data import any_of
from peel_qa.facts.forces import find_forces
from peel_qa.facts.people import roles
from peel_qa.facts.records import Person
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.words import pattern, table
from peel_qa.text import fold, words

Offices = tuple[tuple[str, int], ...]
"""Keys of offices with the characters behind which they stand."""
_NEAR = 40
"""Characters between a name and the office that belongs to it."""
_REACH = 80
"""Characters between a speaker and the verb behind it."""


@dataclass(frozen=True)
class People:
    """Everybody whom the documents name in an office, by folded surname."""

    people: tuple[Person, ...]
    _offices: Mapping[str, frozenset[str]] = field(init=False)
    _names: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the offices by surname."""
        found: dict[str, set[str]] = {}
        for person in self.people:
            found.setdefault(fold(person.name.split()[-1]), set()).add(person.role)
        names = "|".join(map(re.escape, sorted(found, key=len, reverse=True))) or r"(?!)"
        object.__setattr__(self, "_offices", {name: frozenset(held) for name, held in found.items()})
        object.__setattr__(self, "_names", re.compile(rf"(?<![\w-])(?:{names})(?![\w-])"))

    def named(self, text: str) -> dict[str, int]:
        """The surnames that a text names, in any case, each with the character behind which it stands."""
        found: dict[str, int] = {}
        for match in self._names.finditer(fold(text)):
            found.setdefault(match[0], match.start())
        return found

    def holds(self, surname: str, office: str) -> bool:
        """Whether somebody of this name is named in this office."""
        return office in self._offices.get(surname, frozenset())


@lru_cache(maxsize=8)
def people_of(people: tuple[Person, ...]) -> People:
    """Everybody of a corpus; made once for it."""
    return People(people)


@lru_cache(maxsize=8192)
def forces_in(text: str) -> frozenset[str]:
    """The forces that a text names; remembered, since the same sentences of the sources come back."""
    return frozenset(find_forces(text))


def misattributed(part: str, unit: Unit, people: People) -> str:
    """Why a part of a sentence speaks of other people than its source: "name", "role", "speaker"; "" where it does not."""
    named, offices = people.named(part), offices_in(part)
    held_names, held_offices = people.named(unit.scope), offices_in(unit.scope)
    if not named.keys() <= held_names.keys() or not forces_in(part) <= forces_in(unit.scope) | {unit.source.force}:
        return "name"
    if not {key for key, _ in offices} <= {key for key, _ in held_offices} or _are_more(offices, offices_in(unit.text)):
        return "role"
    if not all(_is_holder(key, place, named, people) for key, place in offices):
        return "role"
    return "" if _is_right_speaker(part, unit, named, people) else "speaker"


def _are_more(said: Offices, held: Offices) -> bool:
    """Whether an office is named more often than in a source sentence that names it: there another one stood."""
    more, own = (Counter(key for key, _ in offices) for offices in (said, held))
    return any(own[key] and more[key] > own[key] for key in more)


def _is_holder(office: str, place: int, named: Mapping[str, int], people: People) -> bool:
    """Whether the name that stands closest to an office, if any stands close, is one that held it."""
    near = [(abs(at - place), name) for name, at in named.items() if abs(at - place) <= _NEAR]
    return not near or people.holds(min(near)[1], office)


def _is_right_speaker(part: str, unit: Unit, named: Mapping[str, int], people: People) -> bool:
    """Whether what nobody says is given to nobody, and what a person says is not given to the inspectorate."""
    if unit.is_personal:
        return not is_of_inspectorate(part) or is_of_inspectorate(unit.text)
    if is_of_inspectorate(part) and unit.voice != "inspectorate" and not is_of_inspectorate(unit.text):
        return False
    return not _is_given(part, named, unit.source.publisher) or (speaks(unit.text) and set(named) <= people.named(unit.text).keys())


def _is_given(part: str, named: Mapping[str, int], publisher: str) -> bool:
    """Whether a part ties something to a person or an office: of whoever stands near a verb of speech, one of these stands nearest."""
    speakers = [*named.values(), *(place for _, place in offices_in(part))]
    others = [match.start() for match in _documents().finditer(part)]
    others += [match.start() for match in re.finditer(re.escape(publisher or "\0"), part, re.IGNORECASE)]
    for match in _speech().finditer(part):
        before = [(match.start() - place, place in speakers) for place in (*speakers, *others) if 0 <= match.start() - place <= _REACH]
        behind = [(place - match.end(), place in speakers) for place in (*speakers, *others) if 0 <= place - match.end() <= _NEAR]
        if min(before or behind, default=(0, False))[1]:
            return True
    return False


@cache
def _documents() -> re.Pattern[str]:
    """What speaks in reports and news without being a person."""
    return any_of([*table("speech")["inspectorate"], *table("speech")["documents"]])


def needs_speaker(text: str, units: Iterable[Unit], people: People) -> bool:
    """Whether a whole sentence leaves out the person whose words one of its sources is."""
    named, offices = set(people.named(text)), {roles()[key].name for key, _ in offices_in(text)}
    for unit in units:
        name, _, office = unit.voice.partition(", ")
        if unit.is_personal and fold(name.split()[-1]) not in named and office not in offices:
            return True
    return False


def speaks(text: str) -> bool:
    """Whether a text ties what it says to a speaker."""
    return _speech().search(text) is not None


def is_of_inspectorate(text: str) -> bool:
    """Whether a text names the inspectorate or its inspectors."""
    return pattern("speech", "inspectorate").search(text) is not None


@cache
def _speech() -> re.Pattern[str]:
    speech = table("speech")
    return any_of([rf"\b(?:{'|'.join(speech['verbs'].split())})\b", *speech["patterns"]])


@lru_cache(maxsize=4096)
def offices_in(text: str) -> Offices:
    """Keys of the offices that a text names, with their places; "deputy chief constable" names no chief constable."""
    return tuple(_offices(text))


def _offices(text: str) -> Iterator[tuple[str, int]]:
    taken: list[tuple[int, int]] = []
    for key, office in _office_patterns():
        for match in office.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield key, match.start()


@cache
def _office_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Offices in any case, by their titles and their names; "HM Inspector" alone may also be called an inspector in a voice."""
    return tuple((role.key, re.compile(rf"\b(?i:{role.pattern}|{re.escape(role.name)})\b")) for role in roles().values())


def capitals(text: str, is_opening: bool) -> list[str]:
    """The folded words of a text that are written with a capital; at its opening only those that another one follows."""
    tokens = re.findall(r"[^\W\d_][\w’'-]*", text)
    is_big = [token[0].isupper() for token in tokens]
    found = []
    for at, token in enumerate(tokens):
        is_name = is_big[at] and (at > 0 or not is_opening or (len(tokens) > 1 and is_big[1]))
        found += words(token) if is_name else []
    return [word.removesuffix("'s") for word in found]
