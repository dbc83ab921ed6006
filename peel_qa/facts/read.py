"""All facts of a corpus, read document by document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from peel_qa.facts.findings import read_findings
from peel_qa.facts.grades import read_grades
from peel_qa.facts.neighbours import own_part, read_neighbours
from peel_qa.facts.own_areas import read_own_areas
from peel_qa.facts.people import read_people
from peel_qa.facts.records import Facts, Finding, Grade, Neighbour, Person, Standing, Term, ToldGrade, Ungraded, Voice
from peel_qa.facts.standing import read_standing
from peel_qa.facts.successions import read_successions
from peel_qa.facts.terms import read_terms
from peel_qa.facts.told_grades import read_told_grades
from peel_qa.facts.ungraded import read_ungraded
from peel_qa.facts.voices import read_voices
from peel_qa.records import Document


@cache
def facts_version() -> str:
    """Digits that change when the rules or the words by which facts are read change."""
    digest = hashlib.sha256()
    for path in sorted(files(__package__).iterdir(), key=lambda path: path.name):
        if path.name.endswith((".py", ".toml")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def read_facts(documents: Iterable[Document]) -> Facts:
    """The facts of all documents, in their order; who followed whom in an office is left to `successions.with_offices`."""
    grades: list[Grade] = []
    ungraded: list[Ungraded] = []
    people: list[Person] = []
    voices: list[Voice] = []
    findings: list[Finding] = []
    terms: list[Term] = []
    standing: list[Standing] = []
    own: list[Grade] = []
    neighbours: list[Neighbour] = []
    told: list[ToldGrade] = []
    for whole in documents:
        elsewhere = read_neighbours(whole)
        neighbours += elsewhere
        document = own_part(whole, elsewhere)
        here = read_grades(document)
        named = read_people(document)
        grades += here
        ungraded += read_ungraded(document, here)
        people += [*named, *read_successions(document)]
        voices += read_voices(whole, named)
        findings += read_findings(document)
        terms += read_terms(whole)
        standing += read_standing(document, here)
        own += read_own_areas(document)
        told += read_told_grades(document)
    return Facts(
        tuple(grades),
        tuple(ungraded),
        tuple(people),
        tuple(voices),
        tuple(findings),
        tuple(terms),
        tuple(standing),
        tuple(own),
        tuple(neighbours),
        tuple(told),
    )
