"""Which sentences of the sources carry a sentence of a language model, or why none does.

A sentence is carried by one source sentence, or cut into parts that are carried by one each. Words of substance must be the
source's own, but for a list of plain ones; what turns a claim (not, should, may, most, because) must turn it there too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peel_qa.facts.records import Grade
from peel_qa.generation.attribution import People, capitals, misattributed
from peel_qa.generation.belonging import misgraded, misvalued
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.values import is_same, values, without_values
from peel_qa.generation.words import alike, opposed_terms, pattern, plain_terms, standing_for, stems_of, turns, turns_that
from peel_qa.text import fold, words

_ENOUGH = 0.6
"""Share of the words of substance that must stand in the one source sentence, and not only beside it."""
_ALIGNED = 0.75
"""Share of what a whole source sentence shares with a part that one clause of it must share to stand for it."""
_NEARLY_ALL = 0.75
_MENDABLE = frozenset(["", "wording"])
"""Faults that a further source sentence may take away: it brings the words that the nearest one lacks."""
_MOST_PARTS = 4
_BEFORE_CAUSE = 2
"""Words that may stand before "because" or "led to" at the beginning of a part."""
_JOINTS = re.compile(
    r"[,;:](?=\s)|\s[–—-]\s|\s(?=(?:and|but|while|whereas|although|though|which|who|with|or|including|after|when|as)\s)",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?<!\d)[,;:](?=\s)|\b(?:but|although|though|however|while|whereas|despite)\b|\s[–—-]\s", re.IGNORECASE)
_QUOTES = str.maketrans("“”„«»‘’", '""""' + '"' + "''")
_QUOTED = re.compile(r'"([^"]*)"|(?<![\w"])\'([^\']+)\'(?!\w)')


