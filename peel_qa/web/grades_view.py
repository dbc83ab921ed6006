"""The Grades view: a board of grades per area over the inspections, the same as a table, and what may not be compared."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from peel_qa.dates import spoken
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Source
from peel_qa.service.links import place_link
from peel_qa.service.timeline import Cell, Column, Row, Timeline, forces_graded, timeline
from peel_qa.text import fold
from peel_qa.web.frame import page_html
from peel_qa.web.marks import plain

# One shape for each grade, so that colour is never alone: star, full disc, half disc, triangle, cross.
_SHAPES = {
    "outstanding": '<path d="m12 1.5 3.1 7 7.6.7-5.7 5 1.7 7.5L12 17.8l-6.7 3.9L7 14.2l-5.7-5 7.6-.7z"/>',
    "good": '<circle cx="12" cy="12" r="9.5"/>',
    "adequate": (
        '<circle cx="12" cy="12" r="8.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12 3.5a8.5 8.5 0 0 0 0 17z"/>'
    ),
    "requires improvement": '<path d="M12 3 22.5 21h-21z"/>',
    "inadequate": '<path d="M5 2.5 12 9.5l7-7L21.5 5l-7 7 7 7L19 21.5l-7-7-7 7L2.5 19l7-7-7-7z"/>',
}
_GAPS = {"elsewhere": "Graded by another inspection", "never": "Not graded by design", "narrative": "Described, not graded"}
_NOTHING = "Nothing held"


def grades_page(index: SearchIndex, wanted: str = "") -> str:
    """The view for one force; the first held where `wanted` is none of them."""
    held = forces_graded(index)
    if not held:
        return page_html("Grades", "grades", "<h1>Grades</h1><p>No document held gives a grade.</p>")
    force = wanted if wanted in held else held[0]
    table = timeline(index, force)
    count = f"{len(table.columns)} inspection{'' if len(table.columns) == 1 else 's'}"
    body = (
        f'<div class="hero"><h1>Grades of {plain(force)}</h1><p class="purpose">What the inspectors graded, area by area, over '
        f"{count}. Choose a grade to read the sentence that gives it.</p></div>"
        f"{_choice(held, force)}{_warning(table)}{_legend()}{_board(table)}{_as_table(table)}{_reading_notes(table)}"
    )
    return page_html(f"Grades of {force}", "grades", body)


def _choice(held: Sequence[str], force: str) -> str:
    if len(held) < 2:
        return ""
    links = "".join(
        f'<li><a href="grades?{plain(urlencode({"force": name}))}"{" aria-current=true" if name == force else ""}>{plain(name)}</a></li>'
        for name in held
    )
    return f'<nav class="forces" aria-label="Forces"><ul>{links}</ul></nav>'


def _warning(table: Timeline) -> str:
    if not any(column.change for column in table.columns):
        return ""
    return (
        '<p class="not-one-scale"><strong>These columns are not one scale.</strong> Areas, questions and grades changed between '
        "the inspections; HMICFRS says that grades cannot be compared directly across them. "
        "Where a hatched band or a double edge stands between two grades, read each alone.</p>"
    )


def _shape(grade: str) -> str:
    return f'<svg class="shape" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="currentColor">{_SHAPES[grade]}</svg>'


def _slug(grade: str) -> str:
    return grade.replace(" ", "-")


def _legend() -> str:
    items = "".join(f'<li class="grade {_slug(grade)}">{_shape(grade)}<span>{grade.capitalize()}</span></li>' for grade in _SHAPES)
    return f'<div class="legend"><h2 class="visually-hidden">The grades, from best to worst</h2><ol>{items}</ol></div>'


def _board(table: Timeline) -> str:
    """The picture: one column an inspection, in order of time, with a break before a column that does not continue the last."""
    heads = "".join(_column_head(column) for column in table.columns)
    lanes = "".join(_lane(row, table.columns) for row in table.rows)
    style = f' style="--columns: {len(table.columns)}"'
    return (
        f'<section class="board" aria-labelledby="board-title"{style}><h2 id="board-title">The picture</h2>'
        f'<div class="board-heads"><div class="corner" aria-hidden="true"></div>{heads}</div>{lanes}</section>'
    )


def _column_head(column: Column) -> str:
    bar = "".join(f'<span class="{_slug(grade)}" style="flex-grow: {count}"></span>' for grade, count in column.counts)
    words = ", ".join(f"{count} {grade}" for grade, count in column.counts)
    broken = " broken" if column.change else ""
    return (
        f'<div class="board-head{broken}"><h3>{_name(column)}</h3><p>{_when(column.source)}</p>'
        f'<div class="bar" aria-hidden="true">{bar}</div><p class="counts">{words}</p></div>'
    )


def _when(source: Source) -> str:
    published = spoken(source.published, False)
    when = f"Inspected {spoken(source.inspected)}, published {published}" if source.inspected else f"Published {published}"
    return f"{when}{'' if source.is_official else f'<br /><em>as {plain(source.the_publisher)} reported</em>'}"


def _lane(row: Row, columns: Sequence[Column]) -> str:
    tiles = "".join(_tile(row, column, cell) for column, cell in zip(columns, row.cells, strict=True))
    return f'<div class="lane"><h3>{plain(_first_up(row.name))}</h3>{tiles}</div>'


def _tile(row: Row, column: Column, cell: Cell | None) -> str:
    broken = " broken" if column.change else ""
    place = f'<span class="tile-when">{_name(column)}</span>'
    if cell is None:
        nothing = f'<span class="tile-word"><span aria-hidden="true">–</span>{_hidden(_NOTHING)}</span>'
        return f'<div class="tile none{broken}">{place}{nothing}</div>'
    word = cell.grade.capitalize() if cell.grade else _GAPS[cell.gap or "never"]
    shape, tone = (_shape(cell.grade), f"grade {_slug(cell.grade)}") if cell.grade else ("", "gap")
    label = f'<span class="tile-label">as “{plain(cell.label)}”</span>' if cell.label and fold(cell.label) != fold(row.name) else ""
    return (
        f'<div class="tile{broken}"><a class="{tone} open-quote" href="{plain(place_link(*cell.quote))}">{place}'
        f'<span class="tile-word">{shape}{word}</span>{_hidden(f" for {plain(row.name)}. Read the sentence.")}{label}</a></div>'
    )


def _hidden(html: str) -> str:
    return f'<span class="visually-hidden">{html}</span>'


def _as_table(table: Timeline) -> str:
    heads = "".join(f'<th scope="col">{_name(column)}<br /><span>{_when(column.source)}</span></th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{plain(_first_up(row.name))}</th>{"".join(_td(cell) for cell in row.cells)}</tr>' for row in table.rows
    )
    changes = "".join(
        f"<td>{column.grades} grades{', not comparable with the column before' if column.change else ''}</td>" for column in table.columns
    )
    foot = f'<tr><th scope="row">Scale</th>{changes}</tr>'
    return (
        '<section class="grade-table"><h2 id="as-table">The same as a table</h2><div class="table" tabindex="0" role="region" '
        f'aria-labelledby="as-table"><table><caption>Grades of {plain(table.force)} by area and inspection</caption>'
        f'<thead><tr><th scope="col">Area</th>{heads}</tr></thead><tbody>{rows}</tbody><tfoot>{foot}</tfoot></table></div></section>'
    )


def _td(cell: Cell | None) -> str:
    if cell is None:
        return f"<td>{_NOTHING}</td>"
    word = cell.grade.capitalize() if cell.grade else _GAPS[cell.gap or "never"]
    label = f"<br /><span>{plain(cell.label)}</span>" if cell.label else ""
    return f'<td><a class="open-quote" href="{plain(place_link(*cell.quote))}">{word}</a>{label}</td>'


def _reading_notes(table: Timeline) -> str:
    notes = "".join(f"<li><strong>{_name(column)}:</strong> {plain(column.change)}</li>" for column in table.columns if column.change)
    breaks = f"<h2>What changed between the columns</h2><ul>{notes}</ul>" if notes else ""
    return (
        f'<section class="reading-notes">{breaks}<h2>How to read it</h2><ul>'
        "<li>Inspectors give no overall grade from 2021/22 on, and none is worked out here.</li>"
        "<li>An area stands in one row although its name changed; the name of the time is given where it differs.</li>"
        f"<li>“{_GAPS['narrative']}”: the report writes about it without a grade. “{_GAPS['elsewhere']}”: the report says that another "
        f"inspection grades it. A dash or “{_NOTHING}”: the documents held do not say, which is not the same as “not graded”.</li>"
        "</ul></section>"
    )


def _name(column: Column) -> str:
    return plain(_first_up(column.name))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
