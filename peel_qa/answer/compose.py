"""The text of an answer as a person reads it: direct answer, evidence, caveats."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.answer.cite import reference
from peel_qa.records import Answer, Citation, Claim, Status

DIGEST_CAVEAT = "The quotes come from digests in our own words; follow the links for the original wording."


def compose(
    question: str,
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    status: Status = "answered",
    caveats: Sequence[str] = (),
    nearest: Sequence[Citation] = (),
    confidence: float = 0.0,
) -> Answer:
    """An answer whose text is made from its parts, so that the two never differ."""
    shown = [*citations, *nearest]
    notes = [*caveats, *([DIGEST_CAVEAT] if any(c.text == "digest" for c in shown) else [])]
    lines = [claim_line(claim) for claim in claims]
    for citation in citations:
        lines += ["", f'[{citation.number}] "{citation.quote}"', f"    {reference(citation)}"]
    if nearest:
        lines += ["", "The nearest passages held (they do not answer the question):"]
        for citation in nearest:
            lines += [f'- "{citation.quote}"', f"    {reference(citation)}"]
    if notes:
        lines += ["", *(f"Note: {note}" for note in notes)]
    return Answer(question, "\n".join(lines), status, tuple(claims), tuple(citations), tuple(notes), tuple(nearest), confidence)


def claim_line(claim: Claim) -> str:
    """A claim with its citation numbers behind it."""
    marks = "".join(f"[{number}]" for number in claim.citations)
    return f"{claim.text} {marks}".rstrip()
