"""The page with a language model behind it: checked sentences as they come, and nothing else, ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from model_server import CANARY, ModelServer
from page_server import serving

from peel_qa.engine import PeelQA

QUESTION = "In how many cases were there delays unrelated to forensics?"
PATIENCE_MS = 180_000
WATCH = """() => {
  window.seen = [];
  const note = () => window.seen.push(document.querySelector("#answer")?.innerText ?? "");
  new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
"""Keeps every text that the answer ever had."""


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def address(sync_api: Any, qa: PeelQA, model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the repository's corpus, its answers worded by the scripted server."""
    folder = tmp_path_factory.mktemp("model")
    values = {
        "questions_per_minute": 0, "feedback": folder / "feedback.sqlite", "llm": "openai-like", "llm_model": "scripted",
        "llm_url": model.url, "llm_seconds": 90.0, "answer_seconds": 120.0, "llm_usage": folder / "usage.sqlite", "llm_retries": 0,
        "llm_kept_replies": 0,
    }  # fmt: skip
    with serving(PeelQA(qa.settings.model_copy(update=values), qa.index, qa.embedder)) as server:
        yield server.address


@pytest.fixture
def ask_watched(page: Any, expect: Any, model: ModelServer) -> Callable[[str], tuple[Any, list[str]]]:
    """`ask_watched(behaviour)` gives the whole answer, and every text that stood in its place before."""

    def ask_(behaviour: str) -> tuple[Any, list[str]]:
        model.behaviour, model.pause = behaviour, 0.1 if behaviour == "honest" else 0.0
        page.evaluate(WATCH)
        box = page.locator("#question textarea, textarea#question")
        box.fill(QUESTION)
        box.press("Enter")
        turn = page.locator("#answer .turn.complete.equipped")
        expect(turn).to_be_visible(timeout=PATIENCE_MS)
        return turn, page.evaluate("() => window.seen")

    return ask_


def test_checked_sentences_are_shown_while_the_answer_is_written(ask_watched: Callable[..., Any], expect: Any) -> None:
    turn, seen = ask_watched("honest")
    writing = [text for text in seen if "Being written" in text]
    assert writing
    assert any(len(text) > len("Being written") + len(QUESTION) + 40 for text in writing)  # with a sentence, not only the notice
    expect(turn).to_contain_text("Reworded by a language model (scripted)")
    expect(turn.locator("details.model")).to_contain_text("Sentences shown")
    expect(turn.locator(".status")).to_have_text("Answered from the documents")


@pytest.mark.parametrize("behaviour", ["one_true", "obedient", "beacon", "prompt_html", "thoughts"])
def test_nothing_that_failed_the_check_is_ever_on_the_page(behaviour: str, ask_watched: Callable[..., Any]) -> None:
    turn, seen = ask_watched(behaviour)
    everything = " ".join([*seen, turn.inner_text()])
    assert CANARY not in everything
    assert "evil.example" not in turn.inner_html()
    assert "<script" not in turn.inner_html()


def test_a_failing_server_leaves_our_own_answer_with_the_reason(ask_watched: Callable[..., Any], expect: Any) -> None:
    turn, _ = ask_watched("500")
    expect(turn).to_contain_text("this is the answer without it, because its server is overloaded")
