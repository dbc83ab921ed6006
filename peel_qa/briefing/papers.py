"""Papers of the other kinds: what changed, press against report, the tracker; each from its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from peel_qa.briefing.brief import bound
from peel_qa.briefing.changes import FATES, Changes, FindingChange, Told
from peel_qa.briefing.grade_table import GAPS, NOTHING
from peel_qa.briefing.inspections import Inspection
from peel_qa.briefing.notebook import Notebook, area_name, counted
from peel_qa.briefing.press import VERDICTS, Checked, Verdict, tally
from peel_qa.briefing.records import Line, Paper, Section, Table
from peel_qa.briefing.scope import Scope
from peel_qa.briefing.tracker import TrackerRow
from peel_qa.dates import spoken
from peel_qa.engine import PeelQA
from peel_qa.facts.areas import find_areas
from peel_qa.facts.records import Finding
from peel_qa.service.timeline import Cell

_ONE_SCALE = "Both inspections are of one cycle, so their grades are on one scale."
_LONGEST_LABEL = 70
"""Characters of the longest name of an area that is shown; a newspaper's list of areas is no name."""
_MOVES = {"higher": "higher", "lower": "lower", "same": "the same", "": ""}


def _notebook(engine: PeelQA, inspection: Inspection, today: date | None) -> Notebook:
    return Notebook(engine, inspection, Scope(), "full", "commissioner", today or date.today(), inspection.published)


def changes_paper(engine: PeelQA, found: Changes, today: date | None = None) -> Paper:
    """What changed, the caveat first."""
    book = _notebook(engine, found.newer, today)
    sections = [
        Section("caveat", "Before you compare", (Line(found.caveat or _ONE_SCALE), *(Line(gap) for gap in found.gaps)), is_list=False),
        _grade_changes(book, found),
        *_finding_changes(book, found),
        _figure_pairs(book, found),
        _told(book, found.told),
    ]
    title = f"What changed: {found.force}"
    return bound(title, f"From {found.older.name} to {found.newer.name} · {spoken(book.today.isoformat())}", book, sections)


def _grade_changes(book: Notebook, found: Changes) -> Section:
    is_judged = not found.caveat
    head = ("Area", found.older.name, found.newer.name, *(["Against the older grade"] if is_judged else []))
    rows = []
    for change in found.grades:
        cells = [Line(area_name(change.area)), _cell(book, change.older), _cell(book, change.newer)]
        rows.append((*cells, Line(_MOVES[change.move] or "cannot be said")) if is_judged else tuple(cells))
    note = None if rows else Line("The documents held give no grades of either inspection.")
    table = Table(f"Grades of {found.force} in both inspections", head, tuple(rows)) if rows else None
    return Section("grades", "Grades side by side", note=note, table=table)


def _cell(book: Notebook, cell: Cell | None) -> Line:
    said = NOTHING if cell is None else cell.grade or GAPS[cell.gap or "never"]
    is_named = cell is not None and bool(cell.grade) and len(find_areas(cell.label)) == 1 and len(cell.label) <= _LONGEST_LABEL
    label = f" (as “{cell.label}”)" if cell is not None and is_named else ""
    return Line(f"{said[:1].upper()}{said[1:]}{label}", book.cite(*cell.quote) if cell is not None else ())


def _finding_changes(book: Notebook, found: Changes) -> Iterator[Section]:
    for fate, title in FATES.items():
        here = [change for change in found.findings if change.fate == fate]
        if here:
            lines = tuple(line for change in here for line in _both(book, found, change))
            yield Section(fate.replace(" ", "-"), title, lines, Line(f"{counted(len(here), 'finding')}.".capitalize()))


def _both(book: Notebook, found: Changes, change: FindingChange) -> Iterator[Line]:
    """A finding's passages, the newer first; the older below it."""
    places = [(change.newer, found.newer), (change.older, found.older)]
    for depth, (one, inspection) in enumerate((one, inspection) for one, inspection in places if one is not None):
        tag = f"{one.kind}, {inspection.name}" + (f", raised before in {one.repeated_from}" if one.repeated_from else "")
        yield book.quote(one.document, one.start, one.end, label=_area(one) if depth == 0 else "", tag=tag, depth=depth)


