from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.baseline import read_baseline, write_baseline
from peel_qa.evaluation.cases import fingerprint, read_cases
from peel_qa.evaluation.gates import Gates, check
from peel_qa.evaluation.metrics import LOWER_IS_BETTER, METRICS, Outcome
from peel_qa.evaluation.report import Report
from peel_qa.evaluation.targets import default_suites

EVALS = Path(__file__).resolve().parents[3] / "evals"
Make = Callable[..., Any]


@pytest.fixture
def two_thirds(make_outcome: Make, make_report: Make) -> Report:
    outcomes: list[Outcome] = [make_outcome("a", 1.0), make_outcome("b", 1.0), make_outcome("c", 0.0)]
    report: Report = make_report(*outcomes)
    return report


def baseline(figure: float, cases: str = "k0") -> dict[str, Any]:
    return {"format": 1, "corpora": {"digests": {cases: {"figures": {"correct": figure}}}}}


def test_gates_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    path.write_text('tolerance = 0.01\n[digests]\ncorrect = 0.5\n"recall@5" = 1\n')
    assert Gates.read(path) == Gates({"digests": {"correct": 0.5, "recall@5": 1.0}}, 0.01)
    path.write_text('quick = ["northmoor"]\n[digests]\ncorrect = 0.5\n')
    assert Gates.read(path) == Gates({"digests": {"correct": 0.5}}, 0.0, ("northmoor",))


def test_the_quick_suites_of_the_repository_are_there_and_gated() -> None:
    gates = Gates.read(EVALS / "gates.toml")
    assert gates.quick
    assert set(gates.quick) <= {path.name for path in default_suites()}
    assert set(gates.quick) <= gates.thresholds.keys()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("digests", "cannot be read"),
        ("digests = 0.5", "'digests' is not a table"),
        ("[digests]\nright = 0.5", "unknown metric 'right' for digests"),
        ("[digests]\ncorrect = 50", "digests.correct is 50"),
        ("[digests]\ncorrect = true", "digests.correct is True"),
        ("[digests]\ncorrect = 'half'", "digests.correct is 'half'"),
        ("tolerance = -1", "tolerance is -1"),
        ("quick = 'northmoor'", "quick is 'northmoor'"),
        ("quick = [1]", "quick is \\[1\\]"),
    ],
)
def test_gates_that_cannot_be_used_are_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(text)
    with pytest.raises(EvaluationError, match=told):
        Gates.read(path)


def test_missing_gates_are_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        Gates.read(tmp_path / "none.toml")


def test_a_figure_below_its_threshold_falls(two_thirds: Report) -> None:
    verdict = check([two_thirds], Gates({"digests": {"correct": 0.7}}, 0.0), {})
    assert not verdict.is_passed
    assert verdict.fallen == ("digests: correct is 0.6667, the gate is 0.7000",)


def test_a_figure_at_or_above_its_threshold_passes(two_thirds: Report) -> None:
    assert check([two_thirds], Gates({"digests": {"correct": 2 / 3}}, 0.0), {}).is_passed


def test_a_gated_metric_that_is_no_longer_scored_has_fallen(two_thirds: Report) -> None:
    assert check([two_thirds], Gates({"digests": {"voice": 0.1}}, 0.0), {}).fallen == ("digests: voice is not scored, the gate is 0.1000",)


@pytest.mark.parametrize(("kept", "is_passed"), [(0.6666, True), (0.68, True), (0.69, False)])
def test_a_figure_may_lie_below_the_baseline_by_the_tolerance_only(two_thirds: Report, kept: float, is_passed: bool) -> None:
    assert check([two_thirds], Gates({}, 0.02), baseline(kept)).is_passed == is_passed


def test_what_cannot_be_compared_is_told_and_lets_nothing_fall(two_thirds: Report) -> None:
    verdict = check([two_thirds], Gates({"originals": {"correct": 1.0}}, 0.0), {})
    assert verdict.is_passed
    assert [note.split(":")[0] for note in verdict.notes] == ["originals", "digests"]


def test_a_baseline_of_other_cases_is_no_measure(two_thirds: Report) -> None:
    verdict = check([two_thirds], Gates({}, 0.0), baseline(1.0, "k9"))
    assert verdict.is_passed
    assert "no baseline of these cases" in verdict.notes[0]


def test_of_a_share_only_what_no_case_may_miss_is_held_to_the_thresholds(two_thirds: Report) -> None:
    gates = Gates({"digests": {"correct": 0.9}}, 0.0)
    assert check([two_thirds], gates, baseline(0.6), {"digests"}).is_passed
    assert not check([two_thirds], gates, baseline(0.6), {"originals"}).is_passed
    assert not check([two_thirds], Gates({"digests": {"correct": 1.0}}, 0.0), baseline(0.6), {"digests"}).is_passed


def test_a_share_without_a_baseline_shuts_the_gate(two_thirds: Report) -> None:
    verdict = check([two_thirds], Gates({}, 0.0), baseline(0.6, "k9"), {"digests"})
    assert [line.split(";")[0] for line in verdict.fallen] == ["digests: there is no baseline of this share of the cases"]


