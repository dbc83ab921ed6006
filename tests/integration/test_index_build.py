"""Builds: only what changed is embedded, the same corpus gives the same bytes, and a build that fails changes nothing."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from stub_embedder import StubEmbedder

from peel_qa.errors import CorpusError, IndexBusy, IndexDamaged, SearchIndexError
from peel_qa.index import build, layout, vectors, write
from peel_qa.index.build import build_index, is_current
from peel_qa.index.embedding import Embedder, Vectors
from peel_qa.index.layout import IndexFolder
from peel_qa.index.manifest import Recipe
from peel_qa.index.reader import SearchIndex, open_current
from peel_qa.settings import Settings

Write = Callable[..., Path]
BODY = "# Title\n\n## Calls\n\nThe force answered {} of 100 calls. It should answer more.\n"


@pytest.fixture
def settings(small_corpus: Path, tmp_path: Path) -> Settings:
    return Settings(corpus=(small_corpus,), index=tmp_path / "index")


def current(settings: Settings) -> SearchIndex:
    return open_current(IndexFolder(settings))


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_index_holds_the_corpus_whole(settings: Settings, stub_embedder: StubEmbedder) -> None:
    report = build_index(settings, stub_embedder)
    index = current(settings)
    assert (report.is_new, report.documents, report.problems) == (True, 2, ())
    assert report.passages == len(index.passages) == index.store.size == index.keyword.size
    assert report.sentences == len(index.sentence_vectors) == sum(len(p.sentences) for p in index.passages)
    for number, passage in enumerate(index.passages):
        document = index.documents[passage.document]
        assert document.text[passage.start : passage.end] == passage.text
        assert index.source(passage) == document.source
        assert index.store.nearest(index.passage_vectors[number], 1)[0][0] == passage.id
        assert index.vectors_of(number).shape == (len(passage.sentences), stub_embedder.dimension)
    assert {grade.document for grade in index.facts.grades} == {"peel-2023-northmoor"}
    assert index.search == "chroma"
    index.verify()
    index.close()


def test_tables_are_embedded_as_they_read(settings: Settings, stub_embedder: StubEmbedder) -> None:
    build_index(settings, stub_embedder)
    read = "Area: Preventing crime; Grade: Good. Area: Investigating crime; Grade: Requires improvement."
    assert any(text.startswith(f"Our judgments\n{read}") for text in stub_embedder.embedded)
    assert not any("Preventing crime | Good" in text for text in stub_embedder.embedded)


def test_an_unchanged_corpus_is_left_alone(settings: Settings, stub_embedder: StubEmbedder) -> None:
    first = build_index(settings, stub_embedder)
    before = files_below(settings.index)
    again = build_index(settings, StubEmbedder())
    assert (again.is_new, again.embedded, again.version) == (False, 0, first.version)
    assert (again.documents, again.passages, again.sentences) == (first.documents, first.passages, first.sentences)
    assert files_below(settings.index) == before


def test_only_the_sentences_of_a_new_document_are_embedded(
    settings: Settings, stub_embedder: StubEmbedder, small_corpus: Path, write_document: Write
) -> None:
    build_index(settings, stub_embedder)
    stub_embedder.embedded.clear()
    write_document(small_corpus, "new-report", BODY.format(91))
    report = build_index(settings, stub_embedder)
    assert report.documents == 3
    assert report.embedded == len(stub_embedder.embedded)
    texts = [text for text in stub_embedder.embedded if " " in text]  # the others are single words, new with its title
    assert len(texts) == 3
    assert all("91 of 100 calls" in text or "answer more" in text for text in texts)
    assert set(stub_embedder.embedded) - set(texts) == {"new", "report"}


def test_only_the_sentence_that_changed_is_embedded(
    settings: Settings, stub_embedder: StubEmbedder, small_corpus: Path, write_document: Write
) -> None:
    path = write_document(small_corpus, "new-report", BODY.format(91))
    build_index(settings, stub_embedder)
    stub_embedder.embedded.clear()
    path.write_text(path.read_text(encoding="utf-8").replace("91 of 100", "92 of 100"), encoding="utf-8")
    assert build_index(settings, stub_embedder).embedded == 2  # the sentence, and its passage
    assert all("92 of 100" in text for text in stub_embedder.embedded)


def test_removed_texts_leave_the_kept_vectors_too(
    settings: Settings, stub_embedder: StubEmbedder, small_corpus: Path, write_document: Write
) -> None:
    size = IndexFolder(settings).vectors
    path = write_document(small_corpus, "new-report", BODY.format(91))
    build_index(settings, stub_embedder)
    path.unlink()
    report = build_index(settings, stub_embedder)
    assert (report.documents, report.embedded) == (2, 0)
    cache = vectors.VectorCache(size)
    assert cache.embed(stub_embedder, ["Calls\nIt should answer more."])[1] == 1


def test_two_documents_of_the_same_text_are_both_held_and_embedded_once(
    tmp_path: Path, stub_embedder: StubEmbedder, write_document: Write
) -> None:
    for name in ("one", "two", "three", "four", "five"):
        write_document(tmp_path / "corpus", name, BODY.format(91), title="The same title")
    settings = Settings(corpus=(tmp_path / "corpus",), index=tmp_path / "index")
    report = build_index(settings, stub_embedder)
    assert report.embedded == len(set(stub_embedder.embedded)) == len(stub_embedder.embedded)
    index = current(settings)
    assert {passage.document for passage in index.passages} == {"one", "two", "three", "four", "five"}
    assert len({passage.id for passage in index.passages}) == len(index.passages) == 5
    for name in index.documents:
        [(found, _)] = index.store.nearest(index.passage_vectors[0], 5, [name])
        assert index.passages[index.numbers[found]].document == name
    index.close()


def test_the_same_corpus_gives_the_same_manifest_whatever_the_way_to_it(
    settings: Settings, small_corpus: Path, write_document: Write, tmp_path: Path
) -> None:
    path = write_document(small_corpus, "new-report", BODY.format(91))
    build_index(settings, StubEmbedder())
    path.unlink()
    build_index(settings, StubEmbedder())
    write_document(small_corpus, "new-report", BODY.format(91))
    grown = build_index(settings, StubEmbedder())
    elsewhere = settings.model_copy(update={"index": tmp_path / "elsewhere"})
    fresh = build_index(elsewhere, StubEmbedder())
    assert (grown.version / "manifest.json").read_bytes() == (fresh.version / "manifest.json").read_bytes()


def test_another_process_with_another_hash_seed_gives_the_same_manifest(settings: Settings, tmp_path: Path) -> None:
    support = Path(__file__).resolve().parents[1] / "support"
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from stub_embedder import StubEmbedder; from peel_qa.settings import Settings; from peel_qa.index.build import build_index\n"
        "print(build_index(Settings(corpus=(Path(sys.argv[2]),), index=Path(sys.argv[3])), StubEmbedder()).version)"
    )
    mine = build_index(settings, StubEmbedder()).version
    run = [sys.executable, "-c", code, str(support), str(settings.corpus[0]), str(tmp_path / "theirs")]
    result = subprocess.run(run, env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True)
    assert (Path(result.stdout.strip()) / "manifest.json").read_bytes() == (mine / "manifest.json").read_bytes()


def test_the_real_model_gives_the_same_vectors_twice(settings: Settings, embedder: Embedder, tmp_path: Path) -> None:
    first = build_index(settings, embedder).version
    second = build_index(settings.model_copy(update={"index": tmp_path / "again"}), embedder).version
    for name in (layout.PASSAGE_VECTORS, layout.SENTENCE_VECTORS):
        assert np.allclose(np.load(first / name), np.load(second / name), atol=1e-6)


def with_two_swapped(found: Vectors) -> Vectors:
    swapped = found.copy()
    swapped[[0, 1]] = swapped[[1, 0]]
    return swapped


def with_one_slightly_off(found: Vectors) -> Vectors:
    other = found.copy()
    other[2] = (other[2] + 0.05 * other[0]) / np.linalg.norm(other[2] + 0.05 * other[0])
    return np.asarray(other, dtype=np.float32)


@pytest.mark.parametrize("change", [with_two_swapped, with_one_slightly_off, lambda found: found[:-1]])
def test_a_store_that_does_not_hold_what_was_written_is_never_published(
    settings: Settings,
    stub_embedder: StubEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    small_corpus: Path,
    write_document: Write,
    change: Callable[[Vectors], Vectors],
) -> None:
    old = build_index(settings, stub_embedder).version
    write_document(small_corpus, "new-report", BODY.format(91))
    real = write.write_store

    def wrongly(folder: Path, ids: list[str], found: Vectors, rows: list[dict[str, str]]) -> None:
        found = change(found)
        real(folder, ids[: len(found)], found, rows[: len(found)])

    monkeypatch.setattr(write, "write_store", wrongly)
    with pytest.raises(IndexDamaged, match=r"holds another vector|holds \d+ of \d+ passages"):
        build_index(settings, stub_embedder)
    assert IndexFolder(settings).current() == old
    assert list(IndexFolder(settings).versions.iterdir()) == [old]


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "place", [(np, "save"), (write, "seal"), (write.KeywordIndex, "save"), (layout.IndexFolder, "publish"), (layout, "_sync")]
)
def test_a_full_disk_at_any_step_leaves_the_old_version_and_nothing_half(
    settings: Settings,
    stub_embedder: StubEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    small_corpus: Path,
    write_document: Write,
    place: tuple[object, str],
) -> None:
    old = build_index(settings, stub_embedder).version
    write_document(small_corpus, "new-report", BODY.format(91))

    def full(*arguments: object, **named: object) -> None:
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(*place, full)
        with pytest.raises(SearchIndexError, match=r"cannot be written .*No space left.*Free disk space"):
            build_index(settings, stub_embedder)
    assert [path for path in IndexFolder(settings).versions.iterdir() if path.name.startswith(".")] == []
    assert IndexFolder(settings).current() == old
    current(settings).close()
    assert build_index(settings, stub_embedder).documents == 3


def test_too_little_space_is_said_before_anything_is_done(
    settings: Settings, stub_embedder: StubEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_FREE_BYTES", 10**18)
    with pytest.raises(SearchIndexError, match=r"Only \d+ MB are free"):
        build_index(settings, stub_embedder)
    assert stub_embedder.embedded == []


def test_a_corpus_without_words_is_one_clear_error(tmp_path: Path, stub_embedder: StubEmbedder, write_document: Write) -> None:
    settings = Settings(corpus=(tmp_path / "corpus",), index=tmp_path / "index")
    write_document(tmp_path / "corpus", "empty", "# Title\n\n## Heading\n")
    with pytest.raises(CorpusError):
        build_index(settings, stub_embedder)
    assert IndexFolder(settings).current() is None


def test_where_chroma_loses_passages_they_are_searched_exactly(
    settings: Settings, stub_embedder: StubEmbedder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = write.is_reliable
    monkeypatch.setattr(write, "is_reliable", lambda *arguments: real(*arguments) and False)
    build_index(settings, stub_embedder)
    index = current(settings)
    assert index.search == "exact"
    assert "it is searched exactly instead" in caplog.text
    index.verify()
    for passage, vector in zip(index.passages, index.passage_vectors, strict=True):
        assert index.store.nearest(vector, 1, [passage.document])[0][0] == passage.id
    index.close()


def test_one_giant_word_is_no_obstacle(tmp_path: Path, stub_embedder: StubEmbedder, write_document: Write) -> None:
    write_document(tmp_path / "corpus", "giant", "# Title\n\n" + "w" * 300_000 + "\n\n## Calls\n\nThe force answers calls.\n")
    settings = Settings(corpus=(tmp_path / "corpus",), index=tmp_path / "index")
    build_index(settings, stub_embedder)
    index = current(settings)
    assert "".join(p.text for p in index.passages).startswith("w" * 300_000)
    [(found, _)] = index.store.nearest(stub_embedder.embed([f"{index.passages[-1].section[-1]}"])[0], 1)
    assert found in index.numbers
    index.close()


def test_a_change_of_the_code_that_reads_documents_builds_anew(
    settings: Settings, stub_embedder: StubEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(settings, stub_embedder)
    recipe = Recipe.of(settings, stub_embedder)
    assert is_current(settings, recipe)
    for module in (build, write):
        monkeypatch.setattr(module, "reading_version", lambda: "another")
    assert not is_current(settings, recipe)
    assert build_index(settings, stub_embedder).is_new
    assert is_current(settings, recipe)


class Held(StubEmbedder):
    """Stands still in its first batch until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.let_go = threading.Event(), threading.Event()

    def _encode(self, texts: list[str], is_question: bool = False) -> Vectors:
        self.reached.set()
        assert self.let_go.wait(60)
        return super()._encode(texts, is_question)


