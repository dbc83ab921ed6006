"""The views over other corpora than ours: several forces, originals that may not be shown whole, nothing graded, hostile names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import small_corpora
from starlette.testclient import TestClient
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.service.timeline import forces_graded, timeline
from peel_qa.settings import Settings
from peel_qa.web.server import create_app

HOST = "http://127.0.0.1:7860"
FENMARCH = small_corpora.REPORT.replace("Northmoor", "Fenmarch").replace("crime | Requires improvement", "crime | Adequate")
ARTICLE = "# Force praised\n\nThe first paragraph of the article.\n\nThe second paragraph says that 26 plans were found.\n"


def opened(corpus: Path, index: Path) -> PeelQA:
    stub: Any = StubEmbedder()
    return PeelQA.open(Settings(corpus=(corpus,), index=index, questions_per_minute=0), embedder=stub)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PeelQA, TestClient]]:
    """Two forces, one of them with an older inspection; and an article whose text is its publisher's."""
    corpus = small_corpora.write_small_corpus(tmp_path_factory.mktemp("corpus"))
    fenmarch = {"force": "Fenmarch Police", "title": "PEEL 2023: an inspection of Fenmarch Police", "inspected": "2023-03"}
    small_corpora.write_document(corpus, "peel-2023-fenmarch", FENMARCH, **fenmarch)
    older = {"edition": "PEEL 2018/19", "inspected": "2018", "published": "2019-09-27", "title": "PEEL 2018/19: Northmoor Police"}
    small_corpora.write_document(corpus, "peel-2018-northmoor", small_corpora.REPORT, **older)
    press = {"kind": "news", "publisher": "Northmoor Echo", "text": "original", "licence": "copyright of the publisher"}
    small_corpora.write_document(corpus, "news-echo", ARTICLE, title="Force praised", **press)
    with opened(corpus, tmp_path_factory.mktemp("index")) as engine, TestClient(create_app(engine), base_url=HOST) as client:
        yield engine, client


def test_where_there_are_several_forces_one_may_be_chosen(several: tuple[PeelQA, TestClient]) -> None:
    engine, client = several
    assert forces_graded(engine.index) == ["Fenmarch Police", "Northmoor Police"]
    first = client.get("/grades").text
    assert "Grades of Fenmarch Police" in first
    assert 'href="grades?force=Northmoor+Police"' in first
    other = client.get("/grades", params={"force": "Northmoor Police"}).text
    assert "PEEL 2018/19" in other
    assert "not one scale" in other
    assert "not one scale" not in first, "one inspection alone compares nothing"
    assert re.findall(r'name="force" value="([^"]*)"', client.get("/plain").text) == ["", "Fenmarch Police", "Northmoor Police"]
    assert "Fenmarch Police and Northmoor Police" in client.get("/plain").text


def test_each_force_has_its_own_grades(several: tuple[PeelQA, TestClient]) -> None:
    engine, _ = several
    grades = {
        force: {row.area: row.cells[-1].grade for row in timeline(engine.index, force).rows if row.cells[-1]}
        for force in forces_graded(engine.index)
    }
    assert grades["Fenmarch Police"]["investigating"] == "adequate"
    assert grades["Northmoor Police"]["investigating"] == "requires improvement"


def test_an_article_is_shown_by_its_quoted_passage_alone(several: tuple[PeelQA, TestClient]) -> None:
    engine, client = several
    text = engine.index.documents["news-echo"].text
    start = text.index("The second")
    whole = client.get("/documents/news-echo").text
    assert "The second paragraph" not in whole
    assert "belongs to its publisher" in whole
    quoted = client.get("/documents/news-echo", params={"quote": f"{start}-{start + 20}"}).text
    assert '<mark class="quote-0" id="quote" tabindex="-1">The second paragraph</mark>' in quoted
    assert "Only quoted passages are shown here" in client.get("/documents").text


def test_an_older_inspection_says_that_a_newer_one_exists(several: tuple[PeelQA, TestClient]) -> None:
    _, client = several
    assert "A newer inspection exists" in client.get("/documents/peel-2018-northmoor").text
    assert "A newer inspection exists" not in client.get("/documents/peel-2023-fenmarch").text


def test_without_grades_the_view_says_so(tmp_path: Path) -> None:
    small_corpora.write_document(tmp_path / "corpus", "news-echo", ARTICLE, kind="news")
    with opened(tmp_path / "corpus", tmp_path / "index") as engine, TestClient(create_app(engine), base_url=HOST) as client:
        assert "No document held gives a grade." in client.get("/grades").text
        assert client.get("/api/grades").json() == []


def test_hostile_front_matter_stays_text_in_every_view(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    front = {"title": hostile, "publisher": hostile, "force": f"{hostile} Police", "edition": f"PEEL 2023 {hostile}", "licence": hostile}
    body = small_corpora.REPORT.replace("Northmoor Police", f"{hostile} Police")
    small_corpora.write_document(tmp_path / "corpus", "hostile", body, **front)
    with opened(tmp_path / "corpus", tmp_path / "index") as engine, TestClient(create_app(engine), base_url=HOST) as client:
        for view in ("", "plain", "grades", "documents", "documents/hostile", "about", "answer?q=How+many+investigations+had+a+plan"):
            text = client.get(f"/{view}").text
            assert "<script>alert" not in text, view
            assert "<img" not in text, view
