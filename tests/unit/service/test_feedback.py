"""Feedback: kept without a name, the question only with consent, and exported so that a spreadsheet takes nothing for a formula."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from peel_qa.errors import FeedbackError
from peel_qa.service import feedback
from peel_qa.service.feedback import Feedback, FeedbackBook, read_feedback, write_csv

FORM = {"verdict": "down", "status": "not_in_corpus", "comment": " It is\n there ", "question": "Who?"}


def test_the_question_is_kept_with_consent_only() -> None:
    without = read_feedback(FORM, "abc", 500)
    assert (without.question, without.comment, without.corpus) == ("", "It is there", "abc")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", without.day), "no time of day"
    assert read_feedback(FORM | {"consent": "yes"}, "abc", 500).question == "Who?"
    assert read_feedback(FORM | {"consent": "on"}, "abc", 500).question == ""


@pytest.mark.parametrize("change", [{"verdict": "maybe"}, {"verdict": ""}, {"status": "great"}, {"status": ""}, {"comment": "x" * 1001}])
def test_a_form_that_says_nothing_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(FeedbackError):
        read_feedback(FORM | change, "abc", 500)


def test_what_was_kept_comes_back_in_order(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path / "new" / "feedback.sqlite")
    assert list(book.entries()) == []
    entries = [Feedback("2026-01-02", verdict, "answered", "'; DROP TABLE feedback; --", "", "abc") for verdict in ("up", "down")]
    for entry in entries:
        book.add(entry)
    assert list(FeedbackBook(book.path).entries()) == entries


def test_an_export_is_plain_cells(tmp_path: Path) -> None:
    out = io.StringIO()
    entries = [Feedback("2026-01-02", "up", "answered", '=HYPERLINK("x")', "Who, then?", "abc")]
    assert write_csv(iter(entries), out) == 1
    head, row = out.getvalue().splitlines()
    assert head == "day,verdict,status,comment,question,corpus"
    assert "\"'=HYPERLINK" in row
    assert '"Who, then?"' in row


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_text("no database, but a text that is long enough to be looked at", encoding="utf-8")
    entry = Feedback("2026-01-02", "up", "answered", "", "", "abc")
    with pytest.raises(FeedbackError, match=r"feedback\.sqlite"):
        FeedbackBook(path).add(entry)
    with pytest.raises(FeedbackError, match=r"feedback\.sqlite"):
        list(FeedbackBook(path).entries())


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "ENTRIES_KEPT", 1)
    book = FeedbackBook(tmp_path / "feedback.sqlite")
    entry = Feedback("2026-01-02", "up", "answered", "", "", "abc")
    book.add(entry)
    with pytest.raises(FeedbackError, match="Export it"):
        book.add(entry)
    assert len(list(book.entries())) == 1


def test_feedback_is_forgotten_after_its_days(tmp_path: Path) -> None:
    def entry(days: int) -> Feedback:
        return Feedback((date.today() - timedelta(days=days)).isoformat(), "up", "answered", f"{days} days old", "", "abc")

    for_ever = FeedbackBook(tmp_path / "feedback.sqlite")
    for days in (400, 40, 20, 0):
        for_ever.add(entry(days))
    assert len(list(for_ever.entries())) == 4
    FeedbackBook(for_ever.path, 100).forget()
    assert [kept.comment for kept in for_ever.entries()] == ["40 days old", "20 days old", "0 days old"]
    FeedbackBook(for_ever.path, 30).add(entry(1))
    assert [kept.comment for kept in for_ever.entries()] == ["20 days old", "0 days old", "1 days old"]
    assert b"40 days old" not in for_ever.path.read_bytes()
    FeedbackBook(tmp_path / "none.sqlite", 30).forget()
    assert not (tmp_path / "none.sqlite").exists()
