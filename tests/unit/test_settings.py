"""Settings whose values are more than a number or a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel_qa import settings as settings_module
from peel_qa.settings import Settings


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "corpus").mkdir()
    monkeypatch.setattr(settings_module, "project_root", lambda: tmp_path)
    return tmp_path


def test_originals_and_added_documents_are_taken_in_where_they_are(root: Path) -> None:
    assert Settings().corpus == (root / "corpus",)
    (root / "corpus" / "added").mkdir()
    assert Settings().corpus == (root / "corpus", root / "corpus" / "added")
    (root / "corpus" / "originals").mkdir()
    assert Settings().corpus == (root / "corpus", root / "corpus" / "originals", root / "corpus" / "added")


def test_documents_are_added_to_the_last_folder_that_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().added == root / "corpus" / "added"
    assert Settings(corpus=(root / "a", root / "b")).added == root / "b"
    monkeypatch.setenv("PEEL_QA_CORPUS", f"{root / 'c'}:{root / 'd'}")
    assert Settings().added == root / "d"


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_QA_FETCH_HOSTS", "www.kent.police.uk, Other.example ,")
    assert Settings().fetch_hosts == ("www.kent.police.uk", "other.example")
    monkeypatch.setenv("PEEL_QA_FETCH_HOSTS", "")
    assert Settings().fetch_hosts == ()
