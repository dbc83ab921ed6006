"""How sure it is that the best sentence answers: a logistic model over a few plain features.

Fitted on the `dev` split of the evaluation (benchmarks/calibrate.py); weights and threshold are data in calibration.json.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from peel_qa.answer.sentences import Candidate
from peel_qa.search.question import Question

FEATURES = (
    "meaning",
    "words",
    "context",
    "missing",
    "is_valued",
    "is_near",
    "subject",
    "sentence_rank",
    "keyword_rank",
    "margin",
    "has_years",
    "is_followup",
)


@cache
def calibration() -> dict[str, Any]:
    """Weights by feature, the intercept and the threshold."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath("calibration.json").read_text(encoding="utf-8"))
    return data


def features(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    """The features of the best candidate, each from 0 to 1."""
    best = candidates[0]
    ranks = best.hit.ranks
    fourth = candidates[min(3, len(candidates) - 1)]
    return {
        "meaning": best.meaning,
        "words": best.words,
        "context": best.context,
        "missing": best.missing,
        "is_valued": 1.0 if question.intent.expects else 0.0,
        "is_near": 1.0 if question.intent.expects and best.is_near else 0.0,
        "subject": min(8, len(question.subject)) / 8,
        "sentence_rank": 1 / ranks.get("sentence", 50),
        "keyword_rank": 1 / ranks.get("keyword", 50),
        "margin": (best.score - fourth.score) / best.score,
        "has_years": 1.0 if question.years else 0.0,
        "is_followup": 1.0 if question.is_follow_up else 0.0,
    }


def confidence_of(question: Question, candidates: Sequence[Candidate]) -> float:
    """Probability, from 0 to 1, that the best candidate answers; 0 where there is none."""
    if not candidates:
        return 0.0
    model = calibration()
    values = features(question, candidates)
    total = model["intercept"] + sum(model["weights"][name] * values[name] for name in FEATURES)
    return float(1 / (1 + math.exp(-total)))


def is_enough(confidence: float) -> bool:
    """Whether an answer may be given at this confidence."""
    return bool(confidence >= calibration()["threshold"])
