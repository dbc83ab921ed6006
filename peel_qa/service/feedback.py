"""Feedback on answers, in a local SQLite file: no name, no address, and the question only with consent."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO, get_args

from peel_qa.errors import FeedbackError
from peel_qa.records import Status
from peel_qa.service.personal import MASK, mask
from peel_qa.text import visible

COMMENT_CHARACTERS = 1_000
"""Longest comment, in characters."""
VERDICTS = ("up", "down")
ENTRIES_KEPT = 100_000
"""Entries that the file may hold; a further one is refused, so that nobody can fill the disk."""
_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, verdict TEXT NOT NULL, status TEXT NOT NULL,
  comment TEXT NOT NULL, question TEXT NOT NULL, corpus TEXT NOT NULL
)"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One entry. `day` is an ISO day, no more exact; `question` is "" without consent; `corpus` the corpus fingerprint."""

    day: str
    verdict: str
    status: str
    comment: str
    question: str
    corpus: str


def read_feedback(values: Mapping[str, str], corpus: str, question_characters: int) -> Feedback:
    """Feedback from a form. Personal details are masked in a comment; a question that held any is not kept.

    Raises:
        FeedbackError: if the verdict or the status is none, or a text is too long.
    """
    verdict, status = values.get("verdict", ""), values.get("status", "")
    if verdict not in VERDICTS:
        raise FeedbackError("The feedback does not say whether the answer was useful", "Choose yes or no")
    if status not in get_args(Status):
        raise FeedbackError(f"The feedback names no kind of answer that exists ({status[:40]!r})", "Send it from the page")
    comment, _ = mask(" ".join(visible(values.get("comment", "")).split()))
    if len(comment) > COMMENT_CHARACTERS:
        raise FeedbackError(f"The comment has {len(comment):,} characters, more than the {COMMENT_CHARACTERS:,} allowed", "Shorten it")
    has_consent = values.get("consent") == "yes"
    question, personal = mask(" ".join(visible(values.get("question", "")).split())[:question_characters])
    question = question if has_consent and not personal and MASK not in question else ""
    return Feedback(datetime.now(UTC).date().isoformat(), verdict, status, comment, question, corpus)


class FeedbackBook:
    """The file. Each call opens it anew, so that threads and processes may share it."""

    def __init__(self, path: Path, days: int = 0) -> None:
        """Name the file, which is made with the first entry, and how many days an entry is kept (0: until it is moved away)."""
        self.path = path
        self._days = days

    def add(self, entry: Feedback) -> None:
        """Keep an entry.

        Raises:
            FeedbackError: if the file cannot be written, or is full.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=5)) as connection, connection:
                connection.execute(_TABLE)
                self._forget(connection)
                if connection.execute("SELECT count(*) FROM feedback").fetchone()[0] >= ENTRIES_KEPT:
                    raise FeedbackError(f"{self.path} holds {ENTRIES_KEPT:,} entries", "Export it and move it away")
                values = asdict(entry)
                marks = ", ".join(f":{name}" for name in values)
                connection.execute(f"INSERT INTO feedback ({', '.join(values)}) VALUES ({marks})", values)
        except (sqlite3.Error, OSError) as error:
            raise FeedbackError(
                f"Feedback cannot be kept in {self.path} ({error})", "Set PEEL_QA_FEEDBACK to a file that can be written"
            ) from error

    def forget(self) -> None:
        """Delete what is older than it may be kept.

        Raises:
            FeedbackError: if the file cannot be written.
        """
        if not self._days or not self.path.is_file():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=5)) as connection, connection:
                connection.execute(_TABLE)
                self._forget(connection)
        except sqlite3.Error as error:
            raise FeedbackError(f"Feedback in {self.path} cannot be deleted ({error})", "Check its permissions") from error

    def _forget(self, connection: sqlite3.Connection) -> None:
        if self._days:
            oldest = (datetime.now(UTC).date() - timedelta(days=self._days)).isoformat()
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("DELETE FROM feedback WHERE day < ?", (oldest,))

    def entries(self) -> Iterator[Feedback]:
        """Every entry, oldest first; none where there is no file.

        Raises:
            FeedbackError: if the file cannot be read.
        """
        if not self.path.is_file():
            return
        names = [field.name for field in fields(Feedback)]
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
                for row in connection.execute(f"SELECT {', '.join(names)} FROM feedback ORDER BY id"):
                    yield Feedback(*row)
        except sqlite3.Error as error:
            raise FeedbackError(f"Feedback in {self.path} cannot be read ({error})", "Name the file with PEEL_QA_FEEDBACK") from error


def write_csv(entries: Iterator[Feedback], out: TextIO) -> int:
    """Write entries as CSV with a head line, safe to open in a spreadsheet; returns how many."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Feedback)])
    count = 0
    for entry in entries:
        writer.writerow([_inert(value) for value in asdict(entry).values()])
        count += 1
    return count


def _inert(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
