"""The grades of an inspection with those of the one before it beside them, and the caveat on comparing them."""

from __future__ import annotations

from peel_qa.briefing.inspections import Inspection
from peel_qa.briefing.notebook import Notebook, area_name, counted, number_word
from peel_qa.briefing.records import Line, Section, Table
from peel_qa.dates import spoken
from peel_qa.facts.areas import in_order, is_pillar, name_of
from peel_qa.facts.grades import GRADES
from peel_qa.service.desk import listed
from peel_qa.service.timeline import Cell, Timeline, timeline

CAVEAT = (
    "Grades of different cycles are not one scale: areas, questions and grades changed, and HMICFRS says that grades cannot be compared "
    "directly across them."
)
GAPS = {"elsewhere": "not graded here: another inspection grades it", "never": "not graded by design", "narrative": "described, not graded"}
NOTHING = "no grade held"


def cells_of(table: Timeline, inspection: Inspection) -> dict[str, Cell]:
    """The cells of one inspection by area; none where the documents held give it no grades."""
    place = next((n for n, column in enumerate(table.columns) if column.source.id in inspection.ids), None)
    if place is None:
        return {}
    return {row.area: cell for row in table.rows if (cell := row.cells[place]) is not None}


def caveat_between(table: Timeline, one: Inspection, other: Inspection) -> str:
    """What makes the grades of two inspections incomparable; "" where they are on one scale."""
    places = [n for n, column in enumerate(table.columns) if column.source.id in one.ids | other.ids]
    if len(places) < 2:
        return CAVEAT
    changes = [column.change for column in table.columns[places[0] + 1 : places[-1] + 1] if column.change]
    return " ".join([CAVEAT, *changes]) if changes else ""


def grades_section(book: Notebook, before: Inspection | None) -> Section:
    """The table, areas down; ungraded areas with the reason; with a topic, only the areas that speak of it."""
    table = timeline(book.index, book.inspection.force)
    now = cells_of(table, book.inspection)
    then = cells_of(table, before) if before else {}
    seen = {one.area for one in book.scope.found if one.document in book.inspection.ids}
    keys = [key for key in in_order([*now, *then]) if book.scope.holds_area(key, seen)]
    if book.length != "full":
        keys = [key for key in keys if key in now and now[key].grade] or keys
    if not any(key in now for key in keys):
        note = Line("The documents held give no grade" + (f" for {book.scope.spoken}." if not book.scope.is_whole else "."))
        return Section("grades", "Grades", note=note)
    head = ("Area", _head(book.inspection), *([_head(before)] if before and then else []))
    rows = tuple(
        (Line(area_name(key), label=""), _cell(book, now.get(key)), *([_cell(book, then.get(key))] if before and then else []))
        for key in keys
    )
    caveat = Line(_caveat(book, table, before)) if before and then else None
    return Section("grades", "Grades", note=caveat, table=Table(f"Grades of {book.inspection.force} by area", head, rows))


def _caveat(book: Notebook, table: Timeline, before: Inspection) -> str:
    """The caveat, in a paper of one page without what changed."""
    whole = caveat_between(table, book.inspection, before)
    return CAVEAT if whole and book.length == "one-page" else whole


def _head(inspection: Inspection) -> str:
    reported = "" if inspection.is_reported else f", as {inspection.main.the_publisher} reported"
    when = spoken(inspection.main.published, False)
    return f"{inspection.name} (published {when})" if inspection.is_reported else f"{inspection.name} ({when}{reported})"


def _cell(book: Notebook, cell: Cell | None) -> Line:
    if cell is None:
        return Line(NOTHING[:1].upper() + NOTHING[1:])
    said = cell.grade or GAPS[cell.gap or "never"]
    return Line(said[:1].upper() + said[1:], book.cite(*cell.quote))


LOW = ("inadequate", "requires improvement")
"""Grades that call for more than keeping up what is done, the lowest first."""


def low_areas(book: Notebook) -> dict[str, Cell]:
    """The areas that this inspection graded low, the lowest first."""
    cells = cells_of(timeline(book.index, book.inspection.force), book.inspection)
    return {key: cell for grade in LOW for key, cell in cells.items() if cell.grade == grade and not is_pillar(key)}


def summed_up(book: Notebook) -> Line:
    """The grades in one sentence, counted from the table: "good in one (…), adequate in four (…)"."""
    cells = cells_of(timeline(book.index, book.inspection.force), book.inspection)
    graded = {key: cell for key, cell in cells.items() if cell.grade and not is_pillar(key) and book.scope.holds_area(key)}
    if not graded:
        return Line("The documents held give no grades for this inspection.")
    parts, numbers = [], []
    for grade in GRADES:
        keys = [key for key, cell in graded.items() if cell.grade == grade]
        if keys:
            named = f" ({'; '.join(name_of(key) for key in keys)})" if book.length == "full" else ""
            parts.append(f"{grade} in {number_word(len(keys))}{named}")
            numbers += [number for key in keys for number in book.cite(*cells[key].quote)]
    who = "The inspectorate" if book.inspection.is_reported else f"The {book.inspection.main.publisher} reports that the inspectorate"
    text = f"{who} graded {book.inspection.force} in {counted(len(graded), 'area')}: {listed(parts)}."
    return Line(text, tuple(dict.fromkeys(numbers)))
