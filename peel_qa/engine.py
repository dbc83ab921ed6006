"""The composition root: the one place where concrete parts are chosen and put together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from peel_qa.answer.answerer import Answerer
from peel_qa.corpus.load import fingerprint_of
from peel_qa.environment import prepare_environment
from peel_qa.errors import IndexDamaged, IndexMissing
from peel_qa.index.build import BuildReport, build_index
from peel_qa.index.embedding import Embedder
from peel_qa.index.layout import IndexFolder
from peel_qa.index.manifest import Manifest, Recipe
from peel_qa.index.progress import Progress
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Answer, Document, Hit
from peel_qa.search.filters import Filters
from peel_qa.search.question import understand
from peel_qa.search.retrieve import Retriever
from peel_qa.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever


class PeelQA:
    """Ask, search, and everything a surface needs. Threads may share one; close it, or use it as a context.

    `report` says what the build at opening did; None where the index was up to date.
    """

    def __init__(self, settings: Settings, index: SearchIndex, embedder: Embedder, report: BuildReport | None = None) -> None:
        """Put an opened index and a model together; `PeelQA.open` is the usual way in."""
        self.settings = settings
        self.index = index
        self.embedder = embedder
        self.report = report
        self._retriever = Retriever(index, embedder, settings.candidates)
        self._answerer = Answerer(self._retriever, settings)

    @classmethod
    def open(cls, settings: Settings | None = None, refresh: bool = True, progress: Progress | None = None) -> PeelQA:
        """Open the index, building or refreshing it first when the corpus changed.

        Raises:
            IndexMismatch: if the index was built with other settings; names the field and both values.
            IndexMissing: if there is none and `refresh` is false.
            CorpusError: if no document can be used.
        """
        prepare_environment()
        settings = settings or Settings()
        embedder = Embedder(settings.embedding_model)
        folder = IndexFolder(settings)
        recipe = Recipe.of(settings, embedder)
        version = folder.current()
        report = None
        if version is None and not refresh:
            raise IndexMissing(f"There is no index in {folder.root}", "Run `peel-qa index`")
        if version is not None:
            Manifest.read(version).require(recipe)
        if refresh and (version is None or Manifest.read(version).corpus_fingerprint != fingerprint_of(settings.corpus)):
            report = build_index(settings, embedder, progress)
            version = report.version
        assert version is not None
        try:
            index = SearchIndex(version, recipe)
        except IndexDamaged:
            if not refresh:
                raise
            report = build_index(settings, embedder, progress)
            index = SearchIndex(report.version, recipe)
        return cls(settings, index, embedder, report)

    def ask(self, question: str, history: Sequence[str] = (), filters: Filters | None = None) -> Answer:
        """The answer to a question; `history` holds the earlier questions of the conversation, oldest first.

        Raises:
            QuestionError: if the question is empty or too long.
        """
        return self._answerer.ask(question, history, filters)

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The k best passages, best first.

        Raises:
            QuestionError: if the question is empty or too long.
        """
        return self._retriever.search(understand(question, (), self.settings.question_characters), k, filters)

    @property
    def documents(self) -> list[Document]:
        """The documents held, newest publication first."""
        return sorted(self.index.documents.values(), key=lambda d: (d.source.published, d.id), reverse=True)

    def warm_up(self) -> None:
        """Load the model and the store now, so that the first question does not wait for them."""
        threading.Thread(target=lambda: self.index.store, daemon=True).start()
        self.search("warm up", 1)

    def as_retriever(self, k: int | None = None, filters: Filters | None = None) -> BaseRetriever:
        """A LlamaIndex retriever over this index."""
        from peel_qa.llama import PeelRetriever

        return PeelRetriever(self, k or self.settings.top_k, filters)

    def as_query_engine(self, filters: Filters | None = None) -> BaseQueryEngine:
        """A LlamaIndex query engine: verified answers, with their passages as source nodes."""
        from peel_qa.llama import PeelQueryEngine

        return PeelQueryEngine(self, filters)

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def __enter__(self) -> PeelQA:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
