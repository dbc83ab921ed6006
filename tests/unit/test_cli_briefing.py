"""The commands for staff: files by their ending, tables, and errors in one line before any work is done."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from peel_qa.cli.entry import app
from peel_qa.engine import PeelQA
from peel_qa.index.embedding import Embedder


def run(*arguments: object, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def held(qa: PeelQA, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """Options that name an index that is built already; the model is the one that is loaded."""
    monkeypatch.setattr("peel_qa.index.embedding.Embedder.of", lambda settings: embedder)
    return ("--corpus", *qa.settings.corpus, "--index", qa.settings.index)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("brief", "-o", "x.txt"), "A paper cannot be written as 'x.txt'. End its name with one of: .docx, .pdf, .md, .html"),
        (("changes", "--from", "a", "--to", "b", "-o", "x"), "A paper cannot be written as 'x'"),
        (("press", "-o", "x.doc"), "A paper cannot be written as 'x.doc'"),
        (("tracker", "-o", "x.pdf"), "The table cannot be written as 'x.pdf'. End its name with one of: .csv, .xlsx"),
    ],
)
def test_an_ending_that_nothing_is_written_with_is_refused_at_once(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr


@pytest.mark.parametrize("arguments", [("brief", "--length", "epic"), ("brief", "--published", "May"), ("changes", "--from", "2015")])
def test_bad_usage_is_told_apart(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_papers_are_shown_or_written(held: tuple[object, ...], tmp_path: Path) -> None:
    shown = run("brief", "--edition", "2021/22", "--area", "responding to the public", "--length", "one-page", *held)
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout.startswith("# PEEL 2021/22: West Mercia Police\n")
    assert "## Statutory clock" in shown.stdout
    file = tmp_path / "changes.html"
    written = run("changes", "--from", "2015", "--to", "2021/22", "-o", file, *held)
    assert written.exit_code == 0, written.stderr
    assert "verified quotes from" in written.stdout
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [file], "nothing half written is left"
    missing = run("changes", "--from", "2015", "--to", "2021/22", "-o", tmp_path / "no" / "x.md", *held)
    assert missing.exit_code == 1
    assert "does not exist. Make it, or name another" in missing.stderr


def test_a_news_text_comes_from_a_file_from_standard_input_or_from_what_is_held(held: tuple[object, ...], tmp_path: Path) -> None:
    text = "West Mercia Police was rated adequate overall by inspectors."
    (tmp_path / "article.txt").write_text(text, encoding="utf-8")
    from_file = run("press", tmp_path / "article.txt", "--edition", "2021/22", *held)
    piped = run("press", "--edition", "2021/22", *held, stdin=text)
    for result in (from_file, piped):
        assert "gives no overall grade" in result.stdout, result.stderr
    known = run("press", "--document", "news-2022-04-13-shropshire-star", *held)
    assert "Shropshire Star" in known.stdout
    (tmp_path / "article.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    assert (
        "is not UTF-8 text. Save the article as plain text" in run("press", tmp_path / "article.doc", "--edition", "2021/22", *held).stderr
    )
    assert "There is no document 'x'" in run("press", "--document", "x", *held).stderr


def test_the_tracker_is_csv_on_standard_output(held: tuple[object, ...]) -> None:
    result = run("tracker", "--edition", "2021/22", *held)
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0][:3] == ["Force", "Inspection", "Published"]
    assert len(rows) == 1 + 19
