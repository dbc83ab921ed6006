"""The tables and lines that every report shows, as text: figures, kinds, confidence, differences, the verdict of the gates.

Of the test split only figures are told: who reads its cases one by one begins to fit the system to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peel_qa.evaluation.baseline import Difference
from peel_qa.evaluation.confidence_curve import Curve, curve_of
from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.generated import generated_lines, generated_of
from peel_qa.evaluation.judge import Opinions
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.metrics import METRICS
from peel_qa.evaluation.report import Figure, Group, Report

BY_KIND = {
    "correct": "correct",
    "unanswerable_answered": "wrongly\nanswered",
    "answerable_refused": "wrongly\nrefused",
    "recall@5": "recall@5",
    "citation_recall": "cited",
    "edition": "edition",
}
"""Metrics of the tables by kind, under names short enough for a terminal; the JSON report has all."""
KINDS = ("split", "text", "type", "status", "asker", "document")
TERMINAL: tuple[tuple[Sequence[str], Sequence[str]], ...] = (
    (("split", "text", "type", "asker"), tuple(BY_KIND)),
    (("status",), ("correct", "unanswerable_answered", "answerable_refused")),
    (("document",), ("correct", "recall@5")),
)
"""The same in a terminal of 80 columns: kinds and metrics of each table; long names leave room for few metrics."""
LISTED = ("fixed", "broken", "changed")
"""Differences to the baseline that are told case by case."""
Row = list[str]


def percent(value: float | None) -> str:
    """A fraction as "87.3%"; a dash where nothing is scored."""
    return "–" if value is None else f"{value * 100:.1f}%"


def interval(low: float | None, high: float | None) -> str:
    """Both bounds as "70.1 to 87.3%"."""
    return "–" if low is None or high is None else f"{percent(low)[:-1]} to {percent(high)}"


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
    return [label(figure.metric), percent(figure.mean), interval(figure.low, figure.high), str(figure.n), str(figure.unscored)]


def kind_rows(measured: Measured, kinds: Sequence[str] = KINDS, metrics: Sequence[str] = tuple(BY_KIND)) -> tuple[Row, list[Row]]:
    """Head and rows of the table by kind; below each row of ours the reference pipeline's, where there is one."""
    head = ["kind", "cases", *(BY_KIND[metric] for metric in metrics), "ms"]
    rows = []
    for group in (group for by in kinds for group in measured.ours.grouped(by)):
        rows.append(_kind_row(f"{group.by}: {group.name}", group, metrics))
        if measured.reference is not None:
            same = next(other for other in measured.reference.grouped(group.by) if other.name == group.name)
            rows.append(_kind_row(f"  {measured.reference.system}", same, metrics))
    return head, rows


def _kind_row(name: str, group: Group, metrics: Sequence[str]) -> Row:
    figures = [percent(group.figures[metric].mean) for metric in metrics]
    return [name, str(group.cases), *figures, f"{group.latency.median:.0f}"]


def corpus_rows(results: Sequence[Measured]) -> tuple[Row, list[Row]]:
    """Head and rows of the table of all corpora side by side, each with the reference pipeline's column where there is one."""
    columns = [(f"{m.ours.corpus}\n({len(m.ours.outcomes)})", m.ours) for m in results]
    columns += [(f"{m.ours.corpus},\n{m.reference.system}", m.reference) for m in results if m.reference is not None]
    rows = [[label(metric), *(percent(report.overall[metric].mean) for _, report in columns)] for metric in METRICS]
    return ["measure", *(name for name, _ in columns)], rows


def curve_rows(curve: Curve) -> tuple[Row, list[Row]]:
    """Head and rows of the table of the confidence."""
    rows = [
        [f"{b.low:.1f} to {b.high:.1f}", str(b.n), percent(b.confidence), percent(b.correct), interval(*b.interval)] for b in curve.bins
    ]
    return ["confidence", "answers", "mean confidence", "right", "95% interval"], rows


def curve_line(curve: Curve) -> str:
    """The two summaries of the confidence, in words."""
    if curve.brier is None or curve.calibration_error is None:
        return ""
    without = f"; {curve.without} answers carry none" if curve.without else ""
    return (
        f"Confidence over {curve.n} answers of the dev split: Brier score {curve.brier:.3f}, "
        f"mean distance from the share that is right {percent(curve.calibration_error)}{without}."
    )


def speed_line(report: Report) -> str:
    """How long answers took and are; a long answer finds every fact more easily."""
    speed = report.latency
    median, p95 = (f"{low:.0f} to {high:.0f}" for low, high in (speed.median_interval, speed.p95_interval))
    times = f"{speed.median:.0f} ms (median; {median}) and {speed.p95:.0f} ms (95 of 100; {p95})"
    return f"An answer of {report.system} took {times} and has {report.words:.0f} words (median)."


def difference_lines(report: Report, differences: Mapping[str, Difference]) -> list[str]:
    """How many cases are fixed, broken, changed or new since the baseline; ids of the dev split only."""
    if not differences:
        return []
    lines = []
    splits = {outcome.case.id: outcome.case.split for outcome in report.outcomes}
    for kind in (*LISTED, "new"):
        names = [name for name, found in differences.items() if found == kind]
        dev = [name for name in names if splits[name] == "dev"]
        hidden = [f"{len(names) - len(dev)} of the test split"] if len(dev) < len(names) else []
        if names:
            lines.append(f"{kind}: {len(names)}" + (f" ({', '.join([*dev, *hidden])})" if kind in LISTED else ""))
    return [f"Against the baseline: {'; '.join(lines) or 'every answer is the same'}."]


def opinion_line(opinions: Opinions | None) -> str:
    """What the judge said, marked as what it is."""
    if opinions is None:
        return ""
    stopped = f" It was stopped: {opinions.stopped}" if opinions.stopped else ""
    return (
        f"Judge (advisory, in no gate), model {opinions.model}, prompt {opinions.prompt}: {opinions.right} of {opinions.read} answers "
        f"right, {opinions.agreeing} as measured here; {len(opinions.by_case) - opinions.read} replies not understood.{stopped}"
    )


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


def notes(measured: Measured) -> list[str]:
    """What the tables do not say: times, lengths, differences, opinions, and evidence that is not where a case says it is."""
    report = measured.ours
    reports = [each for each in (report, measured.reference) if each is not None]
    lines = [*map(speed_line, reports), curve_line(curve_of(report.outcomes)), *difference_lines(report, measured.differences)]
    lines += generated_lines(generated_of(report.outcomes))
    return [line for line in (*lines, opinion_line(measured.opinions), missing_line(report)) if line]


def verdict_lines(verdict: Verdict) -> list[str]:
    """The verdict in words, what fell first."""
    head = "Gates: nothing fell." if verdict.is_passed else f"Gates: {len(verdict.fallen)} fell."
    return [head, *(f"  {line}" for line in verdict.fallen), *(f"  note: {line}" for line in verdict.notes)]
