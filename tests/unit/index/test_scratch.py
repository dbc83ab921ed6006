"""Private folders: deleted at the end, swept after a kill, never while their process lives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from peel_qa.index.scratch import Scratch

HOLD = "from peel_qa.index.scratch import Scratch; s = Scratch(); print(s.folder, flush=True); input()"


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def holder(tmp_path: Path) -> tuple[subprocess.Popen[str], Path]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD], env={**os.environ, "TMPDIR": str(tmp_path)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    return child, Path(child.stdout.readline().strip())


def test_a_folder_goes_with_its_process_or_before(tmp_path: Path) -> None:
    scratch = Scratch()
    (scratch.folder / "inner").mkdir()
    assert scratch.folder.parent == tmp_path
    scratch.close()
    scratch.close()
    child, folder = holder(tmp_path)
    assert folder.is_dir()
    child.communicate("\n", timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_by_the_next(tmp_path: Path) -> None:
    child, folder = holder(tmp_path)
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    assert folder.is_dir()
    scratch = Scratch()
    assert not folder.exists()
    scratch.close()


def test_a_living_process_keeps_its_folder(tmp_path: Path) -> None:
    child, folder = holder(tmp_path)
    mine, another = Scratch(), Scratch()
    assert folder.is_dir()
    assert mine.folder.is_dir()
    child.communicate("\n", timeout=60)
    mine.close()
    assert another.folder.is_dir()
    another.close()


def test_a_forked_child_that_ends_leaves_its_parents_folder(tmp_path: Path) -> None:
    code = (
        "import os; from peel_qa.index.scratch import Scratch; s = Scratch(); pid = os.fork()\n"
        "if pid: os.waitpid(pid, 0); print(s.folder.is_dir())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "True"
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").write_text("", encoding="utf-8")
    (tmp_path / "peel-qa-link").symlink_to(elsewhere)
    (tmp_path / "peel-qa-without-lock").mkdir()
    Scratch().close()
    assert (elsewhere / "lock").is_file()
    assert (tmp_path / "peel-qa-without-lock").is_dir()
