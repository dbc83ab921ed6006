"""Haystack's hybrid retrieval: BM25 and embeddings over its in-memory store, put together by its joiner (reciprocal rank fusion)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.systems import minilm
from benchmarks.systems.protocol import Place, main

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

_FILE = "store.json"


class Hybrid:
    """Both retrievers and the joiner."""

    def load_model(self) -> None:
        """Load the model."""
        minilm.vectors(["load the model"])

    def build(self, units: Sequence[dict[str, str]], index: Path, is_cut: bool) -> int:
        """Index the units: 200 words a passage, its splitter's default, or whole."""
        documents = [Document(content=unit["text"], meta={"unit": unit["id"]}) for unit in units]
        if is_cut:
            splitter = DocumentSplitter(split_by="word", split_length=200, split_overlap=20)
            documents = splitter.run(documents=documents)["documents"]
        embedded = minilm.vectors([document.content or "" for document in documents])
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents([_with(document, vector) for document, vector in zip(documents, embedded, strict=True)])
        index.mkdir(parents=True)
        store.save_to_disk(str(index / _FILE))
        return len(documents)

    def open(self, index: Path) -> None:
        """Load the store."""
        store = InMemoryDocumentStore.load_from_disk(str(index / _FILE))
        self._words, self._meaning = InMemoryBM25Retriever(store), InMemoryEmbeddingRetriever(store)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")
        minilm.model()

    def find(self, question: str, k: int) -> list[Place]:
        """Ask both retrievers for 50 and join."""
        lists = [
            self._words.run(query=question, top_k=50)["documents"],
            self._meaning.run(query_embedding=minilm.vectors([question])[0], top_k=50)["documents"],
        ]
        return [_place(document) for document in self._joiner.run(documents=lists, top_k=k)["documents"]]


def _with(document: Any, vector: list[float]) -> Any:
    document.embedding = vector
    return document


def _place(document: Any) -> Place:
    start = int(document.meta.get("split_idx_start", 0))
    return document.meta["unit"], start, start + len(document.content or "")


if __name__ == "__main__":
    main(Hybrid())
