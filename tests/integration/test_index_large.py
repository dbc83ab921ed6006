"""A corpus of very many passages: searched by scanning, read by position, and added to without doing anything twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.errors import ModelError
from peel_qa.index import files, parts, scan
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import open_current
from peel_qa.records import Document
from peel_qa.search.filters import Filters
from peel_qa.settings import Settings

Write = Callable[..., Path]
COUNT = 60
BODY = "# Title\n\n## Calls\n\nThe force answered {0} of 100 calls in district {0}.\n\n## Crime\n\nIt solved {0} burglaries and no more.\n"
NEW = "# Title\n\n## Drones\n\nThe drone squad found 417 missing hikers.\n"


@pytest.fixture
def settings(tmp_path: Path, write_document: Write, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Sixty documents, and limits so low that they are very many, and large."""
    monkeypatch.setattr(scan, "FROM", 50)
    monkeypatch.setattr(files, "IN_MEMORY", 1_000)
    for number in range(COUNT):
        write_document(tmp_path / "corpus", f"report-{number:03}", BODY.format(number), title=f"Report {number}")
    return Settings(corpus=(tmp_path / "corpus",), index=tmp_path / "index")


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are cut into passages, in order."""
    seen: list[str] = []
    real = parts.Splitter.split

    def split(self: parts.Splitter, document: Document) -> list[object]:
        seen.append(document.id)
        return list(real(self, document))

    monkeypatch.setattr(parts.Splitter, "split", split)
    return seen


def test_it_is_scanned_from_files_and_finds_what_a_small_one_finds(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [f"How many of 100 calls in district {number} were answered?" for number in (3, 41)]
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        index = qa.index
        assert index.search == "scan"
        assert isinstance(index.passage_vectors, files.FileArray)
        assert not (index.version / "chroma").exists()
        index.verify()
        large = [[hit.passage.id for hit in qa.search(q, 5, f)] for q in questions for f in (None, Filters(documents=("report-041",)))]
        assert {hit.source.id for hit in qa.search(questions[0], 5, Filters(documents=("report-041",)))} == {"report-041"}
        for number, passage in enumerate(index.passages):
            assert index.numbers[passage.id] == number
            assert index.documents[passage.document].text[passage.start : passage.end] == passage.text
            assert index.passage_at(passage.document, passage.start) == passage
            assert len(index.vectors_of(number)) == len(passage.sentences)
    monkeypatch.undo()
    small = settings.model_copy(update={"index": tmp_path / "small"})
    with PeelQA.open(small, embedder=StubEmbedder()) as qa:
        assert qa.index.search == "chroma"
        assert [
            [hit.passage.id for hit in qa.search(q, 5, f)] for q in questions for f in (None, Filters(documents=("report-041",)))
        ] == large


def test_one_more_report_is_all_that_is_read_and_embedded(settings: Settings, cut: list[str], write_document: Write) -> None:
    build_index(settings, StubEmbedder())
    assert sorted(cut) == [f"report-{number:03}" for number in range(COUNT)]
    cut.clear()
    write_document(settings.corpus[0], "new-report", NEW, title="Report of drones")
    embedder = StubEmbedder()
    with PeelQA.open(settings, embedder=embedder) as qa:
        assert cut == ["new-report"]
        assert qa.report is not None
        assert qa.report.documents == COUNT + 1
        sentences = {text for text in embedder.embedded if " " in text}
        assert sentences == {
            "Report of drones > Drones\nThe drone squad found 417 missing hikers.",
            "Drones\nThe drone squad found 417 missing hikers.",
        }
        assert qa.search("How many missing hikers did the drone squad find?", 1)[0].source.id == "new-report"
        assert qa.ask("How many missing hikers did the drone squad find?").citations[0].document == "new-report"


def test_a_removed_document_leaves_what_is_kept_and_comes_back_by_being_read(settings: Settings, cut: list[str]) -> None:
    build_index(settings, StubEmbedder())
    path = settings.corpus[0] / "report-007.md"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    build_index(settings, StubEmbedder())
    cut.clear()
    path.write_text(text, encoding="utf-8")
    build_index(settings, StubEmbedder())
    assert cut == ["report-007"]


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 500])
def test_damaged_parts_are_read_anew(settings: Settings, cut: list[str], write_document: Write, damage: bytes) -> None:
    first = build_index(settings, StubEmbedder()).version
    before = (first / "passages.jsonl").read_bytes()
    IndexFolder(settings).parts.write_bytes(damage)
    cut.clear()
    assert (build_index(settings, StubEmbedder(), rebuild=True).version / "passages.jsonl").read_bytes() == before
    assert len(cut) == COUNT


def test_a_build_that_is_broken_off_goes_on_where_it_was(settings: Settings, cut: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(StubEmbedder):
        def _encode(self, texts: Sequence[str], is_question: bool = False) -> np.ndarray:
            if len(self.embedded) > 100:
                raise ModelError("The machine stops")
            return super()._encode(list(texts), is_question)

    failing = Failing()
    with pytest.raises(ModelError):
        build_index(settings, failing)
    assert IndexFolder(settings).current() is None
    cut.clear()
    embedder = StubEmbedder()
    build_index(settings, embedder)
    assert cut == []
    assert not set(embedder.embedded) & set(failing.embedded)


def test_vectors_are_embedded_in_batches(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from peel_qa.index import write

    build_index(settings, StubEmbedder())
    whole = open_current(IndexFolder(settings))
    monkeypatch.setattr(write, "_EMBEDDED_AT_ONCE", 7)
    build_index(settings, StubEmbedder(), rebuild=True)
    again = open_current(IndexFolder(settings))
    for name in ("passage_vectors", "sentence_vectors"):
        assert np.array_equal(getattr(again, name)[:], getattr(whole, name)[:])
    whole.close()
    again.close()
