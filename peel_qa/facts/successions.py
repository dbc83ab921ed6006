"""Who followed whom in an office: "Ruth Achterberg left on 31 October. She was followed by her deputy, Callum Wray".

The office is that of the one who went, as any document names it: it is known when the facts of all documents are put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from peel_qa.facts.people import NAME, full_name
from peel_qa.facts.records import Person
from peel_qa.records import Document

_FOLLOWED = re.compile(
    r"\b(?:was|were|has been|have been|had been)(?: \w+ly)? (?:followed|succeeded|replaced)\b[^;.]{0,90}?\bby "
    rf"(?:(?:his|her|their|its|the) [^,.;]{{2,50}}, |(?:his|her|their|the) (?:[a-z]+ ){{1,4}})?(?P<name>{NAME})"
)
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


def with_offices(people: Iterable[Person]) -> list[Person]:
    """The people of all documents: who followed a holder of an office holds it; of whom nobody says which office it was is left out."""
    people = list(people)
    office_of = {person.name: person.role for person in people if person.role in _ONE_AT_A_TIME}
    found = [p if p.role else replace(p, role=_first(office_of, p.title), title="") for p in people]
    return list({(p.document, p.name, p.role): p for p in reversed(found) if p.role}.values())[::-1]


def _first(office_of: dict[str, str], names: str) -> str:
    """The office of the first of some names that has one; "" where none has."""
    return next((office_of[name] for name in names.split(_JOIN) if name in office_of), "")
