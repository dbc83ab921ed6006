"""The reference: LlamaIndex as its first tutorial shows it, over the same texts with the same embedding model.

SentenceSplitter with its defaults, an in-memory VectorStoreIndex, the three nearest chunks as the answer. It never
refuses, and a chunk longer than the model reads counts by its beginning, as it does in any such pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from peel_qa.evaluation.evidence import Place
from peel_qa.index.embedding import Embedder
from peel_qa.records import Answer, Citation, Claim, Document

NAME = "plain LlamaIndex"
CHUNKS_IN_ANSWER = 3


class EmbedderForLlamaIndex(BaseEmbedding):
    """Our embedding model behind LlamaIndex's interface."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        """Wrap a model."""
        super().__init__(model_name=embedder.name, embed_batch_size=64, callback_manager=CallbackManager([]))
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed([self._beginning(text) for text in texts]).tolist()
        return vectors

    def _beginning(self, text: str) -> str:
        """As much of a text as the model reads."""
        while (tokens := self._embedder.count_tokens(text)) > self._embedder.limit:
            text = text[: len(text) * self._embedder.limit // tokens]
        return text


class PlainLlamaIndex:
    """The reference pipeline over one corpus."""

    name = NAME

    def __init__(self, documents: Mapping[str, Document], embedder: Embedder) -> None:
        """Split and embed the stored texts."""
        self.documents = documents
        silent = CallbackManager([])
        splitter = SentenceSplitter(callback_manager=silent)
        nodes = splitter.get_nodes_from_documents([LlamaDocument(text=d.text, id_=d.id) for d in documents.values()])
        self._index = VectorStoreIndex(nodes, embed_model=EmbedderForLlamaIndex(embedder), callback_manager=silent)

    def find(self, question: str, history: Sequence[str], k: int) -> list[Place]:
        """The places of the nearest chunks; earlier questions are not known to it."""
        return [_place(node) for node in self._nearest(question, k)]

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """The nearest chunks, one after the other."""
        nodes = self._nearest(question, CHUNKS_IN_ANSWER)
        citations = tuple(self._cite(number, node) for number, node in enumerate(nodes, start=1))
        claims = tuple(Claim(c.quote, (c.number,)) for c in citations)
        return Answer(question, "\n\n".join(c.quote for c in citations), "answered", claims, citations)

    def _nearest(self, question: str, k: int) -> list[TextNode]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [hit.node for hit in found if isinstance(hit.node, TextNode)]

    def _cite(self, number: int, node: TextNode) -> Citation:
        place = _place(node)
        document = self.documents[place.document]
        source = document.source
        told: dict[str, Any] = {
            name: getattr(source, name) for name in ("title", "publisher", "kind", "published", "url", "text", "inspected")
        }
        return Citation(
            number=number,
            document=source.id,
            edition=source.inspection,
            section=(),
            page=None,
            quote=node.text,
            start=place.start,
            end=place.end,
            voice="inspectorate" if source.is_official else "newspaper",
            verified=document.text[place.start : place.end] == node.text,
            **told,
        )


def _place(node: TextNode) -> Place:
    """Where LlamaIndex says that a chunk stands; it searches for it, so a repeat may be taken for another."""
    start = node.start_char_idx or 0
    return Place(node.ref_doc_id or "", start, node.end_char_idx or start)
