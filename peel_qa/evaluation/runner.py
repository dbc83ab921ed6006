"""Asks a system every case, one after the other, so that the times are those of one person's questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from peel_qa.errors import QuestionError
from peel_qa.evaluation.cases import Case
from peel_qa.evaluation.evidence import Finder, Place
from peel_qa.evaluation.metrics import DEPTH, Outcome, judge
from peel_qa.evaluation.systems import System
from peel_qa.records import Answer


@dataclass(frozen=True, slots=True)
class Run:
    """What a system made of the cases over one corpus. `is_complete` is false where it was stopped at a wrong case."""

    system: str
    outcomes: tuple[Outcome, ...]
    missing: tuple[tuple[Case, str], ...]
    is_complete: bool = True


def ask_all(system: System, cases: Sequence[Case], fail_fast: bool = False, on_case: Callable[[], None] = lambda: None) -> Run:
    """Ask every case in order; with `fail_fast` stop behind the first wrong one of the dev split."""
    outcomes: list[Outcome] = []
    missing: list[tuple[Case, str]] = []
    is_stopped = False
    for outcome, excerpts in _outcomes(system, cases):
        outcomes.append(outcome)
        missing += [(outcome.case, excerpt) for excerpt in excerpts]
        on_case()
        is_stopped = fail_fast and not outcome.is_correct and outcome.case.split == "dev"
        if is_stopped:
            break
    return Run(system.name, tuple(outcomes), tuple(missing), not is_stopped)


def _outcomes(system: System, cases: Sequence[Case]) -> Iterator[tuple[Outcome, tuple[str, ...]]]:
    finder = Finder(system.documents)
    for case in cases:
        gold = finder.gold(case)
        began = time.perf_counter()
        answer = _ask(system, case)
        answer = replace(answer, milliseconds=(time.perf_counter() - began) * 1000)
        yield judge(case, answer, _find(system, case), gold, system.documents), gold.missing


def _ask(system: System, case: Case) -> Answer:
    """The answer; a question that cannot be read counts as refused, since that is what its asker sees."""
    try:
        return system.ask(case.question, case.history)
    except QuestionError as error:
        return Answer(case.question, str(error), "out_of_scope")


def _find(system: System, case: Case) -> list[Place]:
    try:
        return system.find(case.question, case.history, DEPTH)
    except QuestionError:
        return []
