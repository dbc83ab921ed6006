"""A third stage of training: the reader learns which of the sentences that the product finds answers, and that none does.

python -m training.finish [--config FILE] [--work FOLDER] [--start CHECKPOINT] [--to CHECKPOINT]

Whether and which is learned anew; where an answer begins and ends, and whether it says "not so", is held to what the network that it
starts from makes of the same sentences (learning without forgetting; Li and Hoiem, ECCV 2016), since the questions name no span.
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from peel_qa.answer.second_reading import SENTENCES
from peel_qa.environment import prepare_environment
from peel_qa.reading.layout import Layout, Window
from training import configuration
from training.base import base_layout
from training.batches import collate
from training.metrics import auc
from training.model import ReaderModel
from training.retrieved import RETRIEVED, Retrieved, read
from training.retrieved import main as write_retrieved
from training.scorer import load_model
from training.train import CHECKPOINT, ranking_loss

FINISHED = "finished.pt"
_MARGIN_WEIGHT, _SPAN_WEIGHT, _CONTRARY_WEIGHT, _JUDGED_WEIGHT = 0.3, 1.0, 0.1, 0.5
_LOG_EVERY = 40
_TOGETHER = 16
"""Windows of a step that are read together: long ones would make all others as long."""

Outputs = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def windows_of(asked: Retrieved, layout: Layout) -> list[Window]:
    """The first window of each sentence of a question; a sentence fits into one but for a row of a very wide table."""
    return [next(layout.windows(asked.question, heading, text or "-")) for heading, text in asked.sentences]


def margins(outputs: Outputs, windows: Sequence[Window]) -> torch.Tensor:
    """How far the best start and end within each passage beat "no answer here", shape (windows,)."""
    start, end = outputs[0].float(), outputs[1].float()
    best = [start[n, w.first : len(w.ids) - 1].max() + end[n, w.first : len(w.ids) - 1].max() for n, w in enumerate(windows)]
    return torch.stack(best) - start[:, 0] - end[:, 0]


def loss_of(mine: Outputs, before: Outputs | None, windows: Sequence[Window], answers: torch.Tensor, weight: float) -> torch.Tensor:
    """What is learned anew of each window (whether it answers), and what is held of those that do (where, and whether it says otherwise).

    The sum over the windows. `answers` has shape (windows,); `before` is what the network that was started from says to those that answer.
    """
    judged, weights = mine[2].float(), torch.where(answers > 0, weight, 1.0)
    loss = _JUDGED_WEIGHT * functional.binary_cross_entropy_with_logits(judged, answers, weight=weights, reduction="sum")
    far = margins(mine, windows) / 2
    loss = loss + _MARGIN_WEIGHT * functional.binary_cross_entropy_with_logits(far, answers, weight=weights, reduction="sum")
    if before is None:
        return loss
    right = answers > 0
    outside = torch.ones(int(right.sum()), mine[0].shape[1], dtype=torch.bool)
    for row, number in enumerate(torch.where(right)[0]):
        outside[row, windows[number].first : len(windows[number].ids) - 1] = False
    for now, then in ((mine[0][right], before[0]), (mine[1][right], before[1])):
        held, kept = (functional.log_softmax(scores.float().masked_fill(outside, -1e4), dim=1) for scores in (now, then))
        loss = loss + _SPAN_WEIGHT * functional.kl_div(held, kept, log_target=True, reduction="sum")
    return loss + _CONTRARY_WEIGHT * functional.mse_loss(mine[3][right].float(), before[3].float(), reduction="sum")


def batch_loss(
    model: ReaderModel, before: ReaderModel, windows: Sequence[Window], answers: Sequence[bool], owner: Sequence[int], weight: float
) -> torch.Tensor:
    """The loss of a step: windows of like length are read together, then the sentences of each question are ranked."""
    order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids))
    loss, judged = torch.zeros(()), list[torch.Tensor]()
    for first in range(0, len(order), _TOGETHER):
        numbers = order[first : first + _TOGETHER]
        part, right = [windows[n] for n in numbers], torch.tensor([float(answers[n]) for n in numbers])
        tensors = collate(part)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            mine = model(*tensors)
            with torch.no_grad():
                then = before(*(t[right > 0] for t in tensors)) if right.any() else None
        loss = loss + loss_of(mine, then, part, right, weight)
        judged.append(mine[2].float())
    told = torch.tensor([float(answers[n]) for n in order]), torch.tensor([owner[n] for n in order])
    return loss / len(windows) + ranking_loss(torch.cat(judged), *told)


def _chosen(asked: Retrieved, beside: int, chance: random.Random) -> list[int]:
    """Two sentences at most that answer, and some of those read that do not."""
    right = [n for n, is_it in enumerate(asked.answers) if is_it][:2]
    wrong = [n for n, is_it in enumerate(asked.answers[:SENTENCES]) if not is_it]
    return right + chance.sample(wrong, min(beside, len(wrong)))


def finish(model: ReaderModel, asked: Sequence[Retrieved], held: Sequence[Retrieved], values: dict[str, Any], seed: int) -> None:
    """Train the model on the questions; prints what it makes of those held back, before and after each pass."""
    layout, chance = base_layout(), random.Random(seed)
    torch.manual_seed(seed)
    before = copy.deepcopy(model).eval()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=values["rate"], weight_decay=0.01)
    print(told(model, held, layout), flush=True)
    steps, step, began = values["passes"] * (len(asked) // values["questions"]), 0, time.monotonic()
    for _ in range(values["passes"]):
        order = chance.sample(list(asked), len(asked))
        for first in range(0, len(order) - values["questions"] + 1, values["questions"]):
            windows, answers, owner = list[Window](), list[bool](), list[int]()
            for number, one in enumerate(order[first : first + values["questions"]]):
                every = windows_of(one, layout)
                for place in _chosen(one, values["sentences_beside"], chance):
                    windows.append(every[place])
                    answers.append(one.answers[place])
                    owner.append(number)
            model.train()
            loss = batch_loss(model, before, windows, answers, owner, values["answers_weight"])
            for group in optimiser.param_groups:
                group["lr"] = values["rate"] * min(1.0, (step + 1) / values["warmup_steps"]) * max(0.05, 1 - step / steps)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            step += 1
            if step % _LOG_EVERY == 0:
                print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s", flush=True)
        print(told(model, held, layout), flush=True)


def between(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """Weights on the way from one network to another, `share` of it gone (Wortsman and others, "Robust fine-tuning", CVPR 2022).

    Most of what was learned is there by then, and most of what was known before is still there.
    """
    return {name: torch.lerp(before[name], weight, share) if weight.is_floating_point() else weight for name, weight in after.items()}


@torch.inference_mode()
def told(model: ReaderModel, asked: Sequence[Retrieved], layout: Layout) -> str:
    """How often the sentence that answers comes first, and how well answered questions are told from others, by the judgment alone."""
    model.eval()
    first, third, highest, answered = list[bool](), list[bool](), list[float](), list[bool]()
    for one in asked:
        judged = model(*collate(windows_of(one, layout)[:SENTENCES]))[2].float().numpy()
        right = np.array(one.answers[:SENTENCES])[np.argsort(-judged)]
        highest.append(float(judged.max()))
        answered.append(any(one.answers))
        if right.any():
            first.append(bool(right[0]))
            third.append(bool(right[:3].any()))
    if not first:
        return "nothing is held back"
    area = auc(highest, answered) if len(set(answered)) > 1 else float("nan")
    return f"held back: {len(first)} questions, right sentence first {np.mean(first):.1%}, of three {np.mean(third):.1%}; AUC {area:.3f}"


def main() -> None:
    """Finish a checkpoint and write it beside the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=configuration.FOLDER / "config.toml")
    parser.add_argument("--work", type=Path, default=configuration.WORK)
    parser.add_argument("--start", type=Path, help="checkpoint to start from; the last one in the work folder where none is given")
    parser.add_argument("--to", type=Path, help="checkpoint to write; finished.pt in the work folder where none is given")
    given = parser.parse_args()
    prepare_environment()
    config = configuration.load(given.config)
    if not (given.work / RETRIEVED).is_file():
        write_retrieved()
    values, every = config["finishing"], read(given.work / RETRIEVED)
    held = [one for one in every if one.force in values["held_back"]]
    rest = [one for one in every if one.force not in values["held_back"]]
    model = load_model(given.start or given.work / CHECKPOINT)
    for layer in model.modules():
        if isinstance(layer, torch.nn.Dropout):
            layer.p = config["model"]["network"]["dropout"]
    model.encoder.embeddings.requires_grad_(False)
    before = copy.deepcopy(model.state_dict())
    finish(model, rest, held, values, config["seed"])
    model.load_state_dict(between(before, model.state_dict(), values["share"]))
    print(told(model, held, base_layout()), flush=True)
    torch.save({"model": model.state_dict(), "stage": len(config["stages"]), "step": 0, "number": 0}, given.to or given.work / FINISHED)


if __name__ == "__main__":
    main()
