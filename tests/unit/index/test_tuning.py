"""The tuning of the embedding model: small, whole, for the weights it was made for, and worth having."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from peel_qa.errors import ModelError
from peel_qa.index.embedding import Embedder
from peel_qa.index.models import model_folder
from peel_qa.index.torch_model import load_model
from peel_qa.index.tuning import CARD, FOLDER, WEIGHTS, differences, put_on, write_tuning
from peel_qa.settings import BUNDLED_MODEL, PLAIN_MODEL

_LARGEST = 8_000_000


class Small(torch.nn.Module):
    """A matrix and a vector."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        made = torch.Generator().manual_seed(seed)
        self.matrix = torch.nn.Parameter(torch.randn(12, 8, generator=made))
        self.vector = torch.nn.Parameter(torch.randn(8, generator=made))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"the weights that were tuned")
    return folder


@pytest.fixture
def tuning(tmp_path: Path, base: Path) -> Path:
    write_tuning(differences(Small(1).state_dict(), Small(2).state_dict(), rank=8), tmp_path / "tuning", base, 8, {})
    return tmp_path / "tuning"


def test_differences_of_full_rank_give_the_tuned_weights_back(tuning: Path, base: Path) -> None:
    network, wanted = Small(1), Small(2)
    put_on(network, tuning, base)
    assert torch.allclose(network.matrix, wanted.matrix, atol=0.02)
    assert torch.allclose(network.vector, wanted.vector, atol=0.02)


def test_of_a_lower_rank_the_nearest_matrix_is_kept() -> None:
    before, after = Small(1).state_dict(), Small(2).state_dict()
    kept = differences(before, after, rank=2)
    change = (after["matrix"] - before["matrix"]).numpy()
    lost = np.linalg.norm(change - (kept["matrix|up"].float() @ kept["matrix|down"].float()).numpy())
    assert lost == pytest.approx(np.linalg.norm(np.linalg.svd(change)[1][2:]), rel=0.01)


def test_what_did_not_change_is_not_kept() -> None:
    assert differences(Small(1).state_dict(), Small(1).state_dict(), rank=2) == {}


def test_damaged_weights_are_one_clear_error(tuning: Path, base: Path) -> None:
    held = bytearray((tuning / WEIGHTS).read_bytes())
    held[-1] ^= 1
    (tuning / WEIGHTS).write_bytes(bytes(held))
    with pytest.raises(ModelError, match=r"is damaged.*all-MiniLM-L6-v2 to do without"):
        put_on(Small(1), tuning, base)


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"format": 1}'])
def test_a_damaged_card_is_one_clear_error(tuning: Path, base: Path, card: str) -> None:
    (tuning / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        put_on(Small(1), tuning, base)


def test_a_tuning_for_other_weights_is_refused(tuning: Path, base: Path) -> None:
    (base / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="made for other weights"):
        put_on(Small(1), tuning, base)


def test_the_tuned_model_is_the_packages_with_a_few_megabytes_on_top() -> None:
    assert model_folder(BUNDLED_MODEL) == FOLDER
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < _LARGEST
    assert load_model(FOLDER).get_embedding_dimension() == 384
    assert Embedder(BUNDLED_MODEL).fingerprint != Embedder(PLAIN_MODEL).fingerprint


def test_the_fingerprint_changes_with_the_tuning(tmp_path: Path) -> None:
    copy = tmp_path / "tuned"
    shutil.copytree(FOLDER, copy)
    assert Embedder(str(copy)).fingerprint == Embedder(BUNDLED_MODEL).fingerprint
    card = json.loads((copy / CARD).read_text(encoding="utf-8"))
    (copy / CARD).write_text(json.dumps(card | {"rank": 1}), encoding="utf-8")
    assert Embedder(str(copy)).fingerprint != Embedder(BUNDLED_MODEL).fingerprint


QUESTIONS = [
    (
        "who keeps an eye on the coppers when they use force",
        "A panel of residents scrutinises each use of force.",
        "Officers are trained to use force.",
    ),
    ("do they bother to ring you back", "Callers receive an update within a day of reporting.", "The force has a new telephone system."),
    (
        "why do so many drop out of court",
        "Victims withdraw because cases take too long to reach trial.",
        "Every court has a room for witnesses.",
    ),
    (
        "how long have they got to sort it out",
        "Within six months, the force should review every file.",
        "The force sorts its files by date.",
    ),
]


def test_everyday_questions_come_nearer_to_what_answers_them() -> None:
    def lead(model: str) -> float:
        embedder = Embedder(model)
        asked, right, wrong = (embedder.embed(list(texts)) for texts in zip(*QUESTIONS, strict=True))
        return float(((asked * right).sum(1) - (asked * wrong).sum(1)).mean())

    assert lead(BUNDLED_MODEL) > lead(PLAIN_MODEL)
