"""What changed between two inspections of one force: grades, findings, figures, and what the newer documents say of it themselves.

The caveat on comparing comes first. That a finding persists is said where the newer report says so; where only the wording is alike,
that is said instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from peel_qa.briefing.claims import figures_of
from peel_qa.briefing.grade_table import caveat_between, cells_of
from peel_qa.briefing.inspections import Inspection, find_force, find_inspection, inspections
from peel_qa.briefing.likeness import Pair, nearest, same_findings
from peel_qa.briefing.notebook import words
from peel_qa.briefing.numbers import leans, merged, weight
from peel_qa.briefing.statements import Statement, statements
from peel_qa.data import any_of
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.facts.areas import in_order
from peel_qa.facts.grades import GRADES
from peel_qa.facts.records import PRACTICES, Finding
from peel_qa.search.years import years_in
from peel_qa.service.desk import listed
from peel_qa.service.holdings import programme
from peel_qa.service.timeline import Cell, timeline
from peel_qa.stems import term_set

Fate = Literal["persists", "alike", "new", "no longer mentioned"]
FATES: dict[Fate, str] = {
    "persists": "Persists, as the newer report says",
    "alike": "Alike in wording (our match)",
    "new": "New in the newer report",
    "no longer mentioned": "No longer mentioned",
}
_SAME_MEASURE = 0.7
"""Likeness (cosine) from which two sentences with figures of one unit may measure the same."""
_PRONOUN = re.compile(r"\b(?:it|this|that|they) (?:is|was|are|were|rose|fell|stood|had|has|have)\b", re.IGNORECASE)
"""A subject that another sentence names, so that this one alone does not say what its figure measures."""
_SAME_WORDS = 0.45
"""Share of the shorter one's words that they then share."""
_ABOUT_THE_SAME = 0.47
"""Likeness from which an older passage stands beside what the newer documents say of change."""


@dataclass(frozen=True, slots=True)
class GradeChange:
    """An area in both inspections. `move` is "higher", "lower", "same", or "" where the grades are not on one scale or one is missing."""

    area: str
    older: Cell | None
    newer: Cell | None
    move: str = ""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """What became of a finding; `older` or `newer` is None where only one inspection has it."""

    fate: Fate
    older: Finding | None
    newer: Finding | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a newer document says of an inspection before it, with the older passage nearest in meaning."""

    newer: tuple[Statement, ...]
    older: Statement | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed. `gaps` says what cannot be compared, and why."""

    force: str
    older: Inspection
    newer: Inspection
    caveat: str
    grades: tuple[GradeChange, ...]
    findings: tuple[FindingChange, ...]
    figures: tuple[Pair, ...]
    told: tuple[Told, ...]
    gaps: tuple[str, ...] = field(default=())


def changes(engine: PeelQA, force: str, older: str, newer: str) -> Changes:
    """What changed from one edition to another; in whichever order they are named, the older is the older.

    Raises:
        BriefingError: if force or editions are unknown, the same, or of different kinds of inspection.
    """
    name = find_force(engine.index, force, engine.settings.home_force)
    one, other = (find_inspection(engine.index, name, words) for words in (older, newer))
    _require_comparable(engine, one, other)
    one, other = sorted((one, other), key=lambda inspection: (inspection.when[:4], inspection.main.published))
    table = timeline(engine.index, name)
    caveat = caveat_between(table, one, other)
    return Changes(
        name,
        one,
        other,
        caveat,
        tuple(_grades(cells_of(table, one), cells_of(table, other), is_one_scale=not caveat)),
        tuple(_findings(engine, one, other)),
        tuple(_figures(engine, one, other)),
        tuple(_told(engine, one, other)),
        tuple(_gaps(engine, one, other)),
    )


def _require_comparable(engine: PeelQA, one: Inspection, other: Inspection) -> None:
    held = inspections(engine.index, one.force)
    same = [i.name for i in held if programme(i.main) == programme(one.main) and i.name != one.name]
    more = f"Inspections that {one.name} can be set beside: {listed(same) or 'none held'}"
    if one.name == other.name:
        raise BriefingError(f"Both editions are {one.name} of {one.force}", more)
    if programme(one.main) != programme(other.main):
        raise BriefingError(f"{one.name} and {other.name} cannot be compared: they are different kinds of inspection", more)


