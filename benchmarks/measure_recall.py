"""Recall of the evidence, both systems over one corpus: `python -m benchmarks.measure_recall CORPUS INDEX`.

The first five passages are the usual measure, but passages of LlamaIndex's splitter are several times as long as ours.
So the same is measured a second time over the first words, as many for both, from the best passage down.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import FIRST_PASSAGES, FIRST_WORDS, ROOT, hand_back
from peel_qa.engine import PeelQA
from peel_qa.evaluation.cases import Case, read_cases
from peel_qa.evaluation.evidence import Finder, Place
from peel_qa.evaluation.plain_llamaindex import PlainLlamaIndex
from peel_qa.evaluation.systems import OurSystem, System
from peel_qa.evaluation.targets import default_cases
from peel_qa.settings import Settings

_PROPOSED = 30


def main(corpus: str, index: str) -> None:
    """Measure each file of cases and each split apart."""
    settings = Settings(corpus=(Path(corpus),), index=Path(index))
    groups: dict[str, list[Case]] = {}
    for path in default_cases(ROOT / "evals"):
        for case in read_cases([path]):
            groups.setdefault(path.stem if path.parent.name != "cases" else f"{case.split} split", []).append(case)
    with PeelQA.open(settings) as qa:
        systems: dict[str, System] = {"peel": OurSystem(qa), "plain": PlainLlamaIndex(qa.index.documents, qa.embedder)}
        finder = Finder(qa.index.documents)
        hand_back({group: {name: recall(system, cases, finder) for name, system in systems.items()} for group, cases in groups.items()})


def recall(system: System, cases: Sequence[Case], finder: Finder) -> dict[str, Any]:
    """Share of the evidence found, averaged over the answerable cases; a follow-up is left out, since one system takes no history."""
    in_passages: list[float] = []
    in_words: list[float] = []
    for case in cases:
        gold = finder.gold(case)
        if not case.answerable or case.history or not gold.pieces:
            continue
        places = system.find(case.question, (), _PROPOSED)
        in_passages.append(gold.share_held(places[:FIRST_PASSAGES]) or 0.0)
        in_words.append(gold.share_held(list(first_words(places, finder))) or 0.0)
    if not in_passages:
        return {"cases": 0}
    count = len(in_passages)
    return {"cases": count, "in_passages": sum(in_passages) / count, "in_words": sum(in_words) / count}


def first_words(places: Sequence[Place], finder: Finder) -> Iterator[Place]:
    """The places down to the word at which the reader stops, the last one cut there."""
    left = FIRST_WORDS
    for place in places:
        words = finder.documents[place.document].text[place.start : place.end].split(maxsplit=left)
        unread = len(words[left]) if len(words) > left else 0
        yield Place(place.document, place.start, place.end - unread)
        left -= min(left, len(words))
        if not left:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
