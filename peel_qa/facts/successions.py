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
_BEFORE = 300
"""Characters before the verb in which the one who went is named."""


def read_successions(document: Document) -> Iterator[Person]:
    """Those who followed somebody named before in the paragraph; without an office, and with that one's name as their title."""
    for match in _FOLLOWED.finditer(document.text):
        before = document.text[max(0, match.start() - _BEFORE) : match.start()].rpartition("\n")[2]
        gone = next((name for m in reversed([*re.finditer(NAME, before)]) if (name := full_name(m[0], document.source))), "")
        name = full_name(match["name"], document.source)
        if name and gone and name != gone:
            yield Person(document.id, match.start("name"), match.end("name"), name, "", gone)


def with_offices(people: Iterable[Person]) -> list[Person]:
    """The people of all documents: who followed a holder of an office holds it; of whom nobody says which office it was is left out."""
    people = list(people)
    office_of = {person.name: person.role for person in people if person.role in _ONE_AT_A_TIME}
    found = [replace(p, role=office_of.get(p.title, "")) if not p.role else p for p in people]
    return list({(p.document, p.name, p.role): p for p in reversed(found) if p.role}.values())[::-1]
