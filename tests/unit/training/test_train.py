"""Training: the same seed gives the same weights, broken off or not, and it learns."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from training import configuration
from training.prepare import GENERAL, write
from training.records import Example
from training.train import Trainer, rate_at

PASSAGES = ("The mill at Orley was built in 1811 by Thomas Reed.", "In 1852 the mill had 43 workers, who lived near the river.")
ASKED = ((0, "Who built the mill?", "Thomas Reed"), (1, "How many workers had the mill?", "43"), (1, "Who built the mill?", ""))
STAGE = {
    "steps": 5,
    "warmup_steps": 1,
    "decay_from": 100,
    "squad2_parts": 1,
    "others_parts": 1,
    "domain_repeats": 1,
    "siblings_per_answer": 0.0,
    "follow_ups": 0.0,
}


def _examples() -> list[Example]:
    found = []
    for number, question, answer in ASKED:
        start = PASSAGES[number].index(answer)
        spans = ((start, start + len(answer)),) if answer else ()
        found.append(Example("squad2", question, "Orley", PASSAGES[number], bool(answer), spans, "Orley"))
    return found


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    made = copy.deepcopy(configuration.load())
    made["data"]["domain"] = str(tmp_path)  # none of our own pairs
    made["optimiser"] |= {"checkpoint_every": 1000, "batch_tokens": 60, "rate": 3e-4}
    made["stages"] = [STAGE]
    return made


def _trained(config: dict[str, Any], work: Path, *stages: list[int]) -> Trainer:
    """A trainer behind runs with stages of so many steps, each run going on from the checkpoint of the one before."""
    write(work / GENERAL, _examples())
    for steps in stages:
        trainer = Trainer(config | {"stages": [STAGE | {"steps": number} for number in steps]}, work)
        trainer.run()
    return trainer


@pytest.mark.slow
def test_training_that_was_broken_off_ends_with_the_same_weights(config: dict[str, Any], tmp_path: Path) -> None:
    whole = _trained(config, tmp_path / "whole", [3, 2])
    broken = _trained(config, tmp_path / "broken", [2], [3], [3, 1], [3, 2])
    assert (whole.stage, whole.step, whole.number, whole.position) == (broken.stage, broken.step, broken.number, broken.position)
    for mine, other in zip(whole.model.parameters(), broken.model.parameters(), strict=True):
        assert torch.equal(mine, other)


@pytest.mark.slow
def test_the_loss_falls_and_frozen_layers_stay(config: dict[str, Any], tmp_path: Path) -> None:
    before = Trainer(config, tmp_path)
    frozen = before.model.encoder.encoder.layer[0].attention.self.query.weight.clone()
    items = [item for one in _items(config, tmp_path) for item in one]
    first = before.gradients.of(items)
    after = _trained(config, tmp_path, [30])
    assert after.gradients.of(items) < first / 2
    assert torch.equal(after.model.encoder.encoder.layer[0].attention.self.query.weight, frozen)


def _items(config: dict[str, Any], work: Path) -> list[Any]:
    from training.train import Stream

    write(work / GENERAL, _examples())
    return Stream(config, work).one_pass(0, STAGE)


def test_the_rate_goes_up_stays_level_and_falls_to_a_twentieth() -> None:
    values = {"warmup_steps": 10, "decay_from": 50, "steps": 100}
    assert rate_at(0, values) == pytest.approx(0.1)
    assert rate_at(9, values) == rate_at(49, values) == 1
    assert rate_at(75, values) == pytest.approx(0.525)
    assert rate_at(100, values) == rate_at(500, values) == pytest.approx(0.05)
