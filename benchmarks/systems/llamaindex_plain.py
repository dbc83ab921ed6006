"""A plain LlamaIndex: `VectorStoreIndex` in memory, its own splitter, as its starter shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.systems.protocol import Place, main

from benchmarks.measure_plain import MiniLM  # isort: skip  (after the switches of protocol)
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage  # isort: skip
from llama_index.core.node_parser import SentenceSplitter  # isort: skip


class Plain:
    """Dense search only."""

    def load_model(self) -> None:
        """Load the model."""
        self._model = MiniLM()
        self._model.get_text_embedding("load the model")

    def build(self, units: Sequence[dict[str, str]], index: Path, is_cut: bool) -> int:
        """Index the units."""
        documents = [Document(text=unit["text"], id_=unit["id"]) for unit in units]
        cutter = SentenceSplitter() if is_cut else SentenceSplitter(chunk_size=100_000)
        built = VectorStoreIndex.from_documents(documents, transformations=[cutter], embed_model=self._model)
        built.storage_context.persist(str(index))
        return len(built.docstore.docs)

    def open(self, index: Path) -> None:
        """Load the index."""
        storage = StorageContext.from_defaults(persist_dir=str(index))
        self._index: Any = load_index_from_storage(storage, embed_model=MiniLM())

    def find(self, question: str, k: int) -> list[Place]:
        """Ask the retriever."""
        nodes = [hit.node for hit in self._index.as_retriever(similarity_top_k=k).retrieve(question)]
        return [(node.ref_doc_id, node.start_char_idx or 0, node.end_char_idx or 0) for node in nodes]


if __name__ == "__main__":
    main(Plain())
