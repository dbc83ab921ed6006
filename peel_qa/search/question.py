"""Understanding a question: what is asked, of which years, in which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from peel_qa.errors import QuestionError
from peel_qa.index.keyword import terms
from peel_qa.records import Source
from peel_qa.search.vocabulary import expansions
from peel_qa.text import visible

_YEARS = re.compile(r"\b((?:19|20)\d\d)(?:\s?[/–-]\s?((?:19|20)?\d\d))?\b")
_FOLLOW_UP = re.compile(r"^(?:and|but|so|what about|how about|why not|who said (?:that|so|it)|what else|which ones?|when was that|is that)\b", re.I)
_SHORT_FOLLOW_UP_TERMS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked and as it is searched.

    `search_text` also holds what an earlier question contributes; `years` are the years that it names, in order.
    """

    text: str
    search_text: str
    terms: tuple[str, ...]
    expansions: tuple[str, ...]
    years: tuple[int, ...]


def understand(text: str, history: Sequence[str] = (), limit: int = 500) -> Question:
    """Read a question in the light of the earlier questions of its conversation (oldest first).

    Raises:
        QuestionError: if it is empty, or longer than `limit` characters.
    """
    clean = " ".join(visible(text).split())
    if not clean:
        raise QuestionError("The question is empty", "Write a question")
    if len(clean) > limit:
        raise QuestionError(f"The question has {len(clean)} characters, more than the {limit} allowed", "Shorten it")
    years = years_in(clean)
    search_text = clean
    if history and is_follow_up(clean):
        earlier = " ".join(visible(history[-1]).split())[:limit]
        search_text = f"{_YEARS.sub(' ', earlier) if years else earlier} {clean}"
        years = years or years_in(earlier)
    found = terms(search_text)
    return Question(clean, search_text, tuple(found), tuple(expansions(found)), years)


def is_follow_up(text: str) -> bool:
    """Whether a question leans on the one before it: it begins as one that goes on, or holds hardly a word of its own."""
    return _FOLLOW_UP.match(text) is not None or len(terms(text)) <= _SHORT_FOLLOW_UP_TERMS


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text names; "2021/22" and "2023-25" name every year from first to last."""
    found: list[int] = []
    for match in _YEARS.finditer(text):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        if match[2] and last < 100:
            last += first // 100 * 100
        found.extend(range(first, last + 1) if first <= last <= first + 10 else [first])
    return tuple(dict.fromkeys(found))


def affinity(question: Question, source: Source) -> float:
    """How well a source's edition fits the years asked for: 1 edition or inspection, 0.8 publication, 0 none of them."""
    if not question.years:
        return 0.0
    inspected = set(years_in(f"{source.inspection} {source.inspected}"))
    published = set(years_in(source.published))
    return max(1.0 if year in inspected else 0.8 if year in published else 0.0 for year in question.years)
