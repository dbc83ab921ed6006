"""Measures a reader on what training never saw: held-back articles of SQuAD 2.0, and held-back passages of our own pairs.

python -m training.evaluate [--reader FOLDER | --checkpoint FILE] [--limit N] [--write FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from peel_qa.environment import prepare_environment
from peel_qa.reading.bundle import Bundle
from peel_qa.reading.layout import Layout, Window
from peel_qa.reading.network import Network, TokenScores
from peel_qa.reading.spans import Calibration, Marked, best_span
from training import configuration
from training.base import base_layout
from training.metrics import auc, exact, f1, interval
from training.records import HELD_BACK, Example, read
from training.sources import parts
from training.train import CHECKPOINT


class Scorer(Protocol):
    """Anything that scores windows: the exported network, or a checkpoint."""

    def score(self, windows: Sequence[Window]) -> list[TokenScores]:
        """The scores of each window, in the same order."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An example with its best marks, one for each window."""

    example: Example
    marks: tuple[Marked, ...]

    def best(self, calibration: Calibration) -> tuple[float, Marked]:
        """The window that most probably answers, and its chance."""
        return max(((calibration.probability(mark), mark) for mark in self.marks), key=lambda pair: pair[0])


def judge(scorer: Scorer, layout: Layout, examples: Sequence[Example]) -> list[Judged]:
    """Read every example, whole paragraphs in windows."""
    owners, windows = [], []
    for number, example in enumerate(examples):
        for window in layout.windows(example.question, example.heading, example.passage):
            owners.append(number)
            windows.append(window)
    marks: dict[int, list[Marked]] = {}
    for owner, window, scores in zip(owners, windows, scorer.score(windows), strict=True):
        marks.setdefault(owner, []).append(best_span(window, *scores))
    return [Judged(examples[number], tuple(found)) for number, found in marks.items()]


def fit(judged: Sequence[Judged]) -> Calibration:
    """The logistic curve over both signs, fitted on pairs that give no figures."""
    from sklearn.linear_model import LogisticRegression

    marks = [one.best(Calibration())[1] for one in judged]
    signs = np.array([[mark.answerable, mark.margin] for mark in marks])
    curve = LogisticRegression(C=1.0).fit(signs, [one.example.answerable for one in judged])
    (answerable, margin), (bias,) = curve.coef_[0], curve.intercept_
    return Calibration(bias=round(float(bias), 4), answerable=round(float(answerable), 4), margin=round(float(margin), 4))


def measure(judged: Sequence[Judged], calibration: Calibration) -> dict[str, Any]:
    """AUC, exact match and F1 with their 95% intervals, and the share of right marks among answerable pairs."""
    best = [one.best(calibration) for one in judged]
    labels = [one.example.answerable for one in judged]
    chances = np.array([chance for chance, _ in best])
    rows = [_texts(one, mark) for one, (_, mark) in zip(judged, best, strict=True)]
    has_answer = np.array(labels)
    marked = np.array([(exact(said, true), f1(said, true)) if true else (np.nan, np.nan) for said, true in rows])
    kept = [(said if chance >= 0.5 else "", true) for (said, true), chance in zip(rows, chances, strict=True)]
    overall = np.array([(exact(said, true), f1(said, true)) for said, true in kept])
    figures: dict[str, Any] = {"pairs": len(judged), "answerable": int(has_answer.sum())}
    spanned = np.flatnonzero(~np.isnan(marked[:, 0]))
    figures["auc"] = _with_interval(lambda rows: auc(chances[rows], has_answer[rows]), len(judged))
    figures["auc_head_alone"] = round(auc([mark.answerable for _, mark in best], labels), 3)
    figures["auc_margin_alone"] = round(auc([mark.margin for _, mark in best], labels), 3)
    figures["exact_where_answerable"] = _with_interval(lambda rows: marked[spanned[rows], 0].mean(), len(spanned))
    figures["f1_where_answerable"] = _with_interval(lambda rows: marked[spanned[rows], 1].mean(), len(spanned))
    figures["exact"] = _with_interval(lambda rows: overall[rows, 0].mean(), len(judged))
    figures["f1"] = _with_interval(lambda rows: overall[rows, 1].mean(), len(judged))
    figures["brier"] = round(float(np.mean((chances - has_answer) ** 2)), 3)
    return figures


