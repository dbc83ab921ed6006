"""Which sentences of the sources carry a sentence of a language model, or why none does.

A sentence is carried by one source sentence, or cut into parts that are carried by one each. Words of substance must be the
source's own, but for a list of plain ones; what turns a claim (not, should, may, most, because) must turn it there too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peel_qa.facts.records import Grade
from peel_qa.generation.attribution import People
from peel_qa.generation.deadline import NO_HURRY, Deadline
from peel_qa.generation.doing import leans
from peel_qa.generation.exhibits import Unit
from peel_qa.generation.fault import ENOUGH, fault_of, is_substantial, is_worded, share_of, substance_of
from peel_qa.generation.turning import is_because
from peel_qa.generation.values import is_same, values
from peel_qa.generation.words import alike, stems_of

_NEARLY_ALL = 0.75
_MENDABLE = frozenset(["", "wording"])
"""Faults that a further source sentence may take away: it brings the words that the nearest one lacks."""
_MOST_PARTS = 4
_MOST_JOINTS = 16
"""Places where a sentence may be cut; one with more of them is carried whole or not at all."""
_JOINTS = re.compile(
    r"[,;:](?=\s)|\s[–—-]\s|\s(?=(?:and|but|while|whereas|although|though|which|who|with|or|including|after|when|as)\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Support:
    """The units that carry a sentence, in order; or, where there are none, the reason."""

    units: tuple[Unit, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Ground:
    """What sentences are held against: the units that are cited, and what is known of people and grades.

    Whatever is held against it is given up once the deadline has passed, which is looked at before each comparison of two sentences.
    """

    units: Sequence[Unit]
    people: People
    grades: Sequence[Grade]
    deadline: Deadline = NO_HURRY

    def carry(self, sentence: str) -> Support:
        """What carries a sentence; the reason is that of the source sentence nearest to it.

        Raises:
            ModelFailure: "late", where the deadline has passed.
        """
        if not is_substantial(sentence, 2):
            return Support(reason="empty")
        if veto := self._veto(sentence):
            return Support(reason=veto)
        whole = self._carry_part(sentence, True)
        if whole.units or not self._may_be_carried(sentence):
            return whole
        cuts = [0, *(match.start() for match in _JOINTS.finditer(sentence)), len(sentence)]
        if len(cuts) > _MOST_JOINTS + 2:
            return whole
        found = self._carry_parts(sentence, cuts, 0, _MOST_PARTS, {})
        return found if found.units else whole

    def _may_be_carried(self, sentence: str) -> bool:
        """Whether every word of substance and every figure of a sentence stands anywhere at all; if not, no cutting helps."""
        held = frozenset().union(*(unit.stems | unit.beside | unit.near for unit in self.units))
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
        faults = [self._fault(sentence, substance, self.units[number], True) for share, number in shares if share == nearest]
        return "" if any(fault in _MENDABLE for fault in faults) else faults[0]

    def _carry_parts(
        self,
        sentence: str,
        cuts: list[int],
        at: int,
        left: int,
        known: dict[tuple[int, int], Support],
        before: Unit | None = None,
        is_open: bool = False,
    ) -> Support:
        """The rest of a sentence from cut `at`, in at most `left` parts, the longest first part that is carried first.

        A part that leans on the one `before` it ("which has cut crime") is carried by the same unit or not at all, and so is the one
        behind a part without a verb, which is left `is_open`.
        """
        if at == len(cuts) - 1:
            return Support()
        for end in range(len(cuts) - 1, at, -1):
            if left == 1 and end < len(cuts) - 1:
                break
            part = sentence[cuts[at] : cuts[end]].strip(" ,;:–—-")
            support = known.get((at, end)) or known.setdefault((at, end), self._carry_part(part, at == 0))
            if not support.units or (before is not None and (is_open or leans(part)) and support.units[0] is not before):
                continue
            rest = self._carry_parts(sentence, cuts, end, left - 1, known, support.units[0], leans(part))
            if rest.units or end == len(cuts) - 1:
                return Support((*support.units, *rest.units))
        return Support(reason="wording")

    def _carry_part(self, part: str, is_opening: bool) -> Support:
        """The one unit that carries a part, the one with most of its words first."""
        substance = substance_of(part)
        if not is_substantial(part, 2) or (not is_opening and is_because(part)):
            return Support(reason="wording")
        shared = {number: share_of(substance, unit) for number, unit in enumerate(self.units)}
        reason = "wording"
        for place, number in enumerate(sorted(shared, key=lambda number: -shared[number])):
            unit = self.units[number]
            if place and shared[number] < ENOUGH * len(substance):
                break  # neither this one nor those behind it have the words
            if place and not is_worded(part, substance, unit):
                continue  # the reason is that of the nearest unit, and no other one without the words carries it
            fault = self._fault(part, substance, unit, is_opening)
            if not fault and self._has_rival(part, shared, number):
                fault = "thing"
            if not fault:
                return Support((unit,))
            reason = fault if place == 0 else reason
        return Support(reason=reason)

    def _fault(self, part: str, substance: frozenset[str], unit: Unit, is_opening: bool) -> str:
        self.deadline.keep()
        return fault_of(part, substance, unit, is_opening, self.people, self.grades)

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
