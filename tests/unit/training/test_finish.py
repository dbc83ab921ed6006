"""The third stage of training: what is learned from the sentences that the product finds, and what is held."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from peel_qa.reading.layout import Window
from training.finish import _chosen, batch_loss, between, loss_of, margins
from training.retrieved import Retrieved, questions_of, read

WINDOWS = [Window((1, 5, 2, 6, 7, 2), 3, 3, ((0, 3), (4, 7))) for _ in range(3)]


def outputs(judged: list[float], start: float = 0.0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    scores = torch.zeros(3, 6)
    scores[:, 3] = start
    return scores.clone(), scores.clone(), torch.tensor(judged), torch.zeros(3)


def loss(judged: list[float], start: float = 0.0, before: float = 0.0) -> float:
    mine, then = outputs(judged, start), outputs([0.0] * 3, before)
    right = tuple(part[:1] for part in then)
    return float(loss_of(mine, right, WINDOWS, torch.tensor([1.0, 0.0, 0.0]), 4.0))  # type: ignore[arg-type]


def test_the_loss_falls_as_the_sentence_that_answers_rises_above_the_others() -> None:
    assert loss([3.0, -3.0, -3.0]) < loss([0.0, 0.0, 0.0]) < loss([-3.0, 3.0, 3.0])


def test_where_an_answer_stands_is_held_to_what_was_known_before() -> None:
    assert loss([3.0, -3.0, -3.0], start=2.0, before=2.0) < loss([3.0, -3.0, -3.0], start=2.0, before=-2.0)


def test_a_question_is_ranked_over_all_its_sentences_however_long_they_are() -> None:
    class Network(torch.nn.Module):
        """Judges a window by its length, and finds nothing else."""

        def __init__(self, scale: float) -> None:
            super().__init__()
            self.scale = scale

        def forward(self, ids: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor) -> tuple[torch.Tensor, ...]:
            return torch.zeros(ids.shape), torch.zeros(ids.shape), mask.sum(1).float() * self.scale, torch.zeros(len(ids))

    long = Window((1, 5, 2, *[6] * 9, 2), 3, 3, tuple((n, n + 1) for n in range(9)))
    losses = []
    for scale in (1.0, -1.0):
        network = Network(scale)
        losses.append(float(batch_loss(network, network, [long, *WINDOWS], [True, False, False, False], [0] * 4, 4.0)))  # type: ignore[arg-type]
    assert losses[0] < losses[1]


def test_the_margin_is_that_of_the_best_stretch_over_no_answer() -> None:
    assert margins(outputs([0.0] * 3, start=2.0), WINDOWS).tolist() == [4.0] * 3
    assert margins(outputs([0.0] * 3, start=-2.0), WINDOWS).tolist() == [0.0] * 3  # the other word of the passage is as good as none


def test_of_each_question_two_right_sentences_and_some_wrong_ones_that_are_read_take_part() -> None:
    import random

    found = Retrieved("marlow", "how many?", [("", str(n)) for n in range(20)], [n in (0, 3, 18) for n in range(20)])
    chosen = _chosen(found, 4, random.Random(1))
    assert chosen[:2] == [0, 3]
    assert len(chosen) == 6
    assert all(place < 16 and not found.answers[place] for place in chosen[2:])


def test_the_cases_for_development_and_our_own_questions_are_read_with_what_answers_them(tmp_path: Path) -> None:
    suite, own = tmp_path / "marlow", tmp_path / "own"
    suite.mkdir()
    own.mkdir()
    cases = [
        {
            "id": "a",
            "split": "dev",
            "question": "q1",
            "answerable": True,
            "evidence": "one",
            "evidence_more": [{"source": "x", "text": "two"}],
        },
        {"id": "b", "split": "test", "question": "hidden", "answerable": True, "evidence": "one"},
    ]
    (suite / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    (own / "marlow.jsonl").write_text(json.dumps({"id": "c", "question": "q2", "answerable": False, "evidence": []}), encoding="utf-8")
    found = list(questions_of(suite, own))
    assert [(row["question"], row["excerpts"]) for row in found] == [("q1", ["one", "two"]), ("q2", [])]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "retrieved.jsonl"
    path.write_text(json.dumps({"force": "m", "question": "q", "sentences": [["h", "t"]], "answers": [True]}) + "\n", encoding="utf-8")
    assert read(path) == [Retrieved("m", "q", [("h", "t")], [True])]


def test_the_weights_that_are_kept_lie_between_those_before_and_after() -> None:
    kept = between({"a": torch.tensor([0.0, 2.0]), "n": torch.tensor(1)}, {"a": torch.tensor([1.0, 0.0]), "n": torch.tensor(2)}, 0.75)
    assert kept["a"].tolist() == [0.75, 0.5]
    assert kept["n"].item() == 2
