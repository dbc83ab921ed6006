"""Cases for briefings: read strictly, judged one check at a time, held to gates."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.briefings import MEASURES, Score, below, measure_papers, read_cases, read_gates, run_papers

ROOT = Path(__file__).resolve().parents[3]
CASE: dict[str, Any] = {"id": "a", "corpora": ["digests"], "kind": "brief", "request": {}, "must": [["grades", "Good"]]}


def written(path: Path, *cases: object) -> Path:
    path.write_text("\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases), encoding="utf-8")
    return path


def test_the_cases_of_the_repository_are_read_and_every_corpus_has_gates() -> None:
    cases = read_cases(ROOT / "evals" / "briefings.jsonl")
    gates = read_gates(ROOT / "evals" / "briefings.toml")
    assert {corpus for case in cases for corpus in case.corpora} == set(gates)
    assert {case.kind for case in cases} == {"brief", "changes", "press"}
    assert sum(len(case.must_not) for case in cases) >= 20
    assert all(gates[corpus]["verified"] == 1.0 for corpus in gates), "one wrong quote is one too many"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{"], ":1: the case cannot be read"),
        ([{**CASE, "must": [["grades", "("]]}], ":1: the case cannot be read"),
        ([{**CASE, "colour": "red"}], "unknown field 'colour'"),
        ([{**CASE, "kind": "poem"}], "kind 'poem'"),
        ([{**CASE, "must": []}], "nothing that it must say"),
        ([CASE, CASE], "the id 'a' is there twice"),
        ([""], "holds no case"),
    ],
)
def test_a_wrong_case_is_named(tmp_path: Path, lines: list[object], told: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        read_cases(written(tmp_path / "cases.jsonl", *lines))
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "text", ["[digests]\nmust = 2", "[digests]\nbeauty = 1", "not toml ="], ids=["beyond one", "no measure", "no TOML"]
)
def test_wrong_gates_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvaluationError, match=r"gates|Known"):
        read_gates(written(tmp_path / "gates.toml", text))


def test_what_fell_or_is_no_longer_measured_is_told() -> None:
    score = Score()
    score.add("must", True, "")
    score.add("must", False, "a: grades does not say 'Good'")
    assert score.share("must") == 0.5
    assert score.share("pages") is None
    assert below("digests", score, {"digests": {"must": 0.5}}) == []
    assert below("digests", score, {"digests": {"must": 0.6, "pages": 1.0}, "other": {"must": 1.0}}) == [
        "digests: must is 0.5000, the gate is 0.6000",
        "digests: pages is not measured, the gate is 1.0000",
    ]


def test_a_paper_is_judged_by_what_it_says(qa: Any, tmp_path: Path) -> None:
    wrong = {
        **CASE,
        "request": {"editions": ["PEEL 2021/22"]},
        "must": [["grades", "Requires improvement"], ["grades", "Outstanding"]],
        "must_not": [["concerns", "within three months"]],
        "pages": 1,
    }
    refused = {**CASE, "id": "b", "request": {"force": "Kent"}, "must": [], "refused": "Forces held"}
    score = measure_papers(qa, read_cases(written(tmp_path / "cases.jsonl", wrong, refused)))
    assert {measure: (score.right[measure], score.total[measure]) for measure in MEASURES if measure != "verified"} == {
        "must": (1, 2),
        "must_not": (0, 1),
        "pages": (0, 1),
        "refused": (1, 1),
    }
    assert score.right["verified"] == score.total["verified"] > 50
    assert [told.split(": ", 1)[1] for told in score.wrong] == [
        "grades does not say 'Outstanding'",
        "concerns says 'within three months'",
        "more than 1 pages",
    ]


def test_the_gate_shuts_where_a_fact_is_missing(qa: Any, tmp_path: Path) -> None:
    written(tmp_path / "briefings.jsonl", {**CASE, "request": {"editions": ["PEEL 2021/22"]}, "must": [["grades", "Outstanding"]]})
    written(tmp_path / "briefings.toml", "[digests]\nmust = 1.0")
    said = io.StringIO()
    assert run_papers(iter([("digests", qa)]), tmp_path, True, Console(file=said, width=200)) == 1
    assert "Below the gate: digests: must is 0.0000, the gate is 1.0000" in said.getvalue()
    assert run_papers(iter([("digests", qa)]), tmp_path, False, Console(file=said, width=200)) == 0