class Told:
    """Remembers the phases it is told of, and lets go of `held` when a build waits."""

    def __init__(self, held: Held) -> None:
        self.held, self.phases = held, list[str]()

    def phase(self, name: str, total: int) -> None:
        self.phases.append(name)
        if name.startswith("Waiting"):
            self.held.let_go.set()

    def advance(self, steps: int) -> None:
        pass


def test_a_second_builder_waits_and_then_finds_it_done(settings: Settings) -> None:
    held = Held()
    reports: list[build.BuildReport] = []
    first = threading.Thread(target=lambda: reports.append(build_index(settings, held)))
    first.start()
    assert held.reached.wait(60)
    told = Told(held)
    second = build_index(settings, StubEmbedder(), told)
    first.join(60)
    assert reports[0].is_new
    assert not second.is_new
    assert second.version == reports[0].version
    assert told.phases == ["Waiting for another process that builds the index"]


def test_a_second_builder_that_may_not_wait_says_who_is_busy(settings: Settings) -> None:
    held = Held()
    first = threading.Thread(target=lambda: build_index(settings, held))
    first.start()
    assert held.reached.wait(60)
    try:
        with pytest.raises(IndexBusy, match="Another process is building"):
            build_index(settings, StubEmbedder(), wait_s=0)
    finally:
        held.let_go.set()
        first.join(60)


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(
    settings: Settings, stub_embedder: StubEmbedder, monkeypatch: pytest.MonkeyPatch, small_corpus: Path, write_document: Write
) -> None:
    from peel_qa.corpus import load

    path = write_document(small_corpus, "changing", BODY.format(91))
    real = load.read_text

    def read_then_change(file: Path, limit: int) -> str:
        text = real(file, limit)
        if file == path:
            path.write_text(text.replace("91 of 100", "92 of 100"), encoding="utf-8")
        return text

    with monkeypatch.context() as patch:
        patch.setattr(load, "read_text", read_then_change)
        build_index(settings, stub_embedder)
    build_index(settings, stub_embedder)
    index = current(settings)
    assert "92 of 100" in index.documents["changing"].text
    index.close()
