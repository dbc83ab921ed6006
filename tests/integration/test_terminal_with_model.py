"""The terminal with a language model: a real command in a real terminal, and the scripted server on loopback."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from interrupts import heed_ctrl_c
from model_server import CANARY, ModelServer

from peel_qa.engine import PeelQA

QUESTION = "In how many cases were there delays unrelated to forensics?"
PATIENCE_S = 240
_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\].*?(?:\x07|\x1b\\)")


class Screen:
    """A command in a terminal, and what it has written so far."""

    def __init__(self, arguments: list[str]) -> None:
        self.child, self._screen = pty.fork()
        if self.child == 0:
            heed_ctrl_c()
            os.environ.update(TERM="xterm-256color", COLUMNS="120", LINES="50")
            os.execv(sys.executable, [sys.executable, "-m", "peel_qa", *arguments])
        self.raw = b""

    def read(self) -> bool:
        """Read on; False once the command has ended."""
        if not select.select([self._screen], [], [], PATIENCE_S)[0]:
            raise TimeoutError(self.text)
        try:
            piece = os.read(self._screen, 65536)
        except OSError:  # the other end is closed
            return False
        self.raw += piece
        return bool(piece)

    def wait_for(self, words: str) -> None:
        """Read until some words were written."""
        while words not in self.text:
            assert self.read(), self.text

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self.read():
            pass
        os.close(self._screen)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    @property
    def text(self) -> str:
        """Everything that was ever on the screen, in the order in which it was written, without controls."""
        return " ".join(_CONTROLS.sub("", self.raw.decode(errors="replace")).split())


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as serving:
        yield serving


@pytest.fixture
def ask(qa: PeelQA, server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """`ask(behaviour)` puts a question in a terminal, with the server as the model."""

    def start(behaviour: str) -> Screen:
        server.behaviour = behaviour
        settings = {"LLM": "openai-like", "LLM_MODEL": "scripted", "LLM_URL": server.url, "LLM_SECONDS": "120", "LLM_RETRIES": "0"}
        for name, value in {**settings, "LLM_USAGE": str(tmp_path / "usage.sqlite")}.items():
            monkeypatch.setenv(f"PEEL_QA_{name}", value)
        return Screen(["--corpus", str(qa.settings.corpus[0]), "--index", str(qa.settings.index), "ask", QUESTION])

    return start


@pytest.mark.slow
def test_checked_sentences_are_written_one_after_another_and_the_whole_answer_at_the_end(ask: Callable[..., Screen], qa: PeelQA) -> None:
    screen = ask("honest")
    screen.wait_for("scripted is writing")
    assert screen.end() == 0
    text = screen.text
    assert "Reworded by a language model (scripted)" in text
    assert "sentences shown" in text
    first = qa.ask(QUESTION).citations[0].quote.split()[:6]
    assert text.count(" ".join(first)) >= 2  # while it was written, and in the answer


@pytest.mark.slow
@pytest.mark.parametrize("behaviour", ["one_true", "obedient", "beacon", "prompt_html"])
def test_nothing_that_failed_the_check_is_ever_on_the_screen(behaviour: str, ask: Callable[..., Screen], qa: PeelQA) -> None:
    screen = ask(behaviour)
    assert screen.end() == 0
    assert CANARY not in screen.text
    assert "evil.example" not in screen.text
    assert "this is the answer without it, because" in screen.text
    assert " ".join(qa.ask(QUESTION).direct.split()[:5]) in screen.text


@pytest.mark.slow
def test_a_server_that_fails_leaves_our_own_answer_with_the_reason(ask: Callable[..., Screen]) -> None:
    screen = ask("500")
    assert screen.end() == 0
    assert "because its server is overloaded" in screen.text


@pytest.mark.slow
def test_ctrl_c_while_the_model_writes_ends_it_cleanly(ask: Callable[..., Screen], server: ModelServer) -> None:
    screen = ask("stalled")
    screen.wait_for("scripted is writing")
    deadline = time.monotonic() + 60
    while not server.asked:
        assert time.monotonic() < deadline, screen.text[-2000:]
        time.sleep(0.05)
    os.kill(screen.child, signal.SIGINT)
    assert screen.end() == 130
    assert "Traceback" not in screen.text
    assert screen.raw.rfind(b"\x1b[?25h") > screen.raw.rfind(b"\x1b[?25l")  # the cursor is back
