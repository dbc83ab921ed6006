"""A moment by which all that a language model is asked for must be done, looked at between the steps of the work."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from peel_qa.generation.providers import ModelFailure


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment in seconds of a clock, by default the monotonic one."""

    at: float
    now: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, now: Callable[[], float] = time.monotonic) -> Deadline:
        """So many seconds from now."""
        return cls(now() + seconds, now)

    @property
    def left(self) -> float:
        """Seconds left; not less than 0."""
        return max(0.0, self.at - self.now())

    def keep(self) -> None:
        """Go on only where there is time left.

        Raises:
            ModelFailure: "late", where there is none.
        """
        if self.left <= 0:
            raise ModelFailure("late")


NO_HURRY = Deadline(math.inf)
"""For work that nobody waits for."""