@dataclass(frozen=True)
class Support:
    """The units that carry a sentence, in order; or, where there are none, the reason."""

    units: tuple[Unit, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Ground:
    """What sentences are held against: the units that are cited, and what is known of people and grades."""

    units: Sequence[Unit]
    people: People
    grades: Sequence[Grade]

    def carry(self, sentence: str) -> Support:
        """What carries a sentence; the reason is that of the source sentence nearest to it."""
        if not _is_substantial(sentence, 2):
            return Support(reason="empty")
        if veto := self._veto(sentence):
            return Support(reason=veto)
        whole = self._carry_part(sentence, True)
        if whole.units or not self._may_be_carried(sentence):
            return whole
        cuts = [0, *(match.start() for match in _JOINTS.finditer(sentence)), len(sentence)]
        found = self._carry_parts(sentence, cuts, 0, _MOST_PARTS, {})
        return found if found.units else whole

    def _may_be_carried(self, sentence: str) -> bool:
        """Whether every word of substance and every figure of a sentence stands anywhere at all; if not, no cutting helps."""
        held = frozenset().union(*(unit.stems | unit.beside for unit in self.units))
        figures = [value for unit in self.units for value in values(unit.text)]
        said = [value for value in values(sentence) if value.kind != "date"]
        is_worded = all(not alike(stem).isdisjoint(held) for stem in substance_of(sentence))
        return is_worded and all(any(is_same(value, one) for one in figures) for value in said)

    def _veto(self, sentence: str) -> str:
        """What is wrong with a sentence that has nearly all its words from one source sentence and still says something else.

        Pieces of other sentences do not mend it: "the solutions are fit for purpose", out of "are not fit for purpose" and
        "the unfit solutions".
        """
        own, substance = stems_of(sentence), substance_of(sentence)
        shares = [(len(own & unit.stems) / len(own) if own else 0.0, number) for number, unit in enumerate(self.units)]
        nearest = max((share for share, _ in shares), default=0.0)
        if nearest < _NEARLY_ALL:
            return ""
        faults = [
            fault_of(sentence, substance, self.units[number], True, self.people, self.grades)
            for share, number in shares
            if share == nearest
        ]
        return "" if any(fault in _MENDABLE for fault in faults) else faults[0]

    def _carry_parts(self, sentence: str, cuts: list[int], at: int, left: int, known: dict[tuple[int, int], Support]) -> Support:
        """The rest of a sentence from cut `at`, in at most `left` parts, the longest first part that is carried first."""
        if at == len(cuts) - 1:
            return Support()
        for end in range(len(cuts) - 1, at, -1):
            if left == 1 and end < len(cuts) - 1:
                break
            part = sentence[cuts[at] : cuts[end]].strip(" ,;:–—-")
            support = known.get((at, end)) or known.setdefault((at, end), self._carry_part(part, at == 0))
            if not support.units:
                continue
            rest = self._carry_parts(sentence, cuts, end, left - 1, known)
            if rest.units or end == len(cuts) - 1:
                return Support((*support.units, *rest.units))
        return Support(reason="wording")

    def _carry_part(self, part: str, is_opening: bool) -> Support:
        """The one unit that carries a part, the one with most of its words first."""
        substance = substance_of(part)
        if not _is_substantial(part, 2) or (not is_opening and _is_because(part)):
            return Support(reason="wording")
        shared = {number: _share(substance, unit) for number, unit in enumerate(self.units)}
        reason = "wording"
        for place, number in enumerate(sorted(shared, key=lambda number: -shared[number])):
            unit = self.units[number]
            if place and not _is_worded(part, substance, unit):
                continue  # the reason is that of the nearest unit, and no other one without the words carries it
            fault = fault_of(part, substance, unit, is_opening, self.people, self.grades)
            if not fault and self._has_rival(part, shared, number):
                fault = "thing"
            if not fault:
                return Support((unit,))
            reason = fault if place == 0 else reason
        return Support(reason=reason)

    def _has_rival(self, part: str, shared: Mapping[int, int], number: int) -> bool:
        """Whether another source sentence has more of the words of a part, and another value where the part has its own."""
        said = [value for value in values(part) if value.kind != "date"]
        for other, unit in enumerate(self.units):
            if not said or unit.is_ours or shared[other] <= shared[number]:
                continue
            held = values(unit.text)
            if any({one.kind for one in held} >= {value.kind} and not any(is_same(value, one) for one in held) for value in said):
                return True
        return False


def substance_of(part: str) -> frozenset[str]:
    """The stems that a part of a sentence claims something with: no value, no plain word."""
    return stems_of(without_values(part)) - plain_terms()


def fault_of(part: str, substance: frozenset[str], unit: Unit, is_opening: bool, people: People, grades: Sequence[Grade]) -> str:
    """Why a unit does not carry a part, in one word; "" where it does."""
    if _is_verbatim(part, unit.text):
        return ""
    if not _are_quotes_verbatim(part, unit.text):
        return "quote"
    if fault := misvalued(part, unit):
        return fault
    if fault := misattributed(part, unit, people):
        return fault
    if misgraded(part, unit, grades):
        return "grade"
    if not all(_is_known(word, unit) for word in capitals(part, is_opening)):
        return "name"
    if not _is_worded(part, substance, unit):
        return "wording"
    is_told_whole = _coverage(substance, unit) >= _ALIGNED
    part, text = _without_quotes(part, unit.text)
    clause = text if is_told_whole else aligned(text, substance, _ALIGNED)
    return _turned(part, clause, unit, is_told_whole) or ("negation" if _is_negated_otherwise(part, clause, substance) else "")


def _without_quotes(part: str, text: str) -> tuple[str, str]:
    """Both without what the part quotes word for word, which says of itself what it says."""
    part, text = part.translate(_QUOTES), text.translate(_QUOTES)
    for quote in quotes_in(part) or ():
        if quote:
            part, text = part.replace(quote, "", 1), text.replace(quote, "", 1)
    return part, text


def _is_negated_otherwise(part: str, clause: str, substance: frozenset[str]) -> bool:
    """Whether a part says no where its source does not, or the other way round.

    Of a source sentence of several clauses the one that holds all the part's words decides, unless the part has as many clauses:
    "work has not been done" is not carried by "work has been done, but more is not yet in place".
    """
    if len(_clauses(part)) != len(_clauses(clause)):
        clause = aligned(clause, substance, 1.0)
    return _negations(part) % 2 != _negations(clause) % 2


def _is_because(part: str) -> bool:
    """Whether a part gives a cause, or what followed, for the part before it: two sentences of a source do not make one the other's."""
    match = turns()["cause"].search(part)
    return match is not None and len(part[: match.start()].split()) <= _BEFORE_CAUSE


def _is_verbatim(part: str, text: str) -> bool:
    """Whether a part is the source sentence itself, but for its marks."""
    return fold(part).strip(" .\"'") == fold(text).strip(" .\"'")


def _coverage(substance: frozenset[str], unit: Unit) -> float:
    """Share of the source sentence's words of substance that a part tells."""
    own = substance_of(unit.text)
    return sum(not alike(stem).isdisjoint(substance) for stem in own) / len(own) if own else 0.0


def _share(substance: frozenset[str], unit: Unit) -> int:
    return sum(not alike(stem).isdisjoint(unit.stems) for stem in substance)


def _is_substantial(part: str, least: int) -> bool:
    return len(substance_of(part)) + len(values(part)) >= least


def _is_worded(part: str, substance: frozenset[str], unit: Unit) -> bool:
    """Whether every word of substance is the source's, most of them in the sentence itself, and none with an opposite elsewhere."""
    near = unit.stems | unit.beside
    is_held = all(not alike(stem).isdisjoint(near) for stem in substance)
    is_exact = all(stem in unit.stems for stem in substance & opposed_terms())
    least = 1.0 if turns()["cause"].search(part) else _ENOUGH  # a cause and what it causes stand in one sentence, or nobody said so
    return is_held and is_exact and _share(substance, unit) >= least * len(substance)


def _is_known(word: str, unit: Unit) -> bool:
    """Whether a name stands in the source or in what is known of it; plain words and stop words are no names."""
    stems = stems_of(word)
    return not stems or stems <= plain_terms() or not stems.isdisjoint(unit.stems | unit.beside) or word in words(unit.scope)


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


def _turned(part: str, clause: str, unit: Unit, is_told_whole: bool) -> str:
    """The kind of turning words that only one of both has; "" where they agree. "May 2025" is no "may"."""
    part, clause, text, scope = (without_values(one) for one in (part, clause, unit.text, unit.scope))
    for kind, turning in turns().items():
        said, held, near = ([fold(match[0]) for match in turning.finditer(one)] for one in (part, text, clause))
        if kind in turns_that("exact") and Counter(said) - Counter(held):
            return kind
        if kind in turns_that("counted") and len(said) > len(held):
            return kind
        if said and not turning.search(scope) and not _stands_in(scope, kind, is_reversed=True):
            return kind
        least = len(near) if is_told_whole and kind in turns_that("kept_in_number") else min(1, len(near))
        if kind in turns_that("kept") and len(said) < least and not _stands_in(part, kind):
            return kind
    return ""


def _stands_in(text: str, kind: str, is_reversed: bool = False) -> bool:
    """Whether another kind of turning words stands for one that is left out; reversed: one that this kind may stand for."""
    pairs = standing_for()
    others = [one for one, other in pairs.items() if other == kind] if is_reversed else [pairs[kind]] if kind in pairs else []
    return any(turns()[other].search(text) for other in others)


def _negations(text: str) -> int:
    return len(pattern("negation").findall(text))


def quotes_in(text: str) -> list[str] | None:
    """What a sentence puts in quotation marks; None where a mark is left open."""
    plain = text.translate(_QUOTES)
    if plain.count('"') % 2:
        return None
    return [(one or other).strip().rstrip(".,;:!?") for one, other in _QUOTED.findall(plain)]


def _are_quotes_verbatim(part: str, text: str) -> bool:
    """Whether everything in quotation marks stands in the source, character for character but for the form of the marks."""
    found = quotes_in(part)
    plain = " ".join(text.translate(_QUOTES).split())
    return found is not None and all(quote in plain for quote in found)
