from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.metrics import METRICS, Outcome
from peel_qa.evaluation.report import Report, bootstrap, figure

MakeOutcome = Callable[..., Outcome]
MakeReport = Callable[..., Report]
fractions = st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=40)


@given(fractions)
def test_a_mean_lies_within_its_interval_and_the_interval_within_the_scores(values: list[float]) -> None:
    made = figure("correct", values)
    assert made.mean is not None
    assert made.low is not None
    assert made.high is not None
    slack = 1e-9
    assert min(values) - slack <= made.low <= made.high <= max(values) + slack
    assert min(values) - slack <= made.mean <= max(values) + slack


@given(fractions)
def test_the_interval_is_the_same_each_time(values: list[float]) -> None:
    assert bootstrap(values) == bootstrap(values)


def test_the_interval_of_a_known_sample() -> None:
    low, high = bootstrap([1.0] * 80 + [0.0] * 20)
    assert 0.70 < low < 0.75
    assert 0.85 < high < 0.90


def test_the_interval_of_a_quantile_lies_round_it() -> None:
    values = [float(n) for n in range(101)]
    low, high = bootstrap(values, 0.95)
    assert 80 < low < 95 < high <= 100


@given(fractions, st.integers(min_value=0, max_value=20))
def test_unscored_cases_are_counted_and_never_zero(values: list[float], unscored: int) -> None:
    with_gaps = figure("correct", [*values, *[None] * unscored])
    assert (with_gaps.n, with_gaps.unscored) == (len(values), unscored)
    assert with_gaps.mean == figure("correct", values).mean


def test_a_figure_without_any_score_has_no_mean() -> None:
    made = figure("correct", [None, None])
    assert (made.mean, made.low, made.high, made.n, made.unscored) == (None, None, None, 0, 2)


def test_a_run_without_cases_is_an_error(make_report: MakeReport) -> None:
    with pytest.raises(EvaluationError, match="No case was asked of digests"):
        make_report()


def test_cases_are_grouped_by_what_they_are_and_what_they_are_about(make_outcome: MakeOutcome, make_report: MakeReport) -> None:
    made = make_report(
        make_outcome("a", 1.0, type="who", source=("r1", "r2")),
        make_outcome("b", 0.0, type="who", split="test", asker="staff", status="answered"),
        make_outcome("c", 1.0, type="unanswerable", answerable=False, source=()),
    )
    means = {(g.by, g.name): (g.cases, g.figures["correct"].mean) for g in made.groups}
    assert means == {
        ("all", "all"): (3, pytest.approx(2 / 3)),
        ("split", "dev"): (2, 1.0),
        ("split", "test"): (1, 0.0),
        ("answerable", "answerable"): (2, 0.5),
        ("answerable", "unanswerable"): (1, 1.0),
        ("text", "original"): (3, pytest.approx(2 / 3)),
        ("type", "unanswerable"): (1, 1.0),
        ("type", "who"): (2, 0.5),
        ("status", "answered"): (1, 0.0),
        ("asker", "public"): (2, 1.0),
        ("asker", "staff"): (1, 0.0),
        ("document", "r1"): (2, 0.5),
        ("document", "r2"): (1, 1.0),
    }
    assert made.overall["correct"].n == 3
    assert all(list(group.figures) == list(METRICS) for group in made.groups)


def test_speed_and_length_are_told_apart_from_the_figures(make_outcome: MakeOutcome, make_report: MakeReport) -> None:
    slow = make_outcome("b", 1.0)
    slow = replace(slow, answer=replace(slow.answer, milliseconds=900.0, text="one two three"))
    made = make_report(make_outcome("a", 1.0), slow)
    assert made.latency.slowest == 900.0
    assert made.words == 2.0
    assert (made.latency.median, made.latency.p95) == (450.0, pytest.approx(855.0))
    assert made.latency.median_interval == (0.0, 900.0)
    assert made.overall == make_report(make_outcome("a", 1.0), make_outcome("b", 1.0)).overall
