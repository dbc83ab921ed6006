"""Trains the reader. It can be broken off at any time and goes on from its last checkpoint.

python -m training.train [--config FILE] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from peel_qa.environment import prepare_environment
from peel_qa.index.embedding import Embedder, model_folder
from peel_qa.settings import PLAIN_MODEL
from training import configuration, siblings, sources
from training.batches import IGNORED, Batch, Item, batch, in_groups, items, parts_of, shuffled
from training.model import ReaderModel, build
from training.prepare import GENERAL, base_layout, prepare, read
from training.records import Example

CHECKPOINT = "checkpoint.pt"


def domain_part(config: dict[str, Any], part: str) -> list[Example]:
    """Our own pairs of one part: `train`, `curve` or `test`."""
    data = config["data"]
    percents = {"domain": data["domain_held_back_percent"], "document": data["documents_held_back_percent"]}
    found = sources.domain(configuration.ROOT / data["domain"])
    return [e for e in found if sources.part_of(e.group, percents[e.source]) == part]


class Stream:
    """Batches without end: pass after pass over a stage's mixture, each pass shuffled by the seed and its number.

    A pass holds a part of squad2 and of the other sets (the next pass another part), our own pairs, and questions of our
    documents beside other passages of them. Our own pairs are read again at each pass, so that pairs which are written meanwhile
    take part.
    """

    def __init__(self, config: dict[str, Any], work: Path) -> None:
        """Lay out the general examples once."""
        self._config, self._layout = config, base_layout()
        general = read(work / GENERAL)
        self._squad2 = list(items([e for e in general if e.source == "squad2"], self._layout))
        self._others = list(items([e for e in general if e.source != "squad2"], self._layout))
        random.Random(config["seed"]).shuffle(self._others)
        self._embedder = Embedder(PLAIN_MODEL)

    def one_pass(self, number: int, stage: dict[str, Any]) -> list[list[Item]]:
        """The batches of a pass."""
        chance = random.Random(self._config["seed"] + number)
        squad2 = self._squad2[number % stage["squad2_parts"] :: stage["squad2_parts"]]
        others = self._others[number % stage["others_parts"] :: stage["others_parts"]]
        ours = domain_part(self._config, "train")
        if stage.get("others_beside"):
            return self._groups(number, stage, [*squad2, *others], ours, chance)
        near = siblings.siblings(ours, self._embedder) if stage["siblings_per_answer"] else {}
        beside = list(items(siblings.negatives(ours, near, stage["siblings_per_answer"], chance), self._layout))
        own = list(items(siblings.going_on(ours, stage["follow_ups"], chance), self._layout))
        found = squad2 + others + own * stage["domain_repeats"] + beside
        print(
            f"pass {number}: {len(squad2)} of squad2, {len(others)} others, {len(own)} own pairs, {len(beside)} beside another passage",
            flush=True,
        )
        return shuffled(found, self._config["optimiser"]["batch_tokens"], chance)

    def _groups(
        self, number: int, stage: dict[str, Any], general: list[Item], ours: list[Example], chance: random.Random
    ) -> list[list[Item]]:
        """The batches of a pass in which questions of our documents stand beside several passages."""
        asked = siblings.going_on(ours, stage["follow_ups"], chance)
        near = siblings.siblings(ours, self._embedder, siblings.AMONG)
        found = siblings.groups(asked, near, stage["others_beside"], (stage["share_answered"], stage["share_unanswered"]), chance)
        groups = [list(items(group, self._layout)) for group in found]
        single = list(items([e for e in asked if e.source != "document"], self._layout)) * stage["domain_repeats"]
        print(
            f"pass {number}: {len(general)} of general sets, {len(single)} pairs, {len(groups)} questions beside more passages", flush=True
        )
        return in_groups(groups, general + single, self._config["optimiser"]["batch_tokens"], chance)

    def after(self, number: int, position: int, stage: dict[str, Any]) -> Iterator[tuple[int, int, list[Item]]]:
        """Batches from a place on, each with the place that follows it."""
        while True:
            batches = self.one_pass(number, stage)
            for index in range(position, len(batches)):
                yield number, index + 1, batches[index]
            number, position = number + 1, 0


def loss_of(model: ReaderModel, given: Batch, weights: dict[str, Any]) -> torch.Tensor:
    """Cross entropy of the answer's two ends, of "this passage answers", and, where it is known, of "it says otherwise"."""
    start, end, judged, contrary = model(given.input_ids, given.attention_mask, given.token_type_ids)
    allowed = (given.token_type_ids * given.attention_mask).bool()
    allowed[:, 0] = True
    start, end = (scores.float().masked_fill(~allowed, -1e4) for scores in (start, end))
    known = (given.start != IGNORED).sum().clamp(min=1)
    spans = sum(
        functional.cross_entropy(scores, target, ignore_index=IGNORED, reduction="sum")
        for scores, target in ((start, given.start), (end, given.end))
    )
    loss = spans / (2 * known) + weights["answerable_weight"] * _judgment(judged, given.answerable).mean()
    told = given.contradicts != IGNORED
    if bool(told.any()):
        mean = (_judgment(contrary, given.contradicts) * told).sum() / len(told)
        loss = loss + weights["contradicts_weight"] * mean
    return loss + weights["ranking_weight"] * ranking_loss(judged, given)


