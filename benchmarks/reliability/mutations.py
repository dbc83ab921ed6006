"""Guards taken away one by one, in a copy of the repository: the tests that are meant for each must fail, and pass before.

The breaks stand in mutations.toml: a file, the text that is looked for in it, what takes its place, and the tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import SHOWN, Outcome

BREAKS = Path(__file__).with_name("mutations.toml")
_SECONDS = 900.0
"""After so long the tests of one break count as hung, which is no failure of theirs."""
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".git", ".venv", ".bench", ".hypothesis", ".*_cache", "reports", "work", "tmp")
_FAILED = re.compile(r"^(?:FAILED|ERROR) tests/(?:\w+/)*(\w+\.py.*?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Break:
    """One guard taken away. `text` must stand exactly once in `file`; `tests` are what pytest is given."""

    guard: str
    shows: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]

    def apply(self, folder: Path) -> str:
        """Take the guard away below `folder`; returns the file as it was.

        Raises:
            ValueError: if the text is not found, or more than once.
        """
        whole = (folder / self.file).read_text(encoding="utf-8")
        if (count := whole.count(self.text)) != 1:
            raise ValueError(f"{self.file} holds {count} times, not once: {self.text[:80]!r}. Bring mutations.toml up to the code")
        (folder / self.file).write_text(whole.replace(self.text, self.instead), encoding="utf-8")
        return whole


def breaks() -> tuple[Break, ...]:
    """Every break that is tried."""
    read = tomllib.loads(BREAKS.read_text(encoding="utf-8"))["breaks"]
    return tuple(Break(**{**values, "tests": tuple(values["tests"])}) for values in read)


SIZE = len(breaks())


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is a break that no test notices, or a test that fails without one."""
    began, reasons, noticed = time.perf_counter(), list[str](), dict[str, object]()
    chosen = breaks()[:size]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "copy"
        shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, symlinks=True)
        every = sorted({test for each in chosen for test in each.tests})
        code, told = run(folder, every)
        reasons += [f"without any break: code {code}: {told[-300:]}"] if code else []
        for each in chosen:
            whole = each.apply(folder)
            code, told = run(folder, each.tests)
            (folder / each.file).write_text(whole, encoding="utf-8")
            failed = _FAILED.findall(told)
            if code != 1 or not failed:
                reasons.append(f"{each.guard}: the tests ended with code {code} and did not notice: {told[-200:]}")
            noticed[f"{each.shows}, {each.guard}"] = f"noticed by {failed[0]}" if failed else "not noticed"
    return Outcome(
        "mutations",
        "the guards of T3 to T23",
        "Where a guard is taken away, a test that is meant for it fails; with all guards in place the same tests pass.",
        len(chosen),
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        noticed,
    )


def run(folder: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Run tests of a copy until the first fails; pytest's exit code (-1 where they hung), and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PEEL_QA_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, "they hung"
    return done.returncode, done.stdout + done.stderr
