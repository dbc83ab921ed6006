"""T17: more questions than can be borne: those inside are answered, the others are told so at once, and afterwards all is as before."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from peel_qa.engine import PeelQA
from peel_qa.records import Answer
from peel_qa.service.desk import SEATS, WAITING
from peel_qa.settings import Settings
from peel_qa.web import guard
from peel_qa.web.server import Server

QUESTION = json.dumps({"question": "How many investigations had a plan?"})


class Gated(PeelQA):
    """The small engine, which answers nothing until the gate opens."""

    def __init__(self, qa: PeelQA, settings: Settings) -> None:
        super().__init__(settings, qa.index, qa.embedder)
        self.gate, self.started = threading.Event(), 0

    def ask(self, *arguments: Any, **named: Any) -> Answer:
        self.started += 1
        assert self.gate.wait(60)
        return super().ask(*arguments, **named)


@pytest.mark.parametrize("times", [5])
def test_five_times_too_many(
    small_qa: PeelQA, small_settings: Settings, running: Callable[..., Server], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 120.0)  # a busy machine is no failure
    engine = Gated(small_qa, small_settings)
    address, room = running(engine).address, SEATS + WAITING

    async def flood() -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)  # none is used again just as the server closes it
        async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
            calls = [asyncio.create_task(client.post("/api/ask", content=QUESTION)) for _ in range(times * room)]
            refused: list[httpx.Response] = []
            for next_one in asyncio.as_completed(calls):
                refused.append(await next_one)
                if len(refused) == (times - 1) * room:
                    break
            assert {response.status_code for response in refused} == {503}, "and not one waited for the gate"
            assert {response.json()["reason"] for response in refused} == {"busy"}
            assert all(int(response.headers["retry-after"]) > 0 for response in refused)
            assert (await client.get("/healthz")).status_code == 200
            figures = (await client.get("/metrics")).text
            assert f"peel_qa_answers_running {room}" in figures
            assert f"peel_qa_answers_waiting {WAITING}" in figures
            engine.gate.set()
            statuses = Counter([(await call).status_code for call in calls])
            assert statuses == {200: room, 503: (times - 1) * room}
            for _ in range(5):
                assert (await client.post("/api/ask", content=QUESTION)).json()["status"] == "answered"
            assert "peel_qa_answers_running 0" in (await client.get("/metrics")).text

    asyncio.run(flood())
    assert engine.started == room + 5


def test_many_who_hang_up_while_they_wait_cost_nothing(small_qa: PeelQA, small_settings: Settings, running: Callable[..., Server]) -> None:
    engine = Gated(small_qa, small_settings)
    address = running(engine).address

    async def come_and_go() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            calls = [asyncio.create_task(client.post("/api/ask", content=QUESTION)) for _ in range(SEATS + 20)]
            for _ in range(600):
                if f"peel_qa_answers_waiting {20}" in (await client.get("/metrics")).text:
                    break
                await asyncio.sleep(0.05)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            for _ in range(600):
                if "peel_qa_answers_waiting 0" in (await client.get("/metrics")).text:
                    break
                await asyncio.sleep(0.05)
            engine.gate.set()
            assert (await client.post("/api/ask", content=QUESTION)).status_code == 200

    asyncio.run(come_and_go())
    assert engine.started == SEATS + 1, "those who waited were never asked"


def test_three_hundred_idle_streams_do_not_keep_others_out(
    small_qa: PeelQA, small_settings: Settings, running: Callable[..., Server]
) -> None:
    address = running(PeelQA(small_settings, small_qa.index, small_qa.embedder)).address

    async def idle() -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)  # none is used again just as the server closes it
        async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
            streams = [await client.send(client.build_request("GET", f"/gradio_api/heartbeat/{n}"), stream=True) for n in range(300)]
            assert {stream.status_code for stream in streams} == {200}
            assert (await client.post("/api/ask", content=QUESTION)).json()["status"] == "answered"
            for stream in streams:
                await stream.aclose()

    asyncio.run(idle())
