"""T12: a Chroma server that is killed, keeps silent, loses its data, breaks or lies: told in a line, not waited for, never believed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chroma_proxy import MODEL, ChromaProxy
from chroma_server import Server, chroma_running
from chromadb.api.models.Collection import Collection
from stub_embedder import StubEmbedder

from benchmarks.reliability import outage
from peel_qa.backup import back_up, restore
from peel_qa.engine import PeelQA
from peel_qa.errors import StoreUnavailable
from peel_qa.index.layout import IndexFolder
from peel_qa.index.server import ChromaServer, upload
from peel_qa.search.filters import Filters
from peel_qa.settings import Settings

SEED = 20_261_126


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with chroma_running(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def proxy(chroma: Server) -> Iterator[ChromaProxy]:
    between = ChromaProxy(chroma.url)
    yield between
    between.close()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models that Chroma was about to build because a stored configuration or schema names them; none is."""
    from chromadb.utils.embedding_functions import known_embedding_functions

    names: list[str] = []

    class Recorder:
        @staticmethod
        def build_from_config(config: dict[str, Any]) -> None:
            names.append(config["model_name"])
            raise RuntimeError(config["model_name"])

    monkeypatch.setitem(known_embedding_functions, "sentence_transformer", Recorder)
    return names


@pytest.mark.slow
def test_t12_answers_during_an_outage_and_after_it() -> None:
    outcome = outage.measure(len(outage.FAULTS), SEED)
    assert outcome.reasons == ()
    assert outcome.failed == 0
    assert outcome.tried >= len(outage.FAULTS) * len(outage.QUESTIONS)
    assert outcome.figures["told that there is an outage"]
    assert outcome.figures["answered as before it"]


def test_a_model_that_the_servers_word_names_is_never_built(
    proxy: ChromaProxy, built: list[str], small_corpus: Path, tmp_path: Path
) -> None:
    """Chroma's `upsert` reads the stored schema, and builds what it names; so does whoever reads `configuration`."""
    proxy.become("configured")
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=proxy.url)
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        assert qa.search("victims", 5)
    server = ChromaServer(proxy.url)
    upload(server, "peel-qa-again", ["p"], ["d"], lambda a, b: StubEmbedder().embed(["text"]))
    assert built == []
    name = next(each.name for each in server.client().list_collections() if each.name != "peel-qa-again")
    poisoned = Collection(client=server.client(), model=server.client().get_collection(name), embedding_function=None)
    with pytest.raises(ValueError, match=MODEL):
        poisoned.configuration  # noqa: B018  (the server does name a model, and this is what would build it)
    with pytest.warns(UserWarning, match=MODEL):
        poisoned.schema  # noqa: B018
    assert built


def test_a_server_that_names_passages_nobody_asked_for_is_not_believed(proxy: ChromaProxy, small_corpus: Path, tmp_path: Path) -> None:
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=proxy.url)
    news = Filters(kind="news")
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        wanted = [hit.passage.id for hit in qa.search("victims", 5, news)]
        assert {hit.source.kind for hit in qa.search("victims", 5)} == {"report", "news"}
        for way in ("foreign", "unfiltered"):
            proxy.become(way)
            with pytest.raises(StoreUnavailable, match="it names passages that it was not asked for"):
                qa.search("victims", 5, news)
        proxy.become("honest")
        assert [hit.passage.id for hit in qa.search("victims", 5, news)] == wanted


def test_nothing_of_a_connection_is_kept_once_it_is_over(chroma: Server, proxy: ChromaProxy, small_corpus: Path, tmp_path: Path) -> None:
    """Chroma's own client is kept for ever by its class, with its sockets: one for each version and each failure."""
    from chromadb.api.shared_system_client import SharedSystemClient

    before, kept = len(list(Path("/proc/self/fd").iterdir())), set(SharedSystemClient._identifier_to_system)
    for number in range(5):
        settings = Settings(corpus=(small_corpus,), index=tmp_path / str(number), chroma_url=proxy.url)
        with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
            for way in ("foreign", "honest") * 3:
                proxy.become(way)
                with contextlib.suppress(StoreUnavailable):
                    qa.search("victims", 5)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 10  # the proxy's own threads may not have hung up yet
    assert set(SharedSystemClient._identifier_to_system) == kept


def test_a_server_that_answers_no_more_than_a_greeting_is_an_outage(
    proxy: ChromaProxy, small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma's own client waits for ever there, as it begins."""
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=proxy.url)
    with PeelQA.open(settings, embedder=StubEmbedder()):
        pass
    monkeypatch.setattr("peel_qa.index.server._SECONDS", 1.0)
    proxy.become("greets")
    with pytest.raises(StoreUnavailable, match="it did not answer in time"):
        PeelQA.open(settings, embedder=StubEmbedder())


def test_a_server_that_says_nothing_is_waited_for_once(proxy: ChromaProxy, small_corpus: Path, tmp_path: Path) -> None:
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=proxy.url)
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        qa.search("victims", 5)
        proxy.become("silent")
        before = proxy.asked
        for told in ("it did not answer in time", "it said nothing a moment ago", "it said nothing a moment ago"):
            with pytest.raises(StoreUnavailable, match=told):
                qa.search("victims", 5)
        assert proxy.asked == before + 1, "nobody else waits for it meanwhile"


def test_a_backup_comes_back_over_a_server_that_holds_nothing(chroma: Server, small_corpus: Path, tmp_path: Path) -> None:
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=chroma.url, feedback=tmp_path / "f.sqlite")
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        wanted = [hit.passage.id for hit in qa.search("victims", 5)]
    back_up(settings, tmp_path / "backup.zip")
    folder = IndexFolder(settings)
    version = folder.current()
    assert version is not None
    ChromaServer(chroma.url).remove([folder.collection(version)])
    elsewhere = settings.model_copy(
        update={
            "corpus": (tmp_path / "there" / "corpus",),
            "index": tmp_path / "there" / "index",
            "feedback": tmp_path / "there" / "f.sqlite",
        }
    )
    restore(elsewhere, tmp_path / "backup.zip")
    embedder = StubEmbedder()
    with PeelQA.open(elsewhere, embedder=embedder) as qa:
        assert [hit.passage.id for hit in qa.search("victims", 5)] == wanted
    assert embedder.embedded == []
