"""The engine with a model: refusals stay ours, sentences are told, traces and the log hold no question."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer

from peel_qa import tracing
from peel_qa.engine import PeelQA
from peel_qa.records import Answer
from peel_qa.service.desk import Desk
from peel_qa.service.switches import MODEL
from peel_qa.settings import Settings
from peel_qa.web.conversation import View, converse

QUESTION = "In how many cases were there delays unrelated to forensics?"
REFUSED = "How many officers does Kent Police have?"


@pytest.fixture
def worded(qa: PeelQA, server: ModelServer, tmp_path: Path) -> Iterator[Callable[..., PeelQA]]:
    """`worded(**settings)` is the digests' engine with the server's model."""

    def make(**values: Any) -> PeelQA:
        given = {"llm": "openai-like", "llm_model": "scripted", "llm_url": server.url, "llm_seconds": 60.0, "answer_seconds": 120.0}
        return PeelQA(Settings(llm_usage=tmp_path / "usage.sqlite", **{**given, **values}), qa.index, qa.embedder)

    return make


def test_without_a_setting_no_model_takes_part(qa: PeelQA) -> None:
    assert qa.model_name == ""
    answer = qa.ask(QUESTION)
    assert answer.generation is None
    assert "generation" not in answer.to_dict()


def test_a_question_is_answered_in_the_models_words_and_without_them_on_request(worded: Callable[..., PeelQA], qa: PeelQA) -> None:
    engine, told = worded(), list[Answer]()
    answer = engine.ask(QUESTION, on_sentence=told.append)
    assert answer.generation is not None
    assert answer.generation.outcome == "reworded"
    assert 0 < len(told) <= answer.generation.kept
    assert all(so_far.is_writing for so_far in told)
    assert answer.to_dict()["generation"]["model"] == "scripted"
    plain = engine.ask(QUESTION, is_reworded=False)
    assert plain.generation is None
    assert plain.text == qa.ask(QUESTION).text


def test_what_we_refuse_no_model_answers(worded: Callable[..., PeelQA], server: ModelServer) -> None:
    server.behaviour = "invented"
    answer = worded().ask(REFUSED)
    assert answer.abstained
    assert answer.generation is None
    assert server.asked == []


def test_a_follow_up_is_told_with_what_it_goes_on_from(worded: Callable[..., PeelQA], server: ModelServer) -> None:
    worded().ask("And in 2015?", history=["How was investigating crime graded in 2021/22?"])
    asked = server.asked[0].messages[-1]["content"].splitlines()[0]
    assert "investigating crime" in asked
    assert "2015" in asked


def test_phrases_of_the_model_find_further_passages_only(worded: Callable[..., PeelQA], server: ModelServer) -> None:
    server.behaviour = "refusal"
    answer = worded(llm_rewrites=True).ask("Why was crime investigation a cause of concern?")
    assert len(server.asked) == 2
    assert "search phrases" in server.asked[0].messages[-1]["content"]
    assert not answer.abstained


def test_the_page_shows_checked_sentences_as_they_come(worded: Callable[..., PeelQA]) -> None:
    async def ask() -> list[View]:
        desk = Desk(worded())
        try:
            return [view async for view in converse(desk, QUESTION, {}, ())]
        finally:
            desk.close()

    views = asyncio.run(ask())
    writing = [view for view in views if "Being written" in view.answer]
    assert writing
    assert "About the language model" in views[-1].answer
    assert "Sentences shown" in views[-1].answer
    assert len(views[-1].turns) == 1


def test_a_beacon_never_reaches_the_page(worded: Callable[..., PeelQA], server: ModelServer) -> None:
    async def ask() -> list[View]:
        desk = Desk(worded())
        try:
            return [view async for view in converse(desk, QUESTION, {}, ())]
        finally:
            desk.close()

    for behaviour in ("beacon", "prompt_html", "obedient", "link", "image", "markup"):
        server.behaviour = behaviour
        html = "".join(view.answer for view in asyncio.run(ask()))
        assert "evil.example" not in html
        assert "<script" not in html
        assert "<img" not in html


def test_metrics_count_what_the_model_did(worded: Callable[..., PeelQA]) -> None:
    async def ask() -> str:
        desk = Desk(worded())
        try:
            await desk.ask(desk.read(QUESTION))
            return desk.metrics.text(1, 1, "x")
        finally:
            desk.close()

    text = asyncio.run(ask())
    assert 'peel_qa_model_answers_total{outcome="reworded"} 1' in text
    assert "peel_qa_model_first_sentence_seconds_count 1" in text


def test_the_log_line_has_no_question_unless_asked_for(worded: Callable[..., PeelQA], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "peel_qa.answers"):
        worded().ask(QUESTION)
        worded(log_questions=True).ask(QUESTION)
    quiet, told = (json.loads(record.getMessage()) for record in caplog.records if record.name == "peel_qa.answers")
    assert quiet["status"] == "answered"
    assert quiet["model"]["outcome"] == "reworded"
    assert "forensics" not in json.dumps(quiet)
    assert told["question"] == QUESTION


def test_spans_tell_the_steps_and_hold_no_question(worded: Callable[..., PeelQA]) -> None:
    trace = pytest.importorskip("opentelemetry.sdk.trace")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), trace.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use_tracer(provider.get_tracer("test"))
    try:
        worded().ask(QUESTION)
    finally:
        tracing.use_tracer(None)
    spans = exporter.get_finished_spans()
    assert {span.name for span in spans} == {f"peel_qa.{name}" for name in ("answer", "retrieve", "generate", "verify")}
    assert "forensics" not in str([span.attributes for span in spans])
    with tracing.span("nothing") as made:
        assert made is None


def test_the_model_can_be_switched_off_while_the_page_runs(worded: Callable[..., PeelQA], tmp_path: Path) -> None:
    async def ask() -> list[Answer]:
        desk = Desk(worded(switches=tmp_path / "switches"))
        try:
            desk.switches.turn_off(MODEL)
            quoted = await desk.ask(desk.read(QUESTION))
            desk.switches.turn_on(MODEL)
            return [quoted, await desk.ask(desk.read(QUESTION))]
        finally:
            desk.close()

    quoted, reworded = asyncio.run(ask())
    assert quoted.generation is None
    assert quoted.status == "answered"
    assert reworded.generation is not None


def test_a_writer_over_another_corpus_keeps_its_budget_and_breaker(worded: Callable[..., PeelQA], qa: PeelQA) -> None:
    engine = worded()
    other = PeelQA(engine.settings, qa.index, qa.embedder, writer=engine._writer)
    assert other._writer is not None
    assert other._writer is not engine._writer
    assert (other._writer.budget, other._writer.breaker) == (engine._writer.budget, engine._writer.breaker)
    assert other.ask(QUESTION).generation is not None
