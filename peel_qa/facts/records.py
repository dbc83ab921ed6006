"""The facts that are read once, at index time. Each says where it stands: `document.text[start:end]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal["area for improvement", "cause of concern", "recommendation", "innovative practice", "promising practice"]

PRACTICES: tuple[FindingKind, ...] = ("innovative practice", "promising practice")
"""What others may learn from: what is new, and what may prove itself."""

StandingKind = Literal["ungraded", "default monitoring", "enhanced monitoring"]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade that a document gives a force for an area.

    `area` is a key of areas.toml, "" where none bears the name; `label` is the document's own name of it.
    """

    document: str
    start: int
    end: int
    area: str
    label: str
    grade: str
    form: Literal["sentence", "table", "list"]


@dataclass(frozen=True, slots=True)
class ToldGrade:
    """A grade of an earlier inspection, of the `years` that its sentence names, which a later document tells."""

    document: str
    start: int
    end: int
    area: str
    grade: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ungraded:
    """An area that a report covers without grading it. `reason`: graded by another inspection, never graded, or only described.

    `is_pending` where the report says that the other inspection was not completed yet.
    """

    document: str
    start: int
    end: int
    area: str
    reason: Literal["elsewhere", "never", "narrative"]
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document says of its inspection or its force as a whole: that no grade comes of it, or how closely the force is monitored."""

    document: str
    start: int
    end: int
    kind: StandingKind


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in an office. `role` is a key of roles.toml, `title` the document's own words for it.

    `after` is whom the document says that the person followed in it; "" where it does not say.
    """

    document: str
    start: int
    end: int
    name: str
    role: str
    title: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of a news text or report in which `speaker` (a name, or "inspectorate") is quoted or reported."""

    document: str
    start: int
    end: int
    speaker: str
    role: str


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry of a report's lists. `start` to `end` is its own wording; `area` a key of areas.toml or "".

    `repeated_from` is the year of the report that raised it first; `lead` the words that introduce a recommendation, with its deadline.
    """

    document: str
    start: int
    end: int
    kind: FindingKind
    area: str
    chapter: str
    repeated_from: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation and what the document says it stands for; `start` to `end` is the sentence."""

    document: str
    start: int
    end: int
    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A chapter of a report that is about another force than the report's own, and the grades that it gives that force.

    `is_shared`: it deals with the report's own force too, as that of a regional unit "and regional working".
    """

    document: str
    start: int
    end: int
    force: str
    grades: tuple[Grade, ...] = ()
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a corpus, by document and place."""

    grades: tuple[Grade, ...] = ()
    ungraded: tuple[Ungraded, ...] = ()
    people: tuple[Person, ...] = ()
    voices: tuple[Voice, ...] = ()
    findings: tuple[Finding, ...] = ()
    terms: tuple[Term, ...] = ()
    standing: tuple[Standing, ...] = ()
    own_grades: tuple[Grade, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    told: tuple[ToldGrade, ...] = ()
