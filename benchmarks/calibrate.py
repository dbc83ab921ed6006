"""Fit how sentences are ranked and how far an answer can be believed, on the `dev` split of the evaluation and on suites of it.

    .venv/bin/python -m benchmarks.calibrate          prints how well both do, by cross-validation
    .venv/bin/python -m benchmarks.calibrate --write  also writes peel_qa/answer/ranking.json and calibration.json

Ranking: for every answerable case the sentences that hold its evidence are set against the others that were found; a logistic model of
the differences gives the weights (RankSVM's idea with a logistic loss; Joachims, KDD 2002). Confidence: every case is answered whatever
the confidence; the model learns which of those answers were right. Folds keep a case whole over all corpora.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from peel_qa.answer import confidence, sentences
from peel_qa.answer.sentences import Candidate
from peel_qa.engine import PeelQA
from peel_qa.evaluation.cases import Case, pattern, read_cases, select
from peel_qa.evaluation.evidence import Finder, Place
from peel_qa.records import Answer
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question
from peel_qa.settings import Settings, project_root

FOLDER = project_root() / "peel_qa" / "answer"
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
FOLDS = 8
HARD = 25
"""Wrong sentences that each right one is set against: the best by the weights in force."""
MARKS = [
    "meaning",
    "own_meaning",
    "words",
    "window",
    "context",
    "heading",
    "passage",
    "rank",
    "edition",
    "newest",
    "official",
    "as_asked",
    "lacking",
    "known_missing",
    "known_lacking",
    "valued",
    "quoted",
    "length",
    "before",
    "said",
    "own_words",
    "resolved",
    "answers",
    "span",
    "place",
    "read",
    "answers_odds",
    "span_odds",
    "judged",
]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The sentences found for a case: their marks, shape (n, n_marks), and which hold its evidence, shape (n,)."""

    case: str
    marks: NDArray[np.float64]
    is_gold: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """An answered case: the features of its best sentence, whether the answer was right, and whether the question has one."""

    case: str
    features: list[float]
    is_right: bool
    has_answer: bool


def corpora() -> Iterator[tuple[Path, str, list[Case]]]:
    """Every corpus to learn from, with its home force and its `dev` cases: ours, the originals, and the suites of other forces."""
    root = project_root()
    shared = root.parent / "shared"
    files = [*sorted((root / "evals" / "cases").glob("*.jsonl")), *sorted((shared / "evals").glob("*.jsonl"))]
    cases = select(read_cases(files), split="dev")
    for folder in (root / "corpus", shared / "corpus"):
        if folder.is_dir():
            yield folder, Settings().home_force, cases
    for suite in sorted((root / "tests" / "data" / "forces").glob("*/cases.jsonl")):
        own = [case for case in read_cases([suite]) if case.split == "dev"]
        if own:
            yield suite.parent / "corpus", _force_of(suite.parent / "corpus"), own


def _force_of(corpus: Path) -> str:
    from peel_qa.corpus.load import load_corpus

    return load_corpus((corpus,)).documents[0].source.force


def ranked_cases(qa: PeelQA, cases: Sequence[Case]) -> Iterator[Ranked]:
    finder, answerer = Finder(qa.index.documents), qa._answerer
    for case in cases:
        gold = [place for piece in finder.gold(case).pieces for place in piece] if case.answerable else []
        if not gold:
            continue
        found = answerer.finder.candidates(answerer.understand(case.question, case.history), Filters())
        held = np.array([any(map(_place(candidate).meets, gold)) for candidate in found], dtype=bool)
        if held.any():
            yield Ranked(case.id, np.array([[c.marks.get(name, 0.0) for name in MARKS] for c in found]), held)


def _place(candidate: Candidate) -> Place:
    return Place(candidate.hit.passage.document, candidate.span.start, candidate.span.end)


def judged_cases(qa: PeelQA, cases: Sequence[Case]) -> Iterator[Judged]:
    """Every case that reaches the sentences, answered whatever the confidence."""
    seen: list[dict[str, float]] = []

    def record(question: Question, candidates: Sequence[Candidate]) -> float:
        if candidates:
            seen.append(confidence.features(question, candidates))
        return 0.99

    with (
        patch("peel_qa.answer.answerer.confidence_of", record),
        patch("peel_qa.answer.answerer.is_enough", lambda value: True),
        patch("peel_qa.answer.attribution.is_enough", lambda value: True),
    ):
        for case in cases:
            seen.clear()
            answer = qa.ask(case.question, case.history)
            if seen and answer.confidence == 0.99:
                yield Judged(case.id, [seen[-1][name] for name in confidence.FEATURES], is_right(case, answer), case.answerable)


