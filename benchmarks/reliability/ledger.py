"""What a long measurement has done so far, line by line in a file, so that a run that is broken off is not lost."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.reliability import ROOT

FOLDER = ROOT / "reports"
_CODE = (
    "peel_qa/**/*",
    "benchmarks/reliability/*.py",
    "benchmarks/questions.txt",
    "corpus/*.md",
    "tests/data/northmoor/*",
    "tests/support/*.py",
)


class Ledger:
    """The pieces of one measurement. It begins anew where the measurement, or any file of ours that takes part in it, is another."""

    def __init__(self, name: str, about: str, folder: Path = FOLDER) -> None:
        """Read what an earlier run of the same has done, and go on from there.

        `lines` holds for each piece its record and the seconds since the piece before it was done; `parts` counts the runs.
        """
        self.path = folder / f"reliability-{name}.jsonl"
        self.lines: dict[str, tuple[dict[str, Any], float]] = {}
        self._key = {"about": about, "code": code_digest()}
        self.parts = 1
        self._read()
        self._write({"part": self.parts})
        self._since = time.perf_counter()

    def _read(self) -> None:
        lines = self.path.read_text(encoding="utf-8").split("\n")[:-1] if self.path.is_file() else []
        if not lines or json.loads(lines[0]) != self._key:
            self.path.parent.mkdir(exist_ok=True)
            self.path.write_text(json.dumps(self._key) + "\n", encoding="utf-8")
            return
        self.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")  # without half a line at its end
        for line in map(json.loads, lines[1:]):
            if "piece" in line:
                self.lines[line["piece"]] = line["record"], line["seconds"]
            else:
                self.parts = line["part"] + 1

    def add(self, piece: str, record: dict[str, Any]) -> None:
        """Write down that a piece is done, and what came of it."""
        seconds, self._since = time.perf_counter() - self._since, time.perf_counter()
        self.lines[piece] = record, seconds
        self._write({"piece": piece, "record": record, "seconds": round(seconds, 3)})

    def _write(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """All is done: the next run begins anew."""
        self.path.unlink()


def code_digest() -> str:
    """The SHA-256 over every file that takes part, names and contents."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _CODE for path in ROOT.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            content = path.read_bytes()
            digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
