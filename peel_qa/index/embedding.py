"""The embedding model by name, loaded when it is first needed, run by PyTorch or by onnxruntime; nothing is cut off silently."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from peel_qa.errors import ModelError
from peel_qa.index.models import DECIDING, Model, Vectors, base_of, model_folder
from peel_qa.settings import Backend, Settings

__all__ = ["Embedder", "OnBatch", "Vectors", "model_folder"]

OnBatch = Callable[[Sequence[int], Vectors], None]
"""Told of every finished batch: the numbers of its texts and their vectors."""
_WORD_BEGINS = ("▁", "Ġ")
"""How SentencePiece and byte-level tokenisers mark a token that begins a word."""
_BATCH = 32
_UNIT = 1e-3


class Embedder:
    """Turns texts into unit vectors of shape (n_texts, dimension), float32.

    Loading waits until the first text, so that commands that need no vectors start quickly. Threads may share one.
    """

    def __init__(self, name: str, backend: Backend = "torch", models: Path | None = None) -> None:
        """Remember the model's name, folder or `bundled:…`, what runs it, and the folder of networks made for onnxruntime."""
        self.name = name
        self.backend: Backend = backend
        self._models = models
        self._lock = threading.RLock()
        self._loaded: Model | None = None

    @classmethod
    def of(cls, settings: Settings) -> Embedder:
        """The model that the settings name."""
        return cls(settings.embedding_model, settings.embedding_backend, settings.models)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files that decide a vector (weights, tokeniser, settings), in hexadecimal (16 digits), and what runs them.

        Raises:
            ModelError: if the model is not on this machine.
        """
        return self._weights if self.backend == "torch" else f"{self._weights}-{self.backend}"

    @cached_property
    def _weights(self) -> str:
        digest = hashlib.sha256()
        for folder in filter(None, (base_of(self._folder), self._folder)):
            for path in sorted({path for pattern in DECIDING for path in folder.rglob(pattern)}):
                with path.open("rb") as file:
                    digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:16]

    @property
    def _folder(self) -> Path:
        folder = model_folder(self.name)
        if folder is None:
            raise self._unusable("it is neither a folder nor in the local cache")
        return folder

    @property
    def _model(self) -> Model:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Model:
        try:
            if self.backend == "torch":
                from peel_qa.index.torch_model import TorchModel

                return TorchModel(self._folder)
            from peel_qa.index.export import exported
            from peel_qa.index.onnx_model import OnnxModel

            return OnnxModel(exported(self._folder, self._weights, self.backend, self._models or Settings().models))
        except ModelError:
            raise
        except Exception as error:  # a damaged folder raises whatever its reader does not expect: KeyError, SafetensorError …
            raise self._unusable(str(error)) from error

    def _unusable(self, reason: str) -> ModelError:
        return ModelError(
            f"The embedding model {self.name!r} cannot be loaded ({reason})",
            "Set PEEL_QA_EMBEDDING_MODEL to a sentence-transformers folder, or unset it for the bundled model",
        )

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._model.dimension

    @cached_property
    def limit(self) -> int:
        """Longest text that the model reads, in its own tokens, special tokens included and its own prompt taken off."""
        return self._model.limit

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The whole words that the model knows, in lower case; parts of words are not among them."""
        tokens = self._model.tokens()
        begun = [token[1:] for token in tokens if token[:1] in _WORD_BEGINS]  # WordPiece marks the parts instead: "##ing"
        return frozenset(token.lower() for token in (begun or tokens) if token.isalpha())

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in the model's tokens, special tokens included."""
        return self._model.token_counts(texts)

    def count_tokens(self, text: str) -> int:
        """Length of one text in the model's tokens, special tokens included."""
        return self.token_counts([text])[0]

    def embed(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Unit vectors of the texts, shape (n_texts, dimension).

        `on_batch` is told of every finished batch, so that long work can be kept as it is done.

        Raises:
            ModelError: for a text longer than the model reads (never cut silently), or a vector that is none.
        """
        counts = self.token_counts(texts)
        for text, count in zip(texts, counts, strict=True):
            if count > self.limit:
                raise ModelError(f"A text of {count} tokens is too long for the embedding model's {self.limit}: {text[:60]!r}…")
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for numbers in _batches(counts):
            vectors[numbers] = self._checked(self._encode([texts[number] for number in numbers]))
            if on_batch:
                on_batch(numbers, vectors[numbers])
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Unit vector of a question, shape (dimension,); a question longer than the model reads counts by its beginning."""
        vector: Vectors = self._checked(self._encode([text], is_question=True))[0]
        return vector

    def _encode(self, texts: list[str], is_question: bool = False) -> Vectors:
        return self._model.encode(texts, is_question)

    def _checked(self, vectors: Vectors) -> Vectors:
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension or not (np.abs(np.linalg.norm(vectors, axis=1) - 1) < _UNIT).all():
            raise ModelError(f"The embedding model {self.name!r} gave something that is not a unit vector", "Use another model")
        return vectors


def _batches(counts: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts in batches of exactly equal length.

    Nothing is padded, so nothing is computed in vain, and a text's vector does not depend on the texts beside it:
    an index that grew document by document is the index that is built at once.
    """
    batch: list[int] = []
    for number in sorted(range(len(counts)), key=counts.__getitem__):
        if batch and (counts[number] != counts[batch[0]] or len(batch) == _BATCH):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
