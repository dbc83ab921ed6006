"""Every file of a published version, damaged in every way: found before Chroma opens it, and mended by the next opening."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import FORMS, counterpart, deleted, halved, is_damaged, large_index, restore, versions_of, with_a_flipped_bit, zeroed
from small_corpora import write_document
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.errors import IndexDamaged, IndexMismatch, IndexMissing, SearchIndexError
from peel_qa.index import manifest, store
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import SearchIndex, open_current
from peel_qa.settings import Settings


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two versions of one index, the newer one in force."""
    return large_index(tmp_path_factory.mktemp("large"))


@pytest.fixture
def chroma_stays_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where Chroma is opened at all."""

    def opened(folder: Path) -> None:
        raise AssertionError(f"Chroma was opened on {folder}")

    monkeypatch.setattr(store, "_open", opened)


@pytest.mark.usefixtures("chroma_stays_shut")
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_damage_of_any_file_is_found_before_anything_opens_it(large: Settings, form: Callable[[Path, Path], None]) -> None:
    current, other = versions_of(large)
    files = sorted(path for path in current.rglob("*") if path.is_file())
    names = {path.name for path in files}
    assert {"manifest.json", "checksums.json", "facts.json", "chroma.sqlite3", "data_level0.bin", "link_lists.bin"} <= names
    tried = 0
    for path in files:
        good = path.read_bytes()
        form(path, counterpart(path, current, other))
        if not is_damaged(path, good):
            restore(path, good)
            continue
        try:
            with pytest.raises(
                IndexDamaged, match=r"(is missing|was changed|cannot be read|is no file).*Run `peel-qa index --rebuild`"
            ) as caught:
                SearchIndex(current)
            assert path.name in str(caught.value)
            assert "\n" not in str(caught.value)
            tried += 1
        finally:
            restore(path, good)
    assert tried > len(files) // 2
    SearchIndex(current).close()


@pytest.mark.usefixtures("chroma_stays_shut")
def test_a_file_that_nobody_wrote_is_found(large: Settings) -> None:
    current, _ = versions_of(large)
    for place in (current, current / "chroma", current / "keyword"):
        stranger = place / "stranger.bin"
        stranger.write_bytes(b"x")
        with pytest.raises(IndexDamaged, match=r"stranger\.bin is not part of the index"):
            SearchIndex(current)
        stranger.unlink()


@pytest.mark.usefixtures("chroma_stays_shut")
def test_a_folder_renamed_to_the_other_version_is_found(large: Settings) -> None:
    current, other = versions_of(large)
    aside = current.with_name("aside")
    current.rename(aside)
    other.rename(current)
    try:
        with pytest.raises(IndexDamaged, match=r"checksums\.json was changed"):
            SearchIndex(current)
    finally:
        current.rename(other)
        aside.rename(current)


@pytest.fixture
def settings(small_corpus: Path, tmp_path: Path) -> Settings:
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index")
    build_index(settings, StubEmbedder())
    return settings


def of(name: str) -> Callable[[Settings], Path]:
    def find(settings: Settings) -> Path:
        if name == "current":
            return IndexFolder(settings).pointer
        current = IndexFolder(settings).current()
        assert current is not None
        return next(path for path in sorted(current.rglob(name)) if path.is_file())

    return find


TARGETS = ["current", "manifest.json", "checksums.json", "documents.jsonl", "passages.npy", "vocab.index.json", "chroma.sqlite3"]


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("form", [deleted, halved, with_a_flipped_bit], ids=lambda form: form.__name__)
def test_opening_mends_a_damaged_index_and_says_so_in_one_line(
    settings: Settings, name: str, form: Callable[[Path, Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    form(of(name)(settings), Path())
    with pytest.raises((IndexDamaged, IndexMissing)) as caught:
        PeelQA.open(settings, refresh=False, embedder=StubEmbedder())
    assert "Run `peel-qa index" in str(caught.value)
    embedder = StubEmbedder()
    with caplog.at_level(logging.WARNING, "peel_qa"), PeelQA.open(settings, embedder=embedder) as qa:
        assert qa.search("Who supervises investigations?", 3)
        assert qa.report is not None
        assert qa.report.is_new
    assert embedder.embedded == []  # the vectors are kept apart from the version
    if (name, form) != ("current", deleted):  # without a pointer there is no index, and that is no damage
        assert len([record for record in caplog.records if "built anew" in record.getMessage()]) == 1
    with PeelQA.open(settings, refresh=False, embedder=StubEmbedder()) as qa:
        assert qa.search("Who supervises investigations?", 3)


def test_a_whole_version_that_is_gone_is_built_again(settings: Settings) -> None:
    folder = IndexFolder(settings)
    current = folder.current()
    assert current is not None
    current.rename(current.with_name("lost"))
    with pytest.raises(IndexDamaged):
        PeelQA.open(settings, refresh=False, embedder=StubEmbedder())
    PeelQA.open(settings, embedder=StubEmbedder()).close()


def test_damage_in_the_kept_vectors_never_stands_in_the_way(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    zeroed(IndexFolder(settings).vectors, Path())
    write_document(settings.corpus[0], "more", "# Title\n\n## Calls\n\nThe force answered calls.\n")
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        assert len(qa.documents) == 3
    assert "computed anew" in caplog.text


@pytest.mark.parametrize("change", ["chroma", "model", "passage_tokens", "max_document_bytes", "keyword", "store"])
def test_an_index_of_another_recipe_is_refused_until_it_is_built_anew(
    settings: Settings, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(folder: Path) -> None:
        raise AssertionError("Chroma was opened")

    embedder = StubEmbedder("another" if change == "model" else "stub-1")
    match change:
        case "chroma":
            monkeypatch.setattr(manifest, "chroma_version", lambda: "9.9.9")
        case "keyword":
            monkeypatch.setattr(manifest, "KEYWORD_SETTINGS", {**manifest.KEYWORD_SETTINGS, "k1": 9.9})
        case "store":
            monkeypatch.setattr(manifest, "HNSW", {**manifest.HNSW, "space": "l2"})
        case "passage_tokens" | "max_document_bytes":
            settings = settings.model_copy(update={change: 4_321 if change == "max_document_bytes" else 64})
    for refresh in (True, False):
        with monkeypatch.context() as patch:
            patch.setattr(store, "_open", opened)
            with pytest.raises(IndexMismatch, match=r"was built with .* say .*Run `peel-qa index`") as caught:
                PeelQA.open(settings, refresh=refresh, embedder=embedder)
        assert change in caught.value.field
    assert build_index(settings, embedder).is_new
    PeelQA.open(settings, refresh=False, embedder=embedder).close()


def test_a_private_copy_that_cannot_be_made_is_not_taken_for_damage(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    before = IndexFolder(settings).current()
    monkeypatch.setattr(store.shutil, "copytree", full)
    with pytest.raises(SearchIndexError, match=r"cannot be copied to .*No space left") as caught:
        PeelQA.open(settings, embedder=StubEmbedder())
    assert not isinstance(caught.value, IndexDamaged)
    assert IndexFolder(settings).current() == before


def test_what_happens_to_the_published_files_later_does_not_reach_an_open_index(settings: Settings) -> None:
    index = open_current(IndexFolder(settings))
    for path in index.version.rglob("*"):
        if path.is_file():
            os.truncate(path, 0)
    for number, passage in enumerate(index.passages):
        assert index.store.nearest(index.passage_vectors[number], 1)[0][0] == passage.id
        assert index.vectors_of(number).any()
    assert index.keyword.scores(["victim"]).max() > 0
    index.close()
