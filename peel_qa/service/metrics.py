"""Counts for operators, in the text format of Prometheus. No question, no answer and no address is in them."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter

from peel_qa.records import Generation
from peel_qa.service.process import process_lines

_BOUNDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
"""Upper bounds of the histogram of answering times, in seconds."""


class Metrics:
    """Counters since the start of the process; threads may share them."""

    def __init__(self, seats: int = 1) -> None:
        """Begin at nothing; `seats` questions are answered at a time, the others wait."""
        self._seats = seats
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._refusals: Counter[tuple[str, str]] = Counter()
        self._feedback: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._sentences: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self._first_sentences, self._first_seconds = 0, 0.0
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._running = 0

    def answered(self, surface: str, status: str, seconds: float) -> None:
        """Count an answer of a status ("answered", "not_in_corpus", …) that took so long."""
        with self._lock:
            self._answers[surface, status] += 1
            self._buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds += seconds

    def reworded(self, generation: Generation) -> None:
        """Count what a language model had to do with an answer, and the time to its first sound sentence."""
        with self._lock:
            self._outcomes[generation.outcome] += 1
            self._sentences["kept"] += generation.kept
            self._sentences["repaired"] += generation.repaired
            self._sentences["dropped"] += len(generation.dropped)
            self._tokens["read"] += generation.tokens_read
            self._tokens["written"] += generation.tokens_written
            if generation.first_sentence is not None:
                self._first_sentences += 1
                self._first_seconds += generation.first_sentence / 1000

    def turned_away(self, surface: str, reason: str) -> None:
        """Count a question that got no answer: "limit", "busy", "deadline", "bad", "failure", "gone"."""
        with self._lock:
            self._refusals[surface, reason] += 1

    def feedback(self, verdict: str) -> None:
        """Count a piece of feedback."""
        with self._lock:
            self._feedback[verdict] += 1

    def running(self, step: int) -> None:
        """One more (+1) or one fewer (-1) question is being answered."""
        with self._lock:
            self._running += step

    def text(self, documents: int, passages: int, fingerprint: str, version: str = "") -> str:
        """Everything in Prometheus's text format, version 0.0.4; `version` names the index's version in force."""
        with self._lock:
            lines = [
                *_head("peel_qa_answers_total", "counter", "Answers by surface and status."),
                *(f'peel_qa_answers_total{{surface="{s}",status="{t}"}} {n}' for (s, t), n in sorted(self._answers.items())),
                *_head("peel_qa_turned_away_total", "counter", "Questions that got no answer, by surface and reason."),
                *(f'peel_qa_turned_away_total{{surface="{s}",reason="{r}"}} {n}' for (s, r), n in sorted(self._refusals.items())),
                *_head("peel_qa_feedback_total", "counter", "Feedback by verdict."),
                *(f'peel_qa_feedback_total{{verdict="{v}"}} {n}' for v, n in sorted(self._feedback.items())),
                *_head("peel_qa_answers_running", "gauge", "Questions that are being answered now, those that wait among them."),
                f"peel_qa_answers_running {self._running}",
                *_head("peel_qa_answers_waiting", "gauge", "Questions that wait for a seat now."),
                f"peel_qa_answers_waiting {max(0, self._running - self._seats)}",
                *self._histogram(),
                *self._model(),
            ]
        return "\n".join([*lines, *_holdings(documents, passages, fingerprint, version), *process_lines(), ""])

    def _model(self) -> list[str]:
        """What a language model did; nothing where none was asked."""
        if not self._outcomes:
            return []
        first = "peel_qa_model_first_sentence_seconds"
        return [
            *_head("peel_qa_model_answers_total", "counter", "Answers that a language model was asked to word, by outcome."),
            *(f'peel_qa_model_answers_total{{outcome="{o}"}} {n}' for o, n in sorted(self._outcomes.items())),
            *_head("peel_qa_model_sentences_total", "counter", "Sentences of the model, by what the check made of them."),
            *(f'peel_qa_model_sentences_total{{result="{r}"}} {n}' for r, n in sorted(self._sentences.items())),
            *_head("peel_qa_model_tokens_total", "counter", "Tokens read and written by the model."),
            *(f'peel_qa_model_tokens_total{{kind="{k}"}} {n}' for k, n in sorted(self._tokens.items())),
            *_head(first, "summary", "Time to the first sentence that passed the check."),
            f"{first}_sum {self._first_seconds:.6f}",
            f"{first}_count {self._first_sentences}",
        ]

    def _histogram(self) -> list[str]:
        name, total = "peel_qa_answer_seconds", 0
        lines = _head(name, "histogram", "Time from a question's arrival to its answer, waiting included.")
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self._buckets, strict=True):
            total += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        return [*lines, f"{name}_sum {self._seconds:.6f}", f"{name}_count {total}"]


def _holdings(documents: int, passages: int, fingerprint: str, version: str) -> list[str]:
    return [
        *_head("peel_qa_documents", "gauge", "Documents held."),
        f"peel_qa_documents {documents}",
        *_head("peel_qa_passages", "gauge", "Passages held."),
        f"peel_qa_passages {passages}",
        *_head("peel_qa_corpus_info", "gauge", "The corpus in force."),
        f'peel_qa_corpus_info{{fingerprint="{fingerprint}"}} 1',
        *_head("peel_qa_index_info", "gauge", "The version of the index in force."),
        f'peel_qa_index_info{{version="{version}"}} 1',
    ]


def _head(name: str, kind: str, help_text: str) -> list[str]:
    return [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
