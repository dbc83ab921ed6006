"""The page under load: 10, 50 and 200 people, then five times what it can bear, then whether it is as before."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import Outcome
from benchmarks.reliability.service import Heard, open_loop, questions, running, spread, users

SIZE = 60
"""Seconds of each stage."""
USERS = (10, 50, 200)
PAUSE_S = 10.0
_FACTOR = 5
_ATONCE = 4


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is a call that ends in neither an answer nor a plain 503 or 504, or a page that does not recover."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with running(corpus=ROOT / "corpus", index=folder / "index", switches=folder / "s", feedback=folder / "f.sqlite") as address:
            return asyncio.run(_stages(address, size, seed, began))


async def _stages(address: str, seconds: int, seed: int, began: float) -> Outcome:
    asked, tried, reasons = questions(), 0, list[str]()
    figures: dict[str, object] = {"load of the machine at the start": round(os.getloadavg()[0], 1), "seconds of each stage": seconds}

    def note(name: str, heard: Heard) -> Heard:
        nonlocal tried
        tried += heard.statuses.total()
        figures[f"{name}: calls by status"] = ", ".join(f"{status}: {count}" for status, count in sorted(heard.statuses.items()))
        figures.update(spread(f"{name}: answers", heard.answers))
        reasons.extend(f"{name}: {count} × {status}" for status, count in heard.statuses.items() if status not in ("200", "503", "504"))
        return heard

    await users(address, _ATONCE, 5, asked, 0.0, seed)  # warm
    at_once = note(f"{_ATONCE} at once, without a pause", await users(address, _ATONCE, seconds, asked, 0.0, seed))
    capacity = len(at_once.answers) / seconds
    figures["capacity (answers a second)"] = round(capacity, 1)
    for number in USERS:
        note(f"{number} people, a question every {PAUSE_S:.0f} s each", await users(address, number, seconds, asked, PAUSE_S, seed))
    flood = note(f"{_FACTOR} times the capacity", await open_loop(address, max(1.0, _FACTOR * capacity), seconds, asked))
    figures.update(spread("five times: refusals", flood.refusals))
    figures["five times: answers a second"] = round(len(flood.answers) / seconds, 1)
    since = time.perf_counter()
    after = note("afterwards, one at a time", await users(address, 1, min(seconds, 10), asked, 0.0, seed))
    figures["afterwards: seconds until all was as before"] = round(time.perf_counter() - since - min(seconds, 10), 1)
    if set(after.statuses) != {"200"}:
        reasons.append(f"it did not recover: {dict(after.statuses)}")
    return Outcome(
        "load",
        "T17, T19",
        "Whoever can be answered is; the others are told that it is full (503) or took too long (504); afterwards all is as before.",
        tried,
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons),
        figures,
    )
