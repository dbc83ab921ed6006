"""What the tests of generated answers share: questions with our own answers over the digests, and a writer for a server."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from given_answers import Given
from model_server import ModelServer

from peel_qa.answer.evidence import Library
from peel_qa.engine import PeelQA
from peel_qa.generation.writer import Writer, open_writer
from peel_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = 30


@pytest.fixture(scope="session")
def library(qa: PeelQA) -> Library:
    """Places of the digests' index."""
    return Library(qa.index)


@pytest.fixture(scope="session")
def given(qa: PeelQA) -> list[Given]:
    """Thirty questions of the dev cases that have answers of our own, drawn by chance."""
    lines = [line for name in ("report-2021-22-dev", "more-dev") for line in (ROOT / f"evals/cases/{name}.jsonl").open(encoding="utf-8")]
    cases = [case for case in map(json.loads, lines) if not case.get("history")]
    random.Random(5).shuffle(cases)
    found: list[Given] = []
    for case in cases:
        own = qa.ask(case["question"])
        if own.status in ("answered", "partly_answered") and own.citations:
            found.append(Given(own.question, own, [hit.passage for hit in qa.search(own.question, 10)]))
        if len(found) == QUESTIONS:
            break
    assert len(found) == QUESTIONS
    return found


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A language model's server on loopback, honest until told otherwise."""
    with ModelServer() as serving:
        yield serving


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the machine has one: what is used of a model is written before and after every question."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def write(library: Library, quick_folder: Path) -> Callable[..., Writer]:
    """`write(server, **settings)` makes a writer for a server."""

    def make(server: ModelServer, **values: Any) -> Writer:
        settings = Settings(**{**model_settings(server, quick_folder), **values})
        writer = open_writer(settings, library)
        assert writer is not None
        writer.warm_up()
        return writer

    return make


def model_settings(server: ModelServer, folder: Path) -> dict[str, Any]:
    """Settings that speak to a server, patient enough for a busy machine."""
    return {"llm": "openai-like", "llm_model": "scripted", "llm_url": server.url, "llm_seconds": 60.0, "llm_usage": folder / "usage.sqlite"}
