"""The Briefings view: forms for briefings, comparisons, checks and the tracker, and what they make below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from peel_qa.briefing.inspections import Inspection, earlier_than, find_force, inspections
from peel_qa.briefing.papers import tracker_table
from peel_qa.briefing.records import AUDIENCES, Paper
from peel_qa.briefing.render.files import ENDINGS, SHEET_ENDINGS
from peel_qa.briefing.render.html import body_html
from peel_qa.briefing.tracker import TrackerRow
from peel_qa.dates import spoken
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.facts.areas import areas
from peel_qa.service.holdings import forces
from peel_qa.service.links import place_link, quote_link
from peel_qa.web.frame import page_html
from peel_qa.web.marks import plain

Fields = Mapping[str, Sequence[str]]
_KINDS = {"briefings": "Briefing", "changes": "What changed", "press": "Press against report", "tracker": "Tracker"}
_NAMES = {".docx": "Word", ".pdf": "PDF", ".html": "HTML", ".md": "Markdown", ".csv": "CSV", ".xlsx": "Excel"}
_LENGTHS = {"one-page": "One page", "two-page": "Two pages", "full": "Full"}
_DEFAULTS = {"length": "one-page", "audience": "commissioner"}


def brief_page(engine: PeelQA, fields: Fields, paper: Paper | None = None, said: str = "") -> str:
    """The form for a briefing, and the briefing."""
    held = _held(engine, fields)
    form = (
        _force_choice(engine, fields)
        + _radios("Inspection", "edition", _editions(held), _chosen(fields, "edition", held[0].name))
        + _radios("Length", "length", _LENGTHS, _chosen(fields, "length", _DEFAULTS["length"]))
        + _radios("For", "audience", {name: name.capitalize() for name in AUDIENCES}, _chosen(fields, "audience", _DEFAULTS["audience"]))
        + _text(
            "topic", "Topic, in your own words (may be left empty)", _chosen(fields, "topic", ""), "stop and search, 101 calls, victims"
        )
        + _area_choice(fields)
        + _text("published", "Day of publication, if you know it better than the documents", _chosen(fields, "published", ""), "2025-05-14")
    )
    purpose = "Verified quotes and facts from the documents, every line with its source. Nothing is written by a language model."
    return _page("briefings", "Briefing", purpose, form, "Make the briefing", paper, said, fields)


def changes_page(engine: PeelQA, fields: Fields, paper: Paper | None = None, said: str = "") -> str:
    """The form for a comparison, and the comparison."""
    held = _held(engine, fields)
    names = _editions(held)
    form = (
        _force_choice(engine, fields)
        + _radios("From", "from", names, _chosen(fields, "from", (earlier_than(engine.index, held[0]) or held[-1]).name))
        + _radios("To", "to", names, _chosen(fields, "to", held[0].name))
    )
    purpose = "Grades, findings and figures of two inspections side by side, each with both passages. The caveat on comparing comes first."
    return _page("changes", "What changed", purpose, form, "Compare", paper, said, fields)


def press_page(engine: PeelQA, fields: Fields, paper: Paper | None = None, said: str = "") -> str:
    """The form for a news text, and the check. The text is kept nowhere."""
    held = [one for one in _held(engine, fields) if one.is_reported]
    text = plain_lines(_chosen(fields, "text", ""))
    form = (
        _force_choice(engine, fields)
        + (_radios("Inspection whose report is held", "edition", _editions(held), _chosen(fields, "edition", held[0].name)) if held else "")
        + '<p class="field"><label for="text">The text of the article</label><span class="hint" id="text-hint">'
        "It is checked and not kept. Up to about 15,000 characters.</span>"
        f'<textarea id="text" name="text" rows="10" aria-describedby="text-hint">{text}</textarea></p>'
    )
    purpose = "Each claim of a news text beside the report’s own words: grades, counts, figures, quotations and speakers are checked."
    return _page("press", "Press against report", purpose, form, "Check the text", paper, said, fields, method="post")


def tracker_page(engine: PeelQA, fields: Fields, rows: Sequence[TrackerRow], said: str = "") -> str:
    """The table of findings, with the form that narrows it."""
    held = [one for one in _held(engine, fields) if one.is_reported]
    names = {"": "All inspections", **_editions(held)}
    form = _force_choice(engine, fields) + _radios("Inspection", "edition", names, _chosen(fields, "edition", "")) + _area_choice(fields)
    purpose = (
        "Causes of concern, recommendations and areas for improvement over the inspections, with what the documents say became of them."
    )
    after = _message(said) if said else f"{_downloads('tracker', fields, SHEET_ENDINGS)}{_tracker_html(rows)}"
    return _framed("tracker", "Tracker", purpose, _form("tracker", form, "Show", "get"), after)


def refusal_page(said: str) -> str:
    """A page that only says why a file cannot be had."""
    return page_html("No paper", "briefings", f'<h1>No paper</h1>{_message(said)}<p><a href="briefings">Make another</a></p>')


def _page(
    current: str, title: str, purpose: str, form: str, button: str, paper: Paper | None, said: str, fields: Fields, method: str = "get"
) -> str:
    after = _message(said) if said else ""
    if paper is not None:
        downloads = _downloads("paper", {**fields, "kind": [current]}, ENDINGS) if method == "get" else ""
        after = f'<div class="made" id="made">{downloads}<div class="sheet">{body_html(paper, 2, quote_link)}</div></div>'
    return _framed(current, title, purpose, _form(current, form, button, method), after)


def _framed(current: str, title: str, purpose: str, form: str, after: str) -> str:
    links = "".join(
        f'<li><a href="{address}"{" aria-current=page" if address == current else ""}>{name}</a></li>' for address, name in _KINDS.items()
    )
    kinds = f'<nav class="kinds" aria-label="Kinds of paper"><ul>{links}</ul></nav>'
    head = f'<div class="hero"><h1>{title}</h1><p class="purpose">{purpose}</p></div>'
    return page_html(title, "briefings", f"{head}{kinds}{form}{after}")


def _form(action: str, inside: str, button: str, method: str) -> str:
    made = '<input type="hidden" name="make" value="1" />' if action != "tracker" else ""
    anchor = "#made" if action != "tracker" else ""
    return f'<form class="making" method="{method}" action="{action}{anchor}">{inside}{made}<button>{button}</button></form>'


def _message(said: str) -> str:
    return f'<p class="message" role="alert" id="made">{plain(said)}</p>'


def _held(engine: PeelQA, fields: Fields) -> list[Inspection]:
    return inspections(engine.index, _force(engine, fields))


def _force(engine: PeelQA, fields: Fields) -> str:
    try:
        return find_force(engine.index, _chosen(fields, "force", ""), engine.settings.home_force)
    except BriefingError:
        return find_force(engine.index, "", engine.settings.home_force)


def _chosen(fields: Fields, name: str, default: str) -> str:
    return fields[name][-1] if fields.get(name) else default


def _editions(held: Sequence[Inspection]) -> dict[str, str]:
    """The inspections by name, with when they were published and whether only news about them is held."""
    return {one.name: f"{one.name} ({spoken(one.main.published, False)}{'' if one.is_reported else ', news only'})" for one in held}


def _force_choice(engine: PeelQA, fields: Fields) -> str:
    names = [name for name in forces(d.source for d in engine.documents) if inspections(engine.index, name)]
    if len(names) < 2:
        return ""
    return _radios("Force", "force", {name: name for name in names}, _force(engine, fields))


def _area_choice(fields: Fields) -> str:
    chosen = set(fields.get("area", ()))
    boxes = "".join(
        f'<label class="choice"><input type="checkbox" name="area" value="{key}"{" checked" if key in chosen else ""} />'
        f" {plain(area.name[:1].upper() + area.name[1:])}</label>"
        for key, area in areas().items()
        if not area.pillar
    )
    is_open = " open" if chosen else ""
    return f"<details{is_open}><summary>Only some areas of policing</summary><fieldset><legend>Areas</legend>{boxes}</fieldset></details>"


def _radios(legend: str, name: str, offered: Mapping[str, str], chosen: str) -> str:
    value_of = chosen if chosen in offered else next(iter(offered), "")
    boxes = "".join(
        f'<label class="choice"><input type="radio" name="{name}" value="{plain(value)}"{" checked" if value == value_of else ""} />'
        f" {plain(label)}</label>"
        for value, label in offered.items()
    )
    return f"<fieldset><legend>{legend}</legend>{boxes}</fieldset>"


def _text(name: str, label: str, value: str, example: str) -> str:
    return (
        f'<p class="field"><label for="{name}">{label}</label><span class="hint" id="{name}-hint">For example: {example}</span>'
        f'<input type="text" id="{name}" name="{name}" value="{plain(value)}" autocomplete="off" aria-describedby="{name}-hint" /></p>'
    )


def plain_lines(text: str) -> str:
    """Text for a box of several lines: escaped line by line, so that lines stay lines."""
    return "\n".join(plain(line) for line in text.splitlines())


def _downloads(address: str, fields: Fields, endings: Mapping[str, str]) -> str:
    links = []
    for ending in endings:
        kept = [(name, value) for name, values in fields.items() if name not in ("form", "make") for value in values]
        query = urlencode([*kept, ("form", ending)])
        links.append(f'<li><a class="button" href="{address}?{plain(query)}" download>{_NAMES[ending]}</a></li>')
    return f'<nav class="downloads" aria-label="Download"><p>Download</p><ul>{"".join(links)}</ul></nav>'


def _tracker_html(rows: Sequence[TrackerRow]) -> str:
    table = tracker_table(rows)
    heads = "".join(f'<th scope="col">{plain(words)}</th>' for words in table.head)
    body = "".join(_tracker_row(row, [cell.words for cell in cells]) for row, cells in zip(rows, table.rows, strict=True))
    return (
        f'<div class="table tracker" tabindex="0" role="region" aria-label="{plain(table.caption)}"><table>'
        f"<caption>{plain(table.caption)}: {len(rows)} entries</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _tracker_row(row: TrackerRow, cells: Sequence[str]) -> str:
    wording = place_link(row.citation.document, row.citation.start, row.citation.end)
    shown = [plain(cell) for cell in cells]
    shown[2] = f'<a class="open-quote" href="{plain(wording)}">{shown[2]}</a>'
    if row.status_citation is not None:
        said = row.status_citation
        link = plain(place_link(said.document, said.start, said.end))
        shown[-1] = f'<a class="open-quote" href="{link}">{shown[-1]}</a> <span>({plain(said.publisher)})</span>'
    return f'<tr><th scope="row">{shown[0]}</th>{"".join(f"<td>{cell}</td>" for cell in shown[1:])}</tr>'
