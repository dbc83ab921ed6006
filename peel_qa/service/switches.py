"""Switches that an operator sets while the page runs: each is a file of a folder, there when the thing is off."""

from __future__ import annotations

from pathlib import Path

from peel_qa.errors import SettingsError
from peel_qa.text import visible

SERVICE = "service"
"""The whole page and its interface; off, every address but `/healthz` and `/metrics` says that it is closed."""
MODEL = "model"
"""The language model; off, answers are given in quotes."""
KNOWN = (SERVICE, MODEL)
REASON_CHARACTERS = 300
CLOSED = "This service is closed for now."
"""What visitors read where no reason was given."""


class Switches:
    """The switches of one folder; read anew at each question, so that every process which shares the folder obeys."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when a switch is first set."""
        self._folder = folder

    def reason(self, name: str) -> str | None:
        """Why something is off, in words for visitors; None where it is on."""
        try:
            text = self._file(name).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None
        except OSError:  # a switch that is there and cannot be read is off: the safe side
            return CLOSED
        return " ".join(visible(text).split())[:REASON_CHARACTERS] or CLOSED

    def turn_off(self, name: str, reason: str = "") -> None:
        """Turn something off, at once, for every process that shares the folder.

        Raises:
            SettingsError: if there is no such switch.
        """
        file = self._file(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(reason + "\n", encoding="utf-8")
        beside.replace(file)

    def turn_on(self, name: str) -> None:
        """Turn it on again.

        Raises:
            SettingsError: if there is no such switch.
        """
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        if name not in KNOWN:
            raise SettingsError(f"There is no switch {name[:40]!r}", f"Choose one of {', '.join(KNOWN)}")
        return self._folder / f"{name}.off"
