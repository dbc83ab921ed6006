"""All that is known of one corpus after a measurement; what every report is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peel_qa.evaluation.baseline import Difference
from peel_qa.evaluation.judge import Opinions
from peel_qa.evaluation.report import Report


@dataclass(frozen=True, slots=True)
class Measured:
    """Our report over a corpus, the reference pipeline's where it was asked for, and what lies beside the figures.

    `differences` say how each case differs from the baseline; none where there is no baseline of this corpus. `opinions` are
    those of a language model, where one was asked.
    """

    ours: Report
    reference: Report | None = None
    differences: Mapping[str, Difference] = field(default_factory=dict)
    opinions: Opinions | None = None
