"""The embedding model run by sentence-transformers and PyTorch: the only module that knows sentence-transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from peel_qa.environment import prepare_environment
from peel_qa.errors import ModelError
from peel_qa.index.models import Vectors, base_of
from peel_qa.index.tuning import put_on

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUESTION_PROMPTS = ("query",)
DOCUMENT_PROMPTS = ("document", "passage", "corpus")


def load_model(folder: Path) -> SentenceTransformer:
    """The model in a folder, or the one that the folder's tuning is put on, on the processor; nothing is downloaded.

    Raises:
        ModelError: if sentence-transformers is not installed, or a tuning does not fit; and whatever a damaged folder makes its
            readers raise.
    """
    prepare_environment()
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise ModelError(f"sentence-transformers cannot be imported ({error})", "Run `make install`") from error
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    base = base_of(folder)
    model = SentenceTransformer(str(base or folder), device="cpu", local_files_only=True)
    if base is not None:
        put_on(model[0].auto_model, folder, base)
    return model


def prompt_of(model: SentenceTransformer, names: Sequence[str]) -> str:
    """The text that the model wants before a question or a document; "" for most."""
    prompts = model.prompts or {}
    return next((prompts[name] for name in names if prompts.get(name)), "")


class TorchModel:
    """A sentence-transformers model with one lock round it, since its tokeniser is not made for threads."""

    def __init__(self, folder: Path) -> None:
        """Load the model; raises as `load_model`."""
        self._lock = threading.Lock()
        self._model = load_model(folder)
        size = self._model.get_embedding_dimension()
        if not size:
            raise ValueError("it does not say its dimension")
        self.dimension = int(size)
        prompt = prompt_of(self._model, DOCUMENT_PROMPTS)
        empty, prompted = self.token_counts(["", prompt])
        self.limit = int(self._model.max_seq_length or 512) - (prompted - empty)

    def tokens(self) -> list[str]:
        """Every token that the model knows."""
        with self._lock:
            return list(self._model.tokenizer.get_vocab())

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, special tokens included."""
        if not texts:
            return []
        with self._lock:
            return [len(ids) for ids in self._model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]]

    def encode(self, texts: Sequence[str], is_question: bool) -> Vectors:
        """Unit vectors of texts of equal length, shape (n_texts, dimension); what is too long is cut."""
        with self._lock:
            encode = self._model.encode_query if is_question else self._model.encode_document
            found = encode(list(texts), batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False)
            return np.asarray(found, dtype=np.float32)
