"""The About view: what this is and is not, how answers are made and checked, figures, licences, accessibility, privacy, contact."""

from __future__ import annotations

from importlib.metadata import version

from peel_qa.dates import spoken
from peel_qa.records import Document
from peel_qa.service.desk import Desk
from peel_qa.service.figures import Figures, Measure, latest_figures
from peel_qa.web.frame import page_html, read_asset
from peel_qa.web.marks import plain
from peel_qa.web.sources import original_link


def about_page(desk: Desk) -> str:
    """The view; its standing text is `about.html`, with the parts that change put in."""
    settings, documents = desk.engine.settings, desk.engine.documents
    contact = plain(settings.contact) or "Whoever gave you this address runs this page. They have not yet written here how to reach them."
    body = read_asset("about.html")
    for name, value in {
        "documents": _documents(documents),
        "figures": _figures(latest_figures(desk.fingerprint)),
        "licences": _licences(documents),
        "contact": contact,
        "limit": str(settings.question_characters),
        "days": f" for {settings.feedback_days} days" if settings.feedback_days else "",
        "version": version("peel-qa"),
        "fingerprint": plain(desk.fingerprint[:12]),
    }.items():
        body = body.replace(f"<!--{name}-->", value)
    return page_html("About", "about", body)


def _documents(documents: list[Document]) -> str:
    reports = sum(document.source.is_official for document in documents)
    newest = max((document.source for document in documents), key=lambda source: source.published, default=None)
    last = f" The newest was published {spoken(newest.published, newest.published_sure)}." if newest else ""
    return f"{len(documents)} documents: {reports} official reports and {len(documents) - reports} press reports.{last}"


def _figures(figures: Figures | None) -> str:
    if figures is None:
        return "<p>Nothing has been measured on this machine yet.</p>"
    when = f"measured on {spoken(figures.day)}" if figures.day else "the last accepted measurement"
    same = "" if figures.is_current else " The documents have changed since."
    rows = "".join(_measure(measure) for measure in figures.measures)
    return (
        f"<p>Over questions with known answers, on the {plain(figures.corpus)} ({when}).{same}</p>"
        '<div class="table" tabindex="0" role="region" aria-label="Figures of the evaluation"><table><thead><tr>'
        '<th scope="col">What</th><th scope="col">Share</th><th scope="col">Questions</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _measure(measure: Measure) -> str:
    spread = f" <span>({measure.low:.0%} to {measure.high:.0%})</span>" if measure.low is not None and measure.high is not None else ""
    return f'<tr><th scope="row">{plain(measure.meaning)}</th><td>{measure.value:.0%}{spread}</td><td>{measure.cases}</td></tr>'


def _licences(documents: list[Document]) -> str:
    items = "".join(
        f"<li>{plain(document.source.title)}, {plain(document.source.publisher)}. {plain(document.source.licence)}. "
        f"{original_link(document.source.url, document.source.title)}</li>"
        for document in documents
    )
    return f"<ul>{items}</ul>"
