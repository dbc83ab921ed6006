"""Fit the confidence model of peel_qa/answer/confidence.py on the `dev` split of the evaluation.

    .venv/bin/python -m benchmarks.calibrate          prints how well the features tell right answers from wrong ones
    .venv/bin/python -m benchmarks.calibrate --write  also writes peel_qa/answer/calibration.json

Every dev case is answered whatever the confidence; the model learns which of those answers were right. Over the digests, and
over the originals where ../shared is.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from peel_qa.answer import confidence
from peel_qa.answer.sentences import Candidate
from peel_qa.engine import PeelQA
from peel_qa.evaluation.cases import Case, pattern, read_cases, select
from peel_qa.records import Answer
from peel_qa.search.question import Question
from peel_qa.settings import Settings, project_root

TARGET = project_root() / "peel_qa" / "answer" / "calibration.json"
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


def is_right(case: Case, answer: Answer) -> bool:
    expected = all(any(pattern(e).search(answer.text) for e in group) for group in case.must)
    return case.answerable and expected and not any(pattern(e).search(answer.direct) for e in case.must_not)


def observe(qa: PeelQA, cases: Sequence[Case]) -> list[tuple[list[float], bool, bool]]:
    """Features, whether the answer was right, and whether the question has one; for every case that reaches the sentences."""
    seen: list[dict[str, float]] = []

    def record(question: Question, candidates: Sequence[Candidate]) -> float:
        if candidates:
            seen.append(confidence.features(question, candidates))
        return 0.99

    rows = []
    with (
        patch("peel_qa.answer.answerer.confidence_of", record),
        patch("peel_qa.answer.answerer.is_enough", lambda value: True),
        patch("peel_qa.answer.attribution.is_enough", lambda value: True),
    ):
        for case in cases:
            seen.clear()
            answer = qa.ask(case.question, case.history)
            if seen and answer.confidence == 0.99:
                rows.append(([seen[-1][name] for name in confidence.FEATURES], is_right(case, answer), case.answerable))
    return rows


def main() -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import cross_val_predict

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write calibration.json")
    write = parser.parse_args().write
    root = project_root()
    files = [*sorted((root / "evals" / "cases").glob("*.jsonl")), *sorted((root.parent / "shared" / "evals").glob("*.jsonl"))]
    cases = select(read_cases(files), split="dev")
    rows: list[tuple[list[float], bool, bool]] = []
    with tempfile.TemporaryDirectory() as folder:
        for corpus in (path for path in (root / "corpus", root.parent / "shared" / "corpus") if path.is_dir()):
            with PeelQA.open(Settings(corpus=(corpus,), index=Path(folder))) as qa:
                rows += observe(qa, cases)
    values, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    has_answer = np.array([row[2] for row in rows])
    model = LogisticRegression(max_iter=2000)
    held_out = cross_val_predict(model, values, right, cv=8, method="predict_proba")[:, 1]
    print(f"{len(rows)} answers, {right.mean():.0%} right; AUC right against wrong {roc_auc_score(right, held_out):.2f} (8-fold)")
    for threshold in THRESHOLDS:
        given = held_out >= threshold
        kept, slipped = int((given & right).sum()), int((given & ~has_answer).sum())
        print(
            f"threshold {threshold}: {kept} of {right.sum()} right answers kept, {slipped} of {(~has_answer).sum()} unanswerable answered"
        )
    model.fit(values, right)
    weights = {name: round(float(weight), 4) for name, weight in zip(confidence.FEATURES, model.coef_[0], strict=True)}
    intercept = round(float(model.intercept_[0]), 4)
    fitted = {"weights": weights, "intercept": intercept, "threshold": confidence.calibration()["threshold"]}
    if write:
        TARGET.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
        print(f"Written: {TARGET}")


if __name__ == "__main__":
    main()
