"""Which inspections of which forces are held, and what a request means by a force and an edition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peel_qa.briefing.clock import day_of
from peel_qa.errors import BriefingError
from peel_qa.facts.areas import areas, find_areas
from peel_qa.facts.forces import find_forces
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Source
from peel_qa.search.question import inspected
from peel_qa.search.years import years_in
from peel_qa.service.desk import listed
from peel_qa.service.holdings import programme


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of one force: its reports and the news about it, each oldest first."""

    force: str
    name: str
    reports: tuple[Source, ...]
    news: tuple[Source, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything held on it, the reports first."""
        return (*self.reports, *self.news)

    @property
    def main(self) -> Source:
        """The report; else the oldest news about it."""
        return self.sources[0]

    @property
    def is_reported(self) -> bool:
        """Whether a report of the inspectorate is held, not only news."""
        return bool(self.reports)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its documents."""
        return frozenset(source.id for source in self.sources)

    @property
    def when(self) -> str:
        """When it was, as exactly as known, for ordering."""
        return max(inspected(source) for source in self.sources)

    @property
    def fieldwork(self) -> str:
        """When inspectors were there, an ISO date; "" where no document says."""
        return next((source.inspected for source in self.sources if source.inspected), "")

    @property
    def published(self) -> date | None:
        """The day of publication of the report, else of the oldest news; None where not even that is known to the day."""
        return day_of(self.main.published)

    @property
    def is_published_sure(self) -> bool:
        """Whether the day of publication is the report's own and known for certain."""
        return self.is_reported and self.main.published_sure and self.published is not None


def inspections(index: SearchIndex, force: str) -> list[Inspection]:
    """The inspections of a force that are held, newest first."""
    groups: dict[str, list[Source]] = {}
    for document in index.documents.values():
        source = document.source
        if source.force == force and source.inspection:
            groups.setdefault(_plain(source.inspection), []).append(source)
    made = [_made(force, sources) for sources in groups.values()]
    return sorted(made, key=lambda inspection: (inspection.when[:4], inspection.main.published), reverse=True)


def _made(force: str, sources: Sequence[Source]) -> Inspection:
    ordered = sorted(sources, key=lambda source: (source.published, source.id))
    reports = tuple(source for source in ordered if source.is_official)
    news = tuple(source for source in ordered if not source.is_official)
    return Inspection(force, (*reports, *news)[0].inspection, reports, news)


def find_force(index: SearchIndex, words: str, home: str) -> str:
    """The force held that some words name; no words mean the home force, or the only one held.

    Raises:
        BriefingError: if no document about it is held, with the forces that are.
    """
    held = sorted({document.source.force for document in index.documents.values() if document.source.inspection})
    if not held:
        raise BriefingError("No document held is about an inspection", "Add one with `peel-qa add`")
    if not words.strip():
        return home if home in held else held[0]
    exact = [name for name in held if name.lower() == words.strip().lower()]
    named = exact or [name for name in find_forces(words, tuple(held)) if name in held]
    if not named:
        raise BriefingError(f"No document held is about {words.strip()[:80]!r}", f"Forces held: {', '.join(held)}")
    return named[0]


def find_inspection(index: SearchIndex, force: str, words: str = "") -> Inspection:
    """The inspection of a force that some words name ("2021/22", "PEEL 2021-22", "2021"); no words mean the newest of the main kind.

    Raises:
        BriefingError: if none or several fit, with those that are held.
    """
    held = inspections(index, force)
    if not words.strip():
        return _newest(held)
    wanted = _plain(words)
    exact = [one for one in held if _plain(one.name) in (wanted, f"peel {wanted}")]
    within = [one for one in held if wanted in _plain(one.name)]
    years = set(years_in(words))
    by_year = [one for one in held if years and years & set(years_in(f"{one.name} {one.fieldwork}"))]
    found = exact or within or by_year
    if len(found) == 1:
        return found[0]
    names = listed([one.name for one in held])
    if not found:
        raise BriefingError(f"No inspection {words.strip()[:80]!r} of {force} is held", f"Inspections held: {names}")
    raise BriefingError(
        f"{words.strip()[:80]!r} fits several inspections of {force}: {listed([one.name for one in found])}", "Name one whole"
    )


def _newest(held: Sequence[Inspection]) -> Inspection:
    kinds = [programme(one.main) for one in held]
    main = max(kinds, key=kinds.count)
    return next(one for one in held if programme(one.main) == main)


def earlier_than(index: SearchIndex, inspection: Inspection) -> Inspection | None:
    """The inspection of the same kind and force before this one; None where none is held."""
    same = [one for one in inspections(index, inspection.force) if programme(one.main) == programme(inspection.main)]
    return next((one for one in same if one.when[:4] < inspection.when[:4]), None)


def later_than(index: SearchIndex, inspection: Inspection) -> list[Inspection]:
    """The inspections of the same force after this one, oldest first."""
    return [one for one in reversed(inspections(index, inspection.force)) if one.when > inspection.when and one.name != inspection.name]


def find_area_keys(words: Iterable[str]) -> tuple[str, ...]:
    """Keys of the areas that some words name.

    Raises:
        BriefingError: for words that name no area, with the areas that there are.
    """
    keys: list[str] = []
    for word in words:
        found = [word] if word in areas() else find_areas(word)
        if not found:
            names = "; ".join(area.name for area in areas().values() if not area.pillar)
            raise BriefingError(f"{word.strip()[:80]!r} names no area of policing", f"Areas: {names}")
        keys += found
    return tuple(dict.fromkeys(keys))


def _plain(name: str) -> str:
    """An edition for comparison: "PEEL 2021-22" is "peel 2021/22"."""
    return " ".join(re.sub(r"(?<=\d)[-–](?=\d)", "/", name.lower()).split())
