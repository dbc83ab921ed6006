"""Training: the same seed gives the same weights, broken off or not, and it learns."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from peel_qa.reading.layout import Window
from training import beside, configuration
from training.base import base_layout
from training.batches import Batch, Item, batch, in_batches, laid_out
from training.mixture import Mixture
from training.records import DOCUMENTS, GENERAL, GENERAL_BESIDE, PAIRS, Example, write
from training.train import Laid, Trainer, ranking_loss, rate_at

PASSAGES = ("The mill at Orley was built in 1811 by Thomas Reed.", "In 1852 the mill had 43 workers, who lived near the river.")
ASKED = ((0, "Who built the mill?", "Thomas Reed"), (1, "How many workers had the mill?", "43"), (1, "Who built the mill?", ""))
NONE = {"answered": 0.0, "unanswered": 0.0, "sentences": 0.0}
STAGE = {"steps": 5, "warmup_steps": 1, "decay_from": 100, "general_parts": 1, "pairs_repeats": 1, "follow_ups": 0.0} | {
    "passages_beside": 2,
    "sentences_beside": 2,
    "documents": NONE,
    "articles": NONE,
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
    made["optimiser"] |= {"checkpoint_every": 1000, "batch_tokens": 60, "rate": 3e-4}
    made["stages"] = [STAGE]
    made["model"]["network"] = {"dropout": 0.0, "frozen_layers": 2}  # threads draw what is dropped in whatever order they take turns
    return made


def _trained(config: dict[str, Any], work: Path, *stages: list[int]) -> Trainer:
    """A trainer behind runs with stages of so many steps, each run going on from the checkpoint of the one before."""
    _prepare(work)
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
    (parts,) = _parts(config, tmp_path)
    first = before.gradients.of(parts)
    after = _trained(config, tmp_path, [30])
    assert after.gradients.of(parts) < first / 2
    assert torch.equal(after.model.encoder.encoder.layer[0].attention.self.query.weight, frozen)


def _prepare(work: Path) -> None:
    write(work / GENERAL, _examples())
    write(work / PAIRS, [])
    for name in (DOCUMENTS, GENERAL_BESIDE):
        beside.write(work / name, [])


def _parts(config: dict[str, Any], work: Path) -> list[list[Batch]]:
    _prepare(work)
    many = config | {"optimiser": config["optimiser"] | {"batch_tokens": 600}}
    return list(Laid(Mixture(many, work).one_pass(0, STAGE), base_layout(), 2))


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
    return float(ranking_loss(torch.tensor(scores), given.answerable, given.group))


def test_ranking_costs_what_stands_above_the_right_passage_of_the_same_question() -> None:
    alone = _ranked([0.0, 0.0], [True, False], [1, 1])
    assert alone == pytest.approx(0.6931, abs=1e-3)
    assert _ranked([5.0, 0.0], [True, False], [1, 1]) < 0.01
    assert _ranked([0.0, 5.0], [True, False], [1, 1]) > 4.9
    assert _ranked([0.0, 5.0, 0.0, 0.0], [True, True, False, False], [1, 2, 1, 2]) == pytest.approx((alone + 0.0067) / 2, abs=1e-3)
    assert _ranked([0.0, 9.0], [True, False], [1, 2]) == 0  # of another question
    assert _ranked([0.0, 9.0], [True, False], [-1, -1]) == 0  # of none
    assert _ranked([0.0, 9.0], [False, False], [1, 1]) == 0  # nothing answers


def test_batches_hold_every_group_whole_and_keep_to_their_size() -> None:
    def group(number: int, size: int) -> list[Example]:
        return [Example("document", f"q{number}", "", "word " * (4 + n), n == 0, group=f"{number}") for n in range(size)]

    groups = [group(number, 1 + number % 4) for number in range(40)]
    batches = in_batches(groups, 90, random.Random(1))
    assert sorted(e.question for one in batches for some in one for e in some) == sorted(e.question for some in groups for e in some)
    assert len(batches) > 5
    assert in_batches(groups, 90, random.Random(1)) == batches
    layout = base_layout()
    for one in batches:
        whole = laid_out(one, layout, 2)
        assert sum(len(part.answerable) for part in whole) == sum(map(len, one))
        numbers = [set(part.group[part.group >= 0].tolist()) for part in whole]
        assert len(numbers) == 1 or not numbers[0] & numbers[1]
        assert sum(part.input_ids.numel() for part in whole) <= 180
