"""Passages in a real Chroma server: the same answers, versions side by side, broken uploads, outages and lost data."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chroma_server import Server, chroma_running
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.errors import IndexDamaged, IndexMismatch, SearchIndexError, SettingsError, StoreUnavailable
from peel_qa.index import server as module
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import open_current
from peel_qa.index.server import ChromaServer, upload
from peel_qa.index.server_store import ServerStore
from peel_qa.search.filters import Filters
from peel_qa.settings import Settings

Write = Callable[..., Path]
BODY = "# Title\n\n## Calls\n\nThe force answered {} of 100 calls. It should answer more.\n"
QUESTION = "How many of 100 calls were answered?"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with chroma_running(tmp_path_factory.mktemp("chroma-server")) as server:
        yield server


@pytest.fixture
def chroma(running: Server) -> Server:
    """The server, running, whatever the test before did to it."""
    if running.process is None:
        running.start()
    return running


@pytest.fixture
def settings(chroma: Server, small_corpus: Path, tmp_path: Path) -> Settings:
    return Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=chroma.url)


def held(chroma: Server) -> set[str]:
    return {collection.name for collection in ChromaServer(chroma.url).client().list_collections()}


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    raw = np.random.default_rng(seed).standard_normal((count, 24)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def test_nearest_is_exact_search_with_and_without_filters(chroma: Server) -> None:
    vectors, ids = unit_vectors(120), [f"p{n}" for n in range(120)]
    server = ChromaServer(chroma.url)
    upload(server, "peel-qa-contract", ids, [f"d{n % 3}" for n in range(120)], lambda a, b: vectors[a:b])
    store = ServerStore(server, "peel-qa-contract", 120)
    for seed in range(20):
        [question] = unit_vectors(1, seed + 1)
        for documents in (None, ["d1"], ["d0", "d2"], ["nowhere"]):
            admitted = [n for n in range(120) if documents is None or f"d{n % 3}" in documents]
            wanted = sorted(admitted, key=lambda n: -float(vectors[n] @ question))[:7]
            found = store.nearest(question, 7, documents)
            assert [name for name, _ in found] == [f"p{n}" for n in wanted]
            assert [score for _, score in found] == pytest.approx([float(vectors[n] @ question) for n in wanted], abs=1e-5)
    assert store.nearest_to_each(vectors[:110], 1) == [[(ids[n], pytest.approx(1, abs=1e-5))] for n in range(110)]


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0, 2.0])
def test_what_is_no_unit_vector_never_reaches_the_server(chroma: Server, wrong: float) -> None:
    bad = np.full((1, 24), wrong, dtype=np.float32)
    with pytest.raises(SearchIndexError, match="not of length 1"):
        upload(ChromaServer(chroma.url), "peel-qa-bad", ["p"], ["d"], lambda a, b: bad)


def test_answers_are_those_of_the_embedded_store(settings: Settings, tmp_path: Path) -> None:
    embedded = Settings(corpus=settings.corpus, index=tmp_path / "embedded")
    questions = [QUESTION, "Who supervises investigations?", "victims"]
    with PeelQA.open(settings, embedder=StubEmbedder()) as there, PeelQA.open(embedded, embedder=StubEmbedder()) as here:
        assert there.index.search == "server"
        there.index.verify()
        for question in questions:
            for filters in (None, Filters(kind="report")):
                found = [[(hit.passage.id, hit.ranks) for hit in qa.search(question, 5, filters)] for qa in (there, here)]
                assert found[0] == found[1]
                assert found[0]


def test_versions_stand_side_by_side_and_old_collections_go(
    settings: Settings, chroma: Server, small_corpus: Path, write_document: Write
) -> None:
    before = held(chroma)
    folder = IndexFolder(settings)
    build_index(settings, StubEmbedder())
    first = open_current(folder)
    for number in (1, 2, 3):
        write_document(small_corpus, "new-report", BODY.format(number))
        build_index(settings, StubEmbedder())
        if number == 1:  # the version before stays for those that have it open
            vector = StubEmbedder().embed_question(QUESTION)
            assert {name for name, _ in first.store.nearest(vector, 50)} == set(first.numbers)
    names = [folder.collection(version) for version in folder.versions.iterdir()]
    assert len(names) == len(set(names)) == 2
    assert held(chroma) - before == set(names)


def test_an_upload_that_was_broken_off_is_taken_up_again(chroma: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 10)
    vectors, ids, documents = unit_vectors(60), [f"p{n}" for n in range(60)], ["d"] * 60
    server = ChromaServer(chroma.url)

    def breaking(first: int, last: int) -> np.ndarray:
        if first == 30:
            raise KeyboardInterrupt
        return vectors[first:last]

    with pytest.raises(KeyboardInterrupt):
        upload(server, "peel-qa-broken", ids, documents, breaking)
    with pytest.raises(IndexDamaged, match="holds 30 of 60 passages"):
        ServerStore(server, "peel-qa-broken", 60)
    upload(server, "peel-qa-broken", ids, documents, lambda a, b: vectors[a:b])
    assert ServerStore(server, "peel-qa-broken", 60).nearest(vectors[45], 1)[0][0] == "p45"


def test_an_outage_is_told_at_once_and_ends_without_a_restart_of_ours(settings: Settings, chroma: Server) -> None:
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        wanted = [hit.passage.id for hit in qa.search(QUESTION, 5)]
        chroma.kill()
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match=r"The Chroma server at http://127\.0\.0\.1:\d+ cannot be used .*Start the server"):
                qa.search(QUESTION, 5)
        with pytest.raises(StoreUnavailable):
            PeelQA.open(settings, embedder=StubEmbedder())
        chroma.start()
        assert [hit.passage.id for hit in qa.search(QUESTION, 5)] == wanted


def test_a_build_without_a_server_leaves_the_version_in_force(
    settings: Settings, chroma: Server, small_corpus: Path, write_document: Write
) -> None:
    old = build_index(settings, StubEmbedder()).version
    write_document(small_corpus, "new-report", BODY.format(91))
    chroma.kill()
    embedder = StubEmbedder()
    with pytest.raises(StoreUnavailable):
        build_index(settings, embedder)
    assert embedder.embedded == [], "it is told before the work, not after"
    folder = IndexFolder(settings)
    assert folder.current() == old
    assert list(folder.versions.iterdir()) == [old]
    chroma.start()
    assert build_index(settings, StubEmbedder()).documents == 3


def test_a_server_that_lost_its_data_is_filled_again(settings: Settings, chroma: Server) -> None:
    folder = IndexFolder(settings)
    version = build_index(settings, StubEmbedder()).version
    ChromaServer(chroma.url).remove([folder.collection(version)])
    with pytest.raises(IndexDamaged, match="does not hold this version"):
        PeelQA.open(settings, refresh=False, embedder=StubEmbedder())
    embedder = StubEmbedder()
    with PeelQA.open(settings, embedder=embedder) as qa:
        assert qa.search(QUESTION, 1)
    assert embedder.embedded == []


def test_two_copies_of_the_application_share_a_server(settings: Settings, tmp_path: Path) -> None:
    other = settings.model_copy(update={"index": tmp_path / "replica"})
    with PeelQA.open(settings, embedder=StubEmbedder()) as one, PeelQA.open(other, embedder=StubEmbedder()) as two:
        name = IndexFolder(settings).collection(one.index.version)
        assert name == IndexFolder(other).collection(two.index.version) != ""
        results: list[list[str]] = []
        asking = [
            threading.Thread(target=lambda qa=qa: results.append([hit.passage.id for hit in qa.search(QUESTION, 5)]))
            for qa in (one, two) * 8
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join(60)
    assert len(results) == 16
    assert all(found == results[0] for found in results)


def test_an_index_of_a_folder_is_not_taken_for_one_of_a_server(settings: Settings) -> None:
    embedded = settings.model_copy(update={"chroma_url": ""})
    build_index(embedded, StubEmbedder())
    with pytest.raises(IndexMismatch, match=r"store\.place = 'folder', the settings in force say 'server'"):
        PeelQA.open(settings, embedder=StubEmbedder())
    build_index(settings, StubEmbedder())
    with pytest.raises(IndexMismatch, match=r"store\.place = 'server', the settings in force say 'folder'"):
        PeelQA.open(embedded, embedder=StubEmbedder())


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://host", "http://user:secret@host", "http://host/path", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="PEEL_QA_CHROMA_URL"):
        Settings(chroma_url=address)


def test_no_embedding_function_is_ever_built(chroma: Server, settings: Settings) -> None:
    version = build_index(settings, StubEmbedder()).version
    name = IndexFolder(settings).collection(version)
    collection: Any = ChromaServer(chroma.url).collection(name)
    assert collection._embedding_function is None
    assert "chromadb.server.fastapi" not in sys.modules
