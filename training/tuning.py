"""Tunes the embedding model to reports: a question is drawn to the sentence and to the passage that answer it.

python -m training.tuning [--config FILE] [--to FOLDER]

Each step takes one document: its questions, and among its sentences and its passages the right ones to be found (a softmax over
cosine similarities; Multiple Negatives Ranking of Henderson et al., 2017, with the document's own sentences as hard negatives). What
changed is kept as low-rank differences of the weights, which peel_qa.index.tuning puts on top of the bundled model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, normalize

from peel_qa.environment import prepare_environment
from peel_qa.index.models import model_folder
from peel_qa.index.tuning import FOLDER, add_to, differences, write_tuning
from peel_qa.settings import PLAIN_MODEL
from peel_qa.text import sentences
from training import configuration
from training.records import Example
from training.sources import domain

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """A document to be searched: its sentences (bare, and under their heading), its passages, and questions with the right ones' numbers.

    `right_sentence` and `right_passage` are of shape (questions,).
    """

    sentences: list[str]
    headed: list[str]
    passages: list[str]
    questions: list[str]
    right_sentence: Numbers
    right_passage: Numbers


def documents(folders: Sequence[Path]) -> list[Asked]:
    """Our whole documents with the questions that they answer, in the order of their files."""
    by_document: dict[str, list[Example]] = {}
    for folder in folders:
        for example in domain(folder):
            if example.source == "document":
                by_document.setdefault(example.group, []).append(example)
    return [asked for examples in by_document.values() if (asked := _asked(examples)).questions]


def _asked(examples: Sequence[Example]) -> Asked:
    found = Asked([], [], [], [], np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    first: dict[tuple[str, str], tuple[int, int]] = {}
    right: list[tuple[int, int]] = []
    for example in examples:
        key = (example.heading, example.passage)
        spans = list(sentences(example.passage))
        if key not in first:
            first[key] = (len(found.passages), len(found.sentences))
            heading = example.heading.rpartition(" > ")[2]  # without the force
            found.passages.append(f"{heading}. {example.passage}")
            found.sentences.extend(example.passage[start:end] for start, end in spans)
            found.headed.extend(f"{heading}. {example.passage[start:end]}" for start, end in spans)
        if example.answerable and example.spans:
            middle = sum(example.spans[0]) / 2
            at = next((n for n, (start, end) in enumerate(spans) if start <= middle <= end), None)
            if at is not None:
                found.questions.append(example.question)
                right.append((first[key][1] + at, first[key][0]))
    both = np.array(right, dtype=np.int64).reshape(-1, 2)
    return Asked(found.sentences, found.headed, found.passages, found.questions, both[:, 0], both[:, 1])


class Encoder:
    """The model with its tokeniser. Texts in, unit vectors out."""

    def __init__(self, folder: Path, frozen_layers: int, longest: int) -> None:
        """Load; the word embeddings and the first layers keep their weights."""
        prepare_environment()
        from transformers import AutoModel, AutoTokenizer

        self.tokens = AutoTokenizer.from_pretrained(str(folder))
        self.network = AutoModel.from_pretrained(str(folder))
        self.longest = longest
        still = ("embeddings.", *(f"encoder.layer.{n}." for n in range(frozen_layers)))
        for name, weights in self.network.named_parameters():
            weights.requires_grad_(not name.startswith(still))
        for part in self.network.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.05

    def encode(self, texts: Sequence[str], at_once: int = 24) -> torch.Tensor:
        """Unit vectors, shape (texts, dimension); texts of like length go through together."""
        order = np.argsort([len(text) for text in texts], kind="stable")
        found = []
        for first in range(0, len(texts), at_once):
            some = [texts[number] for number in order[first : first + at_once]]
            batch = self.tokens(some, padding=True, truncation=True, max_length=self.longest, return_tensors="pt")
            with torch.autocast("cpu", torch.bfloat16):
                hidden = self.network(**batch).last_hidden_state.float()
            mask = batch["attention_mask"][..., None]
            found.append(normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1))
        back = np.empty(len(texts), dtype=np.int64)
        back[order] = np.arange(len(texts))
        return torch.cat(found)[torch.from_numpy(back)]


def loss_of(encoder: Encoder, asked: Asked, config: dict[str, Any], chance: np.random.Generator) -> torch.Tensor:
    """How badly the right sentences and passages of one document are told from its others."""
    some = np.arange(len(asked.questions))
    if len(some) > config["questions"]:
        some = chance.choice(some, config["questions"], replace=False)
    right = np.unique(asked.right_sentence[some])
    others = np.setdiff1d(np.arange(len(asked.sentences)), right)
    kept = min(len(others), max(0, config["sentences"] - len(right)))
    chosen = np.concatenate([right, chance.choice(others, kept, replace=False)])
    texts = asked.headed if chance.random() < 0.5 else asked.sentences
    vectors = encoder.encode([asked.questions[number] for number in some] + [texts[number] for number in chosen])
    questions, candidates = vectors[: len(some)], vectors[len(some) :]
    place = {number: at for at, number in enumerate(chosen)}
    wanted = torch.tensor([place[number] for number in asked.right_sentence[some]])
    by_sentence = cross_entropy(questions @ candidates.T * config["scale"], wanted)
    by_passage = cross_entropy(questions @ encoder.encode(asked.passages).T * config["scale"], torch.from_numpy(asked.right_passage[some]))
    return by_sentence + config["passage_weight"] * by_passage


def measure(encoder: Encoder, held: Sequence[Asked]) -> dict[str, float]:
    """Share of the questions whose sentence, and whose passage, is the nearest of its document."""
    encoder.network.eval()
    sentence = passage = asked_of = 0
    with torch.no_grad():
        for asked in held:
            questions = encoder.encode(asked.questions)
            sentence += int(((questions @ encoder.encode(asked.sentences).T).argmax(1).numpy() == asked.right_sentence).sum())
            passage += int(((questions @ encoder.encode(asked.passages).T).argmax(1).numpy() == asked.right_passage).sum())
            asked_of += len(asked.questions)
    encoder.network.train()
    return {"questions": asked_of, "sentence_first": round(sentence / asked_of, 4), "passage_first": round(passage / asked_of, 4)}


def train(encoder: Encoder, seen: Sequence[Asked], config: dict[str, Any], seed: int) -> None:
    """All steps: the rate rises over the first, then falls to nothing."""
    chance = np.random.default_rng(seed)
    weights = [w for w in encoder.network.parameters() if w.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=config["rate"], weight_decay=0.01)
    encoder.network.train()
    began = time.perf_counter()
    for step, asked in enumerate(_stream(seen, config["steps"], chance)):
        for group in optimiser.param_groups:
            group["lr"] = config["rate"] * min(1.0, step / config["warmup_steps"]) * (1 - step / config["steps"])
        optimiser.zero_grad()
        loss = loss_of(encoder, asked, config, chance)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        if step % 20 == 0:
            print(json.dumps({"step": step, "loss": round(loss.item(), 3), "seconds": round(time.perf_counter() - began)}), flush=True)


def _stream(seen: Sequence[Asked], steps: int, chance: np.random.Generator) -> Iterator[Asked]:
    left: list[int] = []
    for _ in range(steps):
        left = left or chance.permutation(len(seen)).tolist()
        yield seen[left.pop()]


def main() -> None:
    """Train, keep the differences, and measure with them as they are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=configuration.FOLDER / "config.toml")
    parser.add_argument("--to", type=Path, default=FOLDER)
    given = parser.parse_args()
    whole = configuration.load(given.config)
    config = whole["tuning"]
    torch.manual_seed(whole["seed"])
    torch.set_num_threads(whole["workers"])
    base = model_folder(PLAIN_MODEL)
    if base is None:
        raise SystemExit("The bundled embedding model is not installed: run `make install`")
    every = documents([configuration.ROOT / folder for folder in config["data"]])
    held, seen = every[:: config["held_back_of"]], [a for n, a in enumerate(every) if n % config["held_back_of"]]
    encoder = Encoder(base, config["frozen_layers"], config["longest"])
    before = {name: weights.clone() for name, weights in encoder.network.state_dict().items()}
    untuned = measure(encoder, held)
    train(encoder, seen, config, whole["seed"])
    kept = differences(before, encoder.network.state_dict(), config["rank"])
    encoder.network.load_state_dict(before)
    add_to(encoder.network, kept)
    figures = {"before": untuned, "after": measure(encoder, held)}
    write_tuning(kept, given.to, base, config["rank"], figures)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
