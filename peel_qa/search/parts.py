"""Questions that hold several: two questions in one, and the two things that a comparison sets side by side."""

from __future__ import annotations

import re

from peel_qa.search.intent import AUXILIARY
from peel_qa.search.moving_on import topic_first
from peel_qa.search.question import content_terms

_ASKING = r"(?:who|what|which|when|where|why|how|did|does|do|is|are|was|were|has|have|can|will)\b"
_CLAUSE = rf"(?!(?:when|where) (?!{AUXILIARY}))"
"""No clause of time or place: ", when the rating came out" asks nothing."""
_BETWEEN = re.compile(
    rf"\?\s+(?=\w)|(?:,|;|\.)\s+(?:and |but |so )?{_CLAUSE}(?={_ASKING})|,? and (?=(?:who|what|which|when|where|why|how)\b)", re.IGNORECASE
)
_LEADING = re.compile(rf"^(?:and |but |so |also |then )*(?:{_ASKING}|name|list|give|tell|set out)", re.IGNORECASE)
_OPENING_CLAUSE = re.compile(rf"^(?:and |but |so )*(?:when|where|whenever|if|while) (?!{AUXILIARY})[^?]*,", re.IGNORECASE)
"""A clause that a question opens with and that asks nothing: "When a response runs late, how often are victims told?"."""
_NO_QUESTION = re.compile(
    r"(?:and |but |so )*(?:which|who|what|where|when)(?: (?:is|are|was|were|had|has|got|of them))?(?: (?:the|one|ones))*"
    r" (?:most|least|fewest|highest|lowest|biggest|smallest|best|worst|others?)",
    re.IGNORECASE,
)
"""A piece that says nothing without the one before it: "which had the fewest plans, and which the most"."""
_MOST = 3
_SIDES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:compare|contrast)\s+(?P<one>.+?)\s+(?:with|to|against)\s+(?P<other>.+?)\W*$",
        r"\b(?:compare|contrast)\s+(?P<one>.+?)\s+and\s+(?P<other>.+?)\W*$",
        r"\bdifference between\s+(?P<one>.+?)\s+and\s+(?P<other>.+?)\W*$",
        r"(?P<one>[^,:;]+?)\s+(?:versus|vs\.?|set against|measured against|compared (?:with|to)|as opposed to)\s+(?P<other>.+?)\W*$",
        r"\b(?:bigger|larger|more|higher|better|worse|smaller|less|fewer|longer|first|sooner|quicker|faster|good|often)\b[^,:;]*[,:;]\s*(?P<one>.+?)\s+or\s+(?P<other>.+?)\W*$",
        r"\bset (?:the )?(?P<one>.+?) against (?:the )?(?P<other>.+?)\W*$",
    )
)


def questions_in(text: str) -> list[str]:
    """The questions that a text holds, in order; the text alone where it holds one.

    "How many were sampled, and how many of those led to an arrest?" holds two; "what works well" holds one.
    """
    pieces = [piece.strip(" ,;.?") for piece in _BETWEEN.split(text)]
    pieces = [piece for piece in pieces if piece]
    if (
        topic_first(text) != text
        or _OPENING_CLAUSE.match(text)
        or not 1 < len(pieces) <= _MOST
        or not all(_LEADING.match(piece) and content_terms(piece) for piece in pieces)
        or any(map(_NO_QUESTION.fullmatch, pieces[1:]))
    ):
        return [text]
    return [f"{piece}?" for piece in pieces]


def sides_of(text: str) -> tuple[str, str] | None:
    """The two things that a comparison names; None where it names one or none."""
    match = next((found for pattern in _SIDES if (found := pattern.search(text))), None)
    if match is None or not content_terms(match["one"]) or not content_terms(match["other"]):
        return None
    return match["one"], match["other"]
