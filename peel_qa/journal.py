"""One log line for each answer, as JSON, for operators: what kind of answer it was, how long it took, what a model did.

The question is in it only where `PEEL_QA_LOG_QUESTIONS` says so; the answer never is.
"""

from __future__ import annotations

import json
import logging

from peel_qa.records import Answer

LOG = logging.getLogger("peel_qa.answers")


def note(answer: Answer, fingerprint: str, has_question: bool) -> None:
    """Log an answer at level INFO."""
    if LOG.isEnabledFor(logging.INFO):
        LOG.info("%s", line_of(answer, fingerprint, has_question))


def line_of(answer: Answer, fingerprint: str, has_question: bool) -> str:
    """The log line of an answer; `fingerprint` is that of the corpus."""
    told = {
        "status": answer.status,
        "citations": len(answer.citations),
        "confidence": round(answer.confidence, 4),
        "milliseconds": round(answer.milliseconds, 1),
        "corpus": fingerprint,
        **({"model": answer.generation.to_dict()} if answer.generation else {}),
        **({"question": answer.question} if has_question else {}),
    }
    return json.dumps(told, ensure_ascii=True)
