"""The composition root: the one place where concrete parts are chosen and put together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from peel_qa import journal
from peel_qa.answer.answerer import Answerer
from peel_qa.environment import prepare_environment
from peel_qa.errors import IndexBusy, IndexDamaged, PeelQAError
from peel_qa.generation.writer import FURTHER_PASSAGES, OnSentence, Writer, open_writer
from peel_qa.index.build import BuildReport, build_index, is_current
from peel_qa.index.embedding import Embedder
from peel_qa.index.layout import IndexFolder
from peel_qa.index.manifest import Recipe
from peel_qa.index.progress import Progress
from peel_qa.index.reader import SearchIndex, open_current
from peel_qa.reading.reader import Reader, open_reader
from peel_qa.records import Answer, Document, Hit
from peel_qa.search.filters import Filters
from peel_qa.search.question import understand
from peel_qa.search.retrieve import Retriever
from peel_qa.settings import Settings
from peel_qa.tracing import span, trace_to

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever

_LOG = logging.getLogger(__name__)


class PeelQA:
    """Ask, search, and everything a surface needs. Threads may share one; close it, or use it as a context.

    `report` says what the build at opening did; None where the index was up to date.
    """

    def __init__(
        self,
        settings: Settings,
        index: SearchIndex,
        embedder: Embedder,
        report: BuildReport | None = None,
        reader: Reader | None = None,
        writer: Writer | None = None,
    ) -> None:
        """Put an opened index and a model together, with a reader and a writer (else those that the settings name).

        `PeelQA.open` is the usual way in. A writer that is given, is given over this index.
        """
        self.settings = settings
        self.index = index
        self.embedder = embedder
        self.report = report
        self._retriever = Retriever(index, embedder, settings.candidates)
        self._answerer = Answerer(self._retriever, settings, reader or open_reader(settings.reader))
        self._writer = (
            writer.over(self._answerer.library) if writer else open_writer(settings, self._answerer.library) if settings.llm else None
        )

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        refresh: bool = True,
        progress: Progress | None = None,
        embedder: Embedder | None = None,
        is_one_question: bool = False,
    ) -> PeelQA:
        """Open the index, building or refreshing it first when the corpus changed.

        `embedder` is one that is loaded already, else the one that the settings name. With `is_one_question` nothing is loaded
        that pays only from the second question on: the passages are compared one by one, and Chroma stays closed.

        A damaged index is built anew. While another process builds for long, the version in force answers.

        Raises:
            IndexMismatch: if the index was built with other settings; names the field and both values.
            IndexMissing: if there is none and `refresh` is false.
            IndexDamaged: if a file of it was changed and `refresh` is false.
            CorpusError: if no document can be used.
        """
        prepare_environment()
        settings = settings or Settings()
        trace_to(settings.traces)
        embedder = embedder or Embedder.of(settings)
        folder, recipe = IndexFolder(settings), Recipe.of(settings, embedder)
        report = None
        if refresh and not is_current(settings, recipe):
            report = _build_unless_busy(settings, embedder, progress)
        try:
            index = open_current(folder, recipe, is_one_question)
        except IndexDamaged as error:
            if not refresh:
                raise
            _LOG.warning("%s. The index is built anew.", error.problem)
            report = build_index(settings, embedder, progress)
            index = open_current(folder, recipe, is_one_question)
        return cls(settings, index, embedder, report)

    def renewed(self) -> PeelQA | None:
        """An engine over the version in force, with the same model and reader; None where this one is over it already.

        Raises:
            IndexMissing: if there is none any more.
            IndexMismatch: if it was built with other settings.
            IndexDamaged: if a file of it was changed.
        """
        folder = IndexFolder(self.settings)
        if folder.named() == self.index.version.name:
            return None
        index = open_current(folder, self.index.manifest.recipe)
        return PeelQA(self.settings, index, self.embedder, reader=self._answerer.reader, writer=self._writer)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        on_sentence: OnSentence | None = None,
        is_reworded: bool = True,
    ) -> Answer:
        """The answer to a question; `history` holds the earlier questions of the conversation, oldest first.

        Where a language model is set, it words the answer unless `is_reworded` is false, and `on_sentence` is told of the answer
        so far each time that a sentence has passed the check. Whether there is an answer never depends on the model.

        Raises:
            QuestionError: if the question is empty or too long.
        """
        began = time.perf_counter()
        with span("answer"):
            with span("retrieve"):
                answer = self._answerer.ask(question, history, filters)
            if self._writer is not None and is_reworded:
                answer = self._reword(self._writer, answer, history, filters, on_sentence)
        answer = replace(answer, milliseconds=(time.perf_counter() - began) * 1000)
        journal.note(answer, self.index.fingerprint, self.settings.log_questions)
        return answer

    @property
    def model_name(self) -> str:
        """Name of the language model that words the answers; "" for none."""
        return self._writer.model.name if self._writer is not None else ""

    def _reword(
        self, writer: Writer, own: Answer, history: Sequence[str], filters: Filters | None, on_sentence: OnSentence | None
    ) -> Answer:
        """Our own answer in the model's words, from passages that we found; a follow-up is told with what it goes on from."""
        if not writer.may_reword(own):
            return own
        deadline = writer.deadline()
        asked = self._answerer.understand(own.question, history)
        hits = self._retriever.search(asked, self.settings.top_k, filters) if writer.is_wide(asked) else []
        for phrase in writer.phrases(asked, deadline):
            further = understand(phrase, (), self.settings.question_characters)
            hits += self._retriever.search(further, FURTHER_PASSAGES, filters)
        return writer.reword(own, asked.full, [hit.passage for hit in hits], on_sentence, deadline, writer.is_wide(asked))

    def search(self, question: str, k: int = 10, filters: Filters | None = None, history: Sequence[str] = ()) -> list[Hit]:
        """The k best passages, best first; `history` holds the earlier questions of the conversation, oldest first.

        Raises:
            QuestionError: if the question is empty or too long.
        """
        return self._retriever.search(understand(question, history, self.settings.question_characters), k, filters)

    @property
    def documents(self) -> list[Document]:
        """The documents held, newest publication first."""
        return sorted(self.index.documents.values(), key=lambda d: (d.source.published, d.id), reverse=True)

    def warm_up(self) -> None:
        """Load the model and the store now, so that the first question does not wait for them."""
        opening = threading.Thread(target=self._open_store, daemon=True)
        opening.start()
        self.search("warm up", 1)
        if self._writer is not None:
            self._writer.warm_up()
        opening.join()

    def _open_store(self) -> None:
        with suppress(PeelQAError):  # the search beside it meets the same error and tells it
            self.index.store.open()

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


def _build_unless_busy(settings: Settings, embedder: Embedder, progress: Progress | None) -> BuildReport | None:
    """Build; where another process is at it for too long, the version in force, if there is one, goes on answering."""
    try:
        return build_index(settings, embedder, progress)
    except IndexBusy as error:
        if IndexFolder(settings).current() is None:
            raise
        _LOG.warning("%s. The version in force answers until then.", error.problem)
        return None
