"""Examples for training and for measuring, made once from the data sets and kept in the work folder."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peel_qa.environment import prepare_environment
from peel_qa.index.embedding import Embedder
from peel_qa.settings import Settings
from training import beside, configuration, sources
from training.base import base_layout
from training.beside import Beside
from training.mining import mine
from training.negatives import Miner
from training.records import DOCUMENTS, GENERAL, GENERAL_BESIDE, HELD_BACK, PAIRS, Example, write
from training.windows import Cutter


def _share(examples: Sequence[Example], share: float, chance: random.Random) -> list[Example]:
    return list(examples) if share >= 1 else chance.sample(list(examples), round(len(examples) * share))


def prepare(config: dict[str, Any], work: Path = configuration.WORK) -> None:
    """Write the general training examples (windows and hard negatives) and the held-back articles (whole paragraphs)."""
    data, mixture = config["data"], config["mixture"]
    folder = configuration.ROOT / data["folder"]
    if not folder.is_dir():
        raise SystemExit(f"The data sets are not in {folder}. training/README.md says what they are; the folder is set in config.toml.")
    chance = random.Random(config["seed"])
    cutter = Cutter(base_layout(), data["window_tokens"])
    embedder = Embedder.of(Settings())
    squad2 = list(sources.squad(folder / "squad2-dev-half.json.gz", "squad2"))
    held = [e for e in squad2 if e.group in data["held_back_articles"]]
    write(work / HELD_BACK, held)
    squad2 = [e for e in squad2 if e.group not in data["held_back_articles"]]
    shifts = list(sources.squad(folder / "squadshifts-new-wiki.json.gz", "squadshifts"))
    kept: list[Example] = []
    for examples, share in ((squad2, mixture["squad2"]), (shifts, mixture["squadshifts"])):
        part = _share(examples, share, chance)
        kept += (cutter.shorten(e, chance) for e in part)
        kept += Miner(part, cutter, embedder, chance).negatives(mixture["negatives_per_answer"])
    for name in ("policyqa-dev", "policyqa-test"):
        part = _share(list(sources.squad(folder / f"{name}.json.gz", "policyqa")), mixture["policyqa"], chance)
        kept += (cutter.shorten(e, chance) for e in part)
    covid = _share(list(sources.squad(folder / "covid-qa.json.gz", "covid")), mixture["covid"], chance)
    kept += (cutter.shorten(e, chance) for e in covid)
    for name in ("selqa-ass-dev", "selqa-ass-test"):
        kept += _share(list(sources.selqa(folder / f"{name}.json.gz")), mixture["selqa"], chance)
    write(work / GENERAL, kept)
    own = sources.parts(config)["train"]
    write(work / PAIRS, (e for e in own if e.source == "domain"))
    documents = [e for e in own if e.source == "document"]
    beside.write(work / DOCUMENTS, mine(documents, [(e.group, e.heading, e.passage) for e in documents], embedder))
    articles = [one for examples in (squad2, shifts) for one in _articles(examples, cutter, embedder, chance)]
    beside.write(work / GENERAL_BESIDE, articles)
    for (source, kind), count in sorted(Counter((e.source, e.kind) for e in kept).items()):
        print(f"{source:12} {kind:18} {count:6}")


def _articles(examples: Sequence[Example], cutter: Cutter, embedder: Embedder, chance: random.Random) -> list[Beside]:
    """The answered questions of articles, each in a window of its paragraph, beside other windows and sentences of its article."""
    paragraphs = dict.fromkeys((e.group, e.passage) for e in examples)
    places = [(group, "", text[start:end]) for group, text in paragraphs for start, end in cutter.all_windows(text)]
    return mine([cutter.shorten(e, chance) for e in examples if e.spans], places, embedder)


if __name__ == "__main__":
    prepare_environment()
    prepare(configuration.load())
