"""Questions of strangers on which the right topic tempts to a wrong answer: half of them have none (traps.jsonl beside a force's cases).

When first asked, 48 of the 82 without an answer got one; how many of all are right now may only rise.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peel_qa.engine import PeelQA
from peel_qa.evaluation.cases import read_cases
from peel_qa.evaluation.runner import ask_all
from peel_qa.evaluation.systems import OurSystem

pytestmark = pytest.mark.untraced
FORCES = Path(__file__).resolve().parents[1] / "data" / "forces"

RIGHT = {"calderwick": 22, "kestrelshire": 25, "lindmoor": 19, "marchwold": 19, "oxmoor": 23, "sedgeholm": 21}


@pytest.mark.parametrize(("force", "right"), RIGHT.items())
def test_no_more_traps_are_walked_into(open_force: Callable[[str], PeelQA], force: str, right: int) -> None:
    cases = read_cases([FORCES / force / "traps.jsonl"])
    run = ask_all(OurSystem(open_force(force)), cases)
    assert sum(outcome.is_correct for outcome in run.outcomes) >= right, [o.case.id for o in run.outcomes if not o.is_correct]
