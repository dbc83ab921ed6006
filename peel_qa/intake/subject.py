"""Proposals of the force and the inspection that a document is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import urlsplit

from peel_qa.data import read_table
from peel_qa.dates import spoken
from peel_qa.facts.forces import find_forces, forces
from peel_qa.intake.evidence import COUNTED, Evidence, Proposal, vocabulary
from peel_qa.stems import stopwords

_DOMINANT = 0.7
_EDITION = re.compile(r"\bPEEL(?: assessment)?[ -]+(20\d\d)(?:[/–-](\d\d(?!\d)|20\d\d))?", re.IGNORECASE)
_EDITION_IN_ADDRESS = re.compile(r"/peel-(20\d\d)(?:/|$)|-(20\d\d)-(\d\d)(?:/|\.|$)")
_UNKNOWN_FORCE = re.compile(
    r"\b((?:[A-Z][\w'’-]+)(?: (?:(?:and|of|the|&) )?[A-Z][\w'’-]+){0,3})"
    r" (Police Service|Police|Constabulary)\b(?! (?:Federation|and Crime|Fire))"
)


def force_named(evidence: Evidence) -> Iterator[Proposal]:
    """The force: of the address, of the title, or the one that the text names most."""
    slugs = {force.slug: force.name for force in forces() if force.slug}
    for slug in sorted(slugs, key=len, reverse=True):
        if re.search(rf"(?<![a-z]){slug}(?![a-z])", urlsplit(evidence.url).path):
            yield Proposal("force", slugs[slug], "the address", "sure")
    named = _forces_of(evidence.title)
    if len(named) == 1 and evidence.is_titled:
        yield Proposal("force", named[0], "the title", "sure")
    counts = Counter(name for part in evidence.reading.told[:COUNTED] for name in _forces_of(part.text))
    for name, seen in counts.most_common(1):
        is_clear = seen >= _DOMINANT * sum(counts.values()) and seen > 1
        yield Proposal("force", name, f"named {seen} times" if seen > 1 else "the text", "likely" if is_clear else "guess")


def _forces_of(text: str) -> list[str]:
    """Forces that a text names, those that no list has too."""
    known = find_forces(text)
    unlisted = [f"{match[1]} {match[2]}".removeprefix("The ") for match in _UNKNOWN_FORCE.finditer(text)]
    others = [name for name in (_without_opening(name) for name in unlisted) if name and not find_forces(name)]
    return list(dict.fromkeys([*known, *others]))


def _without_opening(name: str) -> str:
    """A force's name without words in front that are none of it: "Inspection of Fenmarch Constabulary", "While Fenmarch Police"."""
    words = name.split()
    while words and words[0].lower() in _no_forces():
        words = words[1:]
    while len(words) > 2 and words[1].lower() in ("of", "the"):
        words = words[2:]
    return " ".join(words) if len(words) > 1 and words[0].lower() not in _no_forces() else ""


@cache
def _no_forces() -> frozenset[str]:
    return stopwords() | frozenset(vocabulary()["no_forces"]) | frozenset(read_table("peel_qa.facts", "forces.toml")["no_first_names"])


def editions(evidence: Evidence, found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    """The inspection: of a report `edition`, of a news text `about`, which may be told apart from the text alone."""
    if "edition" in found or "about" in found:
        return
    key = "edition" if found["kind"].value == "report" else "about"
    title = _edition_in(evidence.title)
    if title:
        yield Proposal(key, title[0], "the title", "sure")
    address = _EDITION_IN_ADDRESS.search(urlsplit(evidence.url).path)
    if address and "/peel" in evidence.url:
        yield Proposal(key, edition_name(address[1] or address[2], address[3] or ""), "the address", "sure")
    opening = _edition_in("\n".join(evidence.opening))
    if opening:
        yield Proposal(key, opening[0], "the opening", "likely" if len(opening) == 1 else "guess")
    if title or address or opening:
        return
    if key == "edition":
        yield Proposal("about", evidence.title, "the title", "likely")
    elif "published" in found:
        yield Proposal("about", f"inspection reported in {spoken(found['published'].value[:7])}", "the date", "likely")


def _edition_in(text: str) -> list[str]:
    return list(dict.fromkeys(edition_name(match[1], match[2] or "") for match in _EDITION.finditer(text)))


def edition_name(first: str, last: str) -> str:
    """An edition's name: "PEEL 2015", "PEEL 2021/22" for two years that follow one another, "PEEL 2023-25" for a longer cycle."""
    if not last:
        return f"PEEL {first}"
    return f"PEEL {first}{'/' if int(last[-2:]) == int(first[-2:]) + 1 else '-'}{last[-2:]}"
