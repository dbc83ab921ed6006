"""The figures of the last evaluation, for the About view; read from its report, never worked out here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peel_qa.settings import project_root

SHOWN = ("correct", "answered", "refused", "quote_fidelity", "edition", "voice")
"""The figures that say most to a reader."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure from 0 to 1 over `cases` questions with its 95% interval, where the report gives one."""

    name: str
    meaning: str
    value: float
    low: float | None
    high: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, over which corpus, when. `is_current` where the corpus is the one that answers now."""

    corpus: str
    day: str
    is_current: bool
    measures: tuple[Measure, ...]


def latest_figures(fingerprint: str, root: Path | None = None) -> Figures | None:
    """The figures of the corpus that answers, else of the first one measured; None where nothing was measured."""
    root = root or project_root()
    report = _read(root / "reports" / "evaluation.json")
    return _from_report(report, fingerprint, root) or _from_baseline(_read(root / "evals" / "baseline.json"), fingerprint)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _from_report(report: dict[str, Any], fingerprint: str, root: Path) -> Figures | None:
    try:
        ours = [entry for entry in report["reports"] if entry["system"] == "peel_qa" and entry["is_complete"]]
        entry = next((e for e in ours if fingerprint.startswith(e["corpus_fingerprint"])), ours[0])
        found = entry["groups"][0]["figures"]
        measures = tuple(
            Measure(name, report["metrics"][name], f["mean"], f["low"], f["high"], f["n"])
            for name in SHOWN
            if (f := found.get(name)) and f["mean"] is not None
        )
        changed = (root / "reports" / "evaluation.json").stat().st_mtime
    except (KeyError, IndexError, TypeError, OSError):
        return None
    day = datetime.fromtimestamp(changed, UTC).date().isoformat()
    return Figures(entry["corpus"], day, fingerprint.startswith(entry["corpus_fingerprint"]), measures)


def _from_baseline(baseline: dict[str, Any], fingerprint: str) -> Figures | None:
    """The accepted state that the repository keeps, over most cases."""
    try:
        name, states = next(iter(baseline["corpora"].items()))
        state = max(states.values(), key=lambda each: each["cases"])
        values = state["figures"]
        measures = tuple(Measure(each, _MEANINGS[each], values[each], None, None, state["cases"]) for each in SHOWN if each in values)
    except (KeyError, StopIteration, ValueError, TypeError, AttributeError):
        return None
    return Figures(name, "", fingerprint.startswith(state["corpus_fingerprint"]), measures)


_MEANINGS = {
    "correct": "Right: every expected fact is there, and nothing wrong in the first line",
    "answered": "Answerable questions that got an answer",
    "refused": "Unanswerable questions that were refused",
    "quote_fidelity": "Quotes that stand in the stored document, character for character",
    "edition": "Answers led by the edition asked about",
    "voice": "Answers led by the right voice",
}
