"""The police forces and how they are called."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from peel_qa.data import read_table
from peel_qa.stems import stopwords

_PLAIN = str.maketrans("’‘`–—‐‑", "'''----")
_WORD = r"(?!Police\b|Constabulary\b)[A-Z][\w'-]+"
_ANY_FORCE = re.compile(
    rf"\b(?!The |A |Our |This ){_WORD}(?: (?:(?:and|of) )?{_WORD})* (?:Police|Constabulary)\b"
    r"(?!,? (?:Fire )?(?:and (?:Crime|Fire)|Federation))"
)
_ABOUT = re.compile(r"^(?:About|Introducing|Introduction to|Profile of|Overview of|Context:?|Facts about) (?=[A-Z])")
"""How a heading begins that says whom its text is about."""
_WORKING = re.compile(r",? and (?:regional|joint|collaborative|partnership) (?:working|work)$", re.IGNORECASE)
"""How the heading of a regional unit's chapter may go on."""
_BEFORE_POLICE = re.compile(r"\b(?P<name>[a-z][a-z'-]{2,}) (?:police|constabulary|lot|coppers|cops|bobbies)\b", re.IGNORECASE)
_CONSTABULARY = re.compile(r"\b(?P<name>[a-z][a-z-]{3,}) constabulary\b", re.IGNORECASE)
_ENDINGS = (" police service", " police", " constabulary", " service", " force")


@dataclass(frozen=True, slots=True)
class Force:
    """A police force. `slug` is its name in the inspectorate's addresses; `peel` whether PEEL inspects it; `head` who leads it."""

    name: str
    slug: str
    names: tuple[str, ...] = ()
    peel: bool = True
    head: str = "chief constable"

    @property
    def short(self) -> str:
        """The name without Police or Constabulary."""
        folded = self.name
        for ending in _ENDINGS:
            folded = re.sub(rf"{ending}$", "", folded, flags=re.I)
        return folded


@cache
def forces() -> tuple[Force, ...]:
    """All forces known, in the order of the file."""
    data = read_table("peel_qa.facts", "forces.toml")
    return tuple(Force(**{**table, "names": tuple(table.get("names", ()))}) for table in data["force"])


