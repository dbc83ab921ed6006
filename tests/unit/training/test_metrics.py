"""Measures of training, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from training.metrics import auc, exact, f1, interval


def test_auc_counts_pairs_in_the_right_order_and_ties_by_half() -> None:
    assert auc([0.9, 0.8, 0.3, 0.1], [True, True, False, False]) == 1
    assert auc([0.1, 0.9], [True, False]) == 0
    assert auc([0.5, 0.5, 0.7], [True, False, True]) == pytest.approx(0.75)
    assert math.isnan(auc([0.5], [True]))


def test_exact_match_ignores_articles_case_and_punctuation() -> None:
    assert exact("The 14 cases.", ["14 Cases", "x"]) == 1
    assert exact("14", ["14 cases"]) == 0
    assert exact("", []) == 1
    assert exact("14", []) == 0


def test_f1_is_that_of_words_with_the_best_of_the_answers() -> None:
    assert f1("14 of 66", ["14", "14 of 66 cases"]) == pytest.approx(6 / 7)
    assert f1("nine", ["14"]) == 0
    assert f1("", []) == 1


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = np.arange(100) / 100
    low, high = interval(lambda rows: float(values[rows].mean()), 100)
    assert low < 0.495 < high < low + 0.2
    assert (low, high) == interval(lambda rows: float(values[rows].mean()), 100)
