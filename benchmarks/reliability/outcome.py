"""What a measurement says: how much was tried, from which seed, what failed, and how often it may fail at most."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

MINUTES = "RELIABILITY_MINUTES"
"""The variable that ends a measurement early; what was tried until then counts."""
SHOWN = 20
"""Failures that are kept with their reasons; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the table.

    `tried` counts attempts, `failed` those among them that broke the promise; `figures` holds what else was seen,
    each value with its unit in its name. `seconds` is how long it took.
    """

    name: str
    tests: str
    promise: str
    tried: int
    failed: int
    seed: int
    seconds: float
    reasons: tuple[str, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)

    @property
    def bound(self) -> float:
        """The highest failure rate that this run leaves believable, as a fraction."""
        return upper_bound(self.failed, self.tried)


def upper_bound(failed: int, tried: int, doubt: float = 0.05) -> float:
    """The one-sided Clopper-Pearson limit: with a higher rate, so few failures had a chance below `doubt`.

    Source: Clopper and Pearson, The use of confidence or fiducial limits (1934). With no failure it is 1 - doubt**(1/tried).
    """
    if tried == 0 or failed >= tried:
        return 1.0
    low, high = failed / tried, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(failed, tried, middle) > doubt else (low, middle)
    return high


def _at_most(failed: int, tried: int, rate: float) -> float:
    """The chance of `failed` failures or fewer."""
    if not 0 < rate < 1:
        return float(rate <= 0)
    every = math.lgamma(tried + 1)
    return sum(
        math.exp(every - math.lgamma(n + 1) - math.lgamma(tried - n + 1) + n * math.log(rate) + (tried - n) * math.log1p(-rate))
        for n in range(failed + 1)
    )


def is_over(began: float) -> bool:
    """Whether the time that a measurement may take is over; `began` as `time.perf_counter` gave it."""
    minutes = float(os.environ.get(MINUTES) or "inf")
    return time.perf_counter() - began > 60 * minutes
