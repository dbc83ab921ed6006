"""Reports for people: tables in the terminal, and the same as Markdown for a page of a build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from peel_qa.evaluation.confidence_curve import curve_of
from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.tables import (
    TERMINAL,
    Row,
    corpus_rows,
    curve_rows,
    failure_lines,
    figure_rows,
    heading,
    kind_rows,
    notes,
    verdict_lines,
)

SHOWN_FAILURES = 20


def show(console: Console, results: Sequence[Measured], verdict: Verdict | None) -> None:
    """Print every report and the verdict of the gates."""
    for measured in results:
        _show_measured(console, measured)
    if len(results) > 1:
        console.print("\nAll corpora", style="bold")
        console.print(_table(*corpus_rows(results)))
    if verdict is not None:
        console.print()
        for line in verdict_lines(verdict):
            console.print(line, style="green" if verdict.is_passed else "red", markup=False, soft_wrap=True)


def _show_measured(console: Console, measured: Measured) -> None:
    report = measured.ours
    console.print(f"\n{heading(report)}", style="bold", markup=False)
    by_kind = [kind_rows(measured, kinds, metrics) for kinds, metrics in TERMINAL]
    for table in (figure_rows(measured), *by_kind, curve_rows(curve_of(report.outcomes))):
        if table[1]:
            console.print()
            console.print(_table(*table))
    console.print()
    for line in notes(measured):
        console.print(line, markup=False, soft_wrap=True)
    _show_failures(console, failure_lines(report))
    if not report.is_complete:
        console.print("Stopped at the first wrong case; the figures are of the cases up to it.", style="red")


def _show_failures(console: Console, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print(f"Wrong in the dev split: {len(lines)}")
    for line in lines[:SHOWN_FAILURES]:
        console.print(f"  {line}", overflow="ellipsis", no_wrap=True, markup=False)
    if len(lines) > SHOWN_FAILURES:
        console.print(f"  … and {len(lines) - SHOWN_FAILURES} more; the HTML report shows them all")


def _table(head: Row, rows: Iterable[Row]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(head):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def markdown(results: Sequence[Measured], verdict: Verdict | None) -> str:
    """All tables and the verdict as Markdown."""
    parts = ["# Evaluation", *_markdown_verdict(verdict)]
    if len(results) > 1:
        parts.append(_markdown_table(*corpus_rows(results)))
    for measured in results:
        report = measured.ours
        parts += [f"## {heading(report)}", _markdown_table(*figure_rows(measured)), "### By kind", _markdown_table(*kind_rows(measured))]
        if (curve := curve_of(report.outcomes)).bins:
            parts += ["### Confidence", _markdown_table(*curve_rows(curve))]
        parts += notes(measured)
    return "\n\n".join(parts) + "\n"


def _markdown_verdict(verdict: Verdict | None) -> Iterable[str]:
    if verdict is not None:
        head, *lines = verdict_lines(verdict)
        yield "\n".join([f"**{head}**", "", *(f"- {line.strip()}" for line in lines)]).rstrip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _markdown_table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)
