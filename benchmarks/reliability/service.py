"""The page in a process of its own, as an operator starts it, and the people who ask it."""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import httpx

from benchmarks.reliability import ROOT


@contextmanager
def running(**settings: object) -> Iterator[str]:
    """The address of a page over these settings; it is told to end afterwards."""
    environment = os.environ | {
        f"PEEL_QA_{name.upper()}": str(value) for name, value in {"port": 0, "questions_per_minute": 0, **settings}.items()
    }
    command = [sys.executable, "-m", "peel_qa", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            raise RuntimeError("The page did not start")
        try:
            yield found[0].rstrip("/")
        finally:
            process.terminate()
            process.wait(60)


@dataclass
class Heard:
    """What the askers heard: HTTP statuses, and the seconds of answers and of refusals."""

    statuses: Counter[str] = field(default_factory=Counter)
    answers: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def unexpected(self) -> int:
        """Calls that ended in neither an answer nor a refusal for lack of room or time."""
        return sum(count for status, count in self.statuses.items() if status not in ("200", "503", "504"))


async def ask(client: httpx.AsyncClient, question: str, heard: Heard, keep: bool = False) -> None:
    """One question, and what came of it."""
    began = time.perf_counter()
    try:
        response = await client.post("/api/ask", json={"question": question})
        status, seconds = str(response.status_code), time.perf_counter() - began
        (heard.answers if status == "200" else heard.refusals).append(seconds)
        if keep and status == "200":
            heard.bodies.append(response.json())
    except httpx.HTTPError as error:
        status = type(error).__name__
    heard.statuses[status] += 1


async def users(address: str, number: int, seconds: float, questions: list[str], pause_s: float, seed: int = 1) -> Heard:
    """So many people who ask, read for a while (half to one and a half times `pause_s`), and ask again."""
    heard, over = Heard(), time.perf_counter() + seconds

    async def one(client: httpx.AsyncClient, which: int) -> None:
        dice = random.Random(f"{seed} {which}")
        await asyncio.sleep(dice.uniform(0, pause_s))
        while time.perf_counter() < over:
            await ask(client, dice.choice(questions), heard)
            await asyncio.sleep(dice.uniform(0.5, 1.5) * pause_s)

    async with client_for(address) as client:
        await asyncio.gather(*(one(client, which) for which in range(number)))
    return heard


async def open_loop(address: str, rate: float, seconds: float, questions: list[str]) -> Heard:
    """Questions that come at a rate, whether or not earlier ones were answered."""
    heard, tasks, began = Heard(), set[asyncio.Task[None]](), time.perf_counter()
    async with client_for(address) as client:
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            tasks.add(asyncio.create_task(ask(client, questions[number % len(questions)], heard)))
        await asyncio.gather(*tasks)
    return heard


def client_for(address: str) -> httpx.AsyncClient:
    """A client with as many connections as it likes."""
    return httpx.AsyncClient(base_url=address, timeout=60, limits=httpx.Limits(max_connections=None, max_keepalive_connections=200))


def spread(name: str, values: list[float]) -> Mapping[str, object]:
    """Median and 95th percentile in milliseconds, under names that say so."""
    if len(values) < 2:
        return {}
    cuts = quantiles(values, n=20)
    return {f"{name}, median (ms)": round(cuts[9] * 1e3), f"{name}, 95th percentile (ms)": round(cuts[18] * 1e3)}


def questions() -> list[str]:
    """The questions that are asked."""
    return (ROOT / "benchmarks" / "questions.txt").read_text(encoding="utf-8").splitlines()


def figures_of(address: str) -> dict[str, float]:
    """The figures of /metrics by name, labels left out."""
    text = httpx.get(f"{address}/metrics", timeout=30).text
    return {line.split(" ")[0]: float(line.split(" ")[1]) for line in text.splitlines() if line and not line.startswith("#")}
