"""The Briefings view and its files over a small corpus of invented forces."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import small_corpora
from starlette.testclient import TestClient
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import create_app

HOST = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    corpus = small_corpora.write_small_corpus(tmp_path_factory.mktemp("corpus"))
    older = {"edition": "PEEL 2018/19", "inspected": "2018", "published": "2019-09-27", "title": "PEEL 2018/19: Northmoor Police"}
    small_corpora.write_document(corpus, "peel-2018-northmoor", small_corpora.REPORT, **older)
    hostile = {"force": "Fenmarch Police", "title": "<script>alert(1)</script>", "edition": "PEEL <b>2023</b>"}
    small_corpora.write_document(corpus, "peel-2023-fenmarch", small_corpora.REPORT.replace("Northmoor", "Fenmarch"), **hostile)
    stub: Any = StubEmbedder()
    settings = Settings(corpus=(corpus,), index=tmp_path_factory.mktemp("index"), questions_per_minute=0)
    with PeelQA.open(settings, embedder=stub) as engine, TestClient(create_app(engine), base_url=HOST) as opened:
        yield opened


NORTHMOOR = {"force": "Northmoor Police", "make": "1"}


def test_the_forms_offer_what_is_held(client: TestClient) -> None:
    page = client.get("/briefings", params={"force": "Northmoor Police"}).text
    assert 'aria-current="page">Briefings</a>' in page
    assert 'name="edition" value="PEEL 2018/19"' in page
    assert 'name="force" value="Northmoor Police" checked' in page
    assert 'class="sheet"' not in page
    for path in ("/changes", "/press", "/tracker"):
        assert client.get(path, params={"force": "Northmoor Police"}).status_code == 200


def test_a_briefing_is_shown_with_its_notes_and_its_files(client: TestClient) -> None:
    page = client.get("/briefings", params={**NORTHMOOR, "length": "full", "audience": "panel"}).text
    assert '<div class="sheet">' in page
    assert "Read note 1 in its place" in page
    assert "for the panel" in page
    assert "paper?force=Northmoor+Police&amp;length=full&amp;audience=panel&amp;kind=briefings&amp;form=.docx" in page


@pytest.mark.parametrize(("ending", "begins"), [(".docx", b"PK"), (".pdf", b"%PDF"), (".md", b"# PEEL"), (".html", b"<!doctype html>")])
def test_files_are_handed_out_by_form(client: TestClient, ending: str, begins: bytes) -> None:
    answer = client.get("/paper", params={**NORTHMOOR, "edition": "PEEL 2018/19", "length": "one-page", "form": ending})
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"] == f'attachment; filename="peel-2018-19-northmoor-police{ending}"'


def test_the_word_file_has_real_headings_footnotes_and_a_described_table(client: TestClient) -> None:
    content = client.get("/paper", params={**NORTHMOOR, "length": "full", "form": ".docx"}).content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body, notes = package.read("word/document.xml").decode(), package.read("word/footnotes.xml").decode()
        foot = "".join(package.read(name).decode() for name in package.namelist() if "footer" in name)
    assert body.count('w:val="Heading1"') >= 13
    assert 'w:val="Title"' in body
    assert "<w:tblCaption" in body
    assert "<w:tblHeader" in body
    assert body.count("<w:footnoteReference ") == notes.count("<w:footnoteRef/>") > 0
    assert "PAGE" in foot


def test_the_pdf_is_tagged_and_has_bookmarks(client: TestClient) -> None:
    import pypdfium2
    import pypdfium2.raw as raw

    content = client.get("/paper", params={**NORTHMOOR, "length": "full", "form": ".pdf"}).content
    document = pypdfium2.PdfDocument(content)
    assert raw.FPDFCatalog_IsTagged(document)
    titles = [mark.get_title() for mark in document.get_toc()]
    assert {"Purpose", "Grades", "Statutory clock", "Sources", "Notes"} <= set(titles)
    tree = raw.FPDF_StructTree_GetForPage(document[0])
    assert raw.FPDF_StructTree_CountChildren(tree) == 1, "one document element"
    assert document.get_metadata_dict()["Title"].startswith("PEEL")


def test_comparison_press_and_tracker_are_made(client: TestClient) -> None:
    compared = client.get("/changes", params={**NORTHMOOR, "from": "PEEL 2018/19", "to": "PEEL 2023"})
    assert "Before you compare" in compared.text
    said = client.post("/press", data={**NORTHMOOR, "edition": "PEEL 2018/19", "text": "Northmoor Police was rated adequate overall."})
    assert "no overall grade" in said.text
    assert "Northmoor Police was rated adequate overall." in said.text
    table = client.get("/tracker", params={"force": "Northmoor Police", "form": ".csv"})
    assert table.status_code == 200
    assert "train more detectives by March 2024" in table.text


@pytest.mark.parametrize(
    ("path", "values", "told"),
    [
        ("/briefings", {**NORTHMOOR, "edition": "1999"}, "No inspection &#x27;1999&#x27;"),
        ("/briefings", {"force": "Kent", "make": "1"}, "Forces held: Fenmarch Police, Northmoor Police"),
        ("/briefings", {**NORTHMOOR, "published": "14 May"}, "is no day. Write it as 2025-05-14"),
        ("/changes", {**NORTHMOOR, "from": "PEEL 2018/19", "to": "PEEL 2018/19"}, "Both editions are PEEL 2018/19"),
        ("/paper", {**NORTHMOOR, "form": ".exe"}, "There is no form"),
    ],
)
def test_what_cannot_be_made_is_said_on_the_page(client: TestClient, path: str, values: dict[str, str], told: str) -> None:
    answer = client.get(path, params=values)
    assert answer.status_code == 422
    assert told in answer.text


def test_text_of_documents_and_visitors_stays_text(client: TestClient) -> None:
    shown = client.get("/briefings", params={"force": "Fenmarch Police", "make": "1", "length": "full"}).text
    assert "<script>alert(1)" not in shown
    assert "<b>2023</b>" not in shown
    asked = client.get("/briefings", params={**NORTHMOOR, "topic": "<img src=x onerror=alert(1)>"}).text
    assert "<img" not in asked
    html = client.get("/paper", params={"force": "Fenmarch Police", "length": "full", "form": ".html"}).text
    assert "<script" not in html
    pasted = client.post("/press", data={**NORTHMOOR, "text": "</textarea><script>alert(1)</script> was rated good overall."}).text
    assert "<script>alert" not in pasted
