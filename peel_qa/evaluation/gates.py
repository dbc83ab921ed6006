"""Gates: figures below which a change is not let through, from evals/gates.toml and evals/baseline.json."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.metrics import METRICS
from peel_qa.evaluation.report import Report

FORMAT = 1
_SCALE = 10_000
"""Figures of the baseline keep four digits, rounded down, so that the same figure never lies below it."""


@dataclass(frozen=True, slots=True)
class Gates:
    """`thresholds`: corpus → metric → least value. `tolerance`: how far a figure may lie below the baseline."""

    thresholds: dict[str, dict[str, float]]
    tolerance: float

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
        thresholds: dict[str, dict[str, float]] = {}
        for corpus, table in values.items():
            if not isinstance(table, dict):
                raise EvaluationError(f"{path}: {corpus!r} is not a table of thresholds", "Write `[corpus]` and its metrics below")
            thresholds[corpus] = {metric: _fraction(path, f"{corpus}.{metric}", value) for metric, value in table.items()}
            if unknown := sorted(table.keys() - METRICS.keys()):
                raise EvaluationError(f"{path}: unknown metric {unknown[0]!r} for {corpus}", f"Known: {', '.join(METRICS)}")
        return cls(thresholds, tolerance)


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


def check(reports: Sequence[Report], gates: Gates, baseline: dict[str, Any]) -> Verdict:
    """Hold reports of our system to the thresholds, and to the baseline of the same corpus and the same cases."""
    fallen: list[str] = []
    notes: list[str] = []
    by_corpus = {report.corpus: report for report in reports}
    for corpus in sorted(gates.thresholds.keys() - by_corpus.keys()):
        notes.append(f"{corpus}: not measured here, so its thresholds were not checked")
    for corpus, report in by_corpus.items():
        fallen += _below(report, gates.thresholds.get(corpus, {}), "the gate", 0.0)
        kept = baseline.get("corpora", {}).get(corpus, {}).get(report.cases_fingerprint)
        if kept is None:
            notes.append(f"{corpus}: there is no baseline of these cases, so only thresholds were checked; --update-baseline writes one")
        else:
            fallen += _below(report, kept["figures"], "the baseline", gates.tolerance)
    return Verdict(tuple(fallen), tuple(notes))


def _below(report: Report, wanted: dict[str, float], name: str, tolerance: float) -> list[str]:
    """A line for each figure that lies below; a metric that is no longer scored has fallen too."""
    lines = []
    for metric, least in wanted.items():
        mean = report.overall[metric].mean if metric in report.overall else None
        if mean is None:
            lines.append(f"{report.corpus}: {metric} is not scored, {name} is {least:.4f}")
        elif mean < least - tolerance:
            lines.append(f"{report.corpus}: {metric} is {mean:.4f}, {name} is {least:.4f}{f' less {tolerance}' if tolerance else ''}")
    return lines


def read_baseline(path: Path) -> dict[str, Any]:
    """The baseline, figures by corpus and by the fingerprint of the cases; empty where there is none yet.

    Raises:
        EvaluationError: where it cannot be understood.
    """
    if not path.exists():
        return {}
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise ValueError(f"format {values['format']}, not {FORMAT}")
        for kept in (entry for entries in values["corpora"].values() for entry in entries.values()):
            kept["figures"] = {str(metric): float(value) for metric, value in kept["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(f"The baseline {path} cannot be read ({error!r})", "Delete it and run with --update-baseline") from error
    return values


def write_baseline(path: Path, reports: Sequence[Report]) -> None:
    """Write the figures of the reports, by corpus and set of cases; corpora that were not measured stay as they were."""
    corpora = dict(read_baseline(path).get("corpora", {}))
    corpora |= {report.corpus: {} for report in reports}
    for report in reports:
        corpora[report.corpus][report.cases_fingerprint] = {
            "cases": len(report.outcomes),
            "corpus_fingerprint": report.corpus_fingerprint,
            "figures": {m: _rounded_down(f.mean) for m, f in report.overall.items() if f.mean is not None},
        }
    path.write_text(json.dumps({"format": FORMAT, "corpora": corpora}, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _rounded_down(value: float) -> float:
    return math.floor(value * _SCALE) / _SCALE
