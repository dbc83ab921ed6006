"""The networks made for onnxruntime: the model's own vectors, made once, checked before use, and no PyTorch where they run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from peel_qa.errors import ModelError
from peel_qa.index import export
from peel_qa.index.embedding import Embedder
from peel_qa.index.onnx_model import CARD, NETWORK, Card, OnnxModel
from peel_qa.settings import BUNDLED_MODEL, Backend, Settings

TEXTS = [
    "The force answered 87.4% of emergency calls within ten seconds.",
    "Supervision of investigations was weak, and victims were not told why their case had been closed.",
    "What grade did the force get for preventing crime?",
    "No.",
    "",
    "lone \ud800 surrogate, café, £2.4 million",
    "警 한 ! " * 40,
]


@pytest.fixture(scope="module")
def made() -> dict[str, Path]:
    """The folders of the networks that the default settings use, made where they are not there."""
    folders = {}
    for weights in export.WEIGHTS:
        embedder = Embedder.of(Settings(embedding_backend=weights))  # type: ignore[arg-type]
        assert embedder.dimension == 384
        folders[weights] = Settings().models / embedder.fingerprint
    return folders


@pytest.fixture(scope="module")
def truth() -> Embedder:
    return Embedder(BUNDLED_MODEL, "torch")


def test_every_backend_but_torch_is_an_export() -> None:
    assert {"torch", *export.WEIGHTS} == set(get_args(Backend)) == {"torch", *export.LIKENESS}


@pytest.mark.parametrize(("weights", "likeness"), [("onnx", 0.99999), ("onnx-int8", 0.95)])
def test_the_vectors_are_those_of_the_model(made: dict[str, Path], truth: Embedder, weights: str, likeness: float) -> None:
    network = OnnxModel(made[weights])
    assert (network.dimension, network.limit) == (truth.dimension, truth.limit)
    assert network.token_counts(TEXTS) == truth.token_counts([text.encode("utf-8", "replace").decode() for text in TEXTS])
    wanted = truth.embed([text.encode("utf-8", "replace").decode() for text in TEXTS])
    similarities = (network.encode(TEXTS, is_question=False) * wanted).sum(axis=1)
    assert similarities.min() > likeness
    assert network.likeness[0] > export.LIKENESS[weights]


def test_an_8_bit_text_has_the_vector_that_it_has_alone(made: dict[str, Path]) -> None:
    network = OnnxModel(made["onnx-int8"], threads=3)
    together = network.encode(TEXTS, is_question=False)
    assert all(np.array_equal(vector, network.encode([text], is_question=False)[0]) for vector, text in zip(together, TEXTS, strict=True))


def test_fingerprints_tell_backends_apart() -> None:
    assert len({Embedder(BUNDLED_MODEL, backend).fingerprint for backend in get_args(Backend)}) == len(get_args(Backend))


@pytest.mark.parametrize("harm", ["network", "card", "format", "no card"])
def test_a_network_that_is_not_as_it_was_made_is_not_run(made: dict[str, Path], tmp_path: Path, harm: str) -> None:
    for path in made["onnx-int8"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    if harm == "network":
        (tmp_path / NETWORK).write_bytes((tmp_path / NETWORK).read_bytes()[:-1])
    elif harm == "no card":
        (tmp_path / CARD).unlink()
    else:
        card = json.loads((tmp_path / CARD).read_text()) | {"format": 99}
        (tmp_path / CARD).write_text("[]" if harm == "card" else json.dumps(card))
    with pytest.raises((ValueError, OSError)):
        OnnxModel(tmp_path)


def test_a_damaged_network_is_made_again_and_a_whole_one_is_not(
    made: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makings: list[str] = []

    def make(folder: Path, to: Path, fingerprint: str, weights: str) -> None:
        makings.append(weights)
        to.mkdir()
        for path in made["onnx-int8"].iterdir():
            (to / path.name).write_bytes(path.read_bytes())

    monkeypatch.setattr(export, "_make", make)
    fingerprint = Card.read(made["onnx-int8"]).fingerprint
    for _ in range(2):
        folder = export.exported(tmp_path / "model", fingerprint, "onnx-int8", tmp_path)
    assert makings == ["onnx-int8"]
    (folder / NETWORK).write_bytes(b"damaged")
    assert OnnxModel(export.exported(tmp_path / "model", fingerprint, "onnx-int8", tmp_path)).dimension == 384
    assert len(makings) == 2


@pytest.mark.untraced
def test_a_model_that_cannot_be_exported_says_so_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text('{"model_type": "nonsense"}', encoding="utf-8")
    with pytest.raises(ModelError, match=r"cannot be made into a network .*PEEL_QA_EMBEDDING_BACKEND=torch"):
        Embedder(str(tmp_path / "model"), "onnx", tmp_path / "models").embed(["text"])
    assert list((tmp_path / "models").iterdir()) == []


def test_a_network_too_far_from_the_model_is_refused(made: dict[str, Path], tmp_path: Path) -> None:
    for path in made["onnx-int8"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    wanted = np.tile(np.eye(1, 384, dtype=np.float32), (len(export._SAMPLE), 1))
    with pytest.raises(ValueError, match="differ from the model's"):
        export._measured(Card.read(tmp_path), tmp_path, wanted)


def test_a_question_is_embedded_without_pytorch(made: dict[str, Path]) -> None:
    code = (
        "import sys; from peel_qa.index.embedding import Embedder; from peel_qa.settings import Settings;"
        "assert Embedder.of(Settings()).embed_question('why?').shape == (384,);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert done.stdout.strip() == "[]"
