"""Training: the same seed gives the same weights, broken off or not, and it learns."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from peel_qa.reading.layout import Window
from training import configuration
from training.batches import Batch, Item, batch, in_groups, parts_of
from training.prepare import GENERAL, write
from training.records import Example
from training.train import Trainer, ranking_loss, rate_at

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


def _item(length: int, answerable: bool, group: int = -1) -> Item:
    return Item(Window(tuple(range(length)), 2, 2, ()), 0, 0, answerable, None, group)


def _ranked(scores: list[float], answerable: list[bool], group: list[int]) -> float:
    items = [_item(5, right, place) for right, place in zip(answerable, group, strict=True)]
    given: Batch = batch(items)
    return float(ranking_loss(torch.tensor(scores), given))


def test_ranking_costs_what_stands_above_the_right_passage_of_the_same_question() -> None:
    alone = _ranked([0.0, 0.0], [True, False], [1, 1])
    assert alone == pytest.approx(0.6931, abs=1e-3)
    assert _ranked([5.0, 0.0], [True, False], [1, 1]) < 0.01
    assert _ranked([0.0, 5.0], [True, False], [1, 1]) > 4.9
    assert _ranked([0.0, 5.0, 0.0, 0.0], [True, True, False, False], [1, 2, 1, 2]) == pytest.approx((alone + 0.0067) / 2, abs=1e-3)
    assert _ranked([0.0, 9.0], [True, False], [1, 2]) == 0  # of another question
    assert _ranked([0.0, 9.0], [True, False], [-1, -1]) == 0  # of none
    assert _ranked([0.0, 9.0], [False, False], [1, 1]) == 0  # nothing answers


def test_groups_stay_whole_in_batches_and_in_their_parts() -> None:
    found = [[_item(10, True), _item(12, False), _item(9, False)] for _ in range(7)]
    batches = in_groups(found, [_item(8, True)] * 5, 60, random.Random(1))
    assert sorted(item.group for one in batches for item in one) == sorted([-1] * 5 + [n for n in range(7) for _ in range(3)])
    for one in batches:
        assert len(one) * max(len(item.window.ids) for item in one) <= 60
        parts = parts_of(one, 2)
        assert sorted(map(id, one)) == sorted(id(item) for part in parts for item in part)
        owners = [{item.group for item in part if item.group >= 0} for part in parts]
        assert not owners[0] & owners[1]
    assert all(sum(number in {item.group for item in one} for one in batches) == 1 for number in range(7))
