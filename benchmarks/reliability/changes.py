"""Documents come, change, double, move and go in any order, made up by Hypothesis; the index is held against what the files say."""

from __future__ import annotations

import time
import traceback

from changing_corpus import Corpus
from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from benchmarks.reliability.outcome import Outcome

SIZE = 300
_STEPS = 12


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """So many histories; the first that goes wrong ends the run and counts as one failure."""
    began, reasons = time.perf_counter(), []
    Corpus.builds = 0
    machine = seeded(seed)(Corpus)
    chosen = settings(max_examples=size, stateful_step_count=_STEPS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except Exception as error:  # whatever goes wrong is what is looked for
        reasons.append("".join(traceback.format_exception_only(error))[:500])
    return Outcome(
        "changes",
        "T21",
        "After any history of changes the index holds exactly what the files say: every passage finds itself, removed text is gone with "
        "its vectors, the same text keeps its ids, and the manifest is byte for byte that of a build from scratch.",
        size,
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons),
        {"steps of each history, at most": _STEPS, "builds, each followed by every check": Corpus.builds},
    )
