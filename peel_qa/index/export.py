"""Makes a network for onnxruntime from a sentence-transformers folder: `python -m peel_qa.index.export MODEL-FOLDER TO WEIGHTS`.

Nothing is downloaded: the network is traced from the weights that are here. It runs in a process of its own, so that
PyTorch is loaded once, for the export, and never where questions are answered.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from peel_qa.errors import ModelError
from peel_qa.index.models import Vectors
from peel_qa.index.onnx_model import CARD, FORMAT, NETWORK, OUTPUT, TOKENISER, Card, OnnxModel

WEIGHTS = ("onnx", "onnx-int8")
LIKENESS = {"onnx": 0.99999, "onnx-int8": 0.9}
"""Cosine similarity that every sample text must keep with the model's own vector."""
_OPSET = 17
_SAMPLE = (
    "What grade did the force get for investigating crime?",
    "Inspectors found that supervision of investigations was weak, and that 20% of the cases examined had no plan.",
    "No.",
    "Requires improvement",
    "The force should make sure that it answers emergency calls within ten seconds; in the year to 31 March it did so for 87.4%. " * 4,
    "Chief Constable: \u201cWe are sorry\u201d \u2013 caf\u00e9, \u00a32.4 million",
)
_REMEDY = "Set PEEL_QA_EMBEDDING_BACKEND=torch to do without it, or PEEL_QA_MODELS to a folder that can be written"


def exported(folder: Path, fingerprint: str, weights: str, models: Path) -> Path:
    """The folder of the exported network below `models`; made first where it is not there, or not as it was made.

    Raises:
        ModelError: if it cannot be made.
    """
    made = models / f"{fingerprint}-{weights}"
    try:
        if Card.read(made).fingerprint == fingerprint:
            return made
    except (OSError, ValueError):
        pass
    try:
        models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=models, prefix=".making-") as scratch:
            _make(folder, Path(scratch) / "made", fingerprint, weights)
            _take(Path(scratch) / "made", made)
    except OSError as error:
        raise ModelError(f"The network for onnxruntime cannot be written to {models} ({error})", _REMEDY) from error
    return made


def _make(folder: Path, to: Path, fingerprint: str, weights: str) -> None:
    command = [sys.executable, "-m", "peel_qa.index.export", str(folder), str(to), fingerprint, weights]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        last = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1][:300]
        raise ModelError(f"The model in {folder} cannot be made into a network for onnxruntime ({last})", _REMEDY)


def _take(made: Path, place: Path) -> None:
    """Put a finished folder into its place; where another process was quicker, its folder is as good."""
    if (place / CARD).is_file():
        shutil.rmtree(place, ignore_errors=True)
    try:
        made.rename(place)
    except OSError:
        if not (place / CARD).is_file():
            raise


def export(folder: Path, to: Path, fingerprint: str, weights: str) -> Card:
    """Write network, tokeniser and card, and compare its vectors with the model's.

    Raises:
        ValueError: if they are further apart than the weights allow.
    """
    from peel_qa.index.torch_model import DOCUMENT_PROMPTS, QUESTION_PROMPTS, load_model, prompt_of

    model = load_model(folder)
    to.mkdir(parents=True)
    inputs = _trace(model, to / NETWORK)
    if weights == "onnx-int8":
        _shrink(to / NETWORK)
    model.tokenizer.backend_tokenizer.save(str(to / TOKENISER))
    wanted = model.encode_document(list(_SAMPLE), batch_size=1, normalize_embeddings=True, show_progress_bar=False)
    card = Card(
        format=FORMAT,
        fingerprint=fingerprint,
        weights=weights,
        dimension=int(wanted.shape[1]),
        longest=int(model.max_seq_length or 512),
        question_prompt=prompt_of(model, QUESTION_PROMPTS),
        document_prompt=prompt_of(model, DOCUMENT_PROMPTS),
        inputs=inputs,
        likeness=(0.0, 0.0),
        sha256={name: hashlib.sha256((to / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENISER)},
    )
    card.write(to)
    return _measured(card, to, np.asarray(wanted, dtype=np.float32))


def _measured(card: Card, folder: Path, wanted: Vectors) -> Card:
    from dataclasses import replace

    similarities = (OnnxModel(folder).encode(_SAMPLE, is_question=False) * wanted).sum(axis=1)
    card = replace(card, likeness=(round(float(similarities.min()), 6), round(float(similarities.mean()), 6)))
    if card.likeness[0] < LIKENESS[card.weights]:
        raise ValueError(f"the network's vectors differ from the model's: cosine similarity {card.likeness[0]:.4f}")
    card.write(folder)
    return card


def _trace(model: Any, path: Path) -> tuple[str, ...]:
    """Write the model with its pooling as ONNX, 32-bit weights; batch and length may vary. Returns the names of its inputs."""
    import torch

    features = model.preprocess(["two texts", "of which one is longer"])
    inputs = tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in features)

    class Whole(torch.nn.Module):
        """Tokens in, unit vectors out."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: torch.Tensor) -> torch.Tensor:
            """The unit vectors, shape (batch, dimension)."""
            found = self.model(dict(zip(inputs, given, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(found, p=2, dim=1)

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole().eval(),
            tuple(features[name] for name in inputs),
            str(path),
            input_names=list(inputs),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in inputs} | {OUTPUT: {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    return inputs


def _shrink(path: Path) -> None:
    """Weights in 7 of 8 bits, with a scale for each row of a matrix; activations are measured as they come.

    With all 8 the sums overflow on processors without VNNI, which then give other vectors (onnxruntime's page on quantisation).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared, small = path.with_name("prepared.onnx"), path.with_name("small.onnx")
    quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(str(prepared), str(small), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    prepared.unlink()
    small.replace(path)


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