def otherwise(judged: Sequence[Judged], calibration: Calibration) -> dict[str, Any]:
    """How well answers that say "no" or "not so" are told from others, where that is known."""
    told = [(one.best(calibration)[1].contradicts, one.example.contradicts) for one in judged if one.example.contradicts is not None]
    labels = [bool(is_contrary) for _, is_contrary in told]
    return {"contradicting": sum(labels), "auc_contradicting": round(auc([logit for logit, _ in told], labels), 3)} if told else {}


def ranked(scorer: Scorer, layout: Layout, examples: Sequence[Example], calibration: Calibration) -> dict[str, Any]:
    """How often the passage that answers is put first among all passages of its document, by the chance that each answers."""
    passages: dict[str, list[tuple[str, str]]] = {}
    for example in examples:
        place = (example.heading, example.passage)
        if place not in passages.setdefault(example.group, []):
            passages[example.group].append(place)
    asked = [example for example in examples if example.answerable]
    every = [replace(e, heading=heading, passage=text) for e in asked for heading, text in passages[e.group]]
    chances = iter([one.best(calibration)[0] for one in judge(scorer, layout, every)])
    first = []
    for example in asked:
        of_passages = [(next(chances), text) for _, text in passages[example.group]]
        first.append(max(of_passages)[1] == example.passage)
    return {"asked_of_documents": len(asked), "right_passage_first": round(sum(first) / max(1, len(first)), 3)}


def _texts(one: Judged, mark: Marked) -> tuple[str, list[str]]:
    passage = one.example.passage
    return passage[mark.start : mark.end], [passage[start:end] for start, end in one.example.spans]


def _with_interval(of: Any, count: int) -> list[float]:
    """The figure, and the ends of its 95% interval."""
    value = float(of(np.arange(count)))
    return [round(value, 3), *(round(end, 3) for end in interval(of, count))]


def report(scorer: Scorer, layout: Layout, work: Path, limit: int | None = None) -> tuple[Calibration, dict[str, Any]]:
    """Fit the curve, then measure on both held-back sets; by kind of near miss too."""
    ours = parts(configuration.load())
    curve = judge(scorer, layout, ours["curve"])
    calibration = fit(curve) if len({one.example.answerable for one in curve}) == 2 else Calibration()
    own = ours["test"]
    figures: dict[str, Any] = {"curve_fitted_on": len(curve)}
    for source, name in (("domain", "own pairs, held back by passage"), ("document", "own documents, held back whole")):
        if part := [e for e in own if e.source == source]:
            judged = judge(scorer, layout, part)
            figures[name] = measure(judged, calibration) | otherwise(judged, calibration)
    figures["own documents, held back whole"] |= ranked(scorer, layout, [e for e in own if e.source == "document"], calibration)
    general = judge(scorer, layout, read(work / HELD_BACK)[:: max(1, limit or 1)])
    figures["squad2, held back by article"] = measure(general, calibration)
    return calibration, figures


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, help="an exported folder")
    parser.add_argument("--checkpoint", type=Path, default=configuration.WORK / CHECKPOINT)
    parser.add_argument("--work", type=Path, default=configuration.WORK)
    parser.add_argument("--limit", type=int, help="take every n-th question of SQuAD only")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    prepare_environment()
    scorer: Scorer
    if given.reader:
        bundle = Bundle.load(given.reader)
        scorer, layout = Network(bundle), bundle.layout()
    else:
        from training.scorer import TorchScorer

        scorer, layout = TorchScorer(given.checkpoint), base_layout()
    calibration, figures = report(scorer, layout, given.work, given.limit)
    text = json.dumps({"calibration": vars_of(calibration), **figures}, indent=1)
    print(text)
    if given.write:
        given.write.write_text(text + "\n", encoding="utf-8")


def vars_of(calibration: Calibration) -> dict[str, float]:
    """The curve as a dictionary."""
    return {"bias": calibration.bias, "answerable": calibration.answerable, "margin": calibration.margin}


if __name__ == "__main__":
    main()
