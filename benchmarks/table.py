"""From figures to the files and the table that people read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.common import FIRST_PASSAGES, FIRST_WORDS

START, END = "<!-- benchmarks: `make bench` writes what stands between these two lines -->", "<!-- end of benchmarks -->"
_NONE = "–"


def write_results(results: dict[str, Any], folder: Path, readme: Path) -> list[Path]:
    """Write results.json and results.md, and put the same table into the README; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    text = describe(results)
    data, page = folder / "results.json", folder / "results.md"
    data.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    page.write_text(f"# Benchmark results\n\n{text}", encoding="utf-8")
    written = [data, page]
    before = readme.read_text(encoding="utf-8")
    after = re.sub(f"{re.escape(START)}.*?{re.escape(END)}", lambda _: f"{START}\n\n{text}\n{END}", before, flags=re.DOTALL)
    if START in before:
        readme.write_text(after, encoding="utf-8")
        written.append(readme)
    return written


def describe(results: dict[str, Any]) -> str:
    """The whole report in Markdown: speed, retrieval, machine."""
    speed = _table(["", "peel_qa", "plain LlamaIndex"], speed_rows(results))
    heads = [f"{name}, {amount}" for amount in (f"{FIRST_PASSAGES} passages", f"{FIRST_WORDS} words") for name in ("peel_qa", "plain")]
    return (
        f"Smallest / middle / largest of {results['rounds']} runs, each in a process of its own.\n\n{speed}\n"
        f"Share of the evidence found. *{FIRST_PASSAGES} passages*: in the first {FIRST_PASSAGES}, however long. "
        f"*{FIRST_WORDS} words*: in the first {FIRST_WORDS} words from the best passage down, as much as a person reads.\n\n"
        f"{_table(['cases', 'number', *heads], recall_rows(results))}\n{_machine(results['machine'])}\n"
    )


def _machine(machine: dict[str, Any]) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return (
        f"Measured {machine['date']} at commit {machine['commit'] or 'unknown'}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB memory, load {machine['load_at_start']} at the start; "
        f"{machine['system']}, Python {machine['python']}; {packages}."
    )


def speed_rows(results: dict[str, Any]) -> list[list[str]]:
    """One row for each measure, both systems beside each other."""
    peel, plain, cold = results["speed"]["peel"], results["speed"]["plain"], results["cold"]

    def row(name: str, unit: str, ours: Sequence[float], theirs: Sequence[float]) -> list[str]:
        return [f"{name}, {unit}", _spread(ours), _spread(theirs)]

    def each(runs: Sequence[dict[str, Any]], take: Callable[[dict[str, Any]], float]) -> list[float]:
        return [take(run) for run in runs]

    def latency(runs: Sequence[dict[str, Any]], name: str, share: Callable[[list[float]], float]) -> list[float]:
        return [share(run[name]) * 1e3 for run in runs]

    ours, theirs = peel["answer"], plain["answer"]
    return [
        row("Build the index, model loaded", "s", each(peel["build"], _seconds), each(plain["build"], _seconds)),
        row("Index on disk", "MB", each(peel["build"], _size), each(plain["build"], _size)),
        row("Search, warm, median of 60", "ms", latency(ours, "search", median), latency(theirs, "search", median)),
        row("Search, warm, 95th percentile", "ms", latency(ours, "search", _p95), latency(theirs, "search", _p95)),
        row("Answer, warm, median of 60", "ms", latency(ours, "ask", median), []),
        row("Answer, warm, 95th percentile", "ms", latency(ours, "ask", _p95), []),
        row("One question in a fresh process", "s", cold["peel_ask"], cold["plain_ask"]),
        row("`peel-qa --help`", "s", cold["peel_help"], []),
        row("Peak memory, building", "MB", each(peel["build"], _memory), each(plain["build"], _memory)),
        row("Peak memory, answering", "MB", each(ours, _memory), each(theirs, _memory)),
    ]


def recall_rows(results: dict[str, Any]) -> list[list[str]]:
    """One row for each corpus and group of cases that has evidence in it."""
    rows = []
    for corpus, groups in results["recall"].items():
        for group, systems in groups.items():
            peel, plain = systems["peel"], systems["plain"]
            if peel["cases"]:
                shares = [side[measure] for measure in ("in_passages", "in_words") for side in (peel, plain)]
                rows.append([f"{corpus}, {group}", str(peel["cases"]), *(f"{share:.0%}" for share in shares)])
    return rows


def _seconds(run: dict[str, Any]) -> float:
    return float(run["seconds"])


def _size(run: dict[str, Any]) -> float:
    return float(run["bytes"]) / 1e6


def _memory(run: dict[str, Any]) -> float:
    return float(run["memory"]) / 1e6


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _spread(values: Sequence[float]) -> str:
    """Smallest / middle / largest, to three figures."""
    if not values:
        return _NONE
    return " / ".join(_figure(value) for value in (min(values), median(values), max(values)))


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows] if rows else []
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
