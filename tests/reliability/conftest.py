"""The page over a stand-in engine, run by the real server on a free port."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_server import serving

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import Server


@pytest.fixture
def running() -> Iterator[Callable[..., Server]]:
    """`running(engine)` starts a server over an engine; it is stopped at the end of the test."""
    with contextlib.ExitStack() as stack:
        yield lambda engine: stack.enter_context(serving(engine))


@pytest.fixture
def small_settings(small_qa: PeelQA, tmp_path: Path) -> Settings:
    """The settings of the small corpus, with feedback and switches of the test's own."""
    return small_qa.settings.model_copy(update={"feedback": tmp_path / "feedback.sqlite", "switches": tmp_path / "switches"})
