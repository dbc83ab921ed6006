"""One engine takes the place of another while questions are answered: each question keeps its own, and the old one is closed in time."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

import pytest
from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder
from stub_engine import StubEngine, forty

from peel_qa.engine import PeelQA
from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.service.desk import Desk
from peel_qa.service.shift import Follower, Shift
from peel_qa.settings import Settings


class Closing(StubEngine):
    """An engine that notes when it is closed."""

    def __init__(self) -> None:
        super().__init__(forty)
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_an_engine_is_closed_when_its_last_user_is_done() -> None:
    old, new = Closing(), Closing()
    shift = Shift(old)  # type: ignore[arg-type]
    with shift.in_use() as one, shift.in_use():
        shift.hand_over(new)  # type: ignore[arg-type]
        assert one is old
        with shift.in_use() as other:
            assert other is new
        assert (old.closed, new.closed) == (0, 0)
    assert (old.closed, new.closed) == (1, 0)
    shift.close()
    assert (old.closed, new.closed) == (1, 1)


def test_an_engine_that_nobody_uses_is_closed_at_once_and_the_first_is_its_owners() -> None:
    old, new = Closing(), Closing()
    shift = Shift(old)  # type: ignore[arg-type]
    shift.close()
    assert old.closed == 0
    shift.hand_over(new)  # type: ignore[arg-type]
    assert old.closed == 1


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(corpus=(write_small_corpus(tmp_path / "corpus"),), index=tmp_path / "index", reader="off")
    build_index(settings, StubEmbedder())
    return settings


def publish(settings: Settings, number: int) -> None:
    write_document(settings.corpus[0], "changing", f"# Title\n\n## Bicycles\n\nThe force found {number} stolen bicycles.\n")
    build_index(settings, StubEmbedder())


def test_a_published_version_answers_without_a_restart(settings: Settings) -> None:
    publish(settings, 31)
    with PeelQA.open(settings, embedder=StubEmbedder()) as engine:
        desk = Desk(engine, look_seconds=0.05)
        request = desk.read("How many stolen bicycles did the force find?")
        first = asyncio.run(desk.reply(request))
        assert "31" in first.answer.text
        before = desk.engine.index.version.name
        desk.follow()
        publish(settings, 57)
        for _ in range(200):
            if desk.engine.index.version.name != before:
                break
            threading.Event().wait(0.05)
        second = asyncio.run(desk.reply(request))
        assert "57" in second.answer.text
        assert "31" not in second.answer.text
        assert (first.fingerprint, second.fingerprint) == (engine.index.manifest.corpus_fingerprint, desk.fingerprint)
        assert first.fingerprint != second.fingerprint
        desk.close()


def test_a_newer_version_that_cannot_be_opened_is_said_once_and_the_old_one_answers(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with PeelQA.open(settings, embedder=StubEmbedder()) as engine:
        shift = Shift(engine)
        follower = Follower(shift)
        assert follower.look() is False
        publish(settings, 3)
        current = IndexFolder(settings).current()
        assert current is not None
        (current / "passages.jsonl").write_bytes(b"")
        with caplog.at_level(logging.ERROR, "peel_qa.service"):
            assert [follower.look(), follower.look()] == [False, False]
        assert [record.levelname for record in caplog.records if record.name == "peel_qa.service"] == ["ERROR"]
        assert "passages.jsonl" in caplog.text
        assert shift.engine is engine
        build_index(settings, StubEmbedder(), rebuild=True)
        assert follower.look() is True
        shift.close()
