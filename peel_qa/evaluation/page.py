"""One self-contained HTML page: figures, bars by type, and every case with question, answer, citations and expectation.

Readable without its script, which only filters; every word from cases and answers is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from peel_qa.evaluation.confidence_curve import Curve, curve_of
from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.metrics import METRICS
from peel_qa.evaluation.page_cases import cases_of, select
from peel_qa.evaluation.report import Figure, Report
from peel_qa.evaluation.tables import (
    Row,
    corpus_rows,
    curve_line,
    curve_rows,
    figure_rows,
    heading,
    kind_rows,
    label,
    notes,
    percent,
    verdict_lines,
)

HEADLINES = ("correct", "unanswerable_answered", "answerable_refused", "recall@5", "citation_recall", "quote_fidelity")
FIRST_BARS = ("type", "correct")
"""What the bars show before anything is chosen, and where no script runs."""
_SIDE = 200
"""Width and height of the confidence curve, in its own units."""


def to_html(results: Sequence[Measured], verdict: Verdict | None) -> str:
    """The page of a measurement."""
    body = [*_verdict(verdict), *_corpora(results), *(part for measured in results for part in _corpus(measured)), *cases_of(results)]
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Evaluation</title>\n<style>\n{_asset('page.css')}</style>\n</head>\n<body>\n<main>",
            "<h1>Evaluation</h1>",
            '<p class="soft">Questions with known answers, asked of the documents. Thin lines in the bars are 95% intervals.</p>',
            *body,
            f"</main>\n<script>\n{_asset('page.js')}</script>\n</body>\n</html>\n",
        ]
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _verdict(verdict: Verdict | None) -> Iterable[str]:
    if verdict is None:
        return
    head, *lines = verdict_lines(verdict)
    items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines)
    yield f'<div class="gates{"" if verdict.is_passed else " shut"}"><b>{escape(head)}</b><ul>{items}</ul></div>'


def _corpora(results: Sequence[Measured]) -> Iterable[str]:
    if len(results) > 1:
        yield "<h2>All corpora</h2>"
        yield _table(*corpus_rows(results))


def _corpus(measured: Measured) -> Iterable[str]:
    report = measured.ours
    yield f"<h2>{escape(report.corpus)}</h2>"
    yield f'<p class="soft small">{"<br>".join(escape(line) for line in (heading(report), *notes(measured)))}</p>'
    yield '<div class="numbers">'
    yield from (_headline(report.overall[metric]) for metric in HEADLINES)
    yield "</div>"
    yield from _bars(report)
    yield "<h3>All figures</h3>"
    yield _table(*figure_rows(measured))
    yield _meaning()
    yield "<h3>By kind</h3>"
    yield _table(*kind_rows(measured))
    yield from _confidence(curve_of(report.outcomes))


def _headline(figure: Figure) -> str:
    return f'<div class="number" title="{escape(METRICS[figure.metric])}"><b>{percent(figure.mean)}</b>{escape(label(figure.metric))}</div>'


def _bars(report: Report) -> Iterable[str]:
    """Bars of one measure by one kind; the script offers the others, whose figures the block carries."""
    by, metric = FIRST_BARS
    kinds = list(dict.fromkeys(group.by for group in report.groups if group.by != "all"))
    figures = {
        kind: {m: [_bar_values(g.name, g.figures[m]) for g in report.grouped(kind) if g.figures[m].n] for m in METRICS} for kind in kinds
    }
    yield f'<section class="bars" data-figures="{escape(json.dumps(figures, separators=(",", ":")))}">'
    yield f"<h3>{escape(label(metric).capitalize())}, by {by}</h3>"
    yield '<div class="choice" hidden>'
    yield select("measure", {m: label(m) for m in METRICS}, metric)
    yield select("by", {kind: kind for kind in kinds}, by)
    yield '</div><div class="drawn">'
    yield from (_bar(group.name, group.figures[metric]) for group in report.grouped(by))
    yield "</div></section>"


def _bar_values(name: str, figure: Figure) -> list[str | int | float]:
    """Name, number of cases, and mean and bounds in percent, as the script draws them."""
    return [name, figure.n, *(round(100 * (value or 0.0), 1) for value in (figure.mean, figure.low, figure.high))]


def _bar(name: str, figure: Figure) -> str:
    mean, low, high = (100 * (value or 0.0) for value in (figure.mean, figure.low, figure.high))
    return (
        f'<div class="bar"><span class="name">{escape(name)}</span>'
        f'<span class="value small">{percent(figure.mean)} of {figure.n}</span>'
        f'<div class="track"><div class="fill" style="width:{mean:.1f}%"></div>'
        f'<div class="span" style="left:{low:.1f}%;width:{high - low:.1f}%"></div></div></div>'
    )


def _confidence(curve: Curve) -> Iterable[str]:
    """The share of right answers over the confidence, as a picture and as a table."""
    if not curve.bins:
        return
    yield "<h3>Confidence</h3>"
    yield f'<p class="soft small">{escape(curve_line(curve))} On the dashed line, answers are right as often as they are sure.</p>'
    yield '<div class="curve">'
    yield f'<svg viewBox="-36 -14 {_SIDE + 56} {_SIDE + 44}" role="img" aria-label="Share of right answers by confidence">'
    yield f'<path class="axis" d="M0 0V{_SIDE}H{_SIDE}"/><path class="ideal" d="M0 {_SIDE}L{_SIDE} 0"/>'
    for part in (0, 50, 100):
        at = _SIDE * part // 100
        yield f'<text x="-4" y="{_SIDE - at + 4}" text-anchor="end">{part}%</text>'
        yield f'<text x="{at}" y="{_SIDE + 14}" text-anchor="middle">{part}%</text>'
    points = [(b.confidence * _SIDE, (1 - b.correct) * _SIDE) for b in curve.bins]
    yield f'<path class="line" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>'
    for b, (x, y) in zip(curve.bins, points, strict=True):
        low, high = ((1 - bound) * _SIDE for bound in b.interval)
        yield f'<path class="axis" d="M{x:.1f} {low:.1f}V{high:.1f}"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 6 * (b.n / curve.n) ** 0.5:.1f}"/>'
    yield "</svg>"
    yield f"{_table(*curve_rows(curve))}</div>"


def _meaning() -> str:
    told = "".join(f"<dt>{escape(label(metric))}</dt><dd>{escape(meaning)}</dd>" for metric, meaning in METRICS.items())
    return f'<details class="meaning"><summary>What the measures mean</summary><div class="body"><dl>{told}</dl></div></details>'


def _table(head: Row, rows: Iterable[Row]) -> str:
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "\n".join(_table_row(row) for row in rows)
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="scroll" role="region" aria-label="Table" tabindex="0">{table}</div>'


def _table_row(row: Row) -> str:
    """A row; one whose name is set in belongs to the row above it."""
    kind = ' class="under"' if row[0].startswith(" ") else ""
    return f"<tr{kind}>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
