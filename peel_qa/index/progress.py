"""How long work tells how far it is; the terminal's bar is one form of it, silence the other."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of phases and of steps within them."""

    def phase(self, name: str, total: int) -> None:
        """A phase of `total` steps begins."""

    def advance(self, steps: int) -> None:
        """So many steps of the phase are done."""


class Silent:
    """Tells nobody."""

    def phase(self, name: str, total: int) -> None:
        """Nothing to show."""

    def advance(self, steps: int) -> None:
        """Nothing to show."""
