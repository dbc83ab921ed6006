"""peel_qa as LlamaIndex knows it: a retriever and a query engine that work wherever LlamaIndex takes one.

Nothing here needs a language model, though one that the settings name may word the answers, and nothing asks LlamaIndex's
global `Settings`, whose defaults would reach for one: the callback manager is always given, and there is no model to resolve.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from peel_qa.records import Answer, Citation, Document, Hit, Passage, Source

if TYPE_CHECKING:
    from peel_qa.engine import PeelQA
    from peel_qa.search.filters import Filters

SECTION_MARK = " > "
"""Between the headings of a section: a node's metadata holds single values only, as vector stores want them."""
_PLACE = ("document", "url", "start", "end")
"""Metadata that no model needs to read."""


class PeelRetriever(BaseRetriever):
    """The best passages as LlamaIndex nodes, best first. Scores are those of the fusion: higher is better, no fixed scale."""

    def __init__(self, engine: PeelQA, k: int, filters: Filters | None = None, callback_manager: CallbackManager | None = None) -> None:
        """Retrieve `k` passages a question, narrowed by `filters`; `PeelQA.as_retriever` is the usual way in."""
        super().__init__(callback_manager=callback_manager or CallbackManager([]))
        self._engine = engine
        self._k = k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._engine.search(query_bundle.query_str, self._k, self._filters)
        return [node_of_hit(hit) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """In a worker thread, so that the event loop goes on."""
        return await asyncio.to_thread(self._retrieve, query_bundle)


class PeelQueryEngine(BaseQueryEngine):
    """Verified answers as LlamaIndex responses.

    `str(response)` is what a person reads; `source_nodes` are the passages cited, or the nearest ones where the
    question is refused; `metadata` holds `status`, `abstained`, `citations`, `caveats` and `confidence`.
    """

    def __init__(self, engine: PeelQA, filters: Filters | None = None, callback_manager: CallbackManager | None = None) -> None:
        """Answer from `engine`, narrowed by `filters`; `PeelQA.as_query_engine` is the usual way in."""
        super().__init__(callback_manager or CallbackManager([]))
        self._engine = engine
        self._filters = filters

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """The passages that an answer would be made from."""
        return PeelRetriever(self._engine, self._engine.settings.top_k, self._filters, self.callback_manager).retrieve(query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        """None: what a language model is told, where one is set, is not changed from here."""
        return {}

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        answer = self._engine.ask(query_bundle.query_str, filters=self._filters)
        written = answer.to_dict()
        metadata = {name: written[name] for name in ("status", "abstained", "citations", "nearest", "caveats", "confidence")}
        return Response(response=str(answer), source_nodes=self._source_nodes(answer), metadata=metadata)

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        """In a worker thread, so that the event loop goes on."""
        return await asyncio.to_thread(self._query, query_bundle)

    def _source_nodes(self, answer: Answer) -> list[NodeWithScore]:
        """Each passage once, in order of its first citation; the score falls from 1 with the order, since citations carry none."""
        passages = self._passages(answer.nearest if answer.abstained else answer.citations)
        index = self._engine.index
        return [NodeWithScore(node=node_of(p, index.source(p)), score=1 / rank) for rank, p in enumerate(passages, start=1)]

    def _passages(self, citations: Iterable[Citation]) -> list[Passage]:
        found: dict[str, Passage] = {}
        for citation in citations:
            passage = self._passage_of(citation)
            found[passage.id] = passage
        return list(found.values())

    def _passage_of(self, citation: Citation) -> Passage:
        """The passage that a quote is taken from; a quote that no passage holds (a heading, a whole table) stands for itself."""
        index = self._engine.index
        if citation.passage in index.numbers:
            return index.passages[index.numbers[citation.passage]]
        around = (p for p in index.passages if p.document == citation.document and p.start <= citation.start and citation.end <= p.end)
        return next(around, None) or _quoted(citation, index.documents[citation.document])


def _quoted(citation: Citation, document: Document) -> Passage:
    return Passage(
        id=f"{citation.document}:{citation.start}-{citation.end}",
        document=citation.document,
        start=citation.start,
        end=citation.end,
        text=document.text[citation.start : citation.end],
        reading=citation.quote,
        section=citation.section,
        finding=citation.finding,
        page=citation.page,
        page_last=citation.page_last,
        sentences=(),
    )


def node_of_hit(hit: Hit) -> NodeWithScore:
    """A hit as a LlamaIndex node with its score."""
    return NodeWithScore(node=node_of(hit.passage, hit.source), score=hit.score)


def node_of(passage: Passage, source: Source) -> TextNode:
    """A passage as a LlamaIndex node; its offsets are those of the stored document, carried along and never searched for."""
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "document": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "kind": source.kind,
            "edition": source.inspection,
            "published": source.published,
            "section": SECTION_MARK.join(passage.section),
            "page": passage.page,
            "url": source.url,
            "start": passage.start,
            "end": passage.end,
        },
        excluded_embed_metadata_keys=list(_PLACE),
        excluded_llm_metadata_keys=list(_PLACE),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.id)},
    )
