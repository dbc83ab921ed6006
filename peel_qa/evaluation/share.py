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
SUITE_SHARE = 0.35
"""The same of a smaller one, such as an invented force's suite: of many suites each may be asked less."""
_LARGE, _SMALL = 200, 40
"""Cases from which on a corpus is large, and from which on not all of a smaller one are asked."""


def without_slow_suites(targets: Iterable[Target], quick: Sequence[str]) -> list[Target]:
    """The targets but for the suites that a quick measurement leaves out; all where none is named as quick."""
    return [target for target in targets if not target.is_suite or not quick or target.name in quick]


def thinned(targets: Iterable[Target]) -> list[Target]:
    """The targets with a share of their cases; the smallest whole."""
    return [replace(target, cases=tuple(filter(_is_in(len(target.cases)), target.cases))) for target in targets]


def _is_in(number: int) -> Callable[[Case], bool]:
    """Whether a case is in the share of so many."""
    share = SHARE if number >= _LARGE else SUITE_SHARE if number >= _SMALL else 1.0
    return lambda case: zlib.crc32(case.id.encode()) < share * 2**32


def parts(reports: Sequence[Report], evals: Path) -> list[Report]:
    """The reports over every part of their cases that is measured by itself somewhere: fewer cases than all of them, and at least one."""
    own = {path.name for path in (evals / "cases").glob("*.jsonl")}
    found: list[Report] = []
    for report in reports:
        here = _of(report, lambda case: case.file in own)
        found += [part for whole in (report, here) if whole for part in (whole, _quick(whole)) if part and part is not report]
    return found


def _quick(report: Report) -> Report | None:
    return _of(report, _is_in(len(report.outcomes)))


def _of(report: Report, is_in: Callable[[Case], bool]) -> Report | None:
    """The report over some of its cases; None where these are all or none."""
    outcomes = tuple(outcome for outcome in report.outcomes if is_in(outcome.case))
    if not outcomes or len(outcomes) == len(report.outcomes):
        return None
    cases = fingerprint([outcome.case for outcome in outcomes])
    return summarise(Run(report.system, outcomes, ()), report.corpus, report.corpus_fingerprint, cases)
