"""Things that a question asks for by their number or their kind: a sentence has to tell them, and not only name them as such."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.answer.evidence import Library
from peel_qa.answer.figures import NUMBER_WORDS, names
from peel_qa.answer.sentences import Candidate
from peel_qa.answer.somebody import people_in
from peel_qa.data import pattern_of
from peel_qa.facts.people import find_role
from peel_qa.search.question import Question
from peel_qa.stems import term_set, terms

_NUMBERED = re.compile(
    rf"\b(?:which|what|name|list|who (?:are|were))\b (?:(?:are|were|is|the|all|of|its|their|those) )*"
    rf"(?P<number>\d{{1,2}}|{'|'.join(NUMBER_WORDS)}) (?P<head>[a-z-]+(?: [a-z-]+)?)",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"^\W*(?:and |so |but |ok |then )*which (?P<head>(?:(?!(?:of|the|one|ones)\b)[a-z-]+ ){0,2}?[a-z-]+s)"
    r" (?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b|[a-z]+(?:ed|ing)\b|got\b|get\b|took\b|take\b)",
    re.IGNORECASE,
)
"""Asks which of a kind of things: "which major investigations were drawing detectives away"."""
_NOT_HEAD = frozenset(["years", "months", "weeks", "days", "hours", "minutes", "percent", "per", "of", "in"])


def _pattern(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.answer", "demands.toml", name)


def is_enumerated(question: Question, candidate: Candidate, library: Library) -> bool:
    """Whether the things asked for by their number are told; a sentence that only says how many they are does not tell them."""
    match = _NUMBERED.search(question.own)
    if match is None or match["head"].split()[0].lower() in _NOT_HEAD:
        return True
    if find_role(match["head"]):
        return len(people_in(candidate)) > 1
    heads = set(terms(match["head"]))
    for number in re.finditer(rf"\b{re.escape(match['number'])}\b(?P<behind>.*)", candidate.text, re.IGNORECASE | re.DOTALL):
        near = set(terms(" ".join(number["behind"].split()[:4])))
        if heads & near and not _pattern("tells").search(number["behind"]):
            return _is_list(number["behind"]) or _followed_by_items(candidate, library)
    is_pair = match["number"].lower() in ("2", "two") and " and " in candidate.text
    return is_pair or _is_list(candidate.text) or ":" in candidate.text or _followed_by_items(candidate, library)


def without_kinds(question: Question, candidates: Sequence[Candidate], library: Library) -> list[Candidate]:
    """The candidates that may tell which things of a kind are meant; where a sentence only names the kind, no other may leave it out."""
    match = _WHICH.match(question.own)
    left = [c for c in candidates if not _is_kind_alone(question, c, library)] if match else [*candidates]
    if match is None or len(left) == len(candidates):
        return left
    head = set(terms(match["head"]))
    return [c for c in left if head <= term_set(c.text)]


def _is_kind_alone(question: Question, candidate: Candidate, library: Library) -> bool:
    """Whether a sentence names things only by the kind that a question asks which of: "several major investigations" are none by name."""
    match = _WHICH.match(question.own)
    if match is None or _is_list(candidate.text) or _followed_by_items(candidate, library):
        return False
    named = rf"{_pattern('some').pattern} {re.escape(match['head'])}\b{_pattern('of_nobody').pattern}(?P<behind>.*)"
    found = re.search(named, candidate.text, re.IGNORECASE | re.DOTALL)
    is_listed = found is not None and _pattern("tells").search(found["behind"]) is not None
    return found is not None and not is_listed and not names(candidate.text, f"{question.full} {candidate.hit.source.force}")


def _is_list(text: str) -> bool:
    return text.count(",") >= 1 and re.search(r",? and \w+", text) is not None


def _followed_by_items(candidate: Candidate, library: Library) -> bool:
    document = library.index.documents[candidate.hit.passage.document]
    behind = next((b for b in document.blocks if b.start >= candidate.span.end), None)
    return behind is not None and behind.kind == "item"
