from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from llama_index.core import Settings as LlamaSettings
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import QueryEngineTool

from peel_qa.engine import PeelQA
from peel_qa.llama import PeelQueryEngine, PeelRetriever, node_of
from peel_qa.search.filters import Filters

QUESTION = "What share of non-emergency calls is given up before anyone answers?"
NONSENSE = "How many penguins live in the zoo at Dudley?"
REPORT = "peel-2021-22-west-mercia"
KEYS = ["document", "title", "publisher", "kind", "edition", "published", "section", "page", "url", "start", "end"]


@pytest.fixture(autouse=True)
def untouched_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at the models of LlamaIndex's global settings fails the test: their defaults reach for a service."""
    for name in ("llm", "embed_model"):
        monkeypatch.setattr(type(LlamaSettings), name, property(lambda self, name=name: pytest.fail(f"Settings.{name} was read")))


def is_same_passage(node: NodeWithScore, qa: PeelQA) -> bool:
    passage = qa.index.passages[qa.index.numbers[node.node_id]]
    return node.text == passage.text == qa.index.documents[passage.document].text[node.metadata["start"] : node.metadata["end"]]


@pytest.mark.parametrize("query", [QUESTION, QueryBundle(QUESTION)])
def test_retriever_gives_the_engine_s_own_hits_as_nodes(qa: PeelQA, query: str | QueryBundle) -> None:
    nodes = qa.as_retriever(4).retrieve(query)
    hits = qa.search(QUESTION, 4)
    assert [(node.node_id, node.score) for node in nodes] == [(hit.passage.id, hit.score) for hit in hits]
    assert all(isinstance(node.node, TextNode) and list(node.metadata) == KEYS and is_same_passage(node, qa) for node in nodes)
    assert nodes[0].node.ref_doc_id == nodes[0].metadata["document"] == hits[0].source.id
    assert nodes[0].metadata["section"] == " > ".join(hits[0].passage.section)


def test_metadata_are_single_values_as_vector_stores_want_them(qa: PeelQA) -> None:
    for node in qa.as_retriever(10).retrieve(QUESTION):
        assert all(value is None or isinstance(value, (str, int)) for value in node.metadata.values())


def test_a_model_reads_what_a_passage_is_but_not_its_offsets(qa: PeelQA) -> None:
    read = qa.as_retriever(1).retrieve(QUESTION)[0].node.get_content(MetadataMode.LLM)
    assert "edition: PEEL" in read
    assert "start:" not in read
    assert "url:" not in read


def test_retriever_is_narrowed_by_filters(qa: PeelQA) -> None:
    nodes = qa.as_retriever(10, Filters(kind="news")).retrieve(QUESTION)
    assert nodes
    assert {node.metadata["kind"] for node in nodes} == {"news"}


def test_retriever_follows_the_number_in_the_settings(qa: PeelQA) -> None:
    assert len(qa.as_retriever().retrieve(QUESTION)) == qa.settings.top_k


def test_query_engine_gives_the_verified_answer(qa: PeelQA) -> None:
    response = qa.as_query_engine().query(QUESTION)
    answer = qa.ask(QUESTION)
    assert isinstance(response, Response)
    assert str(response) == str(answer)
    assert response.metadata is not None
    assert response.metadata["status"] == answer.status == "answered"
    assert response.metadata["abstained"] is False
    assert [c["quote"] for c in response.metadata["citations"]] == [c.quote for c in answer.citations]
    cited = list(dict.fromkeys(c.passage for c in answer.citations))
    assert [node.node_id for node in response.source_nodes] == cited
    assert all(is_same_passage(node, qa) for node in response.source_nodes)
    scores = [node.score or 0 for node in response.source_nodes]
    assert scores == sorted(scores, reverse=True)


