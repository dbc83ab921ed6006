"""Tables of figures as sentences: each row in words with the heads of its columns, quoted with the table that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from peel_qa.corpus.figure_tables import FigureTable, Row, figure_tables, opens_table
from peel_qa.data import pattern_pairs
from peel_qa.records import Document, Span
from peel_qa.search.question import Question
from peel_qa.search.years import year_groups, years_in
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
    """Of every line of the document's tables of figures, by where it begins, its table and row; no row for caption and heads of columns."""
    found: dict[int, tuple[FigureTable, Row | None]] = {}
    for table in figure_tables(document):
        if table.above is not None and opens_table(document.text[table.above.start : table.above.end]):
            found[table.above.start] = table, None
        found[table.span.start] = table, None
        found.update((row.span.start, (table, row)) for row in table.rows)
    return found


def table_lines(question: Question, document: Document, spans: Sequence[Span]) -> list[TableLine | None]:
    """What the lines of tables at some places say to a question; None for each place where no table of figures stands."""
    lines = _by_line(document)
    return [_told(question, *lines[span.start]) if span.start in lines else None for span in spans]


def _told(question: Question, table: FigureTable, row: Row | None) -> TableLine:
    """What a row says to a question.

    A row is told with those beside it that the question names or compares with, and with the columns of its years alone
    where it names any; caption and heads of columns stand for the whole table.
    """
    named = [n for n, other in enumerate(table.rows) if _is_named(question, other)]
    if named and not (row is not None and (_is_named(question, row) or _is_compared_with(question, row))):
        return TableLine("", table.span)  # other rows are asked for
    named = [n for n, other in enumerate(table.rows) if other is row or n in named or _is_compared_with(question, other)] if row else []
    at = (named or [*range(len(table.rows))])[:_MOST_ROWS]
    of_years = _columns_of_years(question, table)
    shown = table.only(of_years) if of_years else table
    text = f"{shown.with_caption([shown.rows[n] for n in at])}."
    spans = [table.rows[n].span for n in at]
    whole = Span(table.above.start if table.above else table.span.start, table.span.end)
    quote = whole if whole.end - whole.start <= _LONGEST_QUOTE else Span(spans[0].start, spans[-1].end)
    return TableLine(text if row is not None or len(text) <= _LONGEST_TOLD else "", quote)


def _columns_of_years(question: Question, table: FigureTable) -> list[int]:
    """The numbers of the columns with the very years or spans asked for, else of those that share a year; empty where none does.

    The latest figure is that of the latest year which a column names.
    """
    if question.wants_newest and not question.years:
        newest = max((max(years_in(name), default=0) for name in table.columns), default=0)
        return [n for n, name in enumerate(table.columns) if newest and newest in years_in(name)]
    exact = [n for n, name in enumerate(table.columns) if not set(question.year_groups).isdisjoint(year_groups(name))]
    return exact or [n for n, name in enumerate(table.columns) if not set(question.years).isdisjoint(years_in(name))]


def _is_named(question: Question, row: Row) -> bool:
    label = term_set(row.label)
    return bool(label) and label <= set(question.terms)


def _is_compared_with(question: Question, row: Row) -> bool:
    """Whether a row tells of the country or of other forces, where a question compares with them."""
    asks, says = _compared()[0]
    return asks.search(question.own) is not None and says.search(row.label) is not None


def _compared() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """What a question compares with, and how that is called: the first pair is the country and other forces."""
    return pattern_pairs("peel_qa.answer", "leaning.toml", "compared")
