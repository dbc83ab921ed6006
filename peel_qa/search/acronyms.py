"""Abbreviations of a question that the documents never write: the words of theirs whose first letters they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from peel_qa.stems import Phrase, phrase, terms

_ACRONYM = re.compile(r"\b[A-Z]{3,5}(?=s?\b)")
_SHOUTED = 0.5
"""Share of a question's words in capitals from which on they mean nothing."""
_AT_LEAST = 2
"""How often the documents must hold the words, where they do not end as names of what is abbreviated do."""
_HEADS = frozenset(
    terms("unit team order officer centre scheme programme board hub service plan model assessment room group panel desk system notice")
)
"""What such names end with: "digital forensic unit"."""


def acronyms_in(text: str) -> list[str]:
    """The abbreviations of three to five capitals in a question; none of one that is written in capitals."""
    written = re.findall(r"[A-Za-z]{2,}", text)
    return [*dict.fromkeys(_ACRONYM.findall(text))] if sum(map(str.isupper, written)) < _SHOUTED * len(written) else []


def written_out_in(acronym: str, texts: Iterable[str]) -> tuple[Phrase, Phrase] | None:
    """The abbreviation and the words of some texts that it stands for, both as stems; None where none surely do."""
    initials = r"[ -](?:of |and |for |the )?".join(rf"[{letter}{letter.lower()}][a-z]+" for letter in acronym)
    pattern = re.compile(rf"\b{initials}\b")
    found = Counter(words for text in texts for match in pattern.finditer(text) if len(words := phrase(match[0])) == len(acronym))
    if not found:
        return None
    words, count = found.most_common(1)[0]
    return (phrase(acronym), words) if count >= _AT_LEAST or words[-1] in _HEADS else None
