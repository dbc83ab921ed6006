"""Tables of figures as sentences: each row in words with the heads of its columns, quoted with the table that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from peel_qa.corpus.figure_tables import FigureTable, Row, figure_tables
from peel_qa.data import pattern_pairs
from peel_qa.records import Document, Span
from peel_qa.search.question import Question, years_in
from peel_qa.stems import term_set

_LONGEST_QUOTE = 1200
"""Characters of a table that is quoted whole with one of its rows."""
_LONGEST_TOLD = 600
_MOST_ROWS = 9


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table of figures: what it says to a question, and the stretch that is quoted for it."""

    text: str
    quote: Span


@lru_cache(maxsize=256)
def _by_line(document: Document) -> dict[int, tuple[FigureTable, Row | None]]:
    """Of every line of the document's tables of figures, by where it begins, its table and row; no row for the heads of the columns."""
    found: dict[int, tuple[FigureTable, Row | None]] = {}
    for table in figure_tables(document):
        found[table.span.start] = table, None
        found.update((row.span.start, (table, row)) for row in table.rows)
    return found


def table_line(question: Question, document: Document, span: Span) -> TableLine | None:
    """What the line of a table at `span` says to a question; None where no table of figures stands there.

    A row is told with those beside it that the question names or compares with, and with the columns of its years alone
    where it names any; the heads of the columns stand for the whole table.
    """
    table, row = _by_line(document).get(span.start, (None, None))
    if table is None:
        return None
    at = [n for n, other in enumerate(table.rows) if row is None or other is row or _is_beside(question, other)][:_MOST_ROWS]
    asked = set(question.years)
    of_years = [n for n, name in enumerate(table.columns) if not asked.isdisjoint(years_in(name))]
    shown = table.only(of_years) if of_years else table
    text = f"{shown.with_caption([shown.rows[n] for n in at])}."
    spans = [table.rows[n].span for n in at]
    quote = table.span if table.span.end - table.span.start <= _LONGEST_QUOTE else Span(spans[0].start, spans[-1].end)
    return TableLine(text if row is not None or len(text) <= _LONGEST_TOLD else "", quote)


def _is_beside(question: Question, row: Row) -> bool:
    """Whether a question names a row, or compares with the whole that a row tells of."""
    label = term_set(row.label)
    is_named = bool(label) and label <= set(question.terms)
    return is_named or any(asks.search(question.own) and says.search(row.label) for asks, says in _compared()[:1])


def _compared() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """What a question compares with, and how that is called: the first pair is the country and other forces."""
    return pattern_pairs("peel_qa.answer", "leaning.toml", "compared")
