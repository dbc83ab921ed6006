"""What stands round the answers: heading, emergency note, documents held, licences, and the example questions."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from peel_qa.dates import spoken
from peel_qa.records import Document, Source
from peel_qa.web.marks import plain
from peel_qa.web.sources import badges, original_link

TITLE = "Ask the police inspection reports"
DESCRIPTION = "Answers from police inspection reports: quoted, dated, attributed and checked against their source."
_HERE = Path(__file__).parent
_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def read_asset(name: str) -> str:
    """The text of a file of the page: style, script or icon."""
    return (_HERE / name).read_text(encoding="utf-8")


def example_questions() -> list[str]:
    """The example questions, in the order in which they are shown."""
    examples: list[str] = tomllib.loads(read_asset("examples.toml"))["questions"]
    return examples


def heading_html(documents: Sequence[Document]) -> str:
    """Title, what this is and is not, and what to do in an emergency."""
    forces = plain(_listed(sorted({document.source.force for document in documents})))
    return (
        f'<div class="masthead"><h1>{TITLE}</h1>'
        f'<p class="purpose">Answers from inspection reports on {forces}, and from the news about them. '
        "Each answer is quoted, dated and checked against its source, or you are told why there is none.</p>"
        '<p class="limits">This is not the police or the inspectorate, and it cannot help with your own case.</p>'
        '<p class="emergency"><strong>In an emergency, call 999.</strong> '
        "Otherwise, to reach the police, call 101.</p></div>"
    )


def documents_html(documents: Sequence[Document]) -> str:
    """The documents held with their dates, folded away."""
    years = sorted(document.source.published[:4] for document in documents)
    span = f"{years[0]} to {years[-1]}" if years and years[0] != years[-1] else "".join(years[:1])
    items = "".join(f"<li>{_document_html(document.source)}</li>" for document in documents)
    count = f"{len(documents)} document{'' if len(documents) == 1 else 's'}, published {span}"
    return f'<details class="documents"><summary>Documents held <span>({count})</span></summary><ul>{items}</ul></details>'


def footer_html() -> str:
    """Licences, privacy, and the page that needs no script."""
    licence = original_link(_LICENCE, "the Open Government Licence").replace("Read the original", "Read the licence", 1)
    return (
        '<div class="footer"><p>The inspection reports are by HMICFRS and its predecessor HMIC. '
        "They contain public sector information licensed under the Open Government Licence v3.0. "
        f"{licence}. The newspapers' articles belong to their publishers; "
        "only short quotations or our own digests are shown, with a link.</p>"
        "<p>Questions are kept in memory for the length of a conversation and are not written down. "
        'There is also a <a href="/plain">plain page</a> that works without scripts.</p></div>'
    )


def _document_html(source: Source) -> str:
    dates = [f"published {spoken(source.published, source.published_sure)}"]
    if source.inspected:
        dates.insert(0, f"inspected {spoken(source.inspected)}")
    about = f"{source.inspection}, " if source.inspection else ""
    return (
        f"<p><strong>{plain(source.title)}</strong></p><p>{plain(source.publisher)}. {plain(about + ', '.join(dates))}.</p>"
        f'<p class="badges">{badges(source.kind, source.text)}</p>'
        f'<p class="licence">{plain(source.licence)}</p><p>{original_link(source.url, source.title)}</p>'
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "the police"