@cache
def _patterns(extra: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Name patterns, those of `extra` too, longest first, so that "West Mercia" is found before "Mercia" could be anything else."""
    known = {force.name for force in forces()}
    pairs = {(name, force.name) for force in forces() for name in (force.name, force.short, *force.names)}
    pairs |= {(short, name) for name in extra if name not in known for short in (name, Force(name, "").short, *_short_for(name))}
    ordered = sorted(((_readable(name), owner) for name, owner in pairs), key=lambda pair: (-len(pair[0]), pair))
    return tuple((re.compile(rf"\b{re.escape(name)}(?:'?s)?\b", re.IGNORECASE), owner) for name, owner in ordered)


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    """What bodies beside the forces are called, by how their names end."""
    return {table["ending"]: tuple(table["names"]) for table in read_table("peel_qa.facts", "forces.toml")["body"]}


def _short_for(name: str) -> tuple[str, ...]:
    """What else a body beside the forces is called: "Northern Vales ROCU", "ROCU"; nothing of a force."""
    ending, names = next(((ending, names) for ending, names in _bodies().items() if name.endswith(f" {ending}")), ("", ()))
    region = name.removesuffix(ending)
    return (*(f"{region}{short}" for short in names), *names)


def is_body(name: str) -> bool:
    """Whether a name is that of a body beside the forces, such as a regional unit."""
    return bool(_short_for(name))


def is_of_region(heading: str) -> bool:
    """Whether the heading of a body's chapter says that its forces are dealt with there too: "… Unit and regional working"."""
    return _WORKING.search(_readable(heading)) is not None


@cache
def _no_first_names() -> frozenset[str]:
    return stopwords() | frozenset(read_table("peel_qa.facts", "forces.toml")["no_first_names"])


@cache
def _no_force_names() -> frozenset[str]:
    return frozenset(read_table("peel_qa.facts", "forces.toml")["no_force_names"])


def find_forces(text: str, extra: tuple[str, ...] = ()) -> list[str]:
    """Names of the forces that a text names, in order; `extra` are forces of the corpus that the list does not know.

    A person's surname is no force: "Steve Kent" is not Kent, since a capitalised first name stands before it.
    "West Midlands region" and "West Midlands regional" are the region, not West Midlands Police.
    """
    return list(dict.fromkeys(owner for _, _, owner in _places(_readable(text), extra)))


def asked_forces(text: str, extra: tuple[str, ...] = ()) -> list[str]:
    """Names of the forces that a question names; a constabulary that no list knows counts, whatever its letters."""
    found = find_forces(text, extra)
    strange = _CONSTABULARY.search(_readable(text)) if not found else None
    if strange and strange["name"].lower() not in _no_first_names() | _no_force_names():
        found.append(f"{strange['name'].title()} Constabulary")
    return found


def name_before_police(text: str) -> str:
    """The word, in small letters, that a text puts before "police" or the like as if it were a name; "" where there is none."""
    words = (match["name"].lower() for match in _BEFORE_POLICE.finditer(_readable(text)))
    return next((word for word in words if word not in _no_first_names() | _no_force_names()), "")


def mentioned_forces(texts: Sequence[str], held: tuple[str, ...]) -> tuple[str, ...]:
    """Names of forces that stand in texts and that neither the list nor `held` knows, such as an invented or renamed neighbour.

    A place in which a held force works is none: "Telford police", where the texts speak of Telford by itself too.
    """
    found, readable = Counter[str](), [*map(_readable, texts)]
    none = {Force(name, "").short.lower() for name in held} | _no_first_names() | _no_force_names()
    for text in readable:
        found.update(match[0] for match in _unlisted(text, _places(text, held)))
    shorts = {name: Force(name, "").short for name in found}

    def alone(short: str) -> int:
        by_itself = re.compile(rf"\b{re.escape(short)}\b(?! (?:Police|Constabulary))")
        return sum(len(by_itself.findall(text)) for text in readable)

    return tuple(
        name
        for name, short in sorted(shorts.items())
        if none.isdisjoint({short.lower(), *short.lower().split()}) and alone(short) < found[name]
    )


def force_called(heading: str, own: str) -> str:
    """The force, or body like one, whose name a heading is and nothing more, or that it is about: "About Kent Police"; "" for none.

    `own` may be a name that no list knows.
    """
    readable = _WORKING.sub("", _ABOUT.sub("", _readable(heading)))
    if _short_for(readable):
        return readable
    known = next((owner for start, end, owner in _places(readable, (own,)) if (start, end) == (0, len(readable))), "")
    return known or (readable if _ANY_FORCE.fullmatch(readable) else "")


def with_the_force(text: str, extra: tuple[str, ...] = ()) -> str:
    """A readable text in which every force is called "the force", so that its name hides no other words: "running the force"."""
    readable = _readable(text)
    for start, end, _ in reversed(_places(readable, extra)):
        readable = f"{readable[:start]}the force{readable[end:]}"
    return readable


def without_forces(text: str, names: tuple[str, ...]) -> str:
    """A readable text without the names of some forces, and without the small word that sets one against another."""
    readable = _readable(text)
    for start, end, owner in reversed(_places(readable, names)):
        if owner in names:
            before = re.sub(r"\b(?:and|or|with|to|against|versus|vs|than|from)\s*$", "", readable[:start])
            readable = f"{before}{readable[end:]}"
    return " ".join(readable.split())


def is_about(text: str, name: str) -> bool:
    """Whether a text may be about the force `name`: the force that it names last is no other one; one that names none may be."""
    readable = _readable(text)
    places = _places(readable, (name,))
    return max([*places, *((*match.span(), "") for match in _unlisted(readable, places))], default=(0, 0, name))[2] == name


def _unlisted(text: str, places: Sequence[tuple[int, int, str]]) -> Iterator[re.Match[str]]:
    """What looks like a force's name in a readable text and stands in none of the places of known ones."""
    for match in _ANY_FORCE.finditer(text):
        if not any(match.start() < end and start < match.end() for start, end, _ in places):
            yield match


@lru_cache(maxsize=1024)
def _places(text: str, extra: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    """Start, end and owner of every force's name in a readable text, in order."""
    found: list[tuple[int, int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern, owner in _patterns(extra):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if not _is_region(text, match) and not _is_surname(text, match):
                found.append((*match.span(), owner))
    return tuple(sorted(found))


def _readable(text: str) -> str:
    """A text with plain quotes, hyphens and spaces, "and" for "&", and its capitals."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).replace("&", "and")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _is_region(text: str, match: re.Match[str]) -> bool:
    return re.match(r"'?\s+region(?:al|s)?\b", text[match.end() :], re.IGNORECASE) is not None


def _is_surname(text: str, match: re.Match[str]) -> bool:
    if " " in match.group() or not match.group()[0].isupper():
        return False
    before = re.search(r"\b([A-Z][A-Za-z'-]*\.?) $", text[: match.start()])
    return before is not None and before[1].lower() not in _no_first_names()
