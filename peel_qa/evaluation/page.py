"""One self-contained HTML page: figures, bars by type, and every case with question, answer, citations and expectation.

Readable without its script, which only filters; every word from cases and answers is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from peel_qa.evaluation.gates import Verdict
from peel_qa.evaluation.metrics import METRICS, Outcome
from peel_qa.evaluation.render import Row, figure_rows, heading, kind_rows, label, notes, percent, verdict_lines
from peel_qa.evaluation.report import Figure, Measured, Report
from peel_qa.records import Citation

HEADLINES = ("correct", "answered", "refused", "recall@5", "citation_recall", "quote_fidelity")


def to_html(results: Sequence[Measured], verdict: Verdict | None) -> str:
    """The page of a measurement."""
    body = [*_verdict(verdict), *(part for measured in results for part in _corpus(measured)), *_cases([m.ours for m in results])]
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


def _corpus(measured: Measured) -> Iterable[str]:
    report = measured.ours
    yield f"<h2>{escape(report.corpus)}</h2>"
    yield f'<p class="soft small">{"<br>".join(escape(line) for line in (heading(report), *notes(measured)))}</p>'
    yield '<div class="numbers">'
    yield from (_headline(report.overall[metric]) for metric in HEADLINES)
    yield "</div>\n<h3>Right answers by type of question</h3>"
    yield from _bars(report)
    yield "<h3>All figures</h3>"
    yield _table(*figure_rows(measured))
    yield _meaning()
    yield "<h3>By kind</h3>"
    yield _table(*kind_rows(report))


def _headline(figure: Figure) -> str:
    return f'<div class="number" title="{escape(METRICS[figure.metric])}"><b>{percent(figure.mean)}</b>{escape(label(figure.metric))}</div>'


def _bars(report: Report) -> Iterable[str]:
    for group in report.grouped("type"):
        figure = group.figures["correct"]
        mean, low, high = (100 * (value or 0.0) for value in (figure.mean, figure.low, figure.high))
        yield (
            f'<div class="bar"><span class="name">{escape(group.name)}</span>'
            f'<span class="value small">{percent(figure.mean)} of {figure.n}</span>'
            f'<div class="track"><div class="fill" style="width:{mean:.1f}%"></div>'
            f'<div class="span" style="left:{low:.1f}%;width:{high - low:.1f}%"></div></div></div>'
        )


def _meaning() -> str:
    told = "".join(f"<dt>{escape(label(metric))}</dt><dd>{escape(meaning)}</dd>" for metric, meaning in METRICS.items())
    return f'<details class="meaning"><summary>What the measures mean</summary><div class="body"><dl>{told}</dl></div></details>'


def _table(head: Row, rows: Iterable[Row]) -> str:
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cases(reports: Sequence[Report]) -> Iterable[str]:
    yield "<h2>Every case</h2>"
    choices: dict[str, Sequence[str]] = {
        "corpus": [report.corpus for report in reports],
        "outcome": ["wrong", "right"],
        "split": sorted({o.case.split for report in reports for o in report.outcomes}),
        "type": sorted({o.case.type for report in reports for o in report.outcomes}),
        "asker": sorted({o.case.asker for report in reports for o in report.outcomes}),
    }
    yield '<form hidden role="search"><label class="wide">search<input type="search" name="search"></label>'
    yield from (_select(name, values) for name, values in choices.items())
    yield "</form>"
    yield '<p id="count" class="soft small" role="status"></p>'
    yield from (_case(report.corpus, outcome) for report in reports for outcome in report.outcomes)


def _select(name: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(value)}</option>' for value in values)
    return f'<label>{name}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _case(corpus: str, outcome: Outcome) -> str:
    case, answer = outcome.case, outcome.answer
    state, mark = ("right", "✓ right") if outcome.is_correct else ("wrong", "✗ wrong")
    kinds = {"corpus": corpus, "outcome": state, "split": case.split, "type": case.type, "asker": case.asker}
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in kinds.items())
    rows = [
        ("Earlier questions", _list(case.history)),
        ("Why it is wrong", _list(outcome.reasons)),
        (f"Answer ({answer.status})", f"<pre>{escape(answer.text)}</pre>"),
        ("Citations", _list([_citation(citation) for citation in answer.citations])),
        ("Expected, one of each line", _list([" or ".join(group) for group in case.must], is_code=True)),
        ("Not in the first line", _list(case.must_not, is_code=True)),
        ("Expected kind of answer", escape(case.status)),
        ("Evidence", escape(f"“{case.evidence}” ({', '.join(case.source)})") if case.evidence else ""),
        ("Evidence among the hits", f"rank {outcome.rank}" if outcome.rank else ""),
        ("A good answer", f"<pre>{escape(case.ideal)}</pre>" if case.ideal else ""),
        ("Notes", escape(case.notes)),
    ]
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    head = (
        f'<span class="mark">{mark}</span> <span class="soft small">{escape(f"{corpus} · {case.id} · {case.type} · {case.split}")}</span>'
    )
    return (
        f'<details class="case {state}" {data}><summary>{head}<br>{escape(case.question)}</summary>'
        f'<div class="body"><dl>{told}</dl></div></details>'
    )


def _citation(citation: Citation) -> str:
    where = " › ".join(citation.section)
    page = f", p. {citation.page}" if citation.page is not None else ""
    check = "" if citation.verified else " · not verified"
    return f"[{citation.number}] {citation.document} · {where}{page} · {citation.edition} · {citation.voice}{check}"


def _list(items: Sequence[str], is_code: bool = False) -> str:
    tag = "code" if is_code else "span"
    lines = "".join(f"<li><{tag}>{escape(item)}</{tag}></li>" for item in items)
    return f"<ul>{lines}</ul>" if items else ""
