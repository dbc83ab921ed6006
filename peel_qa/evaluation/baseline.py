"""The baseline: figures and verdicts of the last accepted state, and how the cases differ from it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from peel_qa.errors import EvaluationError
from peel_qa.evaluation.cases import fingerprint
from peel_qa.evaluation.metrics import LOWER_IS_BETTER, Outcome
from peel_qa.evaluation.report import Report

FORMAT = 1
_SCALE = 10_000
"""Figures keep four digits, rounded to the worse side, so that the same figure is never worse than the baseline."""
Difference = Literal["fixed", "broken", "changed", "same", "new"]
DIFFERENCES: dict[Difference, str] = {
    "fixed": "was wrong, is right now",
    "broken": "was right, is wrong now",
    "changed": "another answer, as right or as wrong as before",
    "new": "a case that the baseline does not know, or knows with other expectations",
    "same": "the same answer as before",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """How a case of the baseline went. `answer` and `case` are digests of the whole answer and of the case as it was."""

    is_correct: bool
    status: str
    answer: str
    case: str

    @classmethod
    def of(cls, outcome: Outcome) -> Kept:
        """What of an outcome is kept."""
        answer = hashlib.sha256(outcome.answer.text.encode(errors="replace")).hexdigest()[:8]
        return cls(outcome.is_correct, outcome.answer.status, answer, fingerprint([outcome.case])[:6])

    @classmethod
    def parse(cls, line: str) -> Kept:
        """Read what `str` writes."""
        verdict, status, answer, case = line.split()
        if verdict not in ("right", "wrong"):
            raise ValueError(f"{verdict!r} is neither right nor wrong")
        return cls(verdict == "right", status, answer, case)

    def __str__(self) -> str:
        return f"{'right' if self.is_correct else 'wrong'} {self.status} {self.answer} {self.case}"


def difference(kept: Kept | None, outcome: Outcome) -> Difference:
    """How a case differs from the baseline."""
    now = Kept.of(outcome)
    if kept is None or kept.case != now.case:
        return "new"
    if kept.is_correct != now.is_correct:
        return "fixed" if now.is_correct else "broken"
    return "same" if kept == now else "changed"


def differences(report: Report, baseline: dict[str, Any]) -> dict[str, Difference]:
    """Case id → difference, in the order asked; empty where the baseline keeps no case of this corpus."""
    lines: dict[str, str] = baseline.get("outcomes", {}).get(report.corpus, {})
    kept = {name: Kept.parse(line) for name, line in lines.items()}
    return {o.case.id: difference(kept.get(o.case.id), o) for o in report.outcomes} if kept else {}


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
        for line in (line for lines in values.get("outcomes", {}).values() for line in lines.values()):
            Kept.parse(line)
        for kept in (entry for entries in values["corpora"].values() for entry in entries.values()):
            kept["figures"] = {str(metric): float(value) for metric, value in kept["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(f"The baseline {path} cannot be read ({error!r})", "Delete it and run with --update-baseline") from error
    return values


def write_baseline(path: Path, reports: Sequence[Report]) -> None:
    """Write the figures of the reports, by corpus and set of cases, and how each case went.

    Corpora that were not measured stay as they were.
    """
    before = read_baseline(path)
    corpora = dict(before.get("corpora", {})) | {report.corpus: {} for report in reports}
    outcomes = dict(before.get("outcomes", {})) | {report.corpus: {} for report in reports}
    for report in reports:
        corpora[report.corpus][report.cases_fingerprint] = {
            "cases": len(report.outcomes),
            "corpus_fingerprint": report.corpus_fingerprint,
            "figures": {m: _rounded(m, f.mean) for m, f in report.overall.items() if f.mean is not None},
        }
        outcomes[report.corpus] = {o.case.id: str(Kept.of(o)) for o in report.outcomes} | outcomes[report.corpus]
    content = {"format": FORMAT, "corpora": corpora, "outcomes": outcomes}
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _rounded(metric: str, value: float) -> float:
    return (math.ceil if metric in LOWER_IS_BETTER else math.floor)(value * _SCALE) / _SCALE