def is_right(case: Case, answer: Answer) -> bool:
    """Whether an answer says what the case expects; of an unanswerable question only a corrected premise is right."""
    if not case.answerable:
        return answer.status == "false_premise"
    expected = all(any(pattern(e).search(answer.text) for e in group) for group in case.must)
    return expected and not any(pattern(e).search(answer.direct) for e in case.must_not)


def fit_ranking(cases: Sequence[Ranked]) -> NDArray[np.float64]:
    """Weights of the marks, shape (n_marks,), in log-odds."""
    from sklearn.linear_model import LogisticRegression

    in_force = np.array([sentences.ranking().get(name, 0.0) for name in MARKS])
    rows = []
    for case in cases:
        hardest = [n for n in np.argsort(-(case.marks @ in_force), kind="stable")[:HARD] if not case.is_gold[n]]
        rows += [right - case.marks[n] for right in case.marks[case.is_gold][:2] for n in hardest]
    differences = np.array(rows)
    both, labels = np.vstack([differences, -differences]), np.repeat([1, 0], len(differences))
    weights: NDArray[np.float64] = LogisticRegression(C=0.3, fit_intercept=False, max_iter=3000).fit(both, labels).coef_[0]
    return weights


def show_ranking(cases: Sequence[Ranked]) -> None:
    from sklearn.model_selection import GroupKFold

    first = third = 0
    for train, test in GroupKFold(FOLDS).split(cases, groups=[case.case for case in cases]):
        weights = fit_ranking([cases[n] for n in train])
        for case in (cases[n] for n in test):
            order = np.argsort(-(case.marks @ weights), kind="stable")
            first += bool(case.is_gold[order[0]])
            third += bool(case.is_gold[order[:3]].any())
    print(f"Ranking: {len(cases)} cases; evidence first {first / len(cases):.1%}, among three {third / len(cases):.1%} ({FOLDS}-fold)")


def show_confidence(cases: Sequence[Judged]) -> Any:
    """Print the cross-validated figures; returns the model fitted on all cases."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    values, right = np.array([case.features for case in cases]), np.array([case.is_right for case in cases])
    has_answer, groups = np.array([case.has_answer for case in cases]), [case.case for case in cases]
    model = LogisticRegression(max_iter=5000)
    held_out = cross_val_predict(model, values, right, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")[:, 1]
    area = roc_auc_score(right, held_out)
    print(f"Confidence: {len(cases)} answers, {right.mean():.0%} right; AUC right against wrong {area:.2f} ({FOLDS}-fold)")
    for threshold in THRESHOLDS:
        given = held_out >= threshold
        kept, slipped = int((given & right).sum()), int((given & ~has_answer & ~right).sum())
        of_unanswerable = f"{slipped} of {(~has_answer).sum()} unanswerable answered"
        print(f"threshold {threshold}: {kept} of {right.sum()} right answers kept, {of_unanswerable}")
    return model.fit(values, right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write ranking.json and calibration.json")
    write = parser.parse_args().write
    ranked: list[Ranked] = []
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory() as folder:
        opened = [(Settings(corpus=(corpus,), home_force=force, index=Path(folder)), cases) for corpus, force, cases in corpora()]
        for settings, cases in opened:
            with PeelQA.open(settings) as qa:
                ranked += ranked_cases(qa, cases)
        show_ranking(ranked)
        if write:
            weights = dict(zip(MARKS, (round(float(weight), 3) for weight in fit_ranking(ranked)), strict=True))
            _write("ranking.json", weights)
            sentences.ranking.cache_clear()
        for settings, cases in opened:
            with PeelQA.open(settings) as qa:
                judged += judged_cases(qa, cases)
        unread = []
        for settings, cases in opened:
            with PeelQA.open(settings.model_copy(update={"reader": "off"})) as qa:
                unread += judged_cases(qa, cases)
    model, without = show_confidence(judged), show_confidence(unread)
    if write:
        threshold = confidence.calibration()["threshold"]
        _write("calibration.json", {**_fitted(model), "threshold": threshold, "unread": _fitted(without)})


def _fitted(model: Any) -> dict[str, Any]:
    """Weights by feature, and the intercept."""
    weights = dict(zip(confidence.FEATURES, (round(float(weight), 4) for weight in model.coef_[0]), strict=True))
    return {"weights": weights, "intercept": round(float(model.intercept_[0]), 4)}


def _write(name: str, values: dict[str, Any]) -> None:
    (FOLDER / name).write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {FOLDER / name}")


if __name__ == "__main__":
    main()
