"""The programming interface: the batch contract over HTTP, one validation, limits, and what operators ask."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message
from stub_engine import StubEngine, desk_over, forty

from peel_qa.engine import PeelQA
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.service.feedback import FeedbackBook
from peel_qa.web.server import create_app

HOST = "http://127.0.0.1:7860"
NUMBER = "What percentage of 101 calls are abandoned?"


def reopened(qa: PeelQA, **settings: Any) -> PeelQA:
    """The same index with other settings."""
    return PeelQA(qa.settings.model_copy(update={"questions_per_minute": 0, **settings}), qa.index, qa.embedder)


@pytest.fixture(scope="module")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.sqlite"


@pytest.fixture(scope="module")
def client(qa: PeelQA, feedback_file: Path) -> Iterator[TestClient]:
    with TestClient(create_app(reopened(qa, feedback=feedback_file)), base_url=HOST) as client:
        yield client


def test_an_answer_is_the_batch_contracts(client: TestClient, qa: PeelQA) -> None:
    body = client.post("/api/ask", json={"question": "And in 2024?", "history": [NUMBER], "filters": {"kind": "news"}}).json()
    expected = qa.ask("And in 2024?", [NUMBER], Filters(kind="news")).to_dict()
    assert {k: v for k, v in body.items() if k not in ("milliseconds", "corpus", "permalink")} == {
        k: v for k, v in json.loads(json.dumps(expected)).items() if k != "milliseconds"
    }
    assert body["corpus"] == qa.index.manifest.corpus_fingerprint
    kept = client.get(f"/{body['permalink']}&format=text")
    assert kept.text.startswith("And in 2024?\n\n")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b"[1]", "not an object"),
        (b'{"question": "Who?", "temperature": 1}', "unknown field 'temperature'"),
        (b'{"question": 5}', "The question is empty"),
        (b'{"question": "Who?", "history": "One?"}', "not a list"),
        (b'{"question": "Who?", "filters": {"edition": "PEEL 1999"}}', "No document held passes"),
        (b'{"question": "%s"}' % (b"why " * 200), "more than the 500 allowed"),
        (b"[" * 15000, "not JSON"),
    ],
)
def test_a_bad_question_is_told_why(client: TestClient, content: bytes, told: str) -> None:
    response = client.post("/api/ask", content=content)
    assert response.status_code == 422
    assert told in response.json()["error"]
    assert response.json()["reason"] == "bad"


def test_a_search_gives_passages_of_the_documents(client: TestClient, qa: PeelQA) -> None:
    found = client.get("/api/search", params={"q": "stop and search", "k": "3", "kind": "report"}).json()
    assert [entry["rank"] for entry in found] == [1, 2, 3]
    for entry in found:
        assert entry["kind"] == "report"
        assert qa.index.documents[entry["document"]].text[entry["start"] : entry["end"]] == entry["text"]
    assert len(client.get("/api/search", params={"q": "police", "k": "999"}).json()) <= 50
    assert client.get("/api/search", params={"q": "police", "k": "-1"}).status_code == 422
    assert client.get("/api/search").status_code == 422


def test_documents_and_grades_are_listed(client: TestClient, qa: PeelQA) -> None:
    documents = client.get("/api/documents").json()
    assert {entry["id"] for entry in documents} == set(qa.index.documents)
    assert {e["id"]: e["newer_inspection"] for e in documents}["peel-2015-effectiveness-west-mercia"] == "PEEL 2023-25"
    grades = client.get("/api/grades", params={"force": "West Mercia Police"}).json()
    assert grades == client.get("/api/grades").json()
    assert client.get("/api/grades", params={"force": "Kent Police"}).json() == []


def test_the_description_names_every_path_of_the_interface(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        *("/api/ask", "/api/search", "/api/documents", "/api/grades"),
        *("/healthz", "/readyz", "/metrics"),
    }
    ask = described["paths"]["/api/ask"]["post"]
    fields = ask["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert set(fields) == {"question", "history", "filters"}
    assert {"200", "422", "429", "503", "504"} <= set(ask["responses"])


def test_an_address_that_asks_too_often_waits(qa: PeelQA) -> None:
    with TestClient(create_app(reopened(qa, questions_per_minute=2)), base_url=HOST) as client:
        statuses = [client.post("/api/ask", json={"question": NUMBER}).status_code for _ in range(2)]
        refused = client.post("/api/ask", json={"question": NUMBER})
        assert statuses == [200, 200]
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 31
        plain = client.post("/plain", data={"q": NUMBER})
        assert plain.status_code == 429, "one limit serves every surface"
        assert "2 questions within a minute" in plain.text
        assert client.get("/grades").status_code == 200


def test_operators_see_that_it_is_ready_and_what_it_did(client: TestClient, qa: PeelQA) -> None:
    assert client.get("/readyz").json()["documents"] == len(qa.documents)
    client.post("/api/ask", json={"question": NUMBER})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'peel_qa_answers_total{surface="api",status="answered"}' in response.text
    assert f"peel_qa_documents {len(qa.documents)}" in response.text
    assert not re.search(r"percentage|abandoned|\b101\b", response.text.replace("le=", ""))  # digits of versions and figures may hold a 101


def test_feedback_is_taken_from_a_form_and_a_bad_one_is_told(client: TestClient, feedback_file: Path) -> None:
    form = {"verdict": "up", "status": "answered", "question": "Who is Ada?", "comment": "Clear"}
    assert client.post("/feedback", data=form).text.count("Thank you") >= 1
    [entry] = FeedbackBook(feedback_file).entries()
    assert (entry.verdict, entry.comment, entry.question) == ("up", "Clear", "")
    bad = client.post("/feedback", data={"verdict": "?"}, headers={"accept": "application/json"})
    assert (bad.status_code, bad.json()["message"]) == (422, "The feedback does not say whether the answer was useful.")
    assert client.post("/feedback", content=b"&" * 1000).status_code == 422
    statuses = {client.post("/feedback", data=form).status_code for _ in range(12)}
    assert statuses == {200, 429}


def test_a_question_whose_asker_has_gone_is_not_answered() -> None:
    from fastapi import FastAPI

    from peel_qa.web.api import api_routes

    inside, leave = threading.Event(), threading.Event()

    def slow(question: str) -> Answer:
        inside.set()
        assert leave.wait(30)
        return forty(question)

    engine = StubEngine(slow)
    desk = desk_over(engine, seats=1)
    app = FastAPI()
    app.include_router(api_routes(desk))

    async def call(question: str, gone: asyncio.Event) -> list[Message]:
        sent: list[Message] = []
        bodies = [json.dumps({"question": question}).encode()]

        async def receive() -> Message:
            if bodies:
                return {"type": "http.request", "body": bodies.pop(), "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/api/ask", "raw_path": b"/api/ask", "query_string": b"", "root_path": ""}
        await app({**scope, "headers": [], "scheme": "http", "server": ("x", 80), "client": ("x", 1)}, receive, send)
        return sent

    async def run() -> None:
        stays, leaves = asyncio.Event(), asyncio.Event()
        first = asyncio.ensure_future(call("One?", stays))
        assert await asyncio.to_thread(inside.wait, 30)
        second = asyncio.ensure_future(call("Two?", leaves))
        while "running 2" not in desk.metrics.text(0, 0, ""):
            await asyncio.sleep(0.001)
        leaves.set()
        assert (await second)[0]["status"] == 499
        leave.set()
        assert (await first)[0]["status"] == 200

    asyncio.run(run())
    assert [question for question, _ in engine.asked] == ["One?"]
