"""The page over a stand-in engine, run by the real server on a free port."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_server import serving
from small_corpora import write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import Server


@pytest.fixture(scope="session")
def small_qa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeelQA]:
    """The small corpus, opened with the stand-in for the model and without the reader: a whole engine that answers in milliseconds."""
    folder = tmp_path_factory.mktemp("small")
    settings = Settings(
        corpus=(write_small_corpus(folder / "corpus"),),
        index=folder / "index",
        reader="off",
        questions_per_minute=0,
        feedback=folder / "feedback.sqlite",
        switches=folder / "switches",
    )
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        yield qa


@pytest.fixture
def running() -> Iterator[Callable[..., Server]]:
    """`running(engine)` starts a server over an engine; it is stopped at the end of the test."""
    with contextlib.ExitStack() as stack:
        yield lambda engine: stack.enter_context(serving(engine))


@pytest.fixture
def small_settings(small_qa: PeelQA, tmp_path: Path) -> Settings:
    """The settings of the small corpus, with feedback and switches of the test's own."""
    return small_qa.settings.model_copy(update={"feedback": tmp_path / "feedback.sqlite", "switches": tmp_path / "switches"})
