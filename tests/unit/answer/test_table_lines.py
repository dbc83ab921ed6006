"""What the lines of a table of figures say to a question."""

from __future__ import annotations

import pytest

from peel_qa.answer.tables import table_lines
from peel_qa.corpus.figure_tables import figure_tables
from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.structure import assemble
from peel_qa.records import Document, Source, Span
from peel_qa.search.question import understand

_TEXT = """\
# Report

## Crime

**Burglaries for every 1,000 households**

| District | Year ending 30 June 2017 | Year ending 30 June 2018 |
|---|---|---|
| Hollow | 9.8 | 8.6 |
| Castle Green | 6.1 | 6.9 |
| England and Wales | 8.1 | 7.8 |
"""


@pytest.fixture(scope="module")
def document() -> Document:
    source = Source("r", "Report", "HMICFRS", "report", "Northmoor Police", edition="PEEL 2018/19", published="2019-05-02")
    return assemble(source, read_markdown(_TEXT))


def _line(document: Document, question: str, row: int) -> str:
    (table,) = figure_tables(document)
    (line,) = table_lines(understand(question), document, [table.rows[row].span])
    assert line is not None
    quote = document.text[line.quote.start : line.quote.end]
    assert quote.startswith("Burglaries for every 1,000 households")
    assert line.quote.end == table.span.end
    return line.text


@pytest.mark.parametrize(
    ("question", "row", "said"),
    [
        ("How many burglaries in Castle Green?", 1, "Castle Green: 6.1 (Year ending 30 June 2017); 6.9 (Year ending 30 June 2018)."),
        ("How many burglaries in Castle Green in 2017?", 1, "Castle Green: 6.1 (Year ending 30 June 2017)."),
        (
            "Burglaries in 2018: Hollow or Castle Green?",
            0,
            "Hollow: 8.6 (Year ending 30 June 2018). Castle Green: 6.9 (Year ending 30 June 2018).",
        ),
        (
            "Is Hollow worse for burglaries in 2018 than the rest of the country?",
            0,
            "Hollow: 8.6 (Year ending 30 June 2018). England and Wales: 7.8 (Year ending 30 June 2018).",
        ),
    ],
)  # fmt: skip
def test_a_row_is_told_with_its_columns_and_what_it_is_compared_with(document: Document, question: str, row: int, said: str) -> None:
    assert _line(document, question, row) == f"Burglaries for every 1,000 households: {said}"


def test_the_heads_of_the_columns_stand_for_the_whole_table(document: Document) -> None:
    (table,) = figure_tables(document)
    (head,) = table_lines(understand("Burglaries by district in 2018?"), document, [Span(table.span.start, table.span.start + 8)])
    assert head is not None
    assert [f"{row.label}: {row.cells[1]} (" in head.text for row in table.rows] == [True] * 3


def test_a_sentence_is_no_line_of_a_table(document: Document) -> None:
    assert table_lines(understand("Burglaries?"), document, [Span(0, 6)]) == [None]


def test_a_line_that_says_that_a_table_follows_tells_nothing_by_itself(document: Document) -> None:
    opened = assemble(
        document.source, read_markdown(_TEXT.replace("**Burglaries for every 1,000 households**", "We judged 62 cases, as follows."))
    )
    (table,) = figure_tables(opened)
    assert table.caption == "We judged 62 cases, as follows."
    assert table.above is not None
    (line,) = table_lines(understand("How many burglaries in Castle Green in 2017?"), opened, [table.above])
    assert line is not None
    assert line.text == ""
