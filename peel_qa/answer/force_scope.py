"""Which of the forces held a question is about, so that one force's documents never answer for another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from peel_qa.answer.compose import compose
from peel_qa.facts.forces import Force, forces, is_body
from peel_qa.facts.records import Person
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question
from peel_qa.text import fold

_COMPARES = re.compile(
    r"\b(?:than|versus|vs|compared|against|better|worse|(?:same|different) (?:grade |mark |rating )?(?:as|from|to))\b", re.IGNORECASE
)
_BESIDE = (
    r"\b(?:shar\w+|joint\w*|together|collaborat\w+|work\w*|partner\w*|merg\w+|team\w*|alliance|borrow\w*|agreements?|arrangements?|"
    r"provid\w+|transfer\w*|mov\w+|leav\w+|left|lost|los\w+|g[eo]t?|went|gone|going|join\w*|help\w*|lent|lend\w*|come|came|coming)\b"
    r"[^?;]{0,60}?\b(?:with|to|from|by|for) (?:the )?"
)
"""What ties the force that a question is about to another one: "what do they share with", "how many officers left for"."""
REPORTS_URL = "https://hmicfrs.justiceinspectorates.gov.uk/"


@dataclass(frozen=True, slots=True)
class ForceScope:
    """The forces that a question is answered for; `notes` say so where the question left it open, or named others."""

    forces: tuple[str, ...]
    notes: tuple[str, ...] = ()


def held_forces(sources: Iterable[Source], filters: Filters) -> tuple[str, ...]:
    """The forces of which the filters let anything through."""
    return tuple(sorted({source.force for source in sources if filters.admit(source)}))


def force_scope(question: Question, held: Sequence[str], home: str, mentioned: Sequence[str]) -> ForceScope:
    """The forces that a question names; else those `mentioned` some other way; else the home force, where it is held; else all."""
    named = tuple(force for force in question.forces if force in held)
    if named:
        return ForceScope(named, tuple(_says_nothing(force, held) for force in question.forces if force not in held))
    if len(held) < 2:
        return ForceScope(tuple(held))
    meant = tuple(mentioned) or ((home,) if home in held else ())
    others = [force for force in held if force not in meant]
    if not meant or not others:
        return ForceScope(tuple(held))
    note = f"This is about {_listed(meant)}. Documents about {_listed(others)} are held too: name the force to ask about it."
    return ForceScope(meant, (note,))


def without_partners(question: Question, held: Sequence[str]) -> Question:
    """A question without the forces that it names only as what its own force does something with: "what do they share with X"."""

    def is_partner(force: str) -> bool:
        return force not in held and re.search(_BESIDE + re.escape(Force(force, "").short) + r"\b", question.own, re.IGNORECASE) is not None

    kept = tuple(force for force in question.forces if not is_partner(force))
    return question if kept == question.forces else replace(question, forces=kept)


def forces_of_people(question: Question, people: Iterable[Person], force_of: dict[str, str]) -> tuple[str, ...]:
    """The forces of the people whom a question names in full; `force_of` gives a document's force."""
    asked = f" {re.sub(r'[^a-z0-9]+', ' ', fold(question.own))} "
    found = (force_of[p.document] for p in people if p.document in force_of and f" {' '.join(fold(p.name).split())} " in asked)
    return tuple(dict.fromkeys(found))


def other_force(question: Question, held: Sequence[str], neighbours: Sequence[str] = ()) -> Answer | None:
    """The refusal for a question about forces of which nothing is told, or that sets one against them.

    None where one of its forces is told of and may be told of alone, or where it names none. `neighbours` are told of in another's report.
    """
    strange = [name for name in question.forces if name not in held and name not in neighbours]
    if not strange or (len(strange) < len(question.forces) and not _COMPARES.search(question.own)):
        return None
    return says_nothing_of(question, strange[0], held)


def says_nothing_of(question: Question, name: str, held: Sequence[str], has_chapter: bool = False) -> Answer:
    """The refusal for a question about one force of which nothing is held, or no more than a chapter that does not answer it."""
    known = {force.name: force for force in forces()}
    called = f"the {name}" if is_body(name) else name
    inspected = "has its own inspection reports" if name not in known or known[name].peel else "is not inspected under PEEL"
    door = f"{name} {'is inspected with the forces of its region' if is_body(name) else inspected}: look for it at {REPORTS_URL}"
    of_chapter = f"The documents held do not say: of {called} only a chapter in a report on its region is held, which does not answer this."
    first = of_chapter if has_chapter else _says_nothing(name, held)
    return compose(question.text, [Claim(first), Claim(door)], [], "other_force", confidence=1.0)


def which_force(question: Question, held: Sequence[str]) -> Answer:
    """The question back, where several forces are held and nothing says which is meant."""
    first = Claim(f"Which force do you mean? The documents held are about {_listed(held)}.")
    return compose(question.text, [first, Claim("Ask again with the name of the force.")], [], "clarify", confidence=0.9)


def nothing_admitted(question: Question) -> Answer:
    """The refusal where the filters let no document through."""
    first = Claim("No document that is held passes the filters chosen, so there is nothing to answer from.")
    return compose(question.text, [first, Claim("Widen or clear the filters and ask again.")], [], "not_in_corpus", confidence=1.0)


def _says_nothing(force: str, held: Sequence[str]) -> str:
    return f"The documents held are about {_listed(held)} only, so they do not say anything about {force}."


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
