"""Tuning: what of a document is asked of what, and that a step draws a question to the right sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from training import configuration
from training.tuning import Asked, Encoder, _stream, documents, loss_of, measure

DOCUMENT = {"force": "Marlow Police", "document": "report", "title": "A report"}
CALLS = {
    "heading": "Calls",
    "passage": "The force answers 999 calls quickly. It is slow on 101.",
    "asked": [
        {"question": "is 101 quick?", "answer": "slow on 101", "kind": "answerable", "contradicts": True},
        {"question": "how many calls?", "answer": None, "kind": "near_miss", "why": "no number"},
    ],
}
STAFF = {
    "heading": "Staff",
    "passage": "Staff are content.",
    "asked": [{"question": "are staff happy", "answer": "Staff are content", "kind": "answerable", "contradicts": False}],
}


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    lines = (json.dumps({**DOCUMENT, **part}) for part in (CALLS, STAFF))
    (tmp_path / "documents-x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (found,) = documents([tmp_path])
    return found


def test_a_document_knows_which_sentence_and_passage_answers(asked: Asked) -> None:
    assert asked.questions == ["is 101 quick?", "are staff happy"]
    assert [asked.sentences[n] for n in asked.right_sentence] == ["It is slow on 101.", "Staff are content."]
    assert [asked.headed[n] for n in asked.right_sentence] == ["Calls. It is slow on 101.", "Staff. Staff are content."]
    assert [asked.passages[n][:6] for n in asked.right_passage] == ["Calls.", "Staff."]


class Table(Encoder):
    """A vector of its own for each text, to be learned."""

    def __init__(self) -> None:
        self.network = torch.nn.Embedding(1000, 16)
        self._numbers: dict[str, int] = {}

    def encode(self, texts: list[str], at_once: int = 24) -> torch.Tensor:  # type: ignore[override]
        """Unit vectors, shape (texts, 16)."""
        return normalize(self.network(torch.tensor([self._numbers.setdefault(text, len(self._numbers)) for text in texts])), dim=-1)


def test_steps_bring_the_right_sentence_and_passage_to_the_front(asked: Asked) -> None:
    torch.manual_seed(1)
    config, chance, table = configuration.load()["tuning"], np.random.default_rng(1), Table()
    optimiser = torch.optim.Adam(table.network.parameters(), lr=0.05)
    first = loss_of(table, asked, config, chance).item()
    for _ in range(200):
        optimiser.zero_grad()
        loss_of(table, asked, config, chance).backward()
        optimiser.step()
    assert loss_of(table, asked, config, chance).item() < first / 4
    assert measure(table, [asked]) == {"questions": 2, "sentence_first": 1.0, "passage_first": 1.0}


def test_every_document_takes_part_before_one_comes_again(asked: Asked) -> None:
    seen = [replace(asked) for _ in range(5)]
    chosen = [id(one) for one in _stream(seen, 10, np.random.default_rng(1))]
    assert len(set(chosen[:5])) == len(set(chosen[5:])) == 5
