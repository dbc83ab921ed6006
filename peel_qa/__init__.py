"""Answers from official inspection reports: quoted, dated, attributed and checked, or refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peel_qa.engine import PeelQA
    from peel_qa.records import Answer, Citation, Hit
    from peel_qa.settings import Settings

__version__ = "0.1.0"
__all__ = ["Answer", "Citation", "Hit", "PeelQA", "Settings", "__version__"]

_HOME = {"PeelQA": "engine", "Settings": "settings", "Answer": "records", "Citation": "records", "Hit": "records"}


def __getattr__(name: str) -> Any:
    """Load the public names when they are first used, so that `peel-qa --help` stays quick."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"peel_qa.{_HOME[name]}"), name)
    raise AttributeError(f"module 'peel_qa' has no attribute {name!r}")
