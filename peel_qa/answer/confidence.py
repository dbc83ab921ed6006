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

from peel_qa.answer.causes import TOLD_CAUSE
from peel_qa.answer.demands import asks_what_is_said, has_reason, tells_cause
from peel_qa.answer.premise import contradiction, supposes
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.speakers import is_what_somebody_said
from peel_qa.search.moving_on import is_told_so
from peel_qa.search.question import Question

_MARKS = (
    "meaning",
    "words",
    "window",
    "context",
    "heading",
    "missing",
    "lacking",
    "edition",
    "before",
    "strange",
    "answers",
    "span",
    "contrary",
    "place",
    "answers_odds",
    "span_odds",
    "quoted",
    "known_missing",
    "known_lacking",
    "judged",
)
"""Features that are the best sentence's marks as they are."""
_INTENTS = (
    "general", "list", "why", "yesno", "who", "when", "count", "percentage", "duration", "money", "frequency", "compare", "timeline",
    "attribution",
)  # fmt: skip
"""Intents of which each is a feature: what is asked for is found more surely in some than in others."""
FEATURES = (
    *_MARKS,
    "is_valued",
    "is_near",
    "subject",
    "passage_rank",
    "sentence_rank",
    "keyword_rank",
    "dense_rank",
    "margin",
    "lead",
    "has_years",
    "is_followup",
    "has_reason",
    "reads_best",
    "agrees",
    "rival",
    "judged_lead",
    "word_lead",
    "question_length",
    "has_area",
    "denied",
    "denied_elsewhere",
    "supposed_meaning",
    *(f"asks_{name}" for name in _INTENTS),
)

_SURE_VALUE = 0.6
_ALL_WORDS = 0.8
"""Share of the question's words, by weight, that a sentence with the value needs; a synonym counts for 0.85."""
_READ_AT_ALL = 0.1
"""How sure the reader must be that such a sentence answers, where it has read it."""
_SURELY_READ = 0.85
"""How sure the reader must be that a sentence answers which says what brought something about."""
_EVERY_WORD = 0.84
"""The same for a sentence that need only mention what a question is about, be it by a synonym alone."""
_DENYING = 6
"""Sentences in which it is looked whether one denies what a question takes for granted."""
_LONG_QUESTION = 20
"""Words from which on a question is a long one."""
_ENOUGH_TERMS = 4
"""Terms from which on a question's subject counts as fully named."""


