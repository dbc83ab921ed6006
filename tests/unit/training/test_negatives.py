"""Windows and hard negatives, made with the bundled model: none may hold the answer it is said to lack."""

from __future__ import annotations

import random

import pytest

from peel_qa.index.embedding import Embedder
from peel_qa.text import fold
from training.base import base_layout
from training.batches import IGNORED, items
from training.negatives import Miner
from training.records import Example
from training.windows import Cutter

PARAGRAPHS = (
    "The mill at Orley was built in 1811 by Thomas Reed. It made paper for the county. In 1840 a fire burnt the roof. "
    "The owner, Anna Marsh, had it mended within a year.",
    "Paper was sold in Harwick and Dunmore. In 1852 the mill had 43 workers. A railway came to the town in 1861. "
    "The workers lived in a row of houses near the river.",
)
ASKED = (
    (0, "Who built the mill in 1811?", "Thomas Reed"),
    (0, "Who was the owner when fire came to Orley in 1840?", "Anna Marsh"),
    (1, "How many workers had the mill in 1852?", "43"),
    (1, "Where did the workers live?", "in a row of houses near the river"),
)


def _examples() -> list[Example]:
    found = []
    for number, question, answer in ASKED:
        start = PARAGRAPHS[number].index(answer)
        found.append(Example("squad2", question, "", PARAGRAPHS[number], True, ((start, start + len(answer)),), "Orley"))
    return found


@pytest.fixture(scope="module")
def cutter() -> Cutter:
    return Cutter(base_layout(), 30)


def test_a_window_holds_the_answer_and_is_short(cutter: Cutter) -> None:
    for seed in range(20):
        for example in _examples():
            (start, end), whole = example.spans[0], example.passage
            cut = cutter.shorten(example, random.Random(seed))
            assert cut.passage[slice(*cut.spans[0])] == whole[start:end]
            assert cut.passage in whole
            assert base_layout().count(cut.passage) <= 30


def test_windows_one_after_the_other_hold_every_sentence(cutter: Cutter) -> None:
    windows = cutter.all_windows(PARAGRAPHS[0])
    assert " ".join(PARAGRAPHS[0][start:end] for start, end in windows) == PARAGRAPHS[0]
    assert len(windows) > 1


def test_no_negative_holds_the_answer_to_its_question(cutter: Cutter, embedder: Embedder) -> None:
    examples = _examples() * 30
    made = list(Miner(examples, cutter, embedder, random.Random(1)).negatives(1.0))
    answers = {question: answer for _, question, answer in ASKED}
    assert {negative.kind for negative in made} == {"other window", "sentence removed", "question changed", "sentence changed"}
    assert len(made) > 100
    for negative in made:
        assert not negative.answerable
        assert negative.spans == ()
        if negative.kind in ("other window", "sentence removed"):
            assert fold(answers[negative.question]) not in fold(negative.passage)
        if negative.kind == "question changed":
            assert negative.question not in answers
        if negative.kind == "sentence changed":
            assert negative.passage not in PARAGRAPHS[0] + PARAGRAPHS[1]


def test_targets_point_at_the_answers_tokens() -> None:
    layout = base_layout()
    for example, item in zip(_examples(), items(_examples(), layout), strict=True):
        first = item.window.first
        start, end = item.window.characters[item.start - first][0], item.window.characters[item.end - first][1]
        assert (start, end) == example.spans[0]


def test_an_answer_of_unknown_place_is_no_target() -> None:
    (item,) = items([Example("selqa", "q", "", PARAGRAPHS[0], True)], base_layout())
    assert (item.start, item.end, item.answerable) == (IGNORED, IGNORED, True)
