"""`make reliability`: every measurement in a process of its own, one after another; results and page are written after each.

`python -m benchmarks.reliability kills fuzz --seed 7 --size 1000` takes some of them, in another size or from another seed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict
from importlib import import_module
from typing import Any

from benchmarks.machine import describe
from benchmarks.reliability import ROOT
from benchmarks.reliability.page import PAGE, RESULTS, read_results, write_page

MEASUREMENTS = (
    "kills",
    "damage",
    "swaps",
    "changes",
    "exact",
    "full_disk",
    "outage",
    "egress",
    "fuzz",
    "load",
    "hostile",
    "language_model",
    "quotes",
    "soak",
    "mutations",
)
_LINE = "outcome: "


def main() -> int:
    """Measure what is named, or all; 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []], help="which; else all")
    parser.add_argument("--size", type=int, help="how many attempts, or minutes of a soak; else the size that is published")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.here:
        return _here(wanted.names[0], wanted.size, wanted.seed)
    failed = [name for name in wanted.names or MEASUREMENTS if not _apart(name, wanted.size, wanted.seed)]
    print(f"Wrote {PAGE.relative_to(ROOT)}." + (f" Failures: {', '.join(failed)}." if failed else ""), flush=True)
    return 1 if failed else 0


def _here(name: str, size: int | None, seed: int) -> int:
    from peel_qa.environment import prepare_environment

    prepare_environment()
    module = import_module(f"benchmarks.reliability.{name}")
    outcome = module.measure(size or module.SIZE, seed)
    print(_LINE + json.dumps(asdict(outcome) | {"bound": outcome.bound}), flush=True)
    return 0


def _apart(name: str, size: int | None, seed: int) -> bool:
    """Measure in a child, and keep what it says; whether nothing failed."""
    print(f"{time.strftime('%H:%M:%S')} {name} …", flush=True)
    command = [sys.executable, "-m", "benchmarks.reliability", name, "--seed", str(seed), "--here"]
    command += ["--size", str(size)] if size else []
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith(_LINE)]
    if not lines:
        print(f"{name} ended with code {done.returncode} and said nothing.", flush=True)
        return False
    row: dict[str, Any] = json.loads(lines[-1].removeprefix(_LINE)) | {"machine": describe()}
    row["command"] = " ".join(
        ["make reliability", *([f"ONLY={name}", f"SIZE={row['tried']}"] if size else [f"ONLY={name}"]), f"SEED={seed}"]
    )
    RESULTS.write_text(json.dumps(read_results() | {name: row}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    write_page()
    print(f"{time.strftime('%H:%M:%S')} {name}: {row['tried']:,} tried, {row['failed']} failed in {row['seconds']:.0f} s", flush=True)
    for reason in row["reasons"]:
        print(f"  {reason[:300]}", flush=True)
    return not row["failed"]


if __name__ == "__main__":
    sys.exit(main())
