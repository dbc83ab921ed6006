"""The commands `feedback` and `mcp`, and how the page is told where it is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from peel_qa.cli.entry import app
from peel_qa.engine import PeelQA
from peel_qa.errors import SettingsError
from peel_qa.service.feedback import Feedback, FeedbackBook
from peel_qa.settings import Settings

ENTRY = Feedback("2026-01-02", "down", "not_in_corpus", "It is on page 3", "", "abc")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with one piece of feedback, named by the setting."""
    file = tmp_path / "feedback.sqlite"
    FeedbackBook(file).add(ENTRY)
    monkeypatch.setenv("PEEL_QA_FEEDBACK", str(file))


@pytest.mark.usefixtures("kept")
def test_feedback_is_exported_as_csv_and_as_json() -> None:
    done = CliRunner().invoke(app, ["feedback", "export"])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "day,verdict,status,comment,question,corpus",
        "2026-01-02,down,not_in_corpus,It is on page 3,,abc",
    ]
    [record] = json.loads(CliRunner().invoke(app, ["feedback", "export", "--json"]).stdout)
    assert record["comment"] == "It is on page 3"


def test_a_file_that_is_no_feedback_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "feedback.sqlite"
    file.write_text("no database, but a text that is long enough to be looked at", encoding="utf-8")
    monkeypatch.setenv("PEEL_QA_FEEDBACK", str(file))
    done = CliRunner().invoke(app, ["feedback", "export"])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "PEEL_QA_FEEDBACK" in done.stderr


def test_the_tools_over_http_ask_for_a_token(qa: PeelQA, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mcp", reason="the package mcp is not installed")
    monkeypatch.setattr("peel_qa.engine.Embedder.of", lambda settings: qa.embedder)
    held = ["--corpus", str(qa.settings.corpus[0]), "--index", str(qa.settings.index)]
    done = CliRunner().invoke(app, ["mcp", "--http", *held])
    assert done.exit_code == 1
    assert "PEEL_QA_MCP_TOKEN" in done.stderr


def test_serve_hands_on_where_it_is_seen(qa: PeelQA, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Settings] = []
    monkeypatch.setattr("peel_qa.engine.Embedder.of", lambda settings: qa.embedder)
    monkeypatch.setattr("peel_qa.web.server.serve", lambda engine, host, port: seen.append(engine.settings))
    held = ["--corpus", str(qa.settings.corpus[0]), "--index", str(qa.settings.index)]
    address = "https://ask.example.org/reports"
    assert CliRunner().invoke(app, ["serve", *held, "--public-address", f"{address}/"]).exit_code == 0
    assert CliRunner().invoke(app, ["serve", *held, "--root-path", "/other/"]).exit_code == 0
    assert [(s.public_address, s.prefix) for s in seen] == [(address, "/reports"), ("", "/other")]


@pytest.mark.parametrize(
    "values",
    [
        {"root_path": "reports"},
        {"root_path": "/a b"},
        {"root_path": "/<script>"},
        {"public_address": "ask.example.org"},
        {"public_address": "javascript:alert(1)"},
        {"public_address": 'https://x.org/"'},
        {"questions_per_minute": -1},
        {"answer_seconds": 0},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(values: dict[str, Any]) -> None:
    [name] = values
    with pytest.raises(SettingsError, match=f"PEEL_QA_{name.upper()}"):
        Settings(**values)


def test_proxies_are_read_from_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_QA_PROXIES", "127.0.0.1, 10.0.0.2,")
    assert Settings().proxies == ("127.0.0.1", "10.0.0.2")


def test_a_token_does_not_show_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_QA_MCP_TOKEN", "0123456789abcdef-secret")
    assert "secret" not in repr(Settings())
