"""The part of the HTML page that shows every case: question, answer, citations, expectation, and why it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from peel_qa.evaluation.baseline import DIFFERENCES
from peel_qa.evaluation.judge import Opinion
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.metrics import Outcome
from peel_qa.evaluation.tables import LISTED
from peel_qa.records import Citation


def cases_of(results: Sequence[Measured]) -> Iterable[str]:
    """The form that filters, and below it every case of every corpus."""
    yield "<h2>Every case</h2>"
    outcomes = [outcome for measured in results for outcome in measured.ours.outcomes]
    found = {kind for measured in results for kind in measured.differences.values()}
    choices: dict[str, Sequence[str]] = {
        "corpus": [measured.ours.corpus for measured in results],
        "outcome": ["wrong", "right"],
        "difference": [kind for kind in DIFFERENCES if kind in found],
        "split": sorted({outcome.case.split for outcome in outcomes}),
        "type": sorted({outcome.case.type for outcome in outcomes}),
        "asker": sorted({outcome.case.asker for outcome in outcomes}),
        "judge": ["agrees", "disagrees"] if any(measured.opinions for measured in results) else [],
    }
    yield '<form hidden role="search"><label class="wide">search<input type="search" name="search"></label>'
    yield from (select(name, {"": "all"} | {value: value for value in values}) for name, values in choices.items() if values)
    yield "</form>"
    yield '<p id="count" class="soft small" role="status"></p>'
    yield from (_case(measured, outcome) for measured in results for outcome in measured.ours.outcomes)


def select(name: str, values: Mapping[str, str], chosen: str = "") -> str:
    """A list to choose from: shown texts by value."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in values.items()
    )
    return f'<label>{name}<select name="{name}">{options}</select></label>'


def _case(measured: Measured, outcome: Outcome) -> str:
    case, answer, corpus = outcome.case, outcome.answer, measured.ours.corpus
    state, mark = ("right", "✓ right") if outcome.is_correct else ("wrong", "✗ wrong")
    change = measured.differences.get(case.id)
    opinion = measured.opinions.by_case.get(case.id) if measured.opinions else None
    kinds = {"corpus": corpus, "outcome": state, "difference": change or "", "split": case.split, "type": case.type, "asker": case.asker}
    kinds["judge"] = "" if opinion is None else "agrees" if opinion.is_right is outcome.is_correct else "disagrees"
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in kinds.items() if value)
    rows = [
        ("Earlier questions", _list(case.history)),
        ("Why it is wrong", _list(outcome.reasons)),
        ("Against the baseline", f"{change}: {DIFFERENCES[change]}" if change else ""),
        (f"Answer ({answer.status})", f"<pre>{escape(answer.text)}</pre>"),
        ("Citations", _list([_citation(citation) for citation in answer.citations])),
        ("Expected, one of each line", _list([" or ".join(group) for group in case.must], is_code=True)),
        ("Not in the first line", _list(case.must_not, is_code=True)),
        ("Expected kind of answer", escape(case.status)),
        ("Evidence", escape(f"“{case.evidence}” ({', '.join(case.source)})") if case.evidence else ""),
        ("Evidence among the hits", f"rank {outcome.rank}" if outcome.rank else ""),
        ("A good answer", f"<pre>{escape(case.ideal)}</pre>" if case.ideal else ""),
        (f"Opinion of {escape(measured.opinions.model)} (advisory)" if measured.opinions else "", _opinion(opinion)),
        ("Notes", escape(case.notes)),
    ]
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    badge = f' <span class="badge {change}">{change}</span>' if change in LISTED else ""
    where = escape(f"{corpus} · {case.id} · {case.type} · {case.split}")
    head = f'<span class="mark">{mark}</span>{badge} <span class="soft small">{where}</span>'
    return (
        f'<details class="case {state}" {data}><summary>{head}<br>{escape(case.question)}</summary>'
        f'<div class="body"><dl>{told}</dl></div></details>'
    )


def _opinion(opinion: Opinion | None) -> str:
    if opinion is None:
        return ""
    said = {True: "right", False: "wrong", None: "no opinion"}[opinion.is_right]
    return escape(f"{said}: {opinion.reason}")


def _citation(citation: Citation) -> str:
    where = " › ".join(citation.section)
    page = f", p. {citation.page}" if citation.page is not None else ""
    check = "" if citation.verified else " · not verified"
    return f"[{citation.number}] {citation.document} · {where}{page} · {citation.edition} · {citation.voice}{check}"


def _list(items: Sequence[str], is_code: bool = False) -> str:
    tag = "code" if is_code else "span"
    lines = "".join(f"<li><{tag}>{escape(item)}</{tag}></li>" for item in items)
    return f"<ul>{lines}</ul>" if items else ""
