"""`python -m peel_qa` is the command `peel-qa`."""

from __future__ import annotations

from peel_qa.cli import main

main()