def test_a_refusal_carries_its_status_and_the_nearest_passages(qa: PeelQA) -> None:
    response = qa.as_query_engine().query(NONSENSE)
    answer = qa.ask(NONSENSE)
    assert answer.abstained
    assert response.metadata is not None
    assert response.metadata["status"] == answer.status
    assert response.metadata["citations"] == []
    nearest = {c.passage for c in answer.nearest}
    assert {node.node_id for node in response.source_nodes} == nearest


def test_a_quote_that_no_passage_holds_stands_for_itself(qa: PeelQA, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    answer = qa.ask(QUESTION)
    document = qa.index.documents[REPORT]
    whole = replace(answer.citations[0], document=REPORT, start=0, end=len(document.text), quote=document.text, passage="")
    monkeypatch.setattr(qa, "ask", lambda *_, **__: replace(answer, citations=(whole,)))
    (node,) = qa.as_query_engine().query(QUESTION).source_nodes
    assert node.text == document.text
    assert node.node_id == f"{REPORT}:0-{len(document.text)}"


def test_a_quote_without_passage_finds_the_passage_round_it(qa: PeelQA, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    answer = qa.ask(QUESTION)
    monkeypatch.setattr(qa, "ask", lambda *_, **__: replace(answer, citations=(replace(answer.citations[0], passage=""),)))
    (node,) = qa.as_query_engine().query(QUESTION).source_nodes
    assert node.node_id == answer.citations[0].passage


def test_async_calls_give_the_same_and_leave_the_event_loop_free(qa: PeelQA, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    search, ask = qa.search, qa.ask
    monkeypatch.setattr(qa, "search", lambda *a, **k: (threads.append(threading.current_thread()), search(*a, **k))[1])
    monkeypatch.setattr(qa, "ask", lambda *a, **k: (threads.append(threading.current_thread()), ask(*a, **k))[1])

    async def both() -> tuple[list[NodeWithScore], Any]:
        return await asyncio.gather(qa.as_retriever(3).aretrieve(QUESTION), qa.as_query_engine().aquery(QUESTION))

    nodes, response = asyncio.run(both())
    assert len(threads) == 2
    assert threading.main_thread() not in threads
    assert [node.node_id for node in nodes] == [node.node_id for node in qa.as_retriever(3).retrieve(QUESTION)]
    assert str(response) == str(ask(QUESTION))


def test_sync_calls_work_inside_a_running_loop(qa: PeelQA) -> None:
    async def inside() -> list[NodeWithScore]:
        return qa.as_retriever(2).retrieve(QUESTION)

    assert len(asyncio.run(inside())) == 2


def test_retriever_works_inside_llama_index_s_own_query_engine(qa: PeelQA) -> None:
    engine = RetrieverQueryEngine.from_args(qa.as_retriever(3), llm=MockLLM(max_tokens=8))
    response = engine.query(QUESTION)
    assert len(response.source_nodes) == 3
    assert {node.node_id for node in response.source_nodes} == {hit.passage.id for hit in qa.search(QUESTION, 3)}
    assert str(response)


def test_query_engine_works_as_a_tool_and_retrieves(qa: PeelQA) -> None:
    engine = qa.as_query_engine()
    tool = QueryEngineTool.from_defaults(engine, name="inspections", description="Police inspection reports")
    assert str(tool(QUESTION)) == str(qa.ask(QUESTION))
    assert engine.retrieve(QueryBundle(QUESTION))[0].node_id == qa.search(QUESTION, 1)[0].passage.id
    assert engine.get_prompts() == {}


def test_both_are_what_llama_index_takes_them_for(qa: PeelQA) -> None:
    assert isinstance(qa.as_retriever(), PeelRetriever)
    assert isinstance(qa.as_query_engine(), PeelQueryEngine)


def test_a_node_survives_llama_index_s_own_storage(qa: PeelQA) -> None:
    hit = qa.search(QUESTION, 1)[0]
    node = node_of(hit.passage, hit.source)
    assert TextNode.from_json(node.to_json()) == node
