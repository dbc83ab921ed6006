"""One reply of a language model, from its pieces to what the check made of its sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from peel_qa.generation.exhibits import Place, overlap
from peel_qa.generation.stream import Draft
from peel_qa.generation.verify import Checked


@dataclass
class Reply:
    """What became of one reply: each sentence, in order, with what the check said; the pieces; when the first sound one was there.

    `quoted` are the places that our own answer quotes, where only what rests on them is shown; None where all may be.
    """

    quoted: tuple[Place, ...] | None = None
    drafts: list[Draft] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    first: float | None = None
    repaired: int = 0
    tokens_read: int = 0
    tokens_written: int = 0
    is_cached: bool = False

    @property
    def text(self) -> str:
        """All of it, as it came."""
        return "".join(self.pieces)

    @property
    def sound(self) -> list[Checked]:
        """The sentences that passed the check."""
        return [checked for checked in self.checked if checked.is_sound]

    @property
    def needed(self) -> list[Checked]:
        """The sentences that are shown: those that passed the check and rest on what our own answer quotes."""
        return [checked for checked in self.sound if self.quoted is None or all(self._is_quoted(place) for place in checked.places)]

    def _is_quoted(self, place: Place) -> bool:
        return any(overlap(place, quoted) for quoted in self.quoted or ())
