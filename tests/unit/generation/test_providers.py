"""The three providers through LlamaIndex's own classes: two servers on loopback, and a tiny transformers model made here."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from given_answers import Given
from model_server import ModelServer

from peel_qa.answer.evidence import Library
from peel_qa.errors import SettingsError
from peel_qa.generation.providers import Message, ModelFailure, open_model
from peel_qa.generation.writer import open_writer
from peel_qa.settings import Settings

QUESTION = [Message("system", "Be brief."), Message("user", "Question: How?\n\nFacts that were checked:\n- none\n\nPassages:\n")]


def test_no_model_is_the_default_and_nothing_is_imported_for_it() -> None:
    assert Settings().llm == ""
    assert open_model(Settings()) is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"llm": "openai-like"}, "PEEL_QA_LLM_MODEL"),
        ({"llm": "openai-like", "llm_model": "m"}, "PEEL_QA_LLM_URL"),
        ({"llm": "openai-like", "llm_model": "m", "llm_url": "ftp://x"}, "PEEL_QA_LLM_URL"),
        ({"llm": "openai-like", "llm_model": "m", "llm_url": "http://me:sk-secret@127.0.0.1/v1"}, "PEEL_QA_LLM_KEY"),
        (
            {"llm": "openai-like", "llm_model": "m", "llm_url": "http://127.0.0.1:1/v1", "llm_key_file": Path("/nowhere/key")},
            "PEEL_QA_LLM_KEY_FILE",
        ),
        ({"llm": "transformers", "llm_model": "some/name-on-a-hub"}, "config.json"),
    ],
)
def test_settings_that_cannot_be_used_are_told_with_the_remedy(values: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        open_model(Settings(**values))
    assert "sk-secret" not in str(caught.value)


def test_a_key_that_cannot_be_one_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(llm_key=["sk-secret"])
    assert "sk-secret" not in str(caught.value)
    assert "sk-secret" not in repr(Settings(llm_key="sk-secret"))


def test_a_package_that_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_index.llms.ollama", None)
    with pytest.raises(SettingsError, match=r"peel-qa\[ollama\]"):
        open_model(Settings(llm="ollama", llm_model="m"))


@pytest.mark.parametrize("kind", ["openai-like", "ollama"])
def test_a_server_is_asked_with_the_messages_and_its_reply_is_streamed(kind: str, server: ModelServer) -> None:
    url = server.url if kind == "openai-like" else server.url.removesuffix("/v1")
    server.behaviour, server.pieces = "refusal", (7,)
    model = open_model(Settings(llm=kind, llm_model="scripted", llm_url=url, llm_key="sk-1"))
    assert model is not None
    pieces = [piece for piece in model.stream(QUESTION) if piece]
    assert len(pieces) > 3
    assert "".join(pieces) == "I'm sorry, but I cannot answer that question."
    assert [(m["role"], m["content"]) for m in server.asked[0].messages] == [(m.role, m.text) for m in QUESTION]
    assert server.asked[0].headers["authorization"] == "Bearer sk-1"


@pytest.mark.parametrize("kind", ["openai-like", "ollama"])
@pytest.mark.parametrize(("behaviour", "reason"), [("401", "key"), ("429", "overloaded"), ("500", "overloaded"), ("404", "refused")])
def test_what_a_server_refuses_is_a_failure_without_its_words(kind: str, behaviour: str, reason: str, server: ModelServer) -> None:
    url = server.url if kind == "openai-like" else server.url.removesuffix("/v1")
    server.behaviour = behaviour
    model = open_model(Settings(llm=kind, llm_model="scripted", llm_url=url))
    assert model is not None
    with pytest.raises(ModelFailure) as caught:
        list(model.stream(QUESTION))
    assert str(caught.value) == caught.value.reason == reason
    assert caught.value.is_lasting == (reason in ("key", "refused"))
    assert caught.value.__cause__ is None


def test_nothing_listening_is_unreachable() -> None:
    model = open_model(Settings(llm="openai-like", llm_model="m", llm_url="http://127.0.0.1:9/v1"))
    assert model is not None
    with pytest.raises(ModelFailure, match="unreachable"):
        list(model.stream(QUESTION))


@pytest.mark.parametrize("provider", ["openai-like", "ollama"])
def test_a_reply_that_nobody_reads_on_is_hung_up_at_once_and_not_by_the_collector(provider: str, server: ModelServer) -> None:
    """Closed by the collector, it may be closed within the connection pool, which then waits for itself for ever."""
    server.behaviour = "endless"
    url = server.url if provider == "openai-like" else server.url.removesuffix("/v1")
    model = open_model(Settings(llm=provider, llm_model="m", llm_url=url, llm_seconds=60.0))
    assert model is not None
    gc.collect()
    gc.disable()
    try:
        for asked in range(1, 4):
            reply = model.stream(QUESTION)
            assert next(reply)
            reply.close()  # type: ignore[attr-defined]
            until = time.monotonic() + 30
            while server.ended < asked and time.monotonic() < until:
                time.sleep(0.01)
            assert server.ended == asked
    finally:
        gc.enable()


def test_ollama_words_an_answer(given: list[Given], library: Library, server: ModelServer, tmp_path: Path) -> None:
    values = {"llm_url": server.url.removesuffix("/v1"), "llm_seconds": 60.0, "llm_usage": tmp_path / "usage.sqlite"}
    writer = open_writer(Settings(llm="ollama", llm_model="scripted", **values), library)
    assert writer is not None
    answer = writer.reword(given[0].own, given[0].question, given[0].passages)
    assert answer.generation is not None
    assert answer.generation.is_shown


def make_tiny_model(folder: Path) -> Path:
    """A model of a few thousand random weights with a tokenizer of its own, saved as transformers saves one."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.trainers import BpeTrainer
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel()
    tokenizer.train_from_iterator(
        ["The force records crime."], BpeTrainer(vocab_size=300, special_tokens=["<s>", "</s>"], initial_alphabet=ByteLevel.alphabet())
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="</s>")
    fast.chat_template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "
    fast.save_pretrained(folder)
    shape = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2}
    LlamaForCausalLM(LlamaConfig(vocab_size=len(fast), max_position_embeddings=4096, **shape)).save_pretrained(folder)
    return folder


def test_a_transformers_model_from_a_folder_is_asked_and_its_babble_is_not_shown(
    given: list[Given], library: Library, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path / "tiny")
    values = {"llm_seconds": 120.0, "llm_reply_tokens": 50, "llm_window": 4096, "llm_usage": tmp_path / "usage.sqlite"}
    writer = open_writer(Settings(llm="transformers", llm_model=str(folder), **values), library)
    assert writer is not None
    answer = writer.reword(given[0].own, given[0].question, given[0].passages)
    made = answer.generation
    assert made is not None
    assert made.model == "tiny"
    assert made.tokens_written > 0
    assert made.outcome in ("unsupported", "empty")
    assert answer.claims == given[0].own.claims
