"""Who followed whom in an office: "Ruth Achterberg left on 31 October. She was followed by her deputy, Callum Wray".

The office is that of the one who went, as any document names it: it is known when the facts of all documents are put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from peel_qa.facts.people import NAME, full_name
from peel_qa.facts.records import Person
from peel_qa.records import Document

_FOLLOWED = re.compile(
    r"\b(?:was|were|has been|have been|had been)(?: \w+ly)? (?:followed|succeeded|replaced)\b[^;.]{0,90}?\bby "
    rf"(?:(?:his|her|their|its|the) [^,.;]{{2,50}}, |(?:his|her|their|the) (?:[a-z]+ ){{1,4}})?(?P<name>{NAME})"
)
_SUCCEEDS = re.compile(
    rf"(?:\b(?P<name>{NAME})(?:, who|[^.;:\n]{{0,100}}? and)?|\b(?:He|She|(?:Mr|Ms|Mrs|Miss|Dr) [A-Z][\w’'-]+)) (?:has )?"
    rf"(?:succeeds|succeeded|replaces|replaced|takes over from|took over from|taken over from) (?P<gone>{NAME})"
)
"""Who comes after somebody, named or meant by a pronoun."""
_TITLED = re.compile(r"(?:Mr|Ms|Mrs|Miss|Dr) ")
_ONE_AT_A_TIME = frozenset(["chief_constable", "commissioner", "chief_inspector"])
"""Offices that one person holds at a time."""
_JOIN = "; "
_BEFORE = 300
"""Characters before the verb in which the one who went is named."""


def read_successions(document: Document) -> Iterator[Person]:
    """Those who followed somebody named before in the paragraph; without an office, the names before them as title."""
    for match in _FOLLOWED.finditer(document.text):
        before = document.text[max(0, match.start() - _BEFORE) : match.start()].rpartition("\n")[2]
        name = full_name(match["name"], document.source)
        gone = [other for m in re.finditer(NAME, before) if (other := full_name(m[0], document.source)) and other != name]
        if name and gone:
            yield Person(document.id, match.start("name"), match.end("name"), name, "", _JOIN.join(reversed(gone)))
    for match in _SUCCEEDS.finditer(document.text):
        is_full = match["name"] and not _TITLED.match(match["name"])
        named = match if is_full else _subject_before(document.text, match.start())
        name = full_name(named["name"], document.source) if named else ""
        gone_name = full_name(match["gone"], document.source)
        if named and name and gone_name and name != gone_name:
            yield Person(document.id, named.start("name"), match.end(), name, "", gone_name)


def _subject_before(text: str, place: int) -> re.Match[str] | None:
    """The full name that the nearest sentence before a place begins with, at most a few hundred characters away."""
    begins = re.compile(rf"(?:^|[.!?]\s|\n)\W*(?P<name>{NAME})(?=,| (?:who|is|was|has|said|told|will)\b)")
    found = list(begins.finditer(text, max(0, place - 2 * _BEFORE), place))
    return found[-1] if found else None


def with_offices(people: Iterable[Person]) -> list[Person]:
    """The people of all documents, with whom they followed: who followed a holder of an office holds it.

    Of whom nobody says which office it was is left out.
    """
    people = list(people)
    office_of = {person.name: person.role for person in people if person.role in _ONE_AT_A_TIME}
    named_in = {(person.document, person.name): person.role for person in people if person.role}
    found: dict[tuple[str, str, str], Person] = {}
    for person in people:
        gone = [] if person.role else person.title.split(_JOIN)
        role = person.role or _first(office_of, gone) or named_in.get((person.document, person.name), "") or office_of.get(person.name, "")
        if not role:
            continue
        after = next((name for name in gone if name in office_of), gone[0]) if gone else ""
        key = (person.document, person.name, role)
        held = found.get(key, replace(person, role=role, title=person.title if person.role else ""))
        found[key] = replace(held, after=held.after or after)
    return list(found.values())


def _first(office_of: dict[str, str], names: Sequence[str]) -> str:
    """The office of the first of some names that has one; "" where none has."""
    return next((office_of[name] for name in names if name in office_of), "")