def _grades(older: dict[str, Cell], newer: dict[str, Cell], is_one_scale: bool) -> list[GradeChange]:
    return [
        GradeChange(key, older.get(key), newer.get(key), _move(older.get(key), newer.get(key), is_one_scale))
        for key in in_order([*older, *newer])
    ]


def _move(older: Cell | None, newer: Cell | None, is_one_scale: bool) -> str:
    if not is_one_scale or older is None or newer is None or not older.grade or not newer.grade:
        return ""
    before, after = GRADES.index(older.grade), GRADES.index(newer.grade)
    return "same" if before == after else "higher" if after < before else "lower"


def _findings(engine: PeelQA, older: Inspection, newer: Inspection) -> list[FindingChange]:
    """The findings of both reports; where one is not held, nothing can be said."""
    if not (older.is_reported and newer.is_reported):
        return []
    every = [f for f in engine.index.facts.findings if f.kind not in PRACTICES]
    before, after = ([f for f in every if f.document in inspection.ids] for inspection in (older, newer))
    if not before or not after:
        return []
    matched = same_findings(engine.index, before, after)
    years = set(years_in(f"{older.name} {older.fieldwork} {older.main.published}"))
    found = []
    for place, one in enumerate(after):
        match = before[matched[place]] if place in matched else None
        is_said = bool(one.repeated_from) and int(one.repeated_from) in years
        fate: Fate = "persists" if is_said else "alike" if match else "new"
        found.append(FindingChange(fate, match, one))
    gone = [one for place, one in enumerate(before) if place not in matched.values()]
    found += [FindingChange("no longer mentioned", one, None) for one in gone]
    return sorted(found, key=lambda change: list(FATES).index(change.fate))


def _figures(engine: PeelQA, older: Inspection, newer: Inspection) -> list[Pair]:
    """Figures of one unit in sentences about the same measure, each with both sentences."""
    before, after = ([one for one in statements(engine.index, i.ids) if weight(one.text) and not leans(one.text)] for i in (older, newer))
    kept: list[Pair] = []
    for pair in nearest(engine.index, before, after, _SAME_MEASURE):
        if _measures_the_same(pair) and all(pair.older != other.older for other in kept):
            kept.append(pair)
    return kept


def _measures_the_same(pair: Pair) -> bool:
    units = [{figure.unit for figure in figures_of(one.text)} for one in (pair.older, pair.newer)]
    if not (units[0] & units[1]):
        return False
    one, other = (term_set(re.sub(r"\d+", " ", statement.text)) for statement in (pair.older, pair.newer))
    if any(_PRONOUN.search(statement.text) for statement in (pair.older, pair.newer)):
        return False
    return len(one & other) >= _SAME_WORDS * max(1, min(len(one), len(other)))


@cache
def _looks_back() -> re.Pattern[str]:
    return any_of(words("progress", "looks_back"))


def _told(engine: PeelQA, older: Inspection, newer: Inspection) -> list[Told]:
    """What the newer documents say themselves of what was before, in their order."""
    before, every = statements(engine.index, older.ids), statements(engine.index, newer.ids)
    told = [one for one in every if _looks_back().search(one.text) and _is_of(one, older)]
    found = []
    for stretch in merged(told, every):
        pairs = nearest(engine.index, before, stretch, _ABOUT_THE_SAME)
        found.append(Told(tuple(stretch), pairs[0].older if pairs else None))
    return found


def _is_of(one: Statement, older: Inspection) -> bool:
    """Whether a statement that looks back can mean the older inspection: it names its year, or none."""
    named = set(years_in(one.text))
    return not named or bool(named & set(years_in(f"{older.name} {older.fieldwork} {older.main.published}")))


def _gaps(engine: PeelQA, older: Inspection, newer: Inspection) -> list[str]:
    gaps = []
    for one in (older, newer):
        if not one.is_reported:
            gaps.append(f"The report on {one.name} is not held, only news about it, so its findings cannot be compared.")
        elif not any(f.document in one.ids and f.kind not in PRACTICES for f in engine.index.facts.findings):
            gaps.append(f"The report held on {one.name} has no lists of findings, so what is new and what is gone cannot be told.")
    return gaps
