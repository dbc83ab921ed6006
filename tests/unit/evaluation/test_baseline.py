from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.baseline import DIFFERENCES, Kept, difference, differences, read_baseline, write_baseline
from peel_qa.evaluation.metrics import Outcome

Make = Callable[..., Any]


def other_answer(outcome: Outcome, **changes: Any) -> Outcome:
    return replace(outcome, answer=replace(outcome.answer, **({"text": "Another answer."} | changes)))


def test_what_is_kept_of_a_case_is_read_back(make_outcome: Make) -> None:
    kept = Kept.of(make_outcome("a", 0.0))
    assert Kept.parse(str(kept)) == kept
    assert not kept.is_correct
    assert kept.status == "answered"


def test_every_difference_is_told_apart(make_outcome: Make) -> None:
    right, wrong = make_outcome("a", 1.0), make_outcome("a", 0.0)
    found = {
        "fixed": difference(Kept.of(wrong), right),
        "broken": difference(Kept.of(right), wrong),
        "changed": difference(Kept.of(right), other_answer(right)),
        "same": difference(Kept.of(right), right),
        "new": difference(None, right),
    }
    assert found == {name: name for name in DIFFERENCES}
    assert difference(Kept.of(right), other_answer(right, text="Yes", status="partly_answered")) == "changed"


def test_a_case_whose_expectations_changed_is_new_whatever_its_answer(make_outcome: Make) -> None:
    before = Kept.of(make_outcome("a", 1.0))
    assert difference(before, make_outcome("a", 0.0, must=(("no",),))) == "new"
    assert difference(before, make_outcome("a", 1.0, notes="only a note")) == "same"


def test_differences_follow_what_was_written(make_outcome: Make, make_report: Make, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    first = [make_outcome("a", 1.0), make_outcome("b", 0.0), make_outcome("c", 1.0)]
    write_baseline(path, [make_report(*first), make_report(first[0])])
    now = make_report(make_outcome("a", 0.0), make_outcome("b", 1.0), other_answer(first[2]), make_outcome("d", 1.0))
    assert differences(now, read_baseline(path)) == {"a": "broken", "b": "fixed", "c": "changed", "d": "new"}
    assert differences(make_report(first[0], corpus="elsewhere"), read_baseline(path)) == {}
    assert differences(now, {}) == {}


def test_a_baseline_keeps_the_cases_of_corpora_that_were_not_measured(make_outcome: Make, make_report: Make, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, [make_report(make_outcome("a", 1.0))])
    write_baseline(path, [make_report(make_outcome("b", 1.0), corpus="originals")])
    assert {name: list(cases) for name, cases in read_baseline(path)["outcomes"].items()} == {"digests": ["a"], "originals": ["b"]}
    write_baseline(path, [make_report(make_outcome("c", 1.0))])
    assert list(read_baseline(path)["outcomes"]["digests"]) == ["c"]


@pytest.mark.parametrize("line", ["right answered", "maybe answered 1 2", "", "right answered 1 2 3"])
def test_a_baseline_with_a_case_that_cannot_be_read_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(f'{{"format": 1, "corpora": {{}}, "outcomes": {{"digests": {{"a": "{line}"}}}}}}')
    with pytest.raises(EvaluationError, match=r"baseline\.json cannot be read"):
        read_baseline(path)


def test_a_baseline_without_cases_is_one(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text('{"format": 1, "corpora": {}}')
    assert read_baseline(path) == {"format": 1, "corpora": {}}
