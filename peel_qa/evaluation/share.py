"""Parts of the cases: those that a quick measurement asks, and those that a machine without the sample cases has."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from peel_qa.evaluation.cases import Case, fingerprint
from peel_qa.evaluation.report import Report, summarise
from peel_qa.evaluation.runner import Run
from peel_qa.evaluation.targets import Target

SHARE = 0.25
"""Of a large corpus's cases, how many a quick measurement asks: by their ids, so that those of today stay when others join."""
_LARGE = 200
"""Cases from which on a corpus is large."""


def thinned(targets: Iterable[Target]) -> list[Target]:
    """The targets, the large ones with a share of their cases only."""
    return [replace(target, cases=_share(target.cases)) for target in targets]


def _share(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if len(cases) < _LARGE or _is_in(case))


def _is_in(case: Case) -> bool:
    return zlib.crc32(case.id.encode()) < SHARE * 2**32


def parts(reports: Sequence[Report], evals: Path) -> list[Report]:
    """The reports over every part of their cases that is measured by itself somewhere: fewer cases than all of them, and at least one."""
    own = {path.name for path in (evals / "cases").glob("*.jsonl")}
    found: list[Report] = []
    for report in reports:
        here = _of(report, lambda case: case.file in own)
        found += [part for whole in (report, here) if whole for part in (whole, _quick(whole)) if part and part is not report]
    return found


def _quick(report: Report) -> Report | None:
    return _of(report, _is_in) if len(report.outcomes) >= _LARGE else None


def _of(report: Report, is_in: Callable[[Case], bool]) -> Report | None:
    """The report over some of its cases; None where these are all or none."""
    outcomes = tuple(outcome for outcome in report.outcomes if is_in(outcome.case))
    if not outcomes or len(outcomes) == len(report.outcomes):
        return None
    cases = fingerprint([outcome.case for outcome in outcomes])
    return summarise(Run(report.system, outcomes, ()), report.corpus, report.corpus_fingerprint, cases)
