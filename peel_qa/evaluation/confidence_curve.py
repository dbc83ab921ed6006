"""Whether the confidence of answers can be believed: of the answers given at 70%, are seven in ten right?

Over the answers of the dev split only, on which the confidence was fitted (peel_qa/answer/calibration.json).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peel_qa.evaluation.metrics import Outcome
from peel_qa.evaluation.report import bootstrap

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of a confidence from `low` to `high` (exclusive, but for the last): how sure they were, how many were right.

    `interval` is the 95% interval of `correct`; all from 0 to 1.
    """

    low: float
    high: float
    n: int
    confidence: float
    correct: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """The bins that hold answers, and two summaries over all `n` of them, each from 0 (best) to 1.

    `brier` is the mean squared difference of confidence and outcome (Brier 1950); `calibration_error` the mean distance of
    confidence and share of right answers, bins weighted by size (Naeini et al. 2015). `without` answers carry no confidence.
    """

    bins: tuple[Bin, ...]
    n: int
    without: int
    brier: float | None
    calibration_error: float | None


def curve_of(outcomes: Iterable[Outcome]) -> Curve:
    """The curve of the dev answers among the outcomes; refusals and questions asked back are no answers."""
    given = [o for o in outcomes if o.case.split == "dev" and not o.answer.abstained and o.answer.status != "clarify"]
    points = [(o.answer.confidence, float(o.is_correct)) for o in given if o.answer.confidence > 0]
    members: list[list[tuple[float, float]]] = [[] for _ in range(BINS)]
    for point in points:
        members[min(int(point[0] * BINS), BINS - 1)].append(point)
    bins = tuple(_bin(number, held) for number, held in enumerate(members) if held)
    without = len(given) - len(points)
    if not points:
        return Curve(bins, 0, without, None, None)
    brier = math.fsum((confidence - right) ** 2 for confidence, right in points) / len(points)
    error = math.fsum(b.n * abs(b.confidence - b.correct) for b in bins) / len(points)
    return Curve(bins, len(points), without, brier, error)


def _bin(number: int, points: Sequence[tuple[float, float]]) -> Bin:
    confidence, correct = (math.fsum(values) / len(points) for values in zip(*points, strict=True))
    return Bin(number / BINS, (number + 1) / BINS, len(points), confidence, correct, bootstrap([right for _, right in points]))
