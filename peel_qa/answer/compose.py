"""The text of an answer as a person reads it: direct answer, evidence, caveats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from peel_qa.answer.cite import reference
from peel_qa.records import ANSWERING, Answer, Citation, Claim, Status

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


def with_notes(answer: Answer, notes: Sequence[str], status: Status | None = None) -> Answer:
    """An answer with further caveats before its own."""
    caveats = [*notes, *(c for c in answer.caveats if c != DIGEST_CAVEAT)]
    return compose(answer.question, answer.claims, answer.citations, status or answer.status, caveats, answer.nearest, answer.confidence)


def joined(answers: Mapping[str, Answer]) -> Answer:
    """Answers about several forces as one, each line headed by its force; partly answered where some have none."""
    claims: list[Claim] = []
    citations: list[Citation] = []
    for force, answer in answers.items():
        number = {c.number: len(citations) + place for place, c in enumerate(answer.citations, start=1)}
        citations += [replace(citation, number=number[citation.number]) for citation in answer.citations]
        first, *others = [Claim(claim.text, tuple(number[n] for n in claim.citations)) for claim in answer.claims]
        claims += [replace(first, text=f"{force}: {first.text}"), *others]
    parts = list(answers.values())
    statuses = {part.status for part in parts}
    status = parts[0].status if len(statuses) == 1 else "partly_answered" if statuses & ANSWERING else parts[0].status
    caveats = list(dict.fromkeys(c for part in parts for c in part.caveats if c != DIGEST_CAVEAT))
    nearest = [citation for part in parts for citation in part.nearest]
    return compose(parts[0].question, claims, citations, status, caveats, nearest, min(part.confidence for part in parts))


def together(question: str, parts: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """The answers to the parts of one question, in order; a part that has none is named as that."""
    claims: list[Claim] = []
    citations: list[Citation] = []
    for part, answer in zip(parts, answers, strict=True):
        if answer.abstained:
            claims.append(Claim(f"The documents held do not say: {part}"))
            continue
        number: dict[int, int] = {}
        for citation in answer.citations:
            same = next((c for c in citations if (c.document, c.start, c.end) == (citation.document, citation.start, citation.end)), None)
            if same is None:
                same = replace(citation, number=len(citations) + 1)
                citations.append(same)
            number[citation.number] = same.number
        claims += [Claim(claim.text, tuple(number[n] for n in claim.citations)) for claim in answer.claims]
    status: Status = "partly_answered" if any(answer.status != "answered" for answer in answers) else "answered"
    caveats = list(dict.fromkeys(c for answer in answers for c in answer.caveats if c != DIGEST_CAVEAT))
    return compose(question, claims, citations, status, caveats, confidence=min(answer.confidence for answer in answers))
