"""What the documents do not say, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from peel_qa.briefing.grade_table import GAPS, cells_of
from peel_qa.briefing.notebook import Notebook, area_name, first
from peel_qa.briefing.press import conflicts
from peel_qa.briefing.progress import progress_of
from peel_qa.briefing.records import Line, Section
from peel_qa.dates import spoken
from peel_qa.facts.areas import is_pillar, name_of
from peel_qa.facts.people import roles
from peel_qa.service.desk import listed
from peel_qa.service.timeline import timeline

_EXPECTED = ("chief_constable", "commissioner", "federation")
"""Offices whose reaction a reader looks for."""


def gaps_section(book: Notebook) -> Section:
    """Gaps, then conflicts between sources; that none were found is said."""
    missing, left = first(_gaps(book), book.limits["gaps"])
    against, more = first(_conflicts(book), book.limits["conflicts"])
    if not against:
        against = (Line(_no_conflict(book), spare=4),)
    return Section("gaps", "Gaps and conflicts between sources", (*missing, *against), left_out=left + more)


def _no_conflict(book: Notebook) -> str:
    if not (book.inspection.is_reported and book.inspection.news):
        return "There is nothing to hold the sources against: " + (
            "no news about this inspection is held." if book.inspection.is_reported else "the report itself is not held."
        )
    return "No grade, count or figure in the news held was found to differ from the report."


def _gaps(book: Notebook) -> Iterator[Line]:
    inspection = book.inspection
    if not inspection.is_reported:
        yield Line(f"The report on {inspection.name} is not among the documents held; what stands here comes from news about it.")
    yield from _unsettled(book)
    yield from _ungraded(book)
    if not inspection.fieldwork:
        yield Line("The documents do not say when inspectors were there.", spare=3)
    if not (book.is_given or inspection.is_published_sure):
        when = spoken(inspection.main.published, inspection.main.published_sure and inspection.is_reported)
        yield Line(f"The day of publication is not certain; the documents give {when}.", spare=3)
    yield from _silent(book)


def _ungraded(book: Notebook) -> Iterator[Line]:
    cells = cells_of(timeline(book.index, book.inspection.force), book.inspection)
    for key, cell in cells.items():
        if cell.gap is not None and (book.scope.is_whole or key in book.scope.areas):
            yield Line(f"{area_name(key)}: {GAPS[cell.gap]}.", book.cite(*cell.quote), spare=4)
    silent = [key for key in book.scope.areas if key not in cells and not is_pillar(key)]
    if silent:
        yield Line(f"The documents held on this inspection say nothing of {listed([name_of(key) for key in silent])}.")


def _silent(book: Notebook) -> Iterator[Line]:
    ids = {source.id for source in book.inspection.news}
    heard = {voice.role for voice in book.index.facts.voices if voice.document in ids}
    missing = [roles()[key].name for key in _EXPECTED if key in roles() and key not in heard]
    if missing and ids:
        yield Line(f"The news held quotes no {listed(missing).replace(' and ', ' and no ')}.", spare=5)


def _unsettled(book: Notebook) -> Iterator[Line]:
    """Causes of concern of which no document held says what became of them."""
    for one in book.findings("cause of concern"):
        if not progress_of(book.index, one):
            text = (
                f"The documents held do not say whether the cause of concern about {area_name(one.area).lower() or one.chapter} was closed."
            )
            yield Line(text, book.cite(one.document, one.start, one.end), spare=2)


def _conflicts(book: Notebook) -> Iterator[Line]:
    """Where the news held differs from the report: both passages, one below the other."""
    for found in conflicts(book.engine, book.inspection):
        claim, own = found.claim, found.own
        said = book.quote(claim.document, claim.start, claim.end, label="Conflict", text=f"{book.source(claim.document).publisher}:")
        yield said
        if own is not None:
            yield book.quote(own.document, own.start, own.end, text=f"{found.reason}. The report:", depth=1)
        else:
            yield Line(f"{found.reason}.", said.citations, depth=1)
