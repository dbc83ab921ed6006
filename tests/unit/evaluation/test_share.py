"""The share of a large corpus's cases: stable, and measured by itself in the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.cases import fingerprint
from peel_qa.evaluation.command import run
from peel_qa.evaluation.options import Options
from peel_qa.evaluation.share import SHARE, SUITE_SHARE, parts, thinned, without_slow_suites
from peel_qa.evaluation.targets import Target
from peel_qa.settings import Settings

Make = Callable[..., Any]


def _target(make_outcome: Make, number: int) -> Target:
    return Target("here", Settings(), tuple(make_outcome(f"c{place}", 1.0).case for place in range(number)))


def test_a_large_corpus_is_asked_a_share_that_stays_when_cases_join(make_outcome: Make) -> None:
    some, more = _target(make_outcome, 400), _target(make_outcome, 600)
    (few,), (many,) = thinned([some]), thinned([more])
    assert abs(len(few.cases) / 400 - SHARE) < 0.1
    assert set(few.cases) == set(many.cases) & set(some.cases)


def test_a_suite_is_asked_in_part_and_a_handful_of_cases_whole(make_outcome: Make) -> None:
    suite, handful = _target(make_outcome, 150), _target(make_outcome, 30)
    (part,) = thinned([suite])
    assert abs(len(part.cases) / 150 - SUITE_SHARE) < 0.15
    assert thinned([handful]) == [handful]


def test_suites_that_are_not_quick_are_left_out_where_any_is_named_quick() -> None:
    targets = [Target("digests", Settings(), ()), *(Target(name, Settings(), (), is_suite=True) for name in ("near", "far"))]
    assert [target.name for target in without_slow_suites(targets, ["far"])] == ["digests", "far"]
    assert without_slow_suites(targets, []) == targets


def test_the_baseline_holds_each_part_that_is_measured_somewhere(make_outcome: Make, make_report: Make, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "own.jsonl").touch()
    outcomes = [make_outcome(f"c{place}", 1.0) for place in range(400)]
    outcomes = [replace(o, case=replace(o.case, file="own.jsonl" if place < 300 else "sample.jsonl")) for place, o in enumerate(outcomes)]
    kept = {part.cases_fingerprint for part in parts([make_report(*outcomes)], tmp_path)}
    cases = [outcome.case for outcome in outcomes]
    every, own = Target("here", Settings(), tuple(cases)), Target("here", Settings(), tuple(cases[:300]))
    assert kept == {fingerprint(target.cases) for target in (own, *thinned([every, own]))}


def test_a_baseline_is_not_made_of_a_share() -> None:
    with pytest.raises(EvaluationError, match="only a share was asked for"):
        run(Settings(), Options(is_quick=True, update_baseline=True))
