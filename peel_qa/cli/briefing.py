"""The commands for staff: `brief`, `changes`, `press` and `tracker`."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.output import write

if TYPE_CHECKING:
    from peel_qa.briefing.records import Paper
    from peel_qa.engine import PeelQA


class LengthOption(StrEnum):
    """How long a briefing is."""

    one_page = "one-page"
    two_page = "two-page"
    full = "full"


class AudienceOption(StrEnum):
    """Whom a briefing is for."""

    commissioner = "commissioner"
    panel = "panel"
    press_office = "press office"


Force = Annotated[str, typer.Option("--force", metavar="NAME", help="The force; else PEEL_QA_HOME_FORCE.")]
Editions = Annotated[
    list[str] | None, typer.Option("--edition", metavar="TEXT", help="The inspection; again: one whose grades stand beside it.")
]
OnlyEditions = Annotated[list[str] | None, typer.Option("--edition", metavar="TEXT", help="Only this inspection; again for more.")]
OneEdition = Annotated[str, typer.Option("--edition", metavar="TEXT", help="The inspection; else the newest.")]
Areas = Annotated[list[str] | None, typer.Option("--area", metavar="NAME", help="Only this area of policing; again for more.")]
Topic = Annotated[str, typer.Option("--topic", metavar="WORDS", help='Only this, in your own words, such as "101 calls".')]
Length = Annotated[LengthOption, typer.Option("--length", help="One A4 page, two, or everything.")]
Audience = Annotated[AudienceOption, typer.Option("--audience", help="Whom it is for.")]
Published = Annotated[
    datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], metavar="DATE", help="Day of publication, if you know it better.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write .docx, .pdf, .md or .html; else Markdown is shown.")
]
SheetOutput = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write .csv or .xlsx; else CSV is shown.")]
Older = Annotated[str, typer.Option("--from", metavar="TEXT", help="The older inspection.")]
Newer = Annotated[str, typer.Option("--to", metavar="TEXT", help="The newer inspection.")]
News = Annotated[Path | None, typer.Argument(metavar="FILE", show_default=False, help="The news text; else standard input.")]
HeldNews = Annotated[str, typer.Option("--document", metavar="ID", help="Check a news text that is held instead.")]


def brief(
    context: typer.Context,
    force: Force = "",
    edition: Editions = None,
    area: Areas = None,
    topic: Topic = "",
    length: Length = LengthOption.full,
    audience: Audience = AudienceOption.commissioner,
    published: Published = None,
    output: Output = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Write a briefing on an inspection: verified quotes and facts, every line with its source."""
    from peel_qa.briefing.brief import BriefRequest
    from peel_qa.briefing.brief import brief as make

    _require_ending(output)
    day = published.date() if published else None
    request = BriefRequest(force, tuple(edition or ()), tuple(area or ()), topic, length.value, audience.value, day)
    with options.opened(options.settings_from(context, corpus, index)) as engine:
        _deliver(make(engine, request), output)


def changes(
    context: typer.Context,
    older: Older,
    newer: Newer,
    force: Force = "",
    output: Output = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Show what changed between two inspections of a force: grades, findings, figures, the caveat first."""
    from peel_qa.briefing.changes import changes as compare
    from peel_qa.briefing.papers import changes_paper

    _require_ending(output)
    with options.opened(options.settings_from(context, corpus, index)) as engine:
        _deliver(changes_paper(engine, compare(engine, force, older, newer)), output)


def press(
    context: typer.Context,
    file: News = None,
    force: Force = "",
    edition: OneEdition = "",
    document: HeldNews = "",
    output: Output = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Check what a news text says about an inspection against the report's own words."""
    _require_ending(output)
    with options.opened(options.settings_from(context, corpus, index)) as engine:
        _deliver(_checked(engine, file, force, edition, document), output)


def _checked(engine: PeelQA, file: Path | None, force: str, edition: str, document: str) -> Paper:
    from peel_qa.briefing.inspections import find_force, find_inspection
    from peel_qa.briefing.papers import press_paper
    from peel_qa.briefing.press import check_document, check_text
    from peel_qa.errors import BriefingError

    held = engine.index.documents.get(document)
    if document and held is None:
        raise BriefingError(f"There is no document {document!r}", "`peel-qa documents` lists those held")
    name = find_force(engine.index, force or (held.source.force if held else ""), engine.settings.home_force)
    inspection = find_inspection(engine.index, name, edition or (held.source.inspection if held else ""))
    if held is not None:
        return press_paper(engine, check_document(engine, held, inspection), inspection, f"{held.source.publisher}, {held.source.title}")
    results = check_text(engine, _news_text(file), inspection)
    return press_paper(engine, results, inspection, file.name if file else "News text")


def _news_text(file: Path | None) -> str:
    from peel_qa.errors import BriefingError

    try:
        return file.read_bytes().decode("utf-8-sig") if file else sys.stdin.read()
    except UnicodeDecodeError as error:
        raise BriefingError(f"{file or 'Standard input'} is not UTF-8 text", "Save the article as plain text in UTF-8") from error


def tracker(
    context: typer.Context,
    force: Force = "",
    edition: OnlyEditions = None,
    area: Areas = None,
    output: SheetOutput = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """List causes of concern, recommendations and areas for improvement over the inspections, as a table."""
    from datetime import date

    from peel_qa.briefing.render.files import sheet, write_bytes
    from peel_qa.briefing.tracker import tracker as rows_of

    ending = _sheet_ending(output)
    with options.opened(options.settings_from(context, corpus, index)) as engine:
        rows = rows_of(engine, force, tuple(edition or ()), tuple(area or ()))
    content = sheet(rows, ending, date.today().isoformat())
    if output is None:
        write(content.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n"))
        return
    write_bytes(content, output)
    write(f"{output}: {len(rows)} findings")


def _require_ending(output: Path | None) -> None:
    """Refuse a name that nothing can be written with before any work is done."""
    from peel_qa.briefing.render.files import ending_of

    if output is not None:
        ending_of(output)


def _sheet_ending(output: Path | None) -> str:
    from peel_qa.briefing.render.files import sheet_ending_of

    return sheet_ending_of(output) if output is not None else ".csv"


def _deliver(paper: Paper, output: Path | None) -> None:
    from peel_qa.briefing.render.files import rendered, write_paper

    if output is None:
        write(rendered(paper, ".md").decode().rstrip("\n"))
        return
    write_paper(paper, output)
    said = f"{len(paper.citations)} verified quotes from {len(paper.sources)} documents"
    write(f"{output}: {said}")
