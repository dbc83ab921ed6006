"""Why one sentence of a source does not carry a part of a language model's sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel_qa.facts.records import Grade
from peel_qa.generation.attribution import People, capitals, misattributed
from peel_qa.generation.belonging import misgraded, misvalued
from peel_qa.generation.doing import are_tellers_right, misdone, points, unframed
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.keeping import unkept
from peel_qa.generation.turning import aligned, is_cause_inverted, is_negated_otherwise, turned
from peel_qa.generation.values import values, without_values
from peel_qa.generation.words import alike, opposed_terms, pattern, plain_terms, stems_of, turns, turns_that
from peel_qa.text import fold, words

ENOUGH = 0.5
"""Share of the words of substance that must stand in the one source sentence, and not only beside it."""
_ENOUGH_OWN = 0.75
"""The same of those that are no names of the document, its force or its area."""
_ALIGNED = 0.75
"""Share of what a whole source sentence shares with a part that one clause of it must share to stand for it."""
_QUOTES = str.maketrans("“”„«»‘’", '""""' + '"' + "''")
_LEAD = re.compile(r"(?:[^\s,;:.\"]+ ){1,3}$")
"""The words of its clause before a quotation."""
_QUOTED = re.compile(r'"([^"]*)"|(?<![\w"])\'([^\']+)\'(?!\w)')


def substance_of(part: str) -> frozenset[str]:
    """The stems that a part of a sentence claims something with: no value, no plain word."""
    return stems_of(without_values(part)) - plain_terms()


def fault_of(part: str, substance: frozenset[str], unit: Unit, is_opening: bool, people: People, grades: Sequence[Grade]) -> str:
    """Why a unit does not carry a part, in one word; "" where it does."""
    if _is_verbatim(part, unit.text):
        return ""
    if not _are_quotes_verbatim(part, unit.text) or _is_quote_cut(part, unit.text):
        return "quote"
    if fault := misvalued(part, unit):
        return fault
    if fault := misattributed(part, unit, people):
        return fault
    if misgraded(part, unit, grades):
        return "grade"
    if not all(_is_known(word, unit) for word in capitals(without_values(part), is_opening)):
        return "name"
    if not is_worded(part, substance, unit):
        return "wording"
    is_told_whole = _coverage(substance, unit) >= _ALIGNED
    own, text = _without_quotes(part, unit.text)
    is_bare = own != part.translate(_QUOTES) and not (is_substantial(own, 2) and is_substantial(text, 2))
    if not are_tellers_right(part, unit) or (not is_bare and misdone(part, unit)):
        return "who"
    clause = text if is_told_whole else aligned(text, substance, _ALIGNED)
    if is_cause_inverted(unframed(own), unframed(text)):
        return "cause"
    if fault := turned(own, text, clause, unit, is_told_whole):
        return fault
    return "negation" if is_negated_otherwise(own, clause, substance) else unkept(own, text, unit)


def _without_quotes(part: str, text: str) -> tuple[str, str]:
    """Both without what the part quotes word for word, which says of itself what it says."""
    part, text = part.translate(_QUOTES), text.translate(_QUOTES)
    for quote in quotes_in(part) or ():
        if quote:
            part, text = part.replace(quote, "", 1), text.replace(quote, "", 1)
    return part, text


def _is_verbatim(part: str, text: str) -> bool:
    """Whether a part is the source sentence itself, but for its marks."""
    return fold(part).strip(" .\"'") == fold(text).strip(" .\"'")


def _coverage(substance: frozenset[str], unit: Unit) -> float:
    """Share of the source sentence's words of substance that a part tells."""
    own = substance_of(unit.text)
    return sum(not alike(stem).isdisjoint(substance) for stem in own) / len(own) if own else 0.0


def share_of(substance: frozenset[str], unit: Unit) -> int:
    """How many of the words of substance stand in the source sentence itself."""
    return sum(not alike(stem).isdisjoint(unit.stems) for stem in substance)


def is_substantial(part: str, least: int) -> bool:
    """Whether a part has at least so many words of substance and values."""
    return len(substance_of(part)) + len(values(part)) >= least


def is_worded(part: str, substance: frozenset[str], unit: Unit) -> bool:
    """Whether every word of substance is the source's, most of them in the sentence itself, and none with an opposite elsewhere."""
    own = unit.stems
    if any(alike(stem).isdisjoint(own) for stem in substance & opposed_terms()):
        return False
    beside = unit.beside | unit.near if points(unit.text) and not points(part) else unit.beside
    elsewhere = [alike(stem) for stem in substance if alike(stem).isdisjoint(own)]
    held = len(substance) - len(elsewhere)
    from_near = sum(same.isdisjoint(unit.beside) for same in elsewhere)
    if turns()["cause"].search(part) and from_near:
        return False  # a cause and what it causes stand in one sentence, or nobody said so
    is_held = all(not same.isdisjoint(beside) for same in elsewhere)
    is_enough = held >= ENOUGH * len(substance) or _coverage(substance, unit) >= _ALIGNED
    return is_held and is_enough and held >= _ENOUGH_OWN * (held + from_near)


def _is_known(word: str, unit: Unit) -> bool:
    """Whether a name stands in the source or in what is known of it; plain words and stop words are no names."""
    stems = stems_of(word)
    return not stems or stems <= plain_terms() or not stems.isdisjoint(unit.stems | unit.beside) or word in words(unit.scope)


def quotes_in(text: str) -> list[str] | None:
    """What a sentence puts in quotation marks; None where a mark is left open."""
    plain = text.translate(_QUOTES)
    if plain.count('"') % 2:
        return None
    return [(one or other).strip().rstrip(".,;:!?") for one, other in _QUOTED.findall(plain)]


def _is_quote_cut(part: str, text: str) -> bool:
    """Whether a quotation begins behind a word that turns what is quoted, and leaves it out: "not" before "where we want to be"."""
    own, plain = " ".join(_without_quotes(part, text)[0].split()), " ".join(text.translate(_QUOTES).split())
    for quote in quotes_in(part) or ():
        lead = _LEAD.search(plain[: max(0, plain.find(quote))])
        if not quote or lead is None:
            continue
        turning = [pattern("negation"), *(turns()[kind] for kind in turns_that("kept"))]
        if any(one.search(lead[0]) and not one.search(own) for one in turning):
            return True
    return False


def _are_quotes_verbatim(part: str, text: str) -> bool:
    """Whether everything in quotation marks stands in the source, character for character but for the form of the marks."""
    found = quotes_in(part)
    plain = " ".join(text.translate(_QUOTES).split())
    return found is not None and '""' not in part.translate(_QUOTES) and all(quote in plain for quote in found)
