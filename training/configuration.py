"""The configuration file, read once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
WORK = FOLDER / "work"
"""What a run makes on its way: examples, checkpoints, logs. Git ignores it."""


def load(path: Path = FOLDER / "config.toml") -> dict[str, Any]:
    """The values of a configuration file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
