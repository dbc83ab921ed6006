"""The command line: thin, and quick to start, since everything heavy is imported inside the commands."""

from __future__ import annotations

from peel_qa.cli.entry import main

__all__ = ["main"]
