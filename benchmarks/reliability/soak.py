"""The page asked for long at half of what it can bear, while versions of the index come one after another; what it uses must stay flat."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from small_corpora import write_document

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import SHOWN, Outcome
from benchmarks.reliability.service import Heard, ask, client_for, figures_of, questions, running, spread, users
from peel_qa.index.build import build_index
from peel_qa.index.embedding import Embedder
from peel_qa.settings import Settings

SIZE = 30
"""Minutes."""
_SWAP_S = 30.0
_LOOK_S = 10.0
_WARM_SHARE = 0.3
"""The first part of the time, which does not count for the slope of memory."""
_BODY = "# Title\n\n## Bicycles\n\nThe force found {} stolen bicycles in the year.\n"
_NUMBERS = ("31", "57")
_BICYCLES = "How many stolen bicycles did Northmoor Police find?"


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is a call without an answer, an answer of no version, or files and threads that grow."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(ROOT / "tests" / "data" / "northmoor", folder / "corpus")
        settings = Settings(corpus=(folder / "corpus",), index=folder / "index", feedback=folder / "f.sqlite", switches=folder / "s")
        embedder = Embedder.of(settings)
        _publish(settings, embedder, 0)
        with running(corpus=folder / "corpus", index=folder / "index", switches=folder / "s", feedback=folder / "f.sqlite") as address:
            return asyncio.run(_soak(address, settings, embedder, size, seed, began))


def _publish(settings: Settings, embedder: Embedder, number: int) -> None:
    write_document(settings.corpus[0], "changing", _BODY.format(_NUMBERS[number % 2]))
    build_index(settings, embedder)


async def _soak(address: str, settings: Settings, embedder: Embedder, minutes: int, seed: int, began: float) -> Outcome:
    asked, dice, over = questions(), random.Random(seed), time.perf_counter() + 60 * minutes
    trial = await users(address, 2, 10, asked, 0.0, seed)
    pause = 2 * 10 / max(1, len(trial.answers))
    heard, bicycles, swaps = Heard(), Heard(), 0
    looks: list[tuple[float, dict[str, float]]] = []

    async def asker() -> None:
        async with client_for(address) as client:
            while time.perf_counter() < over:
                await ask(client, dice.choice(asked), heard)
                await asyncio.sleep(dice.uniform(0.5, 1.5) * pause)
                if dice.random() < 0.1:
                    await ask(client, _BICYCLES, bicycles, keep=True)

    async def swapper() -> None:
        nonlocal swaps
        while time.perf_counter() < over - _SWAP_S:
            await asyncio.sleep(_SWAP_S)
            swaps += 1
            await asyncio.to_thread(_publish, settings, embedder, swaps)

    async def looker() -> None:
        while time.perf_counter() < over:
            looks.append((time.perf_counter() - began, await asyncio.to_thread(figures_of, address)))
            await asyncio.sleep(_LOOK_S)

    await asyncio.gather(asker(), swapper(), looker())
    said = [next((number for number in _NUMBERS if number in body["answer"]), body["status"]) for body in bicycles.bodies]
    reasons = [f"{count} × {status}" for each in (heard, bicycles) for status, count in each.statuses.items() if status != "200"]
    reasons += [f"bicycles: {each}" for each in said if each not in _NUMBERS]
    figures = _flatness(looks, reasons)
    return Outcome(
        "soak",
        "T20, T6",
        "Asked for long at half its capacity while versions are swapped: every question is answered, each from one version; open files and "
        "threads stay as they are, and memory grows by what Chroma keeps of each version.",
        heard.statuses.total() + bicycles.statuses.total(),
        len(reasons) + sum(count - 1 for each in (heard, bicycles) for status, count in each.statuses.items() if status != "200"),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        {
            "minutes": minutes,
            "versions swapped meanwhile": swaps,
            "answers that named the number of the one or the other version": ", ".join(f"{n}: {said.count(n)}" for n in _NUMBERS),
            "load of the machine at the end": round(os.getloadavg()[0], 1),
            **spread("answers", heard.answers),
            "longest answer (s)": round(max(heard.answers + bicycles.answers, default=0.0), 1),
            **figures,
        },
    )


def _flatness(looks: list[tuple[float, dict[str, float]]], reasons: list[str]) -> dict[str, object]:
    """The slope of memory after the warm part, and the growth of files and threads."""
    kept = looks[int(len(looks) * _WARM_SHARE) :]
    hours = np.array([at for at, _ in kept]) / 3600
    figures: dict[str, object] = {}
    memory = np.array([figure["process_resident_memory_bytes"] for _, figure in kept]) / 1e6
    if len(kept) > 2:
        figures["memory, slope after the first third (MB an hour)"] = round(float(np.polyfit(hours, memory, 1)[0]), 1)
        figures["memory, first and last (MB)"] = f"{memory[0]:.0f}, {memory[-1]:.0f}"
    for name in ("process_open_fds", "process_threads"):
        values = [figure[name] for _, figure in kept]
        figures[f"{name}, least and most"] = f"{min(values):.0f}, {max(values):.0f}"
        if values and np.median(values[-5:]) > np.median(values[:5]) + 10:
            reasons.append(f"{name} grew from {values[0]:.0f} to {values[-1]:.0f}")
    return figures
