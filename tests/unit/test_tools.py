"""The tools: the same answers as on the page, over a real client; over HTTP only for those who show the token."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from peel_qa.engine import PeelQA
from peel_qa.errors import SettingsError
from peel_qa.service.desk import Desk

pytest.importorskip("mcp", reason="the package mcp is not installed")
from mcp import Client, StdioServerParameters

from peel_qa.tools.server import build_tools, http_app

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "0123456789abcdef-token"
NUMBER = "What percentage of 101 calls are abandoned?"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}


def with_client(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(run())


def called(qa: PeelQA, name: str, **arguments: Any) -> Any:
    """The result of one call to a fresh server."""
    return with_client(build_tools(Desk(qa)), lambda client: client.call_tool(name, arguments))


def test_it_offers_three_tools_with_their_descriptions(qa: PeelQA) -> None:
    listed = with_client(build_tools(Desk(qa)), lambda client: client.list_tools())
    assert sorted(tool.name for tool in listed.tools) == ["ask", "grades", "search"]
    assert all(tool.description for tool in listed.tools)


def test_asking_gives_the_answer_of_the_page(qa: PeelQA) -> None:
    result = called(qa, "ask", question="And in 2024?", history=[NUMBER], filters={"kind": "news"})
    expected = qa.ask("And in 2024?", [NUMBER])
    assert not result.is_error
    assert result.structured_content["status"] == expected.status
    assert result.structured_content["corpus"] == qa.index.manifest.corpus_fingerprint


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("ask", {"question": ""}, "The question is empty"),
        ("ask", {"question": "x" * 501}, "501 characters"),
        ("ask", {"question": "Who?", "filters": {"colour": "red"}}, "Unknown filter"),
        ("search", {"question": "police", "results": 999}, "less than or equal to 50"),
        ("grades", {"force": "Kent Police"}, "No grades are held"),
    ],
)
def test_what_cannot_be_done_is_said(qa: PeelQA, name: str, arguments: dict[str, Any], told: str) -> None:
    result = called(qa, name, **arguments)
    assert result.is_error
    assert told in result.content[0].text


def test_searching_and_grades_quote_the_documents(qa: PeelQA) -> None:
    found = called(qa, "search", question="stop and search", results=2).structured_content["passages"]
    assert [entry["rank"] for entry in found] == [1, 2]
    grades = called(qa, "grades", force="West Mercia Police").structured_content["grades"]
    assert {"good", "adequate", "requires improvement"} <= {entry["grade"] for entry in grades}


@pytest.mark.parametrize("token", ["", "short"])
def test_over_http_there_is_no_tool_without_a_token(qa: PeelQA, token: str) -> None:
    engine = PeelQA(qa.settings.model_copy(update={"mcp_token": SecretStr(token)}), qa.index, qa.embedder)
    with pytest.raises(SettingsError, match="PEEL_QA_MCP_TOKEN") as told:
        http_app(Desk(engine), "127.0.0.1")
    assert token == "" or token not in str(told.value)


def test_over_http_only_the_token_opens(qa: PeelQA) -> None:
    engine = PeelQA(qa.settings.model_copy(update={"mcp_token": SecretStr(TOKEN)}), qa.index, qa.embedder)
    with TestClient(http_app(Desk(engine), "127.0.0.1"), base_url="http://127.0.0.1:7860") as client:
        for shown in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}):
            assert client.post("/mcp", json=LIST, headers=HEADERS | shown).status_code == 401
        known = HEADERS | {"authorization": f"Bearer {TOKEN}"}
        response = client.post("/mcp", json=LIST, headers=known)
        assert response.status_code == 200
        assert {tool["name"] for tool in response.json()["result"]["tools"]} == {"ask", "grades", "search"}
        assert client.post("/mcp", json=LIST, headers=known | {"host": "evil.example"}).status_code in (403, 421)
        assert client.post("/mcp", json=LIST, headers=known | {"origin": "http://evil.example"}).status_code == 403
        assert client.post("/mcp", content=b"x" * 30_000, headers=known | {"content-type": "application/json"}).status_code == 413


@pytest.mark.slow
def test_over_standard_input_and_output_a_real_process_answers(small_corpus: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PEEL_QA_CORPUS": str(small_corpus), "PEEL_QA_INDEX": str(tmp_path / "index"), "PYTHONPATH": str(ROOT)}
    process = StdioServerParameters(command=sys.executable, args=["-m", "peel_qa", "mcp"], env=environment)
    result = with_client(process, lambda client: client.call_tool("ask", {"question": "How many investigations had a plan?"}))
    assert "26 of the 40" in result.structured_content["answer"]
