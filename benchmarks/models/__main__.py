"""`make models`: every behaviour of the scripted server over every corpus; results and page are written after each corpus.

`python -m benchmarks.models failures --corpus digests --cases 60` takes one part, one corpus, or another number of cases.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from benchmarks.models import behaviours, comparison, failures
from benchmarks.models.corpora import Corpus, corpora
from benchmarks.models.page import keep, write_page

PARTS = ("failures", "comparison", "behaviours")
_FAILING = ("digests", "eastmoor")


def main() -> int:
    """Measure what is named, or all; 1 where something false was shown, a failure did not end in our answer, or a figure fell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which; else all")
    parser.add_argument("--corpus", action="append", default=[], help="which corpora; else all")
    parser.add_argument("--cases", type=int, default=30, help="cases of each behaviour and corpus")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    failed = 0
    for part in wanted.parts or PARTS:
        for corpus in corpora():
            if corpus.name in (wanted.corpus or (_FAILING if part == "failures" else [corpus.name])):
                failed += _measured(part, corpus, wanted.cases, wanted.seed)
    return int(failed > 0)


def _measured(part: str, corpus: Corpus, cases: int, seed: int) -> int:
    """Measure one part over one corpus and write it down; how much of it failed."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        if part == "comparison":
            rows.append(comparison.measure(corpus, seed, Path(folder)))
        else:
            for row in (behaviours if part == "behaviours" else failures).measure(corpus, cases, seed, Path(folder)):
                rows.append(row)
                print(f"{part}, {corpus.name}, {row['behaviour']}: {row['cases']} cases, {len(row['false_shown'])} false shown", flush=True)
                for line in row["false_shown"]:
                    print(f"  {line}", flush=True)
    size = "" if part == "comparison" or cases == 30 else f" --cases {cases}"
    keep(part, corpus.name, rows, {"machine": describe(), "command": f"make models ONLY={part}" if not size else _command(part, size)})
    write_page()
    return sum(len(comparison.lowered(row)) if part == "comparison" else len(row["false_shown"]) for row in rows)


def _command(part: str, size: str) -> str:
    return f".venv/bin/python -m benchmarks.models {part}{size}"


if __name__ == "__main__":
    sys.exit(main())
