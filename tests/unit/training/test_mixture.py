"""What a pass over the data holds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from training import beside, configuration
from training.beside import Beside
from training.mixture import Mixture, drawn
from training.records import DOCUMENTS, GENERAL, GENERAL_BESIDE, PAIRS, Example, write

STAGE = {"general_parts": 2, "pairs_repeats": 1, "passages_beside": 2, "sentences_beside": 4, "follow_ups": 0.0} | {
    "documents": {"answered": 1.0, "unanswered": 1.0, "sentences": 1.0},
    "articles": {"answered": 0.0, "unanswered": 0.0, "sentences": 0.0},
}


def _example(question: str, passage: str, answerable: bool = True) -> Example:
    return Example("document", question, "Heading", passage, answerable, ((0, 1),) if answerable else (), "a", contradicts=False)


OTHERS = tuple(("Heading", f"other {number}") for number in range(6))
FOUND = [
    Beside(_example("q1", "whole one"), OTHERS, _example("q1", "one"), OTHERS),
    Beside(_example("q2", "whole one", answerable=False), OTHERS, None, OTHERS),
]


def test_a_question_stands_first_with_what_answers_and_others_that_do_not() -> None:
    groups = list(drawn(FOUND, STAGE, STAGE["documents"], random.Random(1)))
    assert [[e.question for e in group] for group in groups] == [["q1"] * 3, ["q1"] * 5, ["q2"] * 2, ["q2"] * 2]
    assert [group[0].answerable for group in groups] == [True, True, False, False]
    assert [group[0].passage for group in groups[:3]] == ["whole one", "one", "whole one"]
    for group in groups:
        assert all(e.passage.startswith("other") and not e.answerable and not e.spans and e.contradicts is None for e in group[1:])


def test_shares_say_what_takes_part() -> None:
    none = {"answered": 0.0, "unanswered": 0.0, "sentences": 0.0}
    assert list(drawn(FOUND, STAGE, none, random.Random(1))) == []
    (only,) = drawn(FOUND, STAGE, none | {"unanswered": 1.0}, random.Random(1))
    assert only[0].question == "q2"


@pytest.fixture
def mixture(tmp_path: Path) -> Mixture:
    write(tmp_path / GENERAL, [_example(f"general {number}", "text") for number in range(4)])
    write(tmp_path / PAIRS, [_example("pair", "of a pair")])
    beside.write(tmp_path / DOCUMENTS, FOUND)
    beside.write(tmp_path / GENERAL_BESIDE, [])
    config: dict[str, Any] = configuration.load()
    return Mixture(config | {"optimiser": config["optimiser"] | {"batch_tokens": 60}}, tmp_path)


def _questions(mixture: Mixture, number: int, stage: dict[str, Any]) -> list[list[str]]:
    return [[e.question for e in group] for batch in mixture.one_pass(number, stage) for group in batch]


def test_two_passes_hold_all_of_the_general_sets(mixture: Mixture) -> None:
    general = [{group[0] for group in _questions(mixture, number, STAGE) if group[0].startswith("general")} for number in (0, 1)]
    assert sorted(general[0] | general[1]) == [f"general {number}" for number in range(4)]
    assert len(general[0]) == len(general[1]) == 2


def test_a_pass_is_drawn_by_its_number(mixture: Mixture) -> None:
    assert mixture.one_pass(3, STAGE) == mixture.one_pass(3, STAGE)
    assert mixture.one_pass(3, STAGE) != mixture.one_pass(4, STAGE)


def test_a_question_that_goes_on_does_so_beside_every_passage(mixture: Mixture) -> None:
    groups = _questions(mixture, 0, STAGE | {"follow_ups": 1.0})
    assert ["q2 q1"] * 3 in groups
    assert all("q2 q1" in group or "q1" not in group for group in groups if len(group) == 3)
    assert ["pair"] in groups


def test_at_least_a_third_of_ours_that_a_pass_reads_answers_nothing(mixture: Mixture) -> None:
    for stage in configuration.load()["stages"]:
        groups = list(drawn(FOUND * 200, stage, stage["documents"], random.Random(1)))
        examples = [example for group in groups for example in group]
        assert sum(not example.answerable for example in examples) >= len(examples) / 3
