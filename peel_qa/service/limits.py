"""How often one address may ask: a bucket of questions that refills with time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

ADDRESSES_KEPT = 10_000
"""Addresses remembered; the one that asked longest ago is forgotten first."""


class RateLimiter:
    """A token bucket for each address; threads may share it.

    Source: the token bucket of RFC 2697's kind, with a burst of one minute's questions.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Let each address ask so many questions a minute; 0 sets no limit."""
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> float:
        """Take one question from an address's bucket; seconds until there is one again, 0.0 where it was taken."""
        if not self._per_minute:
            return 0.0
        rate = self._per_minute / 60
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(address, (float(self._per_minute), now))
            left = min(float(self._per_minute), left + (now - since) * rate)
            is_taken = left >= 1
            self._buckets[address] = (left - 1 if is_taken else left, now)
            while len(self._buckets) > ADDRESSES_KEPT:
                self._buckets.popitem(last=False)
        return 0.0 if is_taken else (1 - left) / rate
