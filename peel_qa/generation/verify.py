"""The gate that every sentence of a language model passes, or does not, before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from peel_qa.facts.records import Facts
from peel_qa.generation.attribution import needs_speaker, people_of
from peel_qa.generation.deadline import NO_HURRY, Deadline
from peel_qa.generation.exhibits import Exhibit, Place, Unit, places_once
from peel_qa.generation.fault import is_substantial
from peel_qa.generation.form import leaks, misshapen
from peel_qa.generation.stream import Draft
from peel_qa.generation.support import Ground, Support
from peel_qa.generation.words import table

REASONS: dict[str, str] = {
    "link": "it holds an address",
    "markup": "it holds markup",
    "instruction": "it gives an instruction",
    "self": "it speaks of itself",
    "letters": "it holds characters of another script",
    "length": "it is too long",
    "leak": "it repeats its instructions",
    "citation": "it cites no passage that was given",
    "empty": "it claims nothing that can be checked",
    "quote": "it quotes what its source does not say word for word",
    "figure": "it has a figure that its source does not have",
    "count": "it leaves out how many its source speaks of",
    "kind": "it says of them in general what its source says of some kind of them",
    "voice": "it has those do something to whom it is done in its source, or the other way round",
    "now": "it tells of now what its source does not",
    "excess": "it leaves out or adds that something is too much",
    "placing": "it turns the direction of what its source says",
    "limit": "it leaves out when its source says that it holds",
    "date": "it has a date that is not its source's",
    "bound": "it makes more or less of a figure than its source",
    "thing": "it gives a figure to another thing",
    "who": "it says of one what its source says of another",
    "able": "it takes what can be done for what is done, or the other way round",
    "nearly": "it says of all what its source says of nearly all, or the other way round",
    "order": "it puts before what its source puts after, or the other way round",
    "compare": "it compares otherwise than its source",
    "among": "it says of one alone what its source says of several",
    "forces": "it says of all forces what its source says of one",
    "degree": "it makes more of something than its source",
    "name": "it has a name that its source does not have",
    "role": "it gives somebody an office that its source does not give",
    "speaker": "it has somebody say what another says, or leaves out who says it",
    "grade": "it gives a grade that its source does not give",
    "wording": "it has words that its source does not have",
    "negation": "it says the opposite of its source",
    "verdict": "it answers yes or no where the documents answer otherwise",
    "duty": "it takes what should be done for what is done, or the other way round",
    "area": "it takes an area for improvement for what is done, or makes one of what is none",
    "plan": "it takes a plan for a fact, or the other way round",
    "possible": "it makes sure what its source leaves open, or the other way round",
    "partly": "it makes whole what its source says in part, or the other way round",
    "condition": "it leaves out or adds a condition",
    "denial": "it leaves out or adds a denial",
    "belief": "it takes an opinion for a fact, or the other way round",
    "all": "it says of all what its source does not say of all",
    "none": "it says of none what its source does not say of none",
    "most": "it says of many what its source does not say of so many",
    "some": "it says of some what its source does not say of so few",
    "only": "it says of one alone what its source does not",
    "cause": "it names a cause that its source does not name",
    "change": "it tells of a change that its source does not tell of",
    "best": "it ranks what its source does not rank",
}
"""Why a sentence is left out: the word that is counted, and how it is told."""
_CONTRADICTING = frozenset(["verdict", "negation", "grade"])
"""Reasons that mean, where the sentence is about what our own answer says, that the two contradict each other."""
_UNFIT = frozenset(["link", "markup", "instruction", "self", "letters", "length", "leak", "empty", "verdict"])
"""Reasons that no other citation takes away."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that was looked at: as it may be shown, with what carries it; or the reason why it may not."""

    text: str
    places: tuple[Place, ...] = ()
    reason: str = ""
    is_contradiction: bool = False

    @property
    def is_unfit(self) -> bool:
        """Whether it may not be shown whatever passages it cites."""
        return self.reason in _UNFIT

    @property
    def is_sound(self) -> bool:
        """Whether it may be shown."""
        return not self.reason


class Verifier:
    """Holds the sentences of one answer against its exhibits and against what our own answer says."""

    def __init__(
        self,
        exhibits: Sequence[Exhibit],
        statements: Sequence[Unit],
        facts: Facts,
        direct: str,
        instructions: str,
        deadline: Deadline = NO_HURRY,
    ) -> None:
        """Get ready; `direct` is the first line of our own answer, `instructions` what the model was told.

        Every check is given up where the deadline passes meanwhile.
        """
        self._numbers = frozenset(exhibit.number for exhibit in exhibits)
        self._units = [*(unit for exhibit in exhibits for unit in exhibit.units), *statements]
        self._statements = list(statements)
        self._texts = [exhibit.text for exhibit in exhibits]
        self._people = people_of(facts.people)
        self._facts = facts
        self._deadline = deadline
        self._verdict = verdict_of(direct)
        self._instructions = instructions

    def check(self, draft: Draft) -> Checked:
        """Look at a sentence, with the passages that it cites.

        Raises:
            ModelFailure: "late", where the deadline has passed.
        """
        self._deadline.keep()
        text = draft.text
        if reason := misshapen(text):
            return Checked(text, reason=reason)
        if leaks(text, self._instructions, self._texts):
            return Checked(text, reason="leak")
        said = verdict_of(text)
        if said and said != self._verdict:
            return Checked(text, reason="verdict", is_contradiction=True)
        if said:
            text = without_verdict(text)
        if not is_substantial(text, 2):
            return Checked(text, reason="empty")
        if not draft.cited or not set(draft.cited) <= self._numbers:
            return Checked(text, reason="citation")
        return self._held_against(text, [unit for unit in self._units if not set(draft.cited).isdisjoint(unit.exhibits)])

    def cite_anew(self, draft: Draft) -> Checked:
        """A sentence held against every passage: where some carry it, those are its citations."""
        found = self.check(Draft(draft.text, tuple(self._numbers)))
        return found if found.is_sound else Checked(draft.text, reason="citation")

    def _held_against(self, text: str, units: Sequence[Unit]) -> Checked:
        found: Support = self._ground(units).carry(text)
        if not found.units:
            return Checked(text, reason=found.reason, is_contradiction=self._contradicts(text, found.reason))
        if needs_speaker(text, found.units, self._people):
            return Checked(text, reason="speaker")
        return Checked(text, tuple(places_once(place for unit in found.units for place in unit.places)))

    def _contradicts(self, text: str, reason: str) -> bool:
        """Whether a sentence fails against our own answer itself for a reason that means a contradiction."""
        if reason not in _CONTRADICTING or not self._statements:
            return False
        return self._ground(self._statements).carry(text).reason in _CONTRADICTING

    def _ground(self, units: Sequence[Unit]) -> Ground:
        return Ground(units, self._people, self._facts.grades, self._deadline)


def verdict_of(text: str) -> str:
    """Whether a text begins with a yes, a no, or something between; "" where it begins with none of them."""
    for name, words in table("verdicts").items():
        if re.match(rf"(?:{'|'.join(words)})\b(?=\s*[,.:;–—-]|$)", text.strip(), re.IGNORECASE):
            return name
    return ""


def without_verdict(text: str) -> str:
    """A sentence without the yes or no that it begins with."""
    rest = re.sub(r"^[^,.:;–—-]{2,25}[,.:;–—-]\s*", "", text.strip(), count=1)
    return rest[:1].upper() + rest[1:]