def _area(one: Finding) -> str:
    return area_name(one.area) or one.chapter


def _figure_pairs(book: Notebook, found: Changes) -> Section:
    title = "Figures side by side"
    if not found.figures:
        return Section("figures", title, note=Line("No figures were found that clearly measure the same in both."))
    rows = [
        (
            Line(area_name(pair.newer.area) or area_name(pair.older.area) or "Whole force"),
            book.quote(pair.older.document, pair.older.start, pair.older.end),
            book.quote(pair.newer.document, pair.newer.start, pair.newer.end),
        )
        for pair in found.figures
    ]
    note = Line("Matched by their wording: that they measure the same is for you to check in both passages.")
    return Section(
        "figures", title, note=note, table=Table("Figures in both inspections", ("Area", found.older.name, found.newer.name), tuple(rows))
    )


def _told(book: Notebook, told: Sequence[Told]) -> Section:
    """What the newer documents say of the time before, with the older passage below."""
    lines = []
    for one in told:
        first, last = one.newer[0], one.newer[-1]
        voice = book.library.voice_name(last.document, last.start, last.end)
        who = {"inspectorate": "the inspectorate", "newspaper": "the newspaper"}.get(voice, voice)
        lines.append(book.quote(first.document, first.start, last.end, label=area_name(first.area) or "Whole force", tag=f"said by {who}"))
        if one.older is not None:
            older = one.older
            lines.append(book.quote(older.document, older.start, older.end, text="The older passage nearest to it:", depth=1))
    note = None if lines else Line("The newer documents say nothing of the inspection before.")
    return Section("told", "What the newer documents say of the time before", tuple(lines), note)


def press_paper(engine: PeelQA, results: tuple[Checked, ...], inspection: Inspection, name: str, today: date | None = None) -> Paper:
    """Each claim beside the report's own words, what differs first."""
    book = _notebook(engine, inspection, today)
    counts = tally(results)
    said = ", ".join(f"{VERDICTS[verdict].lower()}: {count}" for verdict, count in counts.items() if count) or "no claims were found"
    summary = Line(f"{name} against {inspection.name} of {inspection.force}. {said[0].upper()}{said[1:]}.")
    shown: tuple[Verdict, ...] = ("differs", "not in the report", "agrees", "compare", "reaction")
    sections = [
        Section("summary", "In short", (summary,), is_list=False),
        *(_verdict(book, verdict, [one for one in results if one.verdict == verdict]) for verdict in shown),
    ]
    subtitle = f"{name} · {spoken(book.today.isoformat())}"
    return bound(f"Press against report: {inspection.name}, {inspection.force}", subtitle, book, [s for s in sections if s.lines])


def _verdict(book: Notebook, verdict: Verdict, found: list[Checked]) -> Section:
    lines = []
    for one in found:
        lines.append(Line(quote=one.claim.text, label=_who(one), tag=one.reason))
        if one.own is not None:
            lines.append(book.quote(one.own.document, one.own.start, one.own.end, text="The report:", depth=1))
    return Section(verdict.replace(" ", "-"), VERDICTS[verdict], tuple(lines))


def _who(one: Checked) -> str:
    return {"newspaper": "The text", "inspectorate": "The text, for the inspectorate"}.get(one.claim.voice, one.claim.voice)


def tracker_table(rows: Sequence[TrackerRow]) -> Table:
    """The tracker as a table for reading; files have all columns."""
    head = ("Area", "Kind", "Wording", "Inspection", "Time set", "First seen", "Status, as the documents say")
    made = tuple(
        (
            Line(row.area[:1].upper() + row.area[1:]),
            Line(row.kind),
            Line(row.wording),
            Line(row.inspection),
            Line(row.deadline or "none"),
            Line(f"{row.first_seen}{' (repeated)' if row.is_repeated else ''}"),
            Line(row.status),
        )
        for row in rows
    )
    return Table(f"Findings of {rows[0].force}" if rows else "Findings", head, made)
