"""Words that turn what a sentence claims (not, should, may, most, because): they must turn it in its source too."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from peel_qa.generation.doing import unframed
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.values import without_values
from peel_qa.generation.words import alike, pattern, standing_for, stems_of, turns, turns_that
from peel_qa.text import fold

_BEFORE_CAUSE = 2
"""Words that may stand before "because" or "led to" at the beginning of a part."""
_CLAUSES = re.compile(r"(?<!\d)[,;:](?=\s)|\b(?:but|although|though|however|while|whereas|despite)\b|\s[–—-]\s", re.IGNORECASE)


def turned(part: str, text: str, clause: str, unit: Unit, is_told_whole: bool) -> str:
    """The kind of turning words that only one of both has; "" where they agree. "May 2025" is no "may".

    `text` is the source sentence and `clause` the clause of it that is told, both without what the part quotes.
    """
    part, clause, text, scope = (without_values(one) for one in (part, clause, text, unit.scope))
    for kind, turning in turns().items():
        said, held, near = ([fold(match[0]) for match in turning.finditer(one)] for one in (part, text, clause))
        if kind in turns_that("exact") and Counter(said) - Counter(held):
            return kind
        if kind in turns_that("counted") and len(said) > len(held):
            return kind
        if (
            said
            and not turning.search(scope if unit.is_ours or kind in turns_that("headed") else text)
            and not _stands_in(scope, kind, is_reversed=True)
        ):
            return kind
        near = held if kind in turns_that("kept_anywhere") else near
        least = len(near) if is_told_whole and kind in turns_that("kept_in_number") else min(1, len(near))
        if kind in turns_that("kept") and len(said) < least and not _stands_in(part, kind):
            return kind
    return ""


def _stands_in(text: str, kind: str, is_reversed: bool = False) -> bool:
    """Whether another kind of turning words stands for one that is left out; reversed: one that this kind may stand for."""
    pairs = standing_for()
    others = [one for one, other in pairs.items() if other == kind] if is_reversed else [pairs[kind]] if kind in pairs else []
    return any(turns()[other].search(text) for other in others)


def is_negated_otherwise(part: str, clause: str, substance: frozenset[str]) -> bool:
    """Whether a part says no where its source does not, or the other way round.

    Of a source sentence of several clauses the one that holds all the part's words decides, unless the part has as many clauses:
    "work has not been done" is not carried by "work has been done, but more is not yet in place".
    """
    if len(_clauses(unframed(part))) != len(_clauses(unframed(clause))):
        clause = aligned(clause, substance, 1.0)
    return _negations(part) % 2 != _negations(clause) % 2


def _negations(text: str) -> int:
    return len(pattern("negation").findall(text))


def is_because(part: str) -> bool:
    """Whether a part gives a cause, or what followed, for the part before it: two sentences of a source do not make one the other's."""
    match = turns()["cause"].search(part)
    return match is not None and len(part[: match.start()].split()) <= _BEFORE_CAUSE


def is_cause_inverted(part: str, text: str) -> bool:
    """Whether a part tells as the cause what its source tells as what followed from it."""
    said, held = _cause_and_effect(part), _cause_and_effect(text)
    if said is None or held is None:
        return False
    (cause, effect), (own_cause, own_effect) = said, held
    straight = len(cause & own_cause) + len(effect & own_effect)
    return len(cause & own_effect) + len(effect & own_cause) > straight


@lru_cache(maxsize=4096)
def _cause_and_effect(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The stems of a cause and of what followed from it; None where a text names none."""
    match = pattern("causes", "behind").search(text)
    if match is not None:
        before, behind = text[: match.start()], text[match.end() :]
        is_opening = len(before.split()) <= _BEFORE_CAUSE + 2 and len(stems_of(before)) < _BEFORE_CAUSE
        if is_opening and "," in behind:  # "Because of the delays, victims lose confidence"
            behind, before = behind.split(",", 1)
        return stems_of(behind), stems_of(before)
    match = pattern("causes", "before").search(text)
    return (stems_of(text[: match.start()]), stems_of(text[match.end() :])) if match else None


def aligned(text: str, substance: frozenset[str], least: float) -> str:
    """The clause of a source sentence that holds at least that share of what the sentence has of a part; else the whole sentence."""

    def shared(clause: str) -> int:
        held = stems_of(clause)
        return sum(not alike(stem).isdisjoint(held) for stem in substance)

    clauses = _clauses(text)
    best = max(clauses, key=shared, default=text)
    return best if len(clauses) > 1 and shared(best) >= least * max(1, shared(text)) and shared(best) > 1 else text


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(text) if clause.strip()]
