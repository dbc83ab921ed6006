"""The results as a page for people: docs/reliability.md, its table written anew from results.json."""

from __future__ import annotations

import json
import re
from typing import Any

from benchmarks.reliability import ROOT

RESULTS = ROOT / "benchmarks" / "reliability" / "results.json"
PAGE = ROOT / "docs" / "reliability.md"
START, END = "<!-- reliability: `make reliability` writes what stands between these two lines -->", "<!-- end of reliability -->"


def read_results() -> dict[str, Any]:
    """Every measurement's last result by its name."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    return found


def write_page() -> None:
    """Put the results between the marks of the page; what stands round them is written by hand."""
    before = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(f"{re.escape(START)}.*?{re.escape(END)}", lambda _: f"{START}\n\n{table(read_results())}\n{END}", before, flags=re.DOTALL),
        encoding="utf-8",
    )


def table(results: dict[str, Any]) -> str:
    """The table, what was seen beside, the failures, and the machines."""
    rows = "".join(_row(row) for row in results.values())
    head = (
        "| what | tests | tried | failed | upper bound | seed | minutes | again with |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    details = "\n".join(_details(row) for row in results.values())
    return f"{head}{rows}\n{details}"


def _row(row: dict[str, Any]) -> str:
    bound = f"{row['bound']:.2g}" if row["bound"] >= 1e-4 else f"{row['bound']:.1e}"
    values = [
        row["name"].replace("_", " "),
        row["tests"],
        f"{row['tried']:,}",
        f"{row['failed']:,}",
        bound,
        row["seed"],
        f"{row['seconds'] / 60:.1f}",
    ]
    return f"| {' | '.join(map(str, values))} | `{row['command']}` |\n"


def _details(row: dict[str, Any]) -> str:
    figures = "".join(f"- {name}: {_shown(value)}\n" for name, value in row["figures"].items())
    reasons = "".join(f"- failed: {_inline(reason)}\n" for reason in row["reasons"])
    machine = row["machine"]
    where = (
        f"Measured {machine['date']} at commit {machine['commit'] or 'unknown'}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, load {machine['load_at_start']} at the end."
    )
    return f"### {row['name'].replace('_', ' ').capitalize()} ({row['tests']})\n\n{row['promise']}\n\n{figures}{reasons}\n{where}\n"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}" if isinstance(value, float) else str(value)


def _inline(text: str) -> str:
    return " ".join(text.replace("`", "'").replace("|", "/").split())[:300]
