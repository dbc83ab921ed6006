"""A model that is not one: quick, deterministic, near where words are shared. For tests in which the model is not the point."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np

from peel_qa.index.embedding import Embedder, Vectors
from peel_qa.text import words

DIMENSION = 48


@cache
def _direction(word: str) -> Vectors:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=DIMENSION).digest()
    return np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5


class StubEmbedder(Embedder):
    """Sums a fixed direction for each word; `embedded` keeps every text that was embedded, in order."""

    fingerprint = "stub-1"
    dimension = DIMENSION
    limit = 256
    vocabulary: frozenset[str] = frozenset()

    def __init__(self, fingerprint: str = "stub-1") -> None:
        super().__init__("stub")
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [2 + (len(text) + 3) // 4 for text in texts]

    def _encode(self, texts: list[str], is_question: bool = False) -> Vectors:
        if not is_question:
            self.embedded += texts
        sums = [sum((_direction(word) for word in words(text)), _direction(text) * 0.5) for text in texts]
        return np.stack([vector / np.linalg.norm(vector) for vector in sums]).astype(np.float32)
