"""The tracker: causes of concern, recommendations and areas for improvement of one force over its inspections, as one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peel_qa.answer.evidence import Evidence, Library
from peel_qa.briefing.clock import read_deadline
from peel_qa.briefing.inspections import Inspection, find_area_keys, find_force, find_inspection, inspections
from peel_qa.briefing.notebook import JOINED
from peel_qa.briefing.progress import progress_of
from peel_qa.dates import spoken
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.facts.areas import name_of
from peel_qa.facts.records import Finding
from peel_qa.records import Citation
from peel_qa.service.desk import listed

KINDS = ("cause of concern", "recommendation", "area for improvement")
COLUMNS = (
    "Force",
    "Inspection",
    "Published",
    "Area",
    "Kind",
    "Wording",
    "Time set",
    "Counted from publication",
    "First seen",
    "Repeated",
    "Status, as the documents say",
    "Status said in",
    "Section",
    "Page",
    "Document",
    "Address",
)
_NOT_SAID = "not said in the documents held"


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """One finding. `citation` is its verified quote; `status_citation` the sentence that says what became of it, where one does."""

    force: str
    inspection: str
    area: str
    kind: str
    wording: str
    deadline: str
    last_day: str
    first_seen: str
    is_repeated: bool
    status: str
    citation: Citation
    status_citation: Citation | None = None

    def cells(self) -> tuple[str, ...]:
        """The row as the columns name it."""
        cited, said = self.citation, self.status_citation
        return (
            self.force,
            self.inspection,
            cited.published if cited.published_sure else cited.published[:7],
            self.area,
            self.kind,
            self.wording,
            self.deadline,
            self.last_day,
            self.first_seen,
            "yes" if self.is_repeated else "no",
            self.status,
            f"{said.publisher}, {said.published}: {' '.join(said.quote.split())}" if said else "",
            " › ".join(cited.section),
            str(cited.page or ""),
            cited.document,
            cited.url,
        )


def tracker(engine: PeelQA, force: str = "", editions: Iterable[str] = (), area_words: Iterable[str] = ()) -> tuple[TrackerRow, ...]:
    """The rows of a force, newest inspection first; of some editions and areas only, where they are named.

    Raises:
        BriefingError: if force, edition or area are unknown, or no finding is held.
    """
    name = find_force(engine.index, force, engine.settings.home_force)
    chosen = [find_inspection(engine.index, name, words) for words in editions] or inspections(engine.index, name)
    keys = find_area_keys(area_words)
    library = Library(engine.index)
    rows = tuple(row for inspection in chosen for row in _rows(engine, library, inspection, keys))
    if not rows:
        reported = [one.name for one in inspections(engine.index, name) if one.is_reported]
        about = f" on {listed([name_of(key) for key in keys])}" if keys else ""
        said = f"No report held on {listed([one.name for one in chosen])} of {name} lists a finding{about}"
        raise BriefingError(said, f"Inspections whose reports are held: {listed(reported) or 'none'}")
    return rows


def _rows(engine: PeelQA, library: Library, inspection: Inspection, keys: tuple[str, ...]) -> list[TrackerRow]:
    held = [f for f in engine.index.facts.findings if f.document in inspection.ids and f.kind in KINDS and (not keys or f.area in keys)]
    made = (_row(engine, library, inspection, finding) for finding in held)
    return [row for row in made if row is not None]


def _row(engine: PeelQA, library: Library, inspection: Inspection, finding: Finding) -> TrackerRow | None:
    citation = Evidence(library).library_citation(finding.document, finding.start, finding.end, 1)
    if citation is None:
        return None
    wording = JOINED.sub("", " ".join(citation.quote.split()))
    deadline = read_deadline(f"{finding.lead} {wording}", inspection.published if inspection.is_published_sure else None)
    progress = progress_of(engine.index, finding)
    said = progress[-1] if progress else None
    status = {"remains": "remains", "closed": "closed"}[said.state] if said else _NOT_SAID
    if said is None and finding.repeated_from:
        status = f"remains from {finding.repeated_from}"
    place = said.statement if said else None
    return TrackerRow(
        force=inspection.force,
        inspection=inspection.name,
        area=name_of(finding.area) or finding.chapter,
        kind=finding.kind,
        wording=f"{finding.lead} {wording}".strip() if finding.lead else wording,
        deadline=deadline.words if deadline else "",
        last_day=deadline.last_day.isoformat() if deadline and deadline.last_day else "",
        first_seen=finding.repeated_from or inspection.name,
        is_repeated=bool(finding.repeated_from),
        status=status,
        citation=citation,
        status_citation=Evidence(library).library_citation(place.document, place.start, place.end, 2) if place else None,
    )


def dated(row: TrackerRow) -> str:
    """When a row's report was published, for readers."""
    return spoken(row.citation.published, row.citation.published_sure)
