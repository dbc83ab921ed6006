from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.evaluation.cases import Case
from peel_qa.evaluation.confidence_curve import BINS, Curve, curve_of
from peel_qa.evaluation.metrics import Outcome
from peel_qa.records import Answer

Make = Callable[..., Any]
CASE = Case("a", "q", "public", "number", (("x",),), (), ("r",), "e", True)


def sure(confidence: float, is_right: bool, **changes: Any) -> Outcome:
    answer = Answer("q", "Yes", "answered", confidence=confidence)
    return Outcome(CASE, replace(answer, **changes), {}, () if is_right else ("wrong",), None)


def test_answers_are_sorted_by_their_confidence() -> None:
    curve = curve_of([sure(0.62, True), sure(0.68, False), sure(0.95, True), sure(1.0, True)])
    (low, high) = curve.bins
    assert (low.low, low.high, low.n, low.confidence, low.correct) == (0.6, 0.7, 2, pytest.approx(0.65), 0.5)
    assert (high.low, high.high, high.n, high.confidence, high.correct) == (0.9, 1.0, 2, pytest.approx(0.975), 1.0)
    assert low.interval == (0.0, 1.0)
    assert curve.n == 4
    assert curve.brier == pytest.approx((0.38**2 + 0.68**2 + 0.05**2) / 4)
    assert curve.calibration_error == pytest.approx((2 * 0.15 + 2 * 0.025) / 4)


def test_refusals_questions_asked_back_and_the_test_split_are_no_answers() -> None:
    secret = replace(sure(0.9, True), case=replace(CASE, split="test"))
    nothing = curve_of([sure(0.9, True, status="not_in_corpus"), sure(0.9, True, status="clarify"), secret])
    assert nothing == Curve((), 0, 0, None, None)


def test_answers_without_a_confidence_are_counted_apart() -> None:
    curve = curve_of([sure(0.0, False), sure(0.8, True)])
    assert (curve.n, curve.without) == (1, 1)


@given(st.lists(st.tuples(st.floats(min_value=0.001, max_value=1), st.booleans()), min_size=1, max_size=60))
def test_every_answer_is_in_one_bin_and_summaries_are_fractions(points: list[tuple[float, bool]]) -> None:
    curve = curve_of([sure(confidence, is_right) for confidence, is_right in points])
    assert sum(b.n for b in curve.bins) == curve.n == len(points)
    assert len(curve.bins) <= BINS
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 for b in curve.bins)
    assert curve.brier is not None
    assert curve.calibration_error is not None
    assert 0 <= curve.brier <= 1
    assert 0 <= curve.calibration_error <= 1 + 1e-9
