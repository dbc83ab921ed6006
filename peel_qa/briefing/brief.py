"""A briefing on one inspection: asked for as a request, made as a paper of verified quotes and facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from peel_qa.briefing.asking import questions_section
from peel_qa.briefing.finding_lists import concerns_section, improvement_section
from peel_qa.briefing.fit import fitted
from peel_qa.briefing.gaps import gaps_section
from peel_qa.briefing.grade_table import grades_section
from peel_qa.briefing.inspections import Inspection, earlier_than, find_area_keys, find_force, find_inspection
from peel_qa.briefing.notebook import Notebook
from peel_qa.briefing.numbers import numbers_section
from peel_qa.briefing.records import AUDIENCES, LENGTHS, Audience, Length, Line, Paper, Section
from peel_qa.briefing.scope import open_scope
from peel_qa.briefing.sections import answer_section, background_section, clock_section, purpose_section, sources_section, topic_section
from peel_qa.briefing.voices import praise_section, reactions_section
from peel_qa.dates import spoken
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.records import Citation, Source


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a briefing is to be about. Empty fields mean the home force, its newest inspection, everything.

    `editions` after the first stand beside it in the table of grades. `published` is the day of publication where the reader knows it
    better than the documents; `today` decides what has passed and what is due.
    """

    force: str = ""
    editions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    topic: str = ""
    length: Length = "full"
    audience: Audience = "commissioner"
    published: date | None = None
    today: date | None = None


def brief(engine: PeelQA, request: BriefRequest) -> Paper:
    """The briefing that a request asks for, short enough for its length.

    Raises:
        BriefingError: if force, edition, area, length or audience are unknown, or the documents say nothing on the topic.
        QuestionError: if the topic is too long.
    """
    _require("length", request.length, LENGTHS)
    _require("audience", request.audience, AUDIENCES)
    force = find_force(engine.index, request.force, engine.settings.home_force)
    inspection = find_inspection(engine.index, force, request.editions[0] if request.editions else "")
    beside = [find_inspection(engine.index, force, words) for words in request.editions[1:]]
    before = beside[0] if beside else earlier_than(engine.index, inspection)
    scope = open_scope(engine, [inspection, *beside], find_area_keys(request.areas), request.topic)
    published, today = request.published or inspection.published, request.today or date.today()
    book = Notebook(engine, inspection, scope, request.length, request.audience, today, published, request.published is not None)
    return fitted(lambda: _paper(book, before))


def _require(what: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise BriefingError(f"There is no {what} {value!r}", f"Use one of: {', '.join(known)}")


def _paper(book: Notebook, before: Inspection | None) -> Paper:
    topic = topic_section(book)
    sections: list[Section] = [
        purpose_section(book),
        answer_section(book),
        background_section(book),
        *([topic] if topic else []),
        grades_section(book, before),
        praise_section(book),
        concerns_section(book),
        improvement_section(book),
        numbers_section(book),
        reactions_section(book),
        gaps_section(book),
        clock_section(book),
        questions_section(book),
    ]
    return bound(
        title=f"{book.inspection.name}: {book.inspection.force}",
        subtitle=_subtitle(book),
        book=book,
        sections=sections,
    )


def _subtitle(book: Notebook) -> str:
    about = f" on {book.scope.spoken}" if not book.scope.is_whole else ""
    return f"Briefing{about} for the {book.audience} · {spoken(book.today.isoformat())}"


def bound(title: str, subtitle: str, book: Notebook, sections: Iterable[Section]) -> Paper:
    """A paper of sections, with its sources as the last one, and only the citations that a line carries, numbered as they come."""
    kept, citations = renumbered(list(sections), book.evidence.citations)
    sources = sources_of(citations, book)
    fingerprint = book.index.manifest.corpus_fingerprint[:12]
    footer = (
        f"Made by peel_qa from {len(book.index.documents)} documents (corpus {fingerprint}). Every quote was checked against its source."
    )
    return Paper(
        title=title,
        subtitle=subtitle,
        force=book.inspection.force,
        made=book.today.isoformat(),
        sections=(*kept, sources_section(book, sources)),
        citations=citations,
        sources=sources,
        length=book.length,
        footer=footer,
        facts={"edition": book.inspection.name, "audience": book.audience, "corpus": fingerprint},
    )


def sources_of(citations: Iterable[Citation], book: Notebook) -> tuple[Source, ...]:
    """The documents that citations come from, in the order in which they are used first."""
    return tuple(book.source(name) for name in dict.fromkeys(citation.document for citation in citations))


def renumbered(sections: Sequence[Section], citations: Sequence[Citation]) -> tuple[list[Section], tuple[Citation, ...]]:
    """Sections whose lines name their citations in the order of first use, and those citations; others are dropped."""
    order: dict[int, int] = {}
    for section in sections:
        for line in section.all_lines():
            for number in line.citations:
                order.setdefault(number, len(order) + 1)
    kept = tuple(replace(citations[old - 1], number=new) for old, new in order.items())
    return [_with_numbers(section, order) for section in sections], kept


def _with_numbers(section: Section, order: dict[int, int]) -> Section:
    def changed(line: Line) -> Line:
        return replace(line, citations=tuple(order[number] for number in line.citations))

    table = replace(section.table, rows=tuple(tuple(map(changed, row)) for row in section.table.rows)) if section.table else None
    note = changed(section.note) if section.note else None
    return replace(section, lines=tuple(map(changed, section.lines)), note=note, table=table)
