"""An area that only its report grades by that name is answered for, listed, and shown in the table of grades."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_corpora import NEWS, write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.briefing.inspections import find_inspection
from peel_qa.briefing.press import check_text
from peel_qa.engine import PeelQA
from peel_qa.service.timeline import timeline
from peel_qa.settings import Settings


@pytest.fixture(scope="module")
def qa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeelQA]:
    folder = tmp_path_factory.mktemp("own")
    settings = Settings(corpus=(write_small_corpus(folder / "corpus"),), index=folder / "index", reader="off", switches=folder / "switches")
    with PeelQA.open(settings, embedder=StubEmbedder()) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "earlier", "said"),
    [
        ("How was supporting victims graded?", (), "Supporting victims: outstanding in PEEL 2023"),
        ("And supporting victims?", ("How was investigating crime graded?",), "Supporting victims: outstanding in PEEL 2023"),
        ("Which areas were graded outstanding?", (), "outstanding (1): supporting victims"),
        ("What grades were given in 2023?", (), "outstanding (1): supporting victims; good (1): preventing crime"),
    ],
)
def test_its_grade_is_told(qa: PeelQA, question: str, earlier: tuple[str, ...], said: str) -> None:
    answer = qa.ask(question, earlier)
    assert answer.status == "answered"
    assert said in answer.text
    assert "Supporting victims | Outstanding" in [citation.quote for citation in answer.citations]


def test_another_year_gave_it_none(qa: PeelQA) -> None:
    answer = qa.ask("How was supporting victims graded in 2015?")
    assert answer.status == "other_edition"
    assert "no grade for supporting victims in 2015" in answer.text


def test_it_is_a_row_of_the_table(qa: PeelQA) -> None:
    rows = timeline(qa.index, "Northmoor Police").rows
    assert [(row.name, [cell.grade for cell in row.cells if cell]) for row in rows][-1] == ("supporting victims", ["outstanding"])


def test_news_that_grades_it_agrees_with_the_report(qa: PeelQA) -> None:
    inspection = find_inspection(qa.index, "Northmoor Police")
    told = [one for one in check_text(qa, NEWS, inspection) if "at supporting victims" in one.claim.text]
    assert [(one.verdict, one.reason) for one in told] == [("agrees", "Graded outstanding for supporting victims")]
