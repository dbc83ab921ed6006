from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peel_qa.evaluation.cases import Case
from peel_qa.evaluation.metrics import METRICS, Outcome
from peel_qa.evaluation.report import Report, summarise
from peel_qa.evaluation.runner import Run
from peel_qa.records import Answer

MakeOutcome = Callable[..., Outcome]
MakeReport = Callable[..., Report]


def _outcome(name: str, correct: float, **changes: Any) -> Outcome:
    values: dict[str, Any] = {
        "id": name,
        "question": f"Question <{name}>?",
        "asker": "public",
        "type": "number",
        "must": (("yes|<b>",),),
        "must_not": (),
        "source": ("r1",),
        "evidence": "yes",
        "answerable": True,
    }
    case = Case(**(values | changes))
    reasons = () if correct else (f"no match for: <{name}>",)
    return Outcome(
        case, Answer(case.question, "Yes", "answered"), dict.fromkeys(METRICS) | {"correct": correct}, reasons, None, ("original",)
    )


@pytest.fixture(scope="session")
def make_outcome() -> MakeOutcome:
    """`make_outcome(id, correct, **changes)`: a case whose answer "Yes" is right (1.0) or wrong (0.0), all else unscored."""
    return _outcome


@pytest.fixture(scope="session")
def make_report() -> MakeReport:
    """`make_report(*outcomes, corpus="digests")`: their report."""

    def make(*outcomes: Outcome, corpus: str = "digests", system: str = "peel_qa", **run: Any) -> Report:
        return summarise(Run(system, outcomes, **({"missing": ()} | run)), corpus, "c0", "k0")

    return make
