"""What a pass over the data holds: general sets, our single passages, and questions beside the nearest others of their document."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from training import beside
from training.batches import in_batches
from training.beside import Beside
from training.records import DOCUMENTS, GENERAL, GENERAL_BESIDE, PAIRS, Example, read

Group = Sequence[Example]
"""A question beside several passages or sentences, the one that answers first; or an example by itself."""


class Mixture:
    """Batches without end: pass after pass over a stage's mixture, each drawn by the seed and its number.

    A pass holds a part of the general sets (the next pass another part), all our single passages, and shares of the questions of
    documents and articles, each beside other passages or beside other sentences.
    """

    def __init__(self, config: dict[str, Any], work: Path) -> None:
        """Read what was prepared in the work folder."""
        self._config = config
        self._general, self._pairs = read(work / GENERAL), read(work / PAIRS)
        self._documents, self._articles = beside.read(work / DOCUMENTS), beside.read(work / GENERAL_BESIDE)
        self._by_passage: dict[str, list[str]] = {}
        for example in [*self._pairs, *(one.example for one in self._documents)]:
            self._by_passage.setdefault(example.passage, []).append(example.question)
        random.Random(config["seed"]).shuffle(self._general)

    def one_pass(self, number: int, stage: dict[str, Any]) -> list[list[Group]]:
        """The batches of a pass, each of groups."""
        chance = random.Random(self._config["seed"] + number)
        general = self._general[number % stage["general_parts"] :: stage["general_parts"]]
        groups: list[Group] = [[example] for example in general]
        groups += ([self._going_on([example], stage, chance)[0]] for _ in range(stage["pairs_repeats"]) for example in self._pairs)
        for among, shares in ((self._documents, "documents"), (self._articles, "articles")):
            groups += (self._going_on(group, stage, chance) for group in drawn(among, stage, stage[shares], chance))
        sizes = f"{len(general)} of general sets, {len(groups)} groups, {sum(map(len, groups))} examples"
        print(f"pass {number}: {sizes}", flush=True)
        return in_batches(groups, stage.get("batch_tokens", self._config["optimiser"]["batch_tokens"]), chance)

    def after(self, number: int, position: int, stage: dict[str, Any]) -> Iterator[tuple[int, int, list[list[Group]]]]:
        """Passes from a place on: its number, the place where it goes on, and all its batches."""
        while True:
            yield number, position, self.one_pass(number, stage)
            number, position = number + 1, 0

    def _going_on(self, group: Group, stage: dict[str, Any], chance: random.Random) -> Group:
        """The group, a share of them as follow-ups: another question about the passage stands before theirs, as conversations join them."""
        asked = group[0].question
        before = [question for question in self._by_passage.get(group[0].passage, ()) if question != asked]
        if not before or chance.random() >= stage["follow_ups"]:
            return group
        whole = f"{chance.choice(before)} {asked}"
        return [replace(example, question=whole) for example in group]


def drawn(found: Sequence[Beside], stage: dict[str, Any], shares: dict[str, float], chance: random.Random) -> Iterator[Group]:
    """The groups of a pass.

    `shares` are the chances that a question which is answered, and one which is not, stands beside passages, and that either stands
    beside sentences.
    """
    for one in found:
        example = one.example
        if chance.random() < shares["answered" if example.answerable else "unanswered"]:
            size = stage["passages_beside"] if example.answerable else 1
            yield [example, *(_other(example, *text) for text in _some(one.passages, size, chance))]
        if chance.random() < shares["sentences"] and (one.sentence or not example.answerable):
            own = [one.sentence] if one.sentence else []
            size = stage["sentences_beside"] // (1 if own else 2)
            yield [*own, *(_other(example, *text) for text in _some(one.sentences, size, chance))]


def _some(texts: Sequence[tuple[str, str]], size: int, chance: random.Random) -> list[tuple[str, str]]:
    return chance.sample(list(texts), min(size, len(texts)))


def _other(example: Example, heading: str, text: str) -> Example:
    return replace(example, heading=heading, passage=text, answerable=False, spans=(), kind="beside", contradicts=None)
