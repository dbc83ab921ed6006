"""The guards that `make reliability ONLY=mutations` takes away stand where it looks for them, and their tests exist."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.reliability.mutations import Break, breaks

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("broken", breaks(), ids=lambda broken: broken.guard)
def test_a_guard_stands_once_where_it_is_looked_for_and_its_tests_exist(broken: Break) -> None:
    assert (ROOT / broken.file).read_text(encoding="utf-8").count(broken.text) == 1
    assert broken.text != broken.instead
    for test in broken.tests:
        path, _, function = test.partition("::")
        assert f"def {function}" in (ROOT / path).read_text(encoding="utf-8"), test


def test_breaks_are_of_many_kinds() -> None:
    assert len({broken.guard for broken in breaks()}) == len(breaks()) >= 8
    assert all(re.fullmatch(r"T\d+", broken.shows) for broken in breaks())


@pytest.mark.parametrize("text", ["guard", "no such text"])
def test_a_text_that_is_not_there_once_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("guard and guard", encoding="utf-8")
    broken = replace(breaks()[0], file="code.py", text=text)
    with pytest.raises(ValueError, match="not once"):
        broken.apply(tmp_path)
    assert (tmp_path / "code.py").read_text(encoding="utf-8") == "guard and guard"
