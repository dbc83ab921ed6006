"""Exports a checkpoint: ONNX with 8-bit weights, tokeniser, and a card with hashes, curve and figures.

python -m training.export [--checkpoint FILE] [--to FOLDER]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch

from peel_qa.environment import prepare_environment
from peel_qa.reading.bundle import CARD, FORMAT, NETWORK, TOKENISER, Bundle
from peel_qa.reading.network import INPUTS, OUTPUTS, Network
from peel_qa.reading.reader import BUNDLED_FOLDER
from peel_qa.reading.spans import Calibration
from training import configuration
from training.base import base_folder
from training.evaluate import report, vars_of
from training.scorer import load_model
from training.train import CHECKPOINT

_HEADS = ("/span/", "/answerable/", "/contradicts/")
LARGEST = 25_000_000
LICENCE = "CC BY-SA 4.0 (weights; trained on SQuAD 2.0 among others), from all-MiniLM-L6-v2 (Apache 2.0)"


def write_network(checkpoint: Path, path: Path) -> None:
    """The checkpoint as ONNX with 32-bit weights; batch and length may vary."""
    model = load_model(checkpoint)
    example = (torch.randint(1000, 2000, (2, 24)), torch.ones(2, 24, dtype=torch.long), torch.ones(2, 24, dtype=torch.long))
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, "start", "end")}
    axes |= {name: {0: "batch"} for name in ("answerable", "contradicts")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            example,
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def shrink(path: Path, to: Path) -> None:
    """Weights as integers of 7 bits in 8, with a scale for each row of a matrix; activations are measured as they come.

    Of 8 whole bits, sums overflow on processors without VNNI, and the same question reads differently there. The heads stay as they are:
    they are small, and everything hangs on them.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = path.with_name("prepared.onnx")
    quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
    heads = [node.name for node in onnx.load(str(prepared)).graph.node if node.name.startswith(_HEADS)]
    quantize_dynamic(str(prepared), str(to), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_exclude=heads)


def export(checkpoint: Path, to: Path, work: Path) -> dict[str, Any]:
    """Write the folder and measure what was written; the curve is fitted on the exported network itself.

    Raises:
        SystemExit: if the network is larger than it may be.
    """
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        write_network(checkpoint, whole)
        shrink(whole, to / NETWORK)
    if (to / NETWORK).stat().st_size > LARGEST:
        raise SystemExit(f"{to / NETWORK} is larger than {LARGEST:,} bytes")
    shutil.copyfile(base_folder() / TOKENISER, to / TOKENISER)
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    told = {"stages": int(state["stage"]) + 1, "step": int(state["step"]), "passes": int(state["number"]) + 1}
    write_card(to, Calibration(), {}, told)
    bundle = Bundle.load(to)
    calibration, figures = report(Network(bundle), bundle.layout(), work)
    write_card(to, calibration, figures, told)
    return figures


def write_card(folder: Path, calibration: Calibration, figures: dict[str, Any], told: dict[str, Any]) -> None:
    """Write `card.json` with the hashes of the files beside it."""
    card = {
        "format": FORMAT,
        "name": "peel-qa reader",
        "licence": LICENCE,
        "training": told,
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENISER)},
        "calibration": vars_of(calibration),
        "figures": figures,
    }
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Export, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=configuration.WORK / CHECKPOINT)
    parser.add_argument("--to", type=Path, default=BUNDLED_FOLDER)
    parser.add_argument("--work", type=Path, default=configuration.WORK)
    given = parser.parse_args()
    prepare_environment()
    print(json.dumps(export(given.checkpoint, given.to, given.work), indent=1))


if __name__ == "__main__":
    main()
