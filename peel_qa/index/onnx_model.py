"""The embedding model run by onnxruntime: the same weights, without importing PyTorch, which takes four seconds.

A folder made by `peel_qa.index.export` holds the network, the tokeniser and a card with their hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from peel_qa.index.models import Vectors
from peel_qa.inference import cores, open_session

NETWORK = "model.onnx"
TOKENISER = "tokenizer.json"
CARD = "card.json"
OUTPUT = "embedding"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Card:
    """What an exported network is: of which model, with which weights, and how near it comes to the model itself.

    `likeness` is the lowest and the mean cosine similarity between its vectors and the model's over sample texts.
    """

    format: int
    fingerprint: str
    weights: str
    dimension: int
    longest: int
    question_prompt: str
    document_prompt: str
    inputs: tuple[str, ...]
    likeness: tuple[float, float]
    sha256: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the card; the last file of an export."""
        (folder / CARD).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Card:
        """Read the card and hold the files beside it against their hashes.

        Raises:
            ValueError: if a file is not as it was exported, or the card is another version's.
            OSError: if one cannot be read.
        """
        try:
            values: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
            card = cls(**{**values, "inputs": tuple(values["inputs"]), "likeness": tuple(values["likeness"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"{folder / CARD} is no card of an exported network ({error})") from error
        if card.format != FORMAT:
            raise ValueError(f"{folder / CARD} has format {card.format}, this version reads {FORMAT}")
        for name, wanted in card.sha256.items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                    raise ValueError(f"{folder / name} is not as it was exported")
        return card


class OnnxModel:
    """An exported network. Every text is run by itself, so that none changes another's vector, on all cores."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the network of a folder; raises as `Card.read`, and whatever onnxruntime raises for a network that is none."""
        self._card = Card.read(folder)
        self._folder = folder
        self._threads = threads or cores()
        self.dimension = self._card.dimension
        self._tokeniser = _tokeniser(folder)
        self._cutting = _tokeniser(folder)
        self._cutting.enable_truncation(self._card.longest)
        taken = self._count(self._card.document_prompt) - self._count("") if self._card.document_prompt else 0
        self.limit = self._card.longest - taken
        self._session = open_session(folder / NETWORK)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embedding")

    def tokens(self) -> list[str]:
        """Every token that the model knows."""
        return list(self._tokeniser.get_vocab())

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, special tokens included."""
        return [len(one.ids) for one in self._tokeniser.encode_batch_fast([_encodable(text) for text in texts])] if texts else []

    def encode(self, texts: Sequence[str], is_question: bool) -> Vectors:
        """Unit vectors of texts, shape (n_texts, dimension); what is too long is cut."""
        prompt = self._card.question_prompt if is_question else self._card.document_prompt
        prompted = [_encodable(prompt + text) for text in texts]
        if len(prompted) == 1:  # a question: no thread need be woken
            return self._run(prompted[0])
        return np.concatenate(list(self._pool.map(self._run, prompted)))

    def _run(self, text: str) -> Vectors:
        encoding = self._cutting.encode(text)
        given = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask, "token_type_ids": encoding.type_ids}
        arrays = {name: np.array([given[name]], dtype=np.int64) for name in self._card.inputs}
        vector: Vectors = self._session.run([OUTPUT], arrays)[0]
        return vector

    def _count(self, text: str) -> int:
        return len(self._tokeniser.encode(text).ids)

    @cached_property
    def likeness(self) -> tuple[float, float]:
        """Lowest and mean cosine similarity with the model's own vectors, as measured at export."""
        return self._card.likeness


def _tokeniser(folder: Path) -> Tokenizer:
    try:
        tokeniser = Tokenizer.from_file(str(folder / TOKENISER))
    except Exception as error:  # the library raises bare exceptions
        raise ValueError(f"{folder / TOKENISER} is no tokeniser ({error})") from error
    tokeniser.no_padding()
    tokeniser.no_truncation()
    return tokeniser


def _encodable(text: str) -> str:
    """The text with lone surrogates, which the tokeniser cannot take, replaced."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
