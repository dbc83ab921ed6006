"""A process that is killed while it adds loses nothing: what it said is added stays, and the next run adds the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import documents
import pytest

from peel_qa.corpus.load import load_corpus

ROOT = Path(__file__).resolve().parents[2]


def command(corpus: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "peel_qa", "--corpus", str(corpus), "add", "--yes", str(folder)]


@pytest.mark.parametrize("kill_after", [1, 3])
def test_a_killed_run_is_taken_up_by_the_next(tmp_path: Path, kill_after: int) -> None:
    folder, corpus = tmp_path / "files", tmp_path / "corpus"
    folder.mkdir()
    for number in range(5):
        text = documents.TEXT.replace("2023-25", f"201{number}").replace("31 of the 52", f"{number} of the 52")
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command(corpus, folder), stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(kill_after)]
        process.send_signal(signal.SIGKILL)
    kept = load_corpus([corpus])
    assert kept.problems == ()
    assert {line.split(" added as ")[1].strip() for line in said} <= {document.id for document in kept.documents}
    ended = subprocess.run(command(corpus, folder), capture_output=True, text=True, env=environment, check=True)
    assert ended.stdout.splitlines()[-1].startswith(("2 added", "3 added", "4 added", "1 added", f"{len(kept.documents)} already there"))
    whole = load_corpus([corpus])
    assert whole.problems == ()
    assert [document.id for document in whole.documents] == [f"peel-201{number}-fenmarch" for number in range(5)]
    assert [f"{number} of the 52" in document.text for number, document in enumerate(whole.documents)] == [True] * 5
