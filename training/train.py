"""Trains the reader. It can be broken off at any time and goes on from its last checkpoint.

python -m training.train [--config FILE] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from peel_qa.environment import prepare_environment
from peel_qa.reading.layout import Layout
from training import configuration
from training.base import base_folder, base_layout
from training.batches import IGNORED, Batch, laid_out
from training.mixture import Group, Mixture
from training.model import ReaderModel, build
from training.records import DOCUMENTS

CHECKPOINT = "checkpoint.pt"


class Laid(Dataset[list[Batch]]):
    """The batches of a pass as tensors, each in a part for every worker; laid out where they are asked for."""

    def __init__(self, batches: Sequence[Sequence[Group]], layout: Layout, parts: int) -> None:
        """Take the groups of each batch."""
        self._batches, self._layout, self._parts = batches, layout, parts

    def __len__(self) -> int:
        """Number of batches."""
        return len(self._batches)

    def __getitem__(self, number: int) -> list[Batch]:
        """The parts of a batch."""
        return laid_out(self._batches[number], self._layout, self._parts)


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
    loss = loss + weights["contradicts_weight"] * (_judgment(contrary, given.contradicts) * told).mean()
    return loss + weights["ranking_weight"] * ranking_loss(judged, given.answerable, given.group)


def ranking_loss(judged: torch.Tensor, answerable: torch.Tensor, group: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the passage that answers among those that a question stands beside; over the questions of a batch with both.

    All have shape (batch,); `group` numbers the questions, -1 for one that stands beside one passage only.
    """
    is_same = (group[:, None] == group[None, :]) & (group >= 0)[:, None]
    answers = answerable > 0
    ranked = answers & (is_same & ~answers[None, :]).any(1)
    scores = judged.float()
    beside = scores[None, :].masked_fill(~is_same, -1e4)
    beside = beside.masked_fill(answers[None, :] & ~torch.eye(len(scores), dtype=torch.bool, device=scores.device), -1e4)
    return ((torch.logsumexp(beside, 1) - scores) * ranked).sum() / ranked.sum().clamp(min=1)


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
    is_fused = next(iter(body)).device.type == "cuda"
    return torch.optim.AdamW([{"params": body}, {"params": heads}], lr=values["rate"], weight_decay=values["decay"], fused=is_fused)


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

    def of(self, parts: Sequence[Batch]) -> torch.Tensor:
        """Leave the mean gradient of a batch's parts in the model, and return their mean loss."""
        jobs = [self._pool.submit(self._one, *job) for job in zip(self._models, parts, strict=False)]
        losses = [job.result() for job in jobs]
        for parameters in zip(*(model.parameters() for model in self._models), strict=True):
            found = [one.grad for one in parameters if one.grad is not None]
            if found:
                parameters[0].grad = torch.stack(found).sum(0) if len(found) > 1 else found[0]
            for one in parameters[1:]:
                one.grad = None
        return torch.stack(losses).sum()

    def share(self) -> None:
        """Let every replica use the model's weights, which loading may have replaced."""
        for other in self._models[1:]:
            for mine, its in zip(self._models[0].parameters(), other.parameters(), strict=True):
                its.data = mine.data

    def _one(self, model: ReaderModel, part: Batch) -> torch.Tensor:
        device = next(model.parameters()).device
        given = Batch(*(getattr(part, name).to(device, non_blocking=True) for name in Batch.__slots__))
        with torch.autocast(device.type, dtype=torch.bfloat16) if self._bfloat16 else nullcontext():
            loss = loss_of(model, given, self._weights) / len(self._models)
        loss.backward()
        return loss.detach()


class Trainer:
    """The model, its optimiser and where training stands: stage, step of the stage, and place in the pass."""

    def __init__(self, config: dict[str, Any], work: Path) -> None:
        """Start anew, or from the checkpoint in the work folder."""
        self.config, self.work = config, work
        torch.manual_seed(config["seed"])
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        attention = "sdpa" if self.device.type == "cuda" else "eager"
        self.model = build(str(base_folder()), **config["model"]["network"], attention=attention).to(self.device)
        self.optimiser = _optimiser(self.model, config["optimiser"])
        self.stage, self.step, self.number, self.position = 0, 0, 0, 0
        if (work / CHECKPOINT).is_file():
            self._resume()
        self.workers = 1 if self.device.type == "cuda" else config["workers"]
        self.gradients = Gradients(self.model, self.workers, config["model"], config["optimiser"]["bfloat16"])
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
        stages, mixture = self.config["stages"], Mixture(self.config, self.work)
        self.model.train()
        while True:
            self._run_stage(mixture, stages[self.stage])
            self.save()
            if self.stage + 1 == len(stages):
                return
            self.stage, self.step, self.number, self.position = self.stage + 1, 0, self.number + 1, 0
            self.optimiser = _optimiser(self.model, self.config["optimiser"])

    def _run_stage(self, mixture: Mixture, stage: dict[str, Any]) -> None:
        began, first, losses = time.monotonic(), self.step, []
        if self.step >= stage["steps"]:
            return
        for number, position, parts in self._batches(mixture, stage):
            losses.append(self._step(parts, stage))
            self.step, self.number, self.position = self.step + 1, number, position
            if self.step % 50 == 0:
                self._log(float(torch.stack(losses).mean()), (self.step - first) / (time.monotonic() - began))
                losses = []
            if self.step >= stage["steps"]:
                return
            if self.step % self.config["optimiser"]["checkpoint_every"] == 0:
                self.save()

    def _batches(self, mixture: Mixture, stage: dict[str, Any]) -> Iterator[tuple[int, int, list[Batch]]]:
        """Batches without end, each with its pass and the place that follows it; laid out by processes beside where a GPU would wait."""
        layout, loaders = base_layout(), self.config["loaders"] if self.device.type == "cuda" else 0
        for number, position, batches in mixture.after(self.number, self.position, stage):
            laid = Laid(batches, layout, self.workers)
            places = range(position, len(batches))
            loader = DataLoader(laid, batch_size=None, sampler=places, num_workers=loaders, prefetch_factor=16 if loaders else None)
            yield from ((number, place, parts) for place, parts in enumerate(loader, start=position + 1))

    def _step(self, parts: Sequence[Batch], stage: dict[str, Any]) -> torch.Tensor:
        full = stage.get("rate", self.config["optimiser"]["rate"]), stage.get("head_rate", self.config["optimiser"]["head_rate"])
        for group, rate in zip(self.optimiser.param_groups, full, strict=True):
            group["lr"] = rate * rate_at(self.step, stage)
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.gradients.of(parts)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        return loss

    def _log(self, loss: float, speed: float) -> None:
        row = {"stage": self.stage, "step": self.step, "pass": self.number, "loss": round(loss, 4), "steps_per_second": round(speed, 2)}
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
    if not (given.work / DOCUMENTS).is_file():
        from training.prepare import prepare

        prepare(config, given.work)
    Trainer(config, given.work).run()


if __name__ == "__main__":
    main()
