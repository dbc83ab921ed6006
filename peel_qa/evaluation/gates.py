"""Gates: figures that no change may make worse, from evals/gates.toml and evals/baseline.json."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.metrics import LOWER_IS_BETTER, METRICS
from peel_qa.evaluation.report import Report


@dataclass(frozen=True, slots=True)
class Gates:
    """What is let through.

    `thresholds`: corpus → metric → least value, or the most of a metric of which less is better. `tolerance`: how far a
    figure may be worse than the baseline. `quick`: the suites that a quick measurement asks; empty for all.
    """

    thresholds: dict[str, dict[str, float]]
    tolerance: float
    quick: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Gates:
        """Read a gates file.

        Raises:
            EvaluationError: where it cannot be read, or names an unknown metric or a value outside 0 to 1.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise EvaluationError(f"The gates {path} cannot be read ({error})", "Correct the file; see evals/README.md") from error
        tolerance = _fraction(path, "tolerance", values.pop("tolerance", 0.0))
        quick = values.pop("quick", [])
        if not isinstance(quick, list) or not all(isinstance(name, str) for name in quick):
            raise EvaluationError(f"{path}: quick is {quick!r}", "Write a list of suites' names")
        thresholds: dict[str, dict[str, float]] = {}
        for corpus, table in values.items():
            if not isinstance(table, dict):
                raise EvaluationError(f"{path}: {corpus!r} is not a table of thresholds", "Write `[corpus]` and its metrics below")
            thresholds[corpus] = {metric: _fraction(path, f"{corpus}.{metric}", value) for metric, value in table.items()}
            if unknown := sorted(table.keys() - METRICS.keys()):
                raise EvaluationError(f"{path}: unknown metric {unknown[0]!r} for {corpus}", f"Known: {', '.join(METRICS)}")
        return cls(thresholds, tolerance, tuple(quick))


def _fraction(path: Path, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise EvaluationError(f"{path}: {name} is {value!r}", "Write a number from 0 to 1")
    return float(value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What fell (the gate is shut where anything did), and what could not be compared."""

    fallen: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether nothing fell."""
        return not self.fallen


def check(reports: Sequence[Report], gates: Gates, baseline: dict[str, Any], shares: Container[str] = ()) -> Verdict:
    """Hold reports of our system to the thresholds, and to the baseline of the same corpus and the same cases.

    Thresholds are about all cases of a corpus. Where only a share of them was asked (of the corpora in `shares`), those thresholds hold
    that no case may miss, and there must be a baseline of the same share.
    """
    fallen: list[str] = []
    notes: list[str] = []
    by_corpus = {report.corpus: report for report in reports}
    for corpus in sorted(gates.thresholds.keys() - by_corpus.keys()):
        notes.append(f"{corpus}: not measured here, so its thresholds were not checked")
    for corpus, report in by_corpus.items():
        kept = baseline.get("corpora", {}).get(corpus, {}).get(report.cases_fingerprint)
        thresholds = {m: limit for m, limit in gates.thresholds.get(corpus, {}).items() if corpus not in shares or limit == 1.0}
        fallen += _below(report, thresholds, "the gate", 0.0)
        if kept is None and corpus in shares:
            fallen.append(f"{corpus}: there is no baseline of this share of the cases; --update-baseline without --quick writes one")
        elif kept is None:
            notes.append(f"{corpus}: there is no baseline of these cases, so only thresholds were checked; --update-baseline writes one")
        else:
            fallen += _below(report, kept["figures"], "the baseline", gates.tolerance)
    return Verdict(tuple(fallen), tuple(notes))


def _below(report: Report, wanted: dict[str, float], name: str, tolerance: float) -> list[str]:
    """A line for each figure that is worse; a metric that is no longer scored has fallen too."""
    lines = []
    for metric, limit in wanted.items():
        mean = report.overall[metric].mean if metric in report.overall else None
        is_less_better = metric in LOWER_IS_BETTER
        told = f"{name} is {'at most ' if is_less_better else ''}{limit:.4f}"
        if mean is None:
            lines.append(f"{report.corpus}: {metric} is not scored, {told}")
        elif (mean - limit if is_less_better else limit - mean) > tolerance:
            slack = f" {'plus' if is_less_better else 'less'} {tolerance}" if tolerance else ""
            lines.append(f"{report.corpus}: {metric} is {mean:.4f}, {told}{slack}")
    return lines
