"""A real Chroma server that is killed, stopped, emptied, or stands behind something that breaks and lies, while people ask the page."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from chroma_proxy import BREAKING, ChromaProxy
from chroma_server import Server, chroma_running
from page_server import serving
from stub_embedder import StubEmbedder

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import SHOWN, Outcome, is_over
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

SIZE = 112
"""Outages, of each kind as many."""
FAULTS = ("killed", "killed while asked", "stopped", "emptied", *BREAKING)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"question": "In how many case files was the victim not told of an important decision?"},
    {"question": "What percentage of victims had signed up to the online portal?", "filters": {"kind": "report"}},
    {"question": "Who said that victims wait too long?", "filters": {"kind": "news"}},
    {"question": "How was investigating crime graded?", "filters": {"edition": "PEEL 2023-25"}},
    {"question": "Who supervises investigations?"},
    {"question": "How many helicopters does the force own?"},
)
_AT_ONCE = 4
_HUNG_S = 60.0
"""After so long a call counts as hung, on a machine however busy."""
_BACK_S = 60.0


class Page:
    """A page over passages in a server at an address, and what it answers while all is well."""

    def __init__(self, address: str, chroma_url: str) -> None:
        """Ask it everything once."""
        self.address, self.chroma_url = address, chroma_url
        self.true = [_said(reply) for reply, _ in asyncio.run(_ask(address, 0.0))]


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is a call that hangs, another answer than the true one, a refusal that is not plain, or a page that does not recover."""
    began, dice, ends, reasons = time.perf_counter(), random.Random(seed), Counter[str](), list[str]()
    waited, recovered, outages, lines = [0.0], [0.0], 0, _Lines()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        (Path(scratch) / "chroma").mkdir()
        chroma = stack.enter_context(chroma_running(Path(scratch) / "chroma"))
        proxy = ChromaProxy(chroma.url)
        stack.callback(proxy.close)
        straight = Page(stack.enter_context(_page(Path(scratch) / "straight", chroma.url)), chroma.url)
        between = Page(stack.enter_context(_page(Path(scratch) / "between", proxy.url)), proxy.url)
        logging.getLogger("peel_qa").addHandler(lines)
        stack.callback(logging.getLogger("peel_qa").removeHandler, lines)
        while outages < size and not is_over(began):
            fault = FAULTS[outages % len(FAULTS)]
            outages += 1
            page = between if fault in BREAKING else straight
            with _broken(fault, chroma, proxy, Path(scratch) / "empty", dice):
                before = len(lines.told)
                heard = asyncio.run(_ask(page.address, 0.1))
                failed = sum(reply.status_code == 503 for reply, _ in heard if reply is not None)
                if len(lines.told) - before > failed:
                    reasons.append(f"{fault}: {len(lines.told) - before} lines logged for {failed} failures")
            for number, (reply, seconds) in enumerate(heard):
                waited.append(seconds)
                end, reason = _judged(reply, page, number)
                ends[end] += 1
                reasons += [f"outage {outages}, {fault}, question {number}: {reason}"] if reason else []
            recovered.append(_until_as_before(page, f"outage {outages}, {fault}", reasons))
    return Outcome(
        "outage",
        "T12",
        "While the Chroma server is away, silent, emptied or lying, each question gets its true answer or a plain 503 and one line in the "
        "log; afterwards all is as before, without a restart.",
        ends.total(),
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        {
            "outages": outages,
            "kinds": len(FAULTS),
            "told that there is an outage": ends["outage"],
            "answered as before it": ends["true"],
            "longest wait for either (s)": round(max(waited), 1),
            "longest until all was as before (s)": round(max(recovered), 1),
        },
    )


@contextmanager
def _page(folder: Path, chroma_url: str) -> Iterator[str]:
    settings = Settings(
        corpus=(ROOT / "tests" / "data" / "northmoor",),
        index=folder / "index",
        chroma_url=chroma_url,
        reader="off",
        switches=folder / "s",
        feedback=folder / "f.sqlite",
        questions_per_minute=0,
    )
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa, serving(qa) as server:
        yield server.address


@contextmanager
def _broken(fault: str, chroma: Server, proxy: ChromaProxy, empty: Path, dice: random.Random) -> Iterator[None]:
    """The server with a fault, and without it again."""
    assert chroma.process is not None
    if fault in BREAKING:
        proxy.become(fault)
        yield
        proxy.become("honest")
    elif fault == "stopped":
        process = chroma.process
        process.send_signal(signal.SIGSTOP)
        yield
        process.send_signal(signal.SIGCONT)
    elif fault == "killed while asked":
        timer = _later(dice.uniform(0.0, 0.15), chroma.process.pid)
        yield
        timer()
        chroma.kill()
        chroma.start()
    else:
        whole = chroma.folder
        chroma.kill()
        if fault == "emptied":
            empty.mkdir(exist_ok=True)
            chroma.folder = empty
            chroma.start()
        yield
        chroma.kill()
        chroma.folder = whole
        chroma.start()


def _later(seconds: float, process: int) -> Callable[[], None]:
    """Kill a process in a while; what is returned waits for that."""
    timer = threading.Timer(seconds, os.kill, (process, signal.SIGKILL))
    timer.start()
    return timer.join


async def _ask(address: str, spread_s: float) -> list[tuple[httpx.Response | None, float]]:
    """Every question, a few at once: the reply, None where none came, and the seconds that it took."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(client: httpx.AsyncClient, body: dict[str, Any], number: int) -> tuple[httpx.Response | None, float]:
        async with room:
            await asyncio.sleep(spread_s * number / len(QUESTIONS))
            began = time.perf_counter()
            try:
                return await client.post("/api/ask", json=body), time.perf_counter() - began
            except httpx.HTTPError:
                return None, time.perf_counter() - began

    async with httpx.AsyncClient(base_url=address, timeout=_HUNG_S) as client:
        return await asyncio.gather(*(one(client, body, number) for number, body in enumerate(QUESTIONS)))


def _judged(reply: httpx.Response | None, page: Page, number: int) -> tuple[str, str]:
    """How a call ended, and what was wrong with it."""
    if reply is None:
        return "hung", "no reply"
    told = reply.json()
    if reply.status_code == 200:
        return "true", "" if _said(reply) == page.true[number] else f"another answer than before: {str(told.get('answer'))[:100]}"
    if reply.status_code != 503 or told.get("reason") != "failure":
        return "odd", f"HTTP {reply.status_code} {str(told)[:100]}"
    is_plain = "\n" not in told["error"] and page.chroma_url.split("//")[1] not in reply.text and "Traceback" not in reply.text
    return "outage", "" if is_plain else f"a refusal that is not plain: {told['error'][:100]}"


def _said(reply: httpx.Response | None) -> dict[str, Any] | None:
    """An answer without the time that it took; None where there was none."""
    if reply is None or reply.status_code != 200:
        return None
    return {name: value for name, value in reply.json().items() if name != "milliseconds"}


def _until_as_before(page: Page, fault: str, reasons: list[str]) -> float:
    """Seconds until every question is answered as before the outage."""
    since = time.perf_counter()
    while True:
        heard = asyncio.run(_ask(page.address, 0.0))
        if [_said(reply) for reply, _ in heard] == page.true:
            return time.perf_counter() - since
        if time.perf_counter() - since > _BACK_S:
            reasons.append(f"{fault}: not as before {_BACK_S:.0f} s later: {[reply and reply.status_code for reply, _ in heard]}")
            return _BACK_S
        time.sleep(0.2)


class _Lines(logging.Handler):
    """What is logged, and whether it was a line."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told += record.getMessage().splitlines()