def test_a_baseline_holds_what_was_measured_and_never_fails_itself(two_thirds: Report, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, [two_thirds])
    kept = read_baseline(path)
    assert kept["corpora"]["digests"]["k0"]["figures"] == {"correct": 0.6666}
    assert kept["corpora"]["digests"]["k0"]["cases"] == 3
    verdict = check([two_thirds], Gates({}, 0.0), kept)
    assert verdict == type(verdict)((), ())


def test_a_baseline_keeps_the_corpora_that_were_not_measured(
    two_thirds: Report, make_outcome: Make, make_report: Make, tmp_path: Path
) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, [two_thirds])
    write_baseline(path, [make_report(make_outcome("a", 1.0), corpus="originals")])
    kept = {name: entries["k0"]["figures"]["correct"] for name, entries in read_baseline(path)["corpora"].items()}
    assert kept == {"digests": 0.6666, "originals": 1.0}


def test_a_baseline_forgets_the_cases_that_were(two_thirds: Report, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, [two_thirds])
    write_baseline(path, [replace(two_thirds, cases_fingerprint="k1"), replace(two_thirds, cases_fingerprint="k2")])
    assert read_baseline(path)["corpora"]["digests"].keys() == {"k1", "k2"}


def test_no_baseline_yet_is_empty(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "baseline.json") == {}


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 9, "corpora": {}}', '{"format": 1, "corpora": {"d": {"k0": {}}}}'])
def test_a_baseline_that_cannot_be_read_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match=r"baseline\.json cannot be read"):
        read_baseline(path)


def test_a_figure_of_which_less_is_better_falls_by_rising(make_outcome: Make, make_report: Make, tmp_path: Path) -> None:
    outcomes = [make_outcome(name, 1.0) for name in "abc"]
    scored = [replace(o, scores=o.scores | {"unanswerable_answered": value}) for o, value in zip(outcomes, (1.0, 0.0, 0.0), strict=True)]
    report: Report = make_report(*scored)
    verdict = check([report], Gates({"digests": {"unanswerable_answered": 0.3}}, 0.0), {})
    assert verdict.fallen == ("digests: unanswerable_answered is 0.3333, the gate is at most 0.3000",)
    assert check([report], Gates({"digests": {"unanswerable_answered": 1 / 3}}, 0.0), {}).is_passed
    write_baseline(tmp_path / "baseline.json", [report])
    kept = read_baseline(tmp_path / "baseline.json")
    assert kept["corpora"]["digests"]["k0"]["figures"]["unanswerable_answered"] == 0.3334
    assert check([report], Gates({}, 0.0), kept).is_passed
    kept["corpora"]["digests"]["k0"]["figures"]["unanswerable_answered"] = 0.3
    told = check([report], Gates({}, 0.02), kept).fallen
    assert told == ("digests: unanswerable_answered is 0.3333, the baseline is at most 0.3000 plus 0.02",)


def test_the_repository_s_gates_let_its_baseline_through() -> None:
    gates = Gates.read(EVALS / "gates.toml")
    kept = read_baseline(EVALS / "baseline.json")["corpora"]
    assert {"digests", "originals"} <= gates.thresholds.keys() == kept.keys()
    for corpus, thresholds in gates.thresholds.items():
        most = max(entry["cases"] for entry in kept[corpus].values())
        for cases, entry in kept[corpus].items():
            figures, is_share = entry["figures"], entry["cases"] < 0.8 * most  # a share, a half or less, is held to what no case may miss
            assert figures.keys() <= METRICS.keys()
            sign = {metric: -1 if metric in LOWER_IS_BETTER else 1 for metric in thresholds}
            beyond = {metric: limit for metric, limit in thresholds.items() if sign[metric] * (limit - figures[metric]) > 0}
            beyond = {metric: limit for metric, limit in beyond.items() if limit == 1.0 or not is_share}
            assert not beyond, f"{corpus}, cases {cases}: gates stricter than what was measured: {beyond}"


def test_the_repository_s_gates_hold_what_an_evaluation_must_not_lose() -> None:
    wanted = {"correct", "unanswerable_answered", "answerable_refused", "recall@5", "citation_recall", "quote_fidelity", "edition", "voice"}
    for corpus, thresholds in Gates.read(EVALS / "gates.toml").thresholds.items():
        assert wanted <= thresholds.keys(), corpus


def test_the_repository_s_baseline_is_of_its_present_cases() -> None:
    own = fingerprint(read_cases(sorted((EVALS / "cases").glob("*.jsonl"))))
    wanted = dict.fromkeys(("digests", "originals"), own) | {
        suite.name: fingerprint(read_cases([suite / "cases.jsonl"])) for suite in default_suites()
    }
    kept = read_baseline(EVALS / "baseline.json")["corpora"]
    stale = [corpus for corpus, entries in kept.items() if wanted[corpus] not in entries]
    assert not stale, f"cases changed since the baseline of {stale}: run `peel-qa eval --update-baseline` where all corpora are"
