"""`make install`, with programs that only write down how they were called: by uv where that works, else by pip, and never twice."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = """#!/bin/sh
case "$*" in
*"print(sys.version)"*) echo 3.11 ;;
*"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$STUB_UV" .venv/bin/uv ;;
*"pip config list"*) echo "$PIP_SETTINGS" ;;
*"pip "*" uv") echo "pip uv" >>calls; exit "$NO_UV" ;;
*"pip "*install*) for last; do :; done; echo "pip $last" >>calls ;;
esac
"""
UV = """#!/bin/sh
case "$*" in *"--link-mode copy"*) echo "uv" >>calls ;; esac
exit "$UV_ENDS"
"""
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what `make install` reads, and a Python that is none."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name, text in (("python-stub", PYTHON), ("uv-stub", UV)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def installed(clone: Path, **told: str) -> list[str]:
    """What was called in one `make install`, in order."""
    (clone / "calls").write_text("", encoding="utf-8")
    settings = {"STUB_UV": str(clone / "uv-stub"), "UV_ENDS": "0", "NO_UV": "0", "PIP_SETTINGS": "", **told}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))} | settings
    made = subprocess.run(
        ["make", "install", f"PYTHON={clone / 'python-stub'}"], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return (clone / "calls").read_text(encoding="utf-8").splitlines()


def test_uv_installs_all_but_torch_and_a_second_run_nothing(clone: Path) -> None:
    torch, *others = installed(clone)
    assert torch.startswith("pip torch==")
    assert others == ["pip uv", "uv"]
    assert installed(clone) == []


@pytest.mark.parametrize(
    ("told", "asked_before"),
    [
        ({"UV_ENDS": "2"}, ["pip uv", "uv"]),
        ({"NO_UV": "1"}, ["pip uv"]),
        ({"PIP_SETTINGS": "global.index-url='https://packages.example'"}, []),
        ({"PIP_SETTINGS": ":env:.index-url='https://packages.example'"}, []),
    ],
)
def test_pip_installs_where_uv_cannot_or_should_not(clone: Path, told: dict[str, str], asked_before: list[str]) -> None:
    torch, *others, last = installed(clone, **told)
    assert torch.startswith("pip torch==")
    assert [*others, last] == [*asked_before, "pip .[dev]"]


def test_an_index_beside_the_usual_one_is_no_reason_against_uv(clone: Path) -> None:
    assert installed(clone, PIP_SETTINGS=":env:.extra-index-url='https://packages.example'")[-1] == "uv"