@cache
def calibration() -> dict[str, Any]:
    """Weights by feature, the intercept and the threshold; `unread` holds weights and intercept for answers without the reader."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath("calibration.json").read_text(encoding="utf-8"))
    return data


def features(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    """The features of the best candidate, each from 0 to 1 (a lead from -1)."""
    best = candidates[0]
    ranks, marks, intent = best.hit.ranks, best.marks, question.intent
    fourth = candidates[min(3, len(candidates) - 1)]
    others = [c.meaning for c in candidates[1:8]] or [0.0]
    spans = [c.marks.get("span", 0.0) for c in candidates]
    is_supposing = supposes(question) and not contradiction(question, best)  # a denial that is told is an answer
    denials = [c.marks.get("contrary", 0.0) * c.marks.get("answers", 0.0) for c in candidates[:_DENYING]] if is_supposing else []
    return {
        **{name: marks.get(name, 0.0) for name in _MARKS},
        "is_valued": float(bool(intent.expects)),
        "is_near": float(bool(intent.expects) and best.is_near),
        "subject": min(_ENOUGH_TERMS, len(question.subject)) / _ENOUGH_TERMS,
        "passage_rank": marks.get("rank", 0.0),
        "sentence_rank": 1 / ranks.get("sentence", 50),
        "keyword_rank": 1 / ranks.get("keyword", 50),
        "dense_rank": 1 / ranks.get("dense", 50),
        "margin": min(1.0, max(0.0, best.score - fourth.score) / 4),
        "lead": max(0.0, best.meaning - sum(others) / len(others)),
        "has_years": float(bool(question.years)),
        "is_followup": float(question.is_follow_up),
        "reads_best": max((c.marks.get("answers", 0.0) for c in candidates), default=0.0),
        "agrees": float(spans[0] > 0 and spans[0] == max(spans)),
        "rival": max(spans[1:], default=0.0),
        "judged_lead": marks.get("judged", 0.0) - max((c.marks.get("judged", 0.0) for c in candidates[1:]), default=0.0),
        "has_reason": float(intent.name == "why" and has_reason(best.text)),
        "word_lead": best.words - max((c.words for c in candidates[1:10]), default=0.0),
        "question_length": min(1.0, len(question.own.split()) / _LONG_QUESTION),
        "has_area": float(bool(question.areas)),
        "denied": marks.get("contrary", 0.0) * is_supposing,
        "denied_elsewhere": max(denials, default=0.0),
        "supposed_meaning": best.meaning * is_supposing,
        **{f"asks_{name}": float(intent.name == name) for name in _INTENTS},
    }


def confidence_of(question: Question, candidates: Sequence[Candidate]) -> float:
    """Probability, from 0 to 1, that the best candidate answers; 0 where there is none."""
    if not candidates:
        return 0.0
    best = candidates[0]
    sure = (is_value_of_all, is_mention_of_all, is_quotation, is_of_the_time_moved_to, is_told_cause)
    if any(is_sure(question, best) for is_sure in sure):
        return float(max(_SURE_VALUE, _probability(question, candidates)))
    return _probability(question, candidates)


def is_value_of_all(question: Question, best: Candidate) -> bool:
    """Whether a value of the kind asked for stands near the thing asked about, in a sentence that holds every word of the question.

    "What was the abandonment rate?" has too few words for the model to be sure of; "callers gave up on 31 percent" answers it all the same.
    """
    is_read = best.marks.get("answers", 1.0) >= _READ_AT_ALL
    return bool(question.intent.expects) and best.is_near and best.words >= _ALL_WORDS and bool(question.subject) and is_read


def is_mention_of_all(question: Question, best: Candidate) -> bool:
    """Whether a question asks what is said about something, and the sentence holds every word for it: any such sentence answers.

    What one person says, whose sentences alone are left, may say it in words that mean the same.
    """
    if is_what_somebody_said(question, best):
        return True
    return asks_what_is_said(question) and best.words >= _EVERY_WORD and bool(question.own_subject)


def is_of_the_time_moved_to(question: Question, best: Candidate) -> bool:
    """Whether a follow-up moves by so many years, and a sentence with a value says so beside one that holds the question's words."""
    return is_told_so(question.text, best.text) and best.is_near and best.marks.get("window", 0.0) >= _ALL_WORDS


def is_told_cause(question: Question, best: Candidate) -> bool:
    """Whether a sentence tells the reason of the one before it, which says what the question asks the reason of.

    Or says itself what brought it about, and the reader is sure: "The review of hours has cut capacity".
    """
    if question.intent.name != "why":
        return False
    is_read = best.found >= _SURELY_READ
    return best.marks.get(TOLD_CAUSE, 0.0) > 0 or (is_read and tells_cause(question, best.text))


def is_quotation(question: Question, best: Candidate) -> bool:
    """Whether a question for who said something puts words in quotation marks that the sentence holds as they are."""
    return question.intent.name == "attribution" and best.marks.get("quoted", 0.0) > 0


def _probability(question: Question, candidates: Sequence[Candidate]) -> float:
    is_read = any("read" in candidate.marks for candidate in candidates)
    model = calibration() if is_read else calibration()["unread"]
    values = features(question, candidates)
    total = model["intercept"] + sum(model["weights"][name] * values[name] for name in model["weights"])
    return float(1 / (1 + math.exp(-total)))


def is_enough(confidence: float) -> bool:
    """Whether an answer may be given at this confidence."""
    return bool(confidence >= calibration()["threshold"])
