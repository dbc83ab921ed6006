"""From a question to an Answer: understand, find, then the first answerer that has one; every quote verified."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from peel_qa.answer.extract import extract
from peel_qa.answer.refuse import THRESHOLD, confidence_of, refuse_not_in_corpus
from peel_qa.answer.sentences import rank_sentences
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.search.question import understand
from peel_qa.search.retrieve import Retriever
from peel_qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions over one opened index. Threads may share it."""

    retriever: Retriever
    settings: Settings

    def ask(self, text: str, history: Sequence[str] = (), filters: Filters | None = None) -> Answer:
        """The answer to a question, given the earlier questions of its conversation.

        Raises:
            QuestionError: if the question cannot be read.
        """
        began = time.perf_counter()
        question = understand(text, history, self.settings.question_characters)
        index = self.retriever.index
        vector = self.retriever.embedder.embed_question(question.search_text)
        hits = self.retriever.search_with_vector(question, vector, self.settings.top_k, filters)
        candidates = rank_sentences(question, vector, hits, index)
        confidence = confidence_of(candidates)
        answer = extract(question, candidates, index, confidence) if confidence >= THRESHOLD else None
        if answer is None:
            answer = refuse_not_in_corpus(question, candidates, index, confidence)
        return replace(answer, milliseconds=(time.perf_counter() - began) * 1000)
