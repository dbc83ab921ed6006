"""README.md of this folder names, for each of the tests T1 to T25, tests that exist, and a long form that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.reliability.__main__ import MEASUREMENTS

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(
    r"^\| (T\d+) \| (.+?) \| (.+) \| (.+) \|$", (ROOT / "tests/reliability/README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
)


def test_every_test_has_a_row() -> None:
    assert [row[0] for row in ROWS] == [f"T{number}" for number in range(1, 26)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_exists(row: tuple[str, str, str, str]) -> None:
    named = re.findall(r"`(tests/[\w/.]+?\.py)(?:::(\w+))?`", row[2])
    assert named or row[2].startswith(("moot", "measured"))
    for path, function in named:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert not function or f"def {function}(" in text, f"{path}::{function}"
    for name in row[3].split(", "):
        assert name in (*MEASUREMENTS, "the same", "–", "`make bench`"), name