def ranking_loss(judged: torch.Tensor, given: Batch) -> torch.Tensor:
    """Cross entropy of the passage that answers among those that a question stands beside; over the questions of a batch with both."""
    is_same = (given.group[:, None] == given.group[None, :]) & (given.group >= 0)[:, None]
    answers = given.answerable > 0
    ranked = answers & (is_same & ~answers[None, :]).any(1)
    if not bool(ranked.any()):
        return judged.sum() * 0.0
    scores = judged.float()
    beside = scores[None, :].masked_fill(~is_same, -1e4)
    beside = beside.masked_fill(answers[None, :] & ~torch.eye(len(scores), dtype=torch.bool, device=scores.device), -1e4)
    return (torch.logsumexp(beside, 1) - scores)[ranked].mean()


def _judgment(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(logits.float(), target.clamp(min=0.0), reduction="none")


def rate_at(step: int, stage: dict[str, Any]) -> float:
    """Part of the full learning rate at a step of a stage: up in a straight line, level, then down in one to a twentieth."""
    if step < stage["warmup_steps"]:
        return float((step + 1) / stage["warmup_steps"])
    if step < stage["decay_from"]:
        return 1.0
    return float(1 - 0.95 * min(1.0, (step - stage["decay_from"]) / max(1, stage["steps"] - stage["decay_from"])))


def _optimiser(model: ReaderModel, values: dict[str, Any]) -> torch.optim.AdamW:
    heads = [*model.span.parameters(), *model.answerable.parameters(), *model.contradicts.parameters()]
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    return torch.optim.AdamW([{"params": body}, {"params": heads}], lr=values["rate"], weight_decay=values["decay"])


class Gradients:
    """Gradients of a batch, a part of it in each thread.

    On a busy processor this is half as fast again as one batch over two threads, which wait for each other in every layer. The
    replicas share the weights and keep their own gradients, so the sum is the same however the threads take turns.
    """

    def __init__(self, model: ReaderModel, workers: int, weights: dict[str, Any], bfloat16: bool) -> None:
        """Make the replicas."""
        self._models = [model, *(copy.deepcopy(model) for _ in range(workers - 1))]
        self._weights, self._bfloat16 = weights, bfloat16
        self._pool = ThreadPoolExecutor(workers)

    def of(self, chosen: list[Item]) -> float:
        """Leave the mean gradient of a batch in the model, and return its loss."""
        parts = parts_of(chosen, len(self._models))
        jobs = [self._pool.submit(self._one, *job) for job in zip(self._models, parts, strict=True) if job[1]]
        losses = [job.result() for job in jobs]
        for parameters in zip(*(model.parameters() for model in self._models), strict=True):
            found = [one.grad for one in parameters if one.grad is not None]
            if found:
                parameters[0].grad = torch.stack(found).sum(0) if len(found) > 1 else found[0]
            for one in parameters[1:]:
                one.grad = None
        return sum(losses)

    def share(self) -> None:
        """Let every replica use the model's weights, which loading may have replaced."""
        for other in self._models[1:]:
            for mine, its in zip(self._models[0].parameters(), other.parameters(), strict=True):
                its.data = mine.data

    def _one(self, model: ReaderModel, part: list[Item]) -> float:
        device = next(model.parameters()).device
        made = batch(part)
        given = Batch(*(getattr(made, name).to(device) for name in Batch.__slots__))
        with torch.autocast(device.type, dtype=torch.bfloat16) if self._bfloat16 else nullcontext():
            loss = loss_of(model, given, self._weights) / len(self._models)
        loss.backward()
        return float(loss.detach())


class Trainer:
    """The model, its optimiser and where training stands: stage, step of the stage, and place in the pass."""

    def __init__(self, config: dict[str, Any], work: Path) -> None:
        """Start anew, or from the checkpoint in the work folder."""
        self.config, self.work = config, work
        torch.manual_seed(config["seed"])
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = build(str(model_folder(PLAIN_MODEL)), **config["model"]["network"]).to(self.device)
        self.optimiser = _optimiser(self.model, config["optimiser"])
        self.stage, self.step, self.number, self.position = 0, 0, 0, 0
        if (work / CHECKPOINT).is_file():
            self._resume()
        workers = 1 if self.device.type == "cuda" else config["workers"]
        self.gradients = Gradients(self.model, workers, config["model"], config["optimiser"]["bfloat16"])
        self.gradients.share()

    def _resume(self) -> None:
        state = torch.load(self.work / CHECKPOINT, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["chance"])
        self.stage, self.step, self.number, self.position = state["stage"], state["step"], state["number"], state["position"]
        print(f"resumed at step {self.step} of stage {self.stage}", flush=True)

    def save(self) -> None:
        """Write the checkpoint beside, then put it in place."""
        state = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "chance": torch.get_rng_state(),
            "stage": self.stage,
            "step": self.step,
            "number": self.number,
            "position": self.position,
        }
        beside = self.work / f"{CHECKPOINT}.new"
        torch.save(state, beside)
        beside.replace(self.work / CHECKPOINT)

    def run(self) -> None:
        """Train to the last step of the last stage; each stage has an optimiser of its own, and begins with a new pass."""
        stages, stream = self.config["stages"], Stream(self.config, self.work)
        self.model.train()
        while True:
            self._run_stage(stream, stages[self.stage])
            self.save()
            if self.stage + 1 == len(stages):
                return
            self.stage, self.step, self.number, self.position = self.stage + 1, 0, self.number + 1, 0
            self.optimiser = _optimiser(self.model, self.config["optimiser"])

    def _run_stage(self, stream: Stream, stage: dict[str, Any]) -> None:
        began, seen, losses = time.monotonic(), 0, []
        if self.step >= stage["steps"]:
            return
        for number, position, chosen in stream.after(self.number, self.position, stage):
            losses.append(self._step(chosen, stage))
            self.step, self.number, self.position, seen = self.step + 1, number, position, seen + len(chosen)
            if self.step % 20 == 0:
                self._log(sum(losses) / len(losses), seen / (time.monotonic() - began))
                losses = []
            if self.step >= stage["steps"]:
                return
            if self.step % self.config["optimiser"]["checkpoint_every"] == 0:
                self.save()

    def _step(self, chosen: list[Item], stage: dict[str, Any]) -> float:
        full = stage.get("rate", self.config["optimiser"]["rate"]), stage.get("head_rate", self.config["optimiser"]["head_rate"])
        for group, rate in zip(self.optimiser.param_groups, full, strict=True):
            group["lr"] = rate * rate_at(self.step, stage)
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.gradients.of(chosen)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        return loss

    def _log(self, loss: float, speed: float) -> None:
        row = {"stage": self.stage, "step": self.step, "pass": self.number, "loss": round(loss, 4), "examples_per_second": round(speed, 2)}
        print(json.dumps(row), flush=True)


def main() -> None:
    """Prepare the data where that was not done, and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=configuration.FOLDER / "config.toml")
    parser.add_argument("--work", type=Path, default=configuration.WORK)
    given = parser.parse_args()
    prepare_environment()
    config = configuration.load(given.config)
    torch.set_num_threads(1 if config["workers"] > 1 else 2)
    if not (given.work / GENERAL).is_file():
        prepare(config, given.work)
    Trainer(config, given.work).run()


if __name__ == "__main__":
    main()
