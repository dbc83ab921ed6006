"""Reports for people: tables in the terminal, and the same as Markdown for a page of a build.

Of the test split only figures are shown: who reads its cases one by one begins to fit the system to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.report import Figure, Group, Measured, Report

SHOWN_FAILURES = 20
BY_KIND = ("correct", "recall@5", "citation_recall", "quote_recall")
"""Metrics of the tables by kind."""
KINDS = ("split", "answerable", "type", "asker")
"""Kinds whose names fit a terminal; Markdown and HTML also show the documents."""
Row = list[str]


def percent(value: float | None) -> str:
    """A fraction as "87.3%"; a dash where nothing is scored."""
    return "–" if value is None else f"{value * 100:.1f}%"


def label(metric: str) -> str:
    """A metric's name as words."""
    return metric.replace("_", " ")


def heading(report: Report) -> str:
    """What was measured, in one line."""
    return f"{report.corpus}: {len(report.outcomes)} cases · corpus {report.corpus_fingerprint} · cases {report.cases_fingerprint}"


def figure_rows(measured: Measured) -> tuple[Row, list[Row]]:
    """Head and rows of the table of all figures."""
    head = ["measure", "score", "95% interval", "cases", "not scored"]
    rows = [_figure_row(figure) for figure in measured.ours.overall.values()]
    if measured.reference is not None:
        head.append(measured.reference.system)
        for row, figure in zip(rows, measured.reference.overall.values(), strict=True):
            row.append(percent(figure.mean))
    return head, rows


def _figure_row(figure: Figure) -> Row:
    interval = f"{percent(figure.low)[:-1]} to {percent(figure.high)}" if figure.n else "–"
    return [label(figure.metric), percent(figure.mean), interval, str(figure.n), str(figure.unscored)]


def kind_rows(report: Report, kinds: Sequence[str] = (*KINDS, "document")) -> tuple[Row, list[Row]]:
    """Head and rows of the table by kind."""
    head = ["kind", "cases", *(label(metric) for metric in BY_KIND)]
    return head, [_kind_row(group) for by in kinds for group in report.grouped(by)]


def _kind_row(group: Group) -> Row:
    return [f"{group.by}: {group.name}", str(group.cases), *(percent(group.figures[metric].mean) for metric in BY_KIND)]


def speed_line(report: Report) -> str:
    """How long answers took and are; a long answer finds every fact more easily."""
    speed = report.latency
    times = f"{speed.median:.0f} ms (median) and {speed.p95:.0f} ms (95 of 100)"
    return f"An answer of {report.system} took {times} and has {report.words:.0f} words (median)."


def failure_lines(report: Report) -> list[str]:
    """Wrong answers of the dev split: id, type, question, first reason."""
    wrong = [o for o in report.outcomes if not o.is_correct and o.case.split == "dev"]
    return [f"{o.case.id} ({o.case.type}) {o.case.question} — {o.reasons[0]}" for o in wrong]


def missing_line(report: Report) -> str:
    """Cases whose stated evidence is not in the documents: ids of the dev split, a number of the test split."""
    split_of = {outcome.case.id: outcome.case.split for outcome in report.outcomes}
    names = list(dict.fromkeys(name for name, _ in report.missing))
    shown = [name for name in names if split_of[name] == "dev"]
    hidden = len(names) - len(shown)
    parts = [*shown, *([f"{hidden} of the test split"] if hidden else [])]
    return f"Stated evidence is not in the documents: {', '.join(parts)}" if parts else ""


def show(console: Console, results: Sequence[Measured], verdict: Verdict | None) -> None:
    """Print every report and the verdict of the gates."""
    for measured in results:
        _show_measured(console, measured)
    if verdict is not None:
        console.print()
        for line in verdict_lines(verdict):
            console.print(line, style="green" if verdict.is_passed else "red", markup=False, soft_wrap=True)


def _show_measured(console: Console, measured: Measured) -> None:
    report = measured.ours
    console.print(f"\n{heading(report)}", style="bold", markup=False)
    for table in (figure_rows(measured), kind_rows(report, KINDS)):
        console.print()
        console.print(_table(*table))
    console.print()
    for line in notes(measured):
        console.print(line, markup=False, soft_wrap=True)
    _show_failures(console, failure_lines(report))
    if not report.is_complete:
        console.print("Stopped at the first wrong case; the figures are of the cases up to it.", style="red")


def notes(measured: Measured) -> list[str]:
    """What the tables do not say: times, lengths, and evidence that is not where a case says it is."""
    reports = [report for report in (measured.ours, measured.reference) if report is not None]
    return [line for line in (*map(speed_line, reports), missing_line(measured.ours)) if line]


def _show_failures(console: Console, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print(f"Wrong in the dev split: {len(lines)}")
    for line in lines[:SHOWN_FAILURES]:
        console.print(f"  {line}", overflow="ellipsis", no_wrap=True, markup=False)
    if len(lines) > SHOWN_FAILURES:
        console.print(f"  … and {len(lines) - SHOWN_FAILURES} more; the HTML report shows them all")


def verdict_lines(verdict: Verdict) -> list[str]:
    """The verdict in words, what fell first."""
    head = "Gates: nothing fell." if verdict.is_passed else f"Gates: {len(verdict.fallen)} fell."
    return [head, *(f"  {line}" for line in verdict.fallen), *(f"  note: {line}" for line in verdict.notes)]


def _table(head: Row, rows: Iterable[Row]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(head):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def markdown(results: Sequence[Measured], verdict: Verdict | None) -> str:
    """All tables and the verdict as Markdown."""
    parts = ["# Evaluation"]
    for measured in results:
        report = measured.ours
        parts += [f"## {heading(report)}", _markdown_table(*figure_rows(measured)), "### By kind", _markdown_table(*kind_rows(report))]
        parts += notes(measured)
    if verdict is not None:
        head, *lines = verdict_lines(verdict)
        parts += ["## Gates", "\n".join([head, "", *(f"- {line.strip()}" for line in lines)]).rstrip()]
    return "\n\n".join(parts) + "\n"


def _markdown_table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
