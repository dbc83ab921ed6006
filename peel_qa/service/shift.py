"""The engine that answers, and how another takes its place while questions are being answered."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from peel_qa.engine import PeelQA
from peel_qa.errors import PeelQAError

log = logging.getLogger("peel_qa.service")

LOOK_SECONDS = 5.0
"""Time between two looks at whether a newer version of the index was published, in seconds."""


class Shift:
    """Holds the engine in force. Whoever uses one keeps it to the end; it is closed when its last user is done."""

    def __init__(self, engine: PeelQA) -> None:
        """Begin with an engine, which its owner closes."""
        self._first = self._engine = engine
        self._lock = threading.Lock()
        self._users: Counter[int] = Counter()

    @property
    def engine(self) -> PeelQA:
        """The engine in force."""
        return self._engine

    @contextmanager
    def in_use(self) -> Iterator[PeelQA]:
        """The engine in force, kept open until this ends, whatever takes its place meanwhile."""
        with self._lock:
            engine = self._engine
            self._users[id(engine)] += 1
        try:
            yield engine
        finally:
            with self._lock:
                self._users[id(engine)] -= 1
                is_over = not self._users[id(engine)]
                if is_over:
                    del self._users[id(engine)]
            if is_over and engine is not self._engine:
                engine.close()

    def hand_over(self, engine: PeelQA) -> None:
        """Have another engine answer every question from now on."""
        with self._lock:
            before, self._engine = self._engine, engine
            is_over = not self._users[id(before)]
        if is_over:
            before.close()

    def close(self) -> None:
        """Close the engine in force, unless it is the first, which is its owner's."""
        if self._engine is not self._first:
            self._engine.close()


class Follower:
    """A thread that looks whether a newer version of the index was published, and hands over to it."""

    def __init__(self, shift: Shift, seconds: float = LOOK_SECONDS) -> None:
        """Look every so many seconds, once started."""
        self._shift = shift
        self._seconds = seconds
        self._over = threading.Event()
        self._failed = ""
        self._thread = threading.Thread(target=self._follow, name="following the index", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; a look that goes on is waited for."""
        self._over.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._over.wait(self._seconds):
            self.look()

    def look(self) -> bool:
        """Hand over where there is a newer version; whether that was done. The old one answers where the newer cannot be opened."""
        try:
            newer = self._shift.engine.renewed()
        except PeelQAError as error:
            if str(error) != self._failed:
                log.error("%s. The version in force answers until then.", error.problem)
            self._failed = str(error)
            return False
        if newer is None:
            return False
        newer.warm_up()
        self._shift.hand_over(newer)
        self._failed = ""
        log.info("A newer version of the index answers", extra={"index": newer.index.version.name})
        return True
