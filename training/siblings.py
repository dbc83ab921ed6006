"""Our own pairs put together anew: questions beside other passages of their document, and behind another question.

Every question of a document is answered by one passage of it at most, so that any other passage is a true negative; the nearest
ones, as the product's own embedding model sees them, are what a search puts beside the right one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from peel_qa.index.embedding import Embedder
from training.records import Example

_NEAREST = 3
AMONG = 5
"""Nearest other passages among which a group takes its own."""


def siblings(examples: Sequence[Example], embedder: Embedder, nearest: int = _NEAREST) -> dict[int, list[tuple[str, str]]]:
    """For each question of a document, by its number: heading and text of the nearest other passages, nearest first."""
    numbers = [i for i, e in enumerate(examples) if e.source == "document"]
    passages = list(dict.fromkeys((e.group, e.heading, e.passage) for e in examples if e.source == "document"))
    if not numbers:
        return {}
    places = np.array([group for group, _, _ in passages], dtype=object)
    vectors = embedder.embed([f"{heading}. {text}" for _, heading, text in passages])
    asked = embedder.embed([examples[i].question for i in numbers])
    found = {}
    for row, number in enumerate(numbers):
        own = examples[number]
        others = [i for i in np.flatnonzero(places == own.group) if passages[i][2] != own.passage]
        ranked = sorted(others, key=lambda i: -float(vectors[i] @ asked[row]))
        found[number] = [passages[i][1:] for i in ranked[:nearest]]
    return found


def negatives(
    examples: Sequence[Example], near: dict[int, list[tuple[str, str]]], per_answer: float, chance: random.Random
) -> list[Example]:
    """For each answerable question of a document, with this chance, one of its nearest other passages, which does not answer it."""
    made = []
    for number, places in near.items():
        if places and examples[number].answerable and chance.random() < per_answer:
            heading, text = chance.choice(places)
            made.append(
                replace(examples[number], heading=heading, passage=text, answerable=False, spans=(), kind="sibling", contradicts=None)
            )
    return made


def groups(
    examples: Sequence[Example], near: dict[int, list[tuple[str, str]]], size: int, shares: tuple[float, float], chance: random.Random
) -> list[list[Example]]:
    """Questions of documents, each beside its own passage and up to `size` of the nearest others, so that these are ranked.

    A question that its passage does not answer comes with one other. `shares` are the chances that an answered question, and one
    that is not, takes part.
    """
    made = []
    for number, example in enumerate(examples):
        if example.source != "document" or chance.random() >= shares[0 if example.answerable else 1]:
            continue
        places = near.get(number, [])
        places = chance.sample(places, min(size if example.answerable else 1, len(places)))
        beside = [
            replace(example, heading=heading, passage=text, answerable=False, spans=(), kind="sibling", contradicts=None)
            for heading, text in places
        ]
        made.append([example, *beside])
    return made


def going_on(examples: Sequence[Example], share: float, chance: random.Random) -> list[Example]:
    """The examples, a share of them as follow-ups: another question about their passage stands before them, as conversations join them."""
    by_passage: dict[str, list[str]] = {}
    for example in examples:
        by_passage.setdefault(example.passage, []).append(example.question)
    made = []
    for example in examples:
        before = [question for question in by_passage[example.passage] if question != example.question]
        goes_on = bool(before) and chance.random() < share
        made.append(replace(example, question=f"{chance.choice(before)} {example.question}") if goes_on else example)
    return made
