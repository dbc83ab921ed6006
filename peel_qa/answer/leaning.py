"""Sentences that are no whole answer without the one beside them: "Of these 61 were vacant", "For all forces it was 83%"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.figures import holds
from peel_qa.data import pattern_of, pattern_pairs
from peel_qa.records import Document, Span
from peel_qa.search.question import Question
from peel_qa.search.vocabulary import is_named
from peel_qa.stems import term_set

_QUOTES = re.compile(r"[\"“‘].{4,}[\"”’]")
_COMPARES = re.compile(r"\b(?:england|national(?:ly)?|other forces|all forces|country|elsewhere|average|standard|target)\b", re.IGNORECASE)
_WHICH_THINGS = re.compile(r"\W*(?:and |so |but )?(?:which|what|list|name|whom?)\b", re.IGNORECASE)
_ALSO = re.compile(r"\balso (?P<verb>[a-z]+)\b", re.IGNORECASE)
_CHAIN = 3
"""Sentences before one that leans among which the one is looked for that none of them does without."""
_LONGEST = 420
"""Characters of two sentences that are told together in a first line."""
_POINTS_BACK = re.compile(r"\W*(?:this|that|these|those)\b(?! (?:force|report|inspection|year)\b)", re.IGNORECASE)


def lead_of(before: str, sentence: str) -> str:
    """What is read before a sentence that leaves its subject to the one before it, with the blank between; "" for any other."""
    return f"{before} " if before and is_dependent(sentence) else ""


def told_with(question: Question, document: Document, spans: Sequence[Span], best: Span) -> tuple[Span | None, Span | None]:
    """The sentences of its paragraph (`spans`) before and behind the best that the first line needs; None for each that it does not.

    The one before where the best leans on it; a neighbour that holds what the question compares with, where the best does not.
    """
    at = spans.index(best) if best in spans else -1
    if at < 0:
        return None, None
    before = spans[at - 1] if at > 0 else None
    behind = spans[at + 1] if at + 1 < len(spans) else None

    def text(span: Span | None) -> str:
        return document.text[span.start : span.end] if span else ""

    if _pattern("mended").search(text(behind)):
        return None, _short(best, behind)
    if question.intent.name in ("yesno", "when") and _pattern("corrects").search(text(behind)):
        return None, _short(best, behind)
    for asks, says in pattern_pairs("peel_qa.answer", "leaning.toml", "compared"):
        if asks.search(question.own) and not says.search(text(best)):
            if says.search(text(behind)):
                return None, _short(best, _with_further(question, best, spans[at + 1 : at + 3], document)) or _short(best, behind)
            if says.search(text(before)):
                return _short(best, before), None
    is_of_others = tells_of_others(text(best)) or tells_earlier(text(best))
    if is_of_others and _COMPARES.search(question.own) and holds("amount", text(before)):
        return _short(best, before), None
    if _goes_on(question, text(best), text(behind)) or _lists_more(question, text(best), text(behind)):
        return None, _short(best, behind)
    if behind and leans(text(behind)) and (both := _with_further(question, best, spans[at + 1 : at + 3], document)):
        return None, _short(best, both)
    is_needed = leans(text(best)) if question.intent.expects or _QUOTES.search(question.own) else is_dependent(text(best))
    if before is None or not is_needed:
        return None, None
    first = next((n for n in range(at - 1, max(-1, at - 1 - _CHAIN), -1) if not leans(text(spans[n]))), at - 1)
    return _short(best, Span(spans[first].start, before.end)) or _short(best, before), None


def _with_further(question: Question, best: Span, behind: Sequence[Span], document: Document) -> Span | None:
    """Two sentences behind the best as one, where the second parts by more of the question's words what the first goes on with."""
    if len(behind) < 2:
        return None
    first, second = (document.text[span.start : span.end] for span in behind)
    is_of_more = _goes_on(question, f"{document.text[best.start : best.end]} {first}", second)
    return Span(behind[0].start, behind[1].end) if is_of_more else None


def _goes_on(question: Question, best: str, behind: str) -> bool:
    """Whether the next sentence parts what the best one counts, by more of the question's words: "Of these 61 were vacant"."""
    expects = question.intent.expects
    is_of_values = bool(expects) or question.intent.name == "compare"
    if not is_of_values or leans(best) or not leans(behind) or not holds(expects or "amount", behind):
        return False
    asked = set(question.own_subject)
    return bool(_named_in(question, asked, behind) - _named_in(question, asked, best))


def _lists_more(question: Question, best: str, behind: str) -> bool:
    """Whether the next sentence goes on with things that a question asks for: "It has also introduced local kiosks"."""
    if _WHICH_THINGS.match(question.own) is None or not behind:
        return False
    asked = set(question.own_subject)
    if _pattern("names_them").search(behind):
        return bool(term_set(best) & term_set(behind) & asked)
    also = _ALSO.search(behind)
    return also is not None and not term_set(also["verb"]).isdisjoint(term_set(best))


def _named_in(question: Question, asked: set[str], text: str) -> set[str]:
    """Those of some terms of a question that a text holds, by themselves or by a synonym."""
    held = term_set(text)
    return {term for term in asked if is_named(term, question.synonyms, held)}


def leans(text: str) -> bool:
    """Whether a sentence leaves to the one before it what it is about: "Of these 61 were vacant"."""
    return _pattern("leans").search(text) is not None


def is_dependent(text: str) -> bool:
    """Whether a sentence leaves that, or points at it: "This helps the force", "It has begun"."""
    return leans(text) or _pattern("points").search(text) is not None


def is_of_the_same_time(text: str) -> bool:
    """Whether a sentence leaves to the one before it of which time it is: "over the same period"."""
    return _pattern("same_time").search(text) is not None


def tells_of_others(text: str) -> bool:
    """Whether a sentence tells the value of others alone: "In England and Wales it was 3.7 times"."""
    return _pattern("of_others").search(text) is not None


def points_back(text: str) -> bool:
    """Whether a sentence is about what the one before it says: "That is better than the 48 percent of 2022"."""
    return _POINTS_BACK.match(text) is not None


def tells_earlier(text: str) -> bool:
    """Whether a sentence tells for another time what the one beside it tells: "In the year before it was 33.8 percent"."""
    return _pattern("earlier").search(text) is not None


def tells_before(text: str) -> bool:
    """Whether a sentence begins with a time before the one that is told of beside it: "A year earlier the queue had held 490"."""
    return _pattern("begins_before").search(text) is not None


def tells_again(text: str) -> bool:
    """Whether a sentence only tells again what an earlier inspection found: "In our 2021/22 inspection 21 percent had been lost"."""
    return _pattern("told_again").search(text) is not None


def _pattern(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "leaning.toml", name)


def _short(one: Span, other: Span | None) -> Span | None:
    return other if other is not None and max(one.end, other.end) - min(one.start, other.start) <= _LONGEST else None
