"""Examples for training and for measuring, made once from the data sets and kept in the work folder."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from peel_qa.environment import prepare_environment
from peel_qa.index.embedding import Embedder, model_folder
from peel_qa.reading.layout import Layout
from peel_qa.settings import PLAIN_MODEL
from training import configuration, sources
from training.negatives import Miner
from training.records import Example
from training.windows import Cutter

GENERAL = "general.jsonl"
HELD_BACK = "held-back.jsonl"


def base_layout() -> Layout:
    """The layout with the tokeniser of the model that training starts from."""
    folder = model_folder(PLAIN_MODEL)
    assert folder is not None
    return Layout.load(folder / "tokenizer.json")


def write(path: Path, examples: Iterable[Example]) -> None:
    """One example a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(e.to_dict(), ensure_ascii=False) + "\n" for e in examples), encoding="utf-8")


def read(path: Path) -> list[Example]:
    """Back from a file."""
    return [Example.from_dict(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


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
    embedder = Embedder(PLAIN_MODEL)
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
    for (source, kind), count in sorted(Counter((e.source, e.kind) for e in kept).items()):
        print(f"{source:12} {kind:18} {count:6}")


if __name__ == "__main__":
    prepare_environment()
    prepare(configuration.load())
