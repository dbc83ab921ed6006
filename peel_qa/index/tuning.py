"""What tuning changed of the bundled embedding model: low-rank differences of its weights, in a folder beside this module.

The model itself comes from its package; a few megabytes put on top of it make it find the sentence that answers (training/tuning.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peel_qa.errors import ModelError

if TYPE_CHECKING:
    import torch

FOLDER = Path(__file__).resolve().parent / "tuned"
CARD, WEIGHTS = "tuning.json", "tuning.safetensors"
_FORMAT = 1
_UP, _DOWN, _MORE = "|up", "|down", "|more"
"""Endings of the names: a matrix's difference is `up @ down`; a vector's is kept as it is."""
_BASE_WEIGHTS = "model.safetensors"
_REMEDY = "Run `make install`, or set PEEL_QA_EMBEDDING_MODEL=bundled:all-MiniLM-L6-v2 to do without the tuning"


def is_tuning(folder: Path) -> bool:
    """Whether a folder holds differences, and no model of its own."""
    return (folder / CARD).is_file()


def differences(before: Mapping[str, torch.Tensor], after: Mapping[str, torch.Tensor], rank: int) -> dict[str, torch.Tensor]:
    """What changed: of a matrix the `rank` greatest singular parts (Eckart and Young, 1936), of a vector all; 16-bit."""
    import torch

    found: dict[str, torch.Tensor] = {}
    for name, weights in after.items():
        change = weights.float() - before[name].float()
        if not weights.is_floating_point() or not change.any():
            continue
        if change.ndim == 2:
            up, sizes, down = torch.linalg.svd(change, full_matrices=False)
            root = sizes[:rank].sqrt()
            found[name + _UP] = (up[:, :rank] * root).half().contiguous()
            found[name + _DOWN] = (root[:, None] * down[:rank]).half().contiguous()
        else:
            found[name + _MORE] = change.half().contiguous()
    return found


def write_tuning(kept: Mapping[str, torch.Tensor], to: Path, base: Path, rank: int, figures: Mapping[str, Any]) -> None:
    """Write differences with a card that names the weights they belong to."""
    from safetensors.torch import save_file

    to.mkdir(parents=True, exist_ok=True)
    save_file(dict(kept), str(to / WEIGHTS))
    card = {
        "format": _FORMAT,
        "base_sha256": _digest(base / _BASE_WEIGHTS),
        "sha256": _digest(to / WEIGHTS),
        "rank": rank,
        "figures": figures,
    }
    (to / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def put_on(network: torch.nn.Module, folder: Path, base: Path) -> None:
    """Add the differences of a folder to the weights of a network that was loaded from `base`.

    Raises:
        ModelError: if the folder is damaged, or was made for other weights.
    """
    from safetensors.torch import load_file

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        is_whole = card["format"] == _FORMAT and card["sha256"] == _digest(folder / WEIGHTS)
        is_for_base = card["base_sha256"] == _digest(base / _BASE_WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The tuning of the embedding model in {folder} cannot be read ({error})", _REMEDY) from error
    if not is_whole:
        raise ModelError(f"The tuning of the embedding model in {folder} is damaged: its weights are not those of its card", _REMEDY)
    if not is_for_base:
        raise ModelError(f"The tuning in {folder} was made for other weights than those in {base}", _REMEDY)
    add_to(network, load_file(str(folder / WEIGHTS)))


def add_to(network: torch.nn.Module, changes: Mapping[str, torch.Tensor]) -> None:
    """Add differences to the weights of a network."""
    import torch

    weights = dict(network.named_parameters())
    with torch.no_grad():
        for name, change in changes.items():
            whole, _, part = name.rpartition("|")
            if f"|{part}" == _UP:
                weights[whole].add_(change.float() @ changes[whole + _DOWN].float())
            elif f"|{part}" == _MORE:
                weights[whole].add_(change.float())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
