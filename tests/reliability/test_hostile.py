"""T18: documents that attack whoever reads them, on every view without a browser; `make reliability` watches a browser too.

A hostile language model belongs here as well: the same checks hold for whatever it answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from stub_embedder import StubEmbedder

from benchmarks.reliability.hostile import CANARY, QUESTIONS, allowed_links, poisoned_corpus
from benchmarks.reliability.markup import foreign_markup
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import create_app

HOST = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeelQA]:
    folder = tmp_path_factory.mktemp("poisoned")
    poisoned_corpus(folder / "corpus", 48, 1)
    settings = Settings(corpus=(folder / "corpus",), index=folder / "index", reader="off", switches=folder / "s", questions_per_minute=0)
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        yield qa


@pytest.fixture(scope="module")
def client(poisoned: PeelQA) -> Iterator[TestClient]:
    with TestClient(create_app(poisoned), base_url=HOST) as client:
        yield client


def test_the_poison_is_in_the_documents(poisoned: PeelQA) -> None:
    texts = " ".join(document.text for document in poisoned.index.documents.values())
    assert texts.count(CANARY) > 10
    assert "<script>fetch(" in texts
    assert "onerror=" in texts


def test_no_view_holds_anything_foreign(client: TestClient, poisoned: PeelQA) -> None:
    links = allowed_links(poisoned)
    for path in ("/plain", "/documents", "/grades", "/about", *(f"/documents/{name}" for name in poisoned.index.documents)):
        response = client.get(path)
        assert response.status_code == 200
        assert foreign_markup(response.text, links) == [], path
        assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_holds_anything_foreign_and_every_quote_is_its_documents(client: TestClient, poisoned: PeelQA, question: str) -> None:
    links = allowed_links(poisoned)
    assert foreign_markup(client.post("/plain", data={"q": question}).text, links) == []
    assert foreign_markup(client.get("/answer", params={"q": question}).text, links) == []
    record = client.post("/api/ask", content=json.dumps({"question": question})).json()
    for citation in (*record["citations"], *record["nearest"]):
        text = poisoned.index.documents[citation["document"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert all(citation["verified"] for citation in record["citations"])


def test_an_order_in_a_document_changes_no_grade(poisoned: PeelQA) -> None:
    """The table of the report says "requires improvement"; the poison says "outstanding"."""
    answer = poisoned.ask("How was Northmoor Police graded for investigating crime?")
    assert re.search("requires improvement", answer.direct, re.IGNORECASE)
    assert not re.search("outstanding", answer.direct, re.IGNORECASE)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p onclick="x()">a</p>', 1),
        ('<img src="https://attacker.example/x">', 2),
        ('<a href="javascript:alert(1)">a</a>', 1),
        ('<a href=" JaVaScRiPt:alert(1)">a</a>', 1),
        ('<a href="//attacker.example">a</a>', 1),
        ('<a href="\\\\attacker.example">a</a>', 1),
        ("<script>alert(1)</script>", 1),
        ('<p style="background: URL(https://attacker.example)">a</p>', 1),
        ('<iframe srcdoc="x"></iframe>', 2),
        ('<p><a href="documents/one?quote=1-2#quote">a</a><a href="?q=a:b">b</a></p>', 0),
    ],
)
def test_the_check_itself_finds_what_is_foreign(html: str, found: int) -> None:
    assert len(foreign_markup(html)) == found


def test_nothing_was_written_outside(poisoned: PeelQA, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []
    assert not list(poisoned.settings.corpus[0].glob("*.png"))
