"""T12: a Chroma server that is killed, keeps silent, loses its data, breaks or lies: told in a line, not waited for, never believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chroma_proxy import MODEL, ChromaProxy
from chroma_server import Server
from stub_embedder import StubEmbedder

from benchmarks.reliability import outage
from peel_qa.index.build import build_index
from peel_qa.index.server import ChromaServer, upload
from peel_qa.settings import Settings

SEED = 20_261_126


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def proxy(chroma: Server) -> Iterator[ChromaProxy]:
    between = ChromaProxy(chroma.url)
    yield between
    between.close()


class Built(Exception):
    """A model was built because a server said so."""


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building a model that a stored configuration names fails, and says which."""
    from chromadb.utils.embedding_functions import known_embedding_functions

    class Recorder:
        @staticmethod
        def build_from_config(config: dict[str, Any]) -> None:
            raise Built(config["model_name"])

    monkeypatch.setitem(known_embedding_functions, "sentence_transformer", Recorder)


@pytest.mark.slow
def test_t12_answers_during_an_outage_and_after_it() -> None:
    outcome = outage.measure(len(outage.FAULTS), SEED)
    assert outcome.reasons == ()
    assert outcome.failed == 0
    assert outcome.tried >= len(outage.FAULTS) * len(outage.QUESTIONS)
    assert outcome.figures["told that there is an outage"]
    assert outcome.figures["answered as before it"]


@pytest.mark.usefixtures("named")
def test_a_model_that_the_servers_word_names_is_never_built(proxy: ChromaProxy, small_corpus: Path, tmp_path: Path) -> None:
    """Chroma's `upsert` reads the stored schema, and builds what it names; so does whoever reads `configuration`."""
    proxy.become("configured")
    settings = Settings(corpus=(small_corpus,), index=tmp_path / "index", chroma_url=proxy.url)
    build_index(settings, StubEmbedder())
    server = ChromaServer(proxy.url)
    upload(server, "peel-qa-again", ["p"], ["d"], lambda a, b: StubEmbedder().embed(["text"]))
    [name] = [each.name for each in server.client().list_collections() if each.name != "peel-qa-again"][:1]
    poisoned = server.client().get_collection(name, embedding_function=None)
    with pytest.raises(ValueError, match=MODEL):
        poisoned.configuration  # noqa: B018  (what this test would see if anything of ours did it)
    with pytest.warns(UserWarning, match=MODEL):
        poisoned.schema  # noqa: B018
    assert server.collection(name).count() > 0
