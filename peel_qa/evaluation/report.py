"""From outcomes to figures: means with their number of cases and a bootstrap interval, for everything and for each kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.metrics import METRICS, Outcome
from peel_qa.evaluation.runner import Run

SEED = 20220413
RESAMPLES = 1000
LEVEL = 0.95
MEDIAN, P95 = 0.5, 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's mean over `n` scored cases, from 0 to 1, with the bounds of its 95% interval; None where no case is scored.

    `unscored` cases say nothing about it: they are counted and never taken for zero.
    """

    metric: str
    mean: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of the cases of one kind, such as type "who"; `by` is "all" for every case."""

    by: str
    name: str
    cases: int
    figures: dict[str, Figure]
    latency: Latency


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from question to answer, with 95% intervals (low, high); they differ from run to run and are never gated."""

    median: float
    median_interval: tuple[float, float]
    p95: float
    p95_interval: tuple[float, float]
    slowest: float


@dataclass(frozen=True, slots=True)
class Report:
    """The measurement of one system over one corpus. `words` is the median length of an answer.

    `corpus_fingerprint` and `cases_fingerprint` say what was measured.
    """

    corpus: str
    system: str
    corpus_fingerprint: str
    cases_fingerprint: str
    groups: tuple[Group, ...]
    outcomes: tuple[Outcome, ...]
    missing: tuple[tuple[str, str], ...]
    words: float
    is_complete: bool = True

    @property
    def overall(self) -> dict[str, Figure]:
        """The figures over every case."""
        return self.groups[0].figures

    @property
    def latency(self) -> Latency:
        """The times over every case."""
        return self.groups[0].latency

    def grouped(self, by: str) -> list[Group]:
        """The groups of one kind, in order of name."""
        return [group for group in self.groups if group.by == by]


_KINDS: dict[str, Callable[[Outcome], Iterable[str]]] = {
    "all": lambda outcome: ["all"],
    "split": lambda outcome: [outcome.case.split],
    "answerable": lambda outcome: ["answerable" if outcome.case.answerable else "unanswerable"],
    "type": lambda outcome: [outcome.case.type],
    "status": lambda outcome: [outcome.case.status] if outcome.case.status else [],
    "asker": lambda outcome: [outcome.case.asker],
    "text": lambda outcome: outcome.texts,
    "document": lambda outcome: outcome.case.source,
}


def summarise(run: Run, corpus: str, corpus_fingerprint: str, cases_fingerprint: str) -> Report:
    """The report of a run.

    Raises:
        EvaluationError: for a run without any case; a mean over nothing would pass for a figure.
    """
    if not run.outcomes:
        raise EvaluationError(f"No case was asked of {corpus}", "Name files with cases")
    return Report(
        corpus=corpus,
        system=run.system,
        corpus_fingerprint=corpus_fingerprint,
        cases_fingerprint=cases_fingerprint,
        groups=tuple(_groups(run.outcomes)),
        outcomes=run.outcomes,
        missing=tuple((case.id, excerpt) for case, excerpt in run.missing),
        words=float(np.median([len(outcome.answer.text.split()) for outcome in run.outcomes])),
        is_complete=run.is_complete,
    )


def _groups(outcomes: Sequence[Outcome]) -> Iterable[Group]:
    for by, names_of in _KINDS.items():
        for name in sorted({name for outcome in outcomes for name in names_of(outcome)}):
            members = [outcome for outcome in outcomes if name in names_of(outcome)]
            figures = {metric: figure(metric, [outcome.scores[metric] for outcome in members]) for metric in METRICS}
            yield Group(by, name, len(members), figures, _latency([outcome.answer.milliseconds for outcome in members]))


def figure(metric: str, values: Sequence[float | None]) -> Figure:
    """Mean and interval of a metric's scores; a None counts as unscored."""
    scored = [value for value in values if value is not None]
    unscored = len(values) - len(scored)
    if not scored:
        return Figure(metric, None, None, None, 0, unscored)
    low, high = bootstrap(scored)
    return Figure(metric, math.fsum(scored) / len(scored), low, high, len(scored), unscored)


def bootstrap(values: Sequence[float], quantile: float | None = None) -> tuple[float, float]:
    """Percentile bootstrap interval at 95% (Efron 1979) of a mean, or of a quantile; a fixed seed, so equal values give equal bounds."""
    array = np.asarray(values, dtype=np.float64)
    picks = array[np.random.default_rng(SEED).integers(0, len(array), size=(RESAMPLES, len(array)))]
    estimates = picks.mean(axis=1) if quantile is None else np.quantile(picks, quantile, axis=1)
    low, high = np.quantile(estimates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _latency(milliseconds: Sequence[float]) -> Latency:
    median, p95 = (float(value) for value in np.quantile(milliseconds, [MEDIAN, P95]))
    return Latency(median, bootstrap(milliseconds, MEDIAN), p95, bootstrap(milliseconds, P95), max(milliseconds))
