"""The way in: opening, refreshing, asking from many threads, closing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from stub_embedder import StubEmbedder

from peel_qa import engine
from peel_qa.engine import PeelQA
from peel_qa.errors import CorpusError, IndexBusy, IndexMissing, ModelError, SearchIndexError
from peel_qa.index.layout import IndexFolder
from peel_qa.search.filters import Filters
from peel_qa.settings import Settings

Write = Callable[..., Path]
BODY = "# Title\n\n## Calls\n\nThe force answered {} of 100 calls. It should answer more.\n"
QUESTIONS = [
    "How many investigations had a plan?",
    "Who said that victims came first?",
    "What grade did the force get for preventing crime?",
    "Was the force praised by the commissioner?",
]


@pytest.fixture
def settings(small_corpus: Path, tmp_path: Path) -> Settings:
    return Settings(corpus=(small_corpus,), index=tmp_path / "index")


def test_the_first_opening_builds_and_the_next_does_not(settings: Settings) -> None:
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        assert qa.report is not None
        assert qa.report.is_new
    embedder = StubEmbedder()
    with PeelQA.open(settings, embedder=embedder) as qa:
        assert qa.report is None
    assert embedder.embedded == []


def test_without_an_index_and_without_refresh_there_is_one_clear_error(settings: Settings) -> None:
    with pytest.raises(IndexMissing, match="Run `peel-qa index`"):
        PeelQA.open(settings, refresh=False, embedder=StubEmbedder())
    assert not settings.index.exists()


def test_a_changed_corpus_is_read_at_the_next_opening_only_where_that_is_wanted(settings: Settings, write_document: Write) -> None:
    PeelQA.open(settings, embedder=StubEmbedder()).close()
    write_document(settings.corpus[0], "new-report", BODY.format(91))
    with PeelQA.open(settings, refresh=False, embedder=StubEmbedder()) as qa:
        assert len(qa.documents) == 2
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        assert len(qa.documents) == 3
        assert qa.search("How many of 100 calls were answered?", 1)[0].source.id == "new-report"


def test_while_another_process_builds_the_version_in_force_answers(
    settings: Settings, write_document: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "build_index", partial(engine.build_index, wait_s=0))
    with IndexFolder(settings).building(0), pytest.raises(IndexBusy):
        PeelQA.open(settings, embedder=StubEmbedder())
    PeelQA.open(settings, embedder=StubEmbedder()).close()
    write_document(settings.corpus[0], "new-report", BODY.format(91))
    with IndexFolder(settings).building(0), caplog.at_level(logging.WARNING), PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        assert len(qa.documents) == 2
        assert qa.search(QUESTIONS[0], 1)
    assert "The version in force answers" in caplog.text


def test_a_corpus_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        PeelQA.open(Settings(corpus=(tmp_path / "nowhere",), index=tmp_path / "index"), embedder=StubEmbedder())


def test_a_model_that_is_not_there_is_one_clear_error(settings: Settings) -> None:
    with pytest.raises(ModelError, match="PEEL_QA_EMBEDDING_MODEL"):
        PeelQA.open(settings.model_copy(update={"embedding_model": "no-such-model"}))


def test_a_read_only_index_that_is_up_to_date_is_opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    PeelQA.open(settings, embedder=StubEmbedder()).close()

    def locked(*arguments: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(IndexFolder, "building", locked)
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        assert qa.search(QUESTIONS[0], 1)


def test_a_closed_engine_says_so_and_leaves_no_files(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        qa.warm_up()
        assert len(list((tmp_path / "scratch").iterdir())) == 1
    assert list((tmp_path / "scratch").iterdir()) == []
    with pytest.raises(SearchIndexError, match="closed"):
        qa.search(QUESTIONS[0])


def test_hits_are_the_best_first_with_their_text_in_their_document(settings: Settings) -> None:
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        for question in QUESTIONS:
            hits = qa.search(question, 4)
            assert len(hits) == 4
            assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
            assert len({hit.passage.id for hit in hits}) == 4
            for hit in hits:
                document = qa.index.documents[hit.source.id]
                assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text
            assert all(hit.source.kind == "news" for hit in qa.search(question, 4, Filters(kind="news")))
        assert qa.search(QUESTIONS[0], 4, Filters(edition="PEEL 1999")) == []
        assert [document.id for document in qa.documents] == ["news-2023-06-02-northmoor-gazette", "peel-2023-northmoor"]


def test_many_threads_get_what_one_gets(settings: Settings, embedder: StubEmbedder) -> None:
    with PeelQA.open(settings, embedder=embedder) as qa:  # the real model; its store is opened by eight threads at once
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(qa.ask, QUESTIONS * 4))
        alone = [qa.ask(question) for question in QUESTIONS]
    for number, answer in enumerate(together):
        assert answer.text == alone[number % len(QUESTIONS)].text
        assert answer.citations == alone[number % len(QUESTIONS)].citations


def test_the_store_keeps_up_with_exact_search_on_our_corpus(qa: PeelQA) -> None:
    """Recall at 10 against comparing every passage, for every passage and every sentence as a question; ties count."""
    index = qa.index
    assert index.search == "chroma"
    index.verify()
    questions = np.concatenate([index.passage_vectors, index.sentence_vectors[::3]])
    exact = questions @ index.passage_vectors.T
    kept = 0
    for found, similarities in zip(index.store.nearest_to_each(questions, 10), exact, strict=True):
        tenth = np.sort(similarities)[-10]
        kept += sum(float(similarities[index.numbers[name]]) >= tenth - 1e-5 for name, _ in found)
        assert found[0][1] == pytest.approx(float(similarities.max()), abs=1e-5)
    assert kept / (10 * len(questions)) >= 0.99


def test_every_passage_and_sentence_of_our_corpus_is_the_text_itself(qa: PeelQA) -> None:
    for passage in qa.index.passages:
        document = qa.index.documents[passage.document]
        assert document.text[passage.start : passage.end] == passage.text
        assert all(passage.start <= span.start < span.end <= passage.end for span in passage.sentences)
        assert qa.embedder.count_tokens(passage.reading) <= qa.embedder.limit


def test_the_originals_are_held_whole(originals_qa: PeelQA) -> None:
    assert {document.source.text for document in originals_qa.documents} == {"original"}
    originals_qa.index.verify()
