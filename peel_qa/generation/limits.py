"""What keeps a language model from costing too much or holding an answer up: a day's budget, a breaker, kept replies."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_FAILURES = 3
"""Failures one after another that open the breaker."""
_REST_SECONDS = 30.0
"""Time that an open breaker rests before one question may try again."""
_LOCKED_SECONDS = 2.0
"""Longest wait for another process to let go of the file of what was used, before a question."""
_LOCKED_BEHIND_SECONDS = 0.25
"""The same behind a question, when its asker waits for the answer."""


class Breaker:
    """Stops asking a model that keeps failing; after a rest one question tries it again."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin closed; `now` gives seconds."""
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._opened = 0.0

    def may_ask(self) -> bool:
        """Whether the model may be asked now; of an open breaker's waiting questions one may, once it has rested."""
        with self._lock:
            if self._failures < _FAILURES:
                return True
            if self._now() - self._opened < _REST_SECONDS:
                return False
            self._opened = self._now()
            return True

    def note(self, is_well: bool) -> None:
        """Tell how a question went."""
        with self._lock:
            self._failures = 0 if is_well else self._failures + 1
            if self._failures >= _FAILURES:
                self._opened = self._now()


@dataclass(frozen=True)
class Budget:
    """Tokens and money that may be spent in a day (UTC), kept in a file that processes share; a limit of 0 is none.

    Prices are per million tokens. What a question will cost is set aside before it is asked, and corrected after, so that many
    at once do not pass the limit together. Where the file cannot be written, a limited budget counts as spent.
    """

    file: Path
    tokens_a_day: int
    cost_a_day: float
    price_read: float
    price_written: float

    def cost(self, tokens_read: int, tokens_written: int) -> float:
        """What so many tokens cost."""
        return (tokens_read * self.price_read + tokens_written * self.price_written) / 1_000_000

    def take(self, tokens_read: int, tokens_written: int, seconds: float = _LOCKED_SECONDS) -> bool:
        """Set the most that a question may use aside; false, and nothing set aside, where that would pass a limit.

        `seconds` is what there is left to wait for other processes; it waits for two at most.
        """
        tokens, cost = tokens_read + tokens_written, self.cost(tokens_read, tokens_written)
        try:
            with closing(self._opened(min(_LOCKED_SECONDS, seconds))) as base, base:
                base.execute("BEGIN IMMEDIATE")
                spent, paid = self._spent(base)
                is_over = (self.tokens_a_day and spent + tokens > self.tokens_a_day) or (self.cost_a_day and paid + cost > self.cost_a_day)
                if not is_over:
                    self._add(base, tokens, cost)
                return not is_over
        except (sqlite3.Error, OSError):
            return not self.tokens_a_day and not self.cost_a_day

    def give_back(self, tokens_read: int, tokens_written: int) -> None:
        """Return what was set aside and not used; where the file is taken for long, it stays set aside."""
        try:
            with closing(self._opened(_LOCKED_BEHIND_SECONDS)) as base, base:
                self._add(base, -(tokens_read + tokens_written), -self.cost(tokens_read, tokens_written))
        except (sqlite3.Error, OSError):
            return

    def spent_today(self) -> tuple[int, float]:
        """Tokens and money spent today."""
        with closing(self._opened()) as base, base:
            return self._spent(base)

    def _opened(self, seconds: float = _LOCKED_SECONDS) -> sqlite3.Connection:
        base = sqlite3.connect(self.file, timeout=seconds, isolation_level=None)
        base.execute("CREATE TABLE IF NOT EXISTS used (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL, cost REAL NOT NULL)")
        return base

    def _spent(self, base: sqlite3.Connection) -> tuple[int, float]:
        row = base.execute("SELECT tokens, cost FROM used WHERE day = ?", (_today(),)).fetchone()
        return (int(row[0]), float(row[1])) if row else (0, 0.0)

    def _add(self, base: sqlite3.Connection, tokens: int, cost: float) -> None:
        base.execute(
            "INSERT INTO used VALUES (?, ?, ?) "
            "ON CONFLICT (day) DO UPDATE SET tokens = tokens + excluded.tokens, cost = cost + excluded.cost",
            (_today(), tokens, cost),
        )


class KeptReplies:
    """Replies by what they were asked for, the longest unused forgotten first. They are checked anew each time they are used."""

    def __init__(self, size: int) -> None:
        """Keep so many; 0 keeps none."""
        self._size = size
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """The reply kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, reply: str) -> None:
        """Keep a reply that came whole."""
        with self._lock:
            self._kept[key] = reply
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
