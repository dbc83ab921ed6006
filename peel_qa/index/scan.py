"""Nearest passages among very many: every passage is looked at by the signs of its vector, the best of them by the vector itself.

One bit a dimension is enough to tell which passages may be near: 48 bytes a passage for 384 dimensions, compared with the question's
by counting the bits that differ. Of those the vectors in 8 bits tell which are, at 384 bytes a passage in memory. Nothing has to be
built, so a new document costs nothing, and a search narrowed to some documents is no slower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from peel_qa.errors import IndexDamaged
from peel_qa.index.exact import Found
from peel_qa.index.files import Array, rows_of
from peel_qa.index.models import Vectors

Codes = NDArray[np.uint64]
FROM = 5_000
"""Passages from which on this way is taken; below, Chroma's graph is built in seconds and held to find everything."""
_SHARE = 50
"""One of so many passages goes on to the second look, which takes the vectors in 8 bits …"""
_SECOND = 3_000
"""… but at least so many, or thirty for each that is asked for."""
_THIRD = 300
"""Passages whose vectors themselves are compared, at least; three for each that is asked for."""
_OVERSAMPLED = 30
_SCALE = 512.0
"""What a component is multiplied by to fit 8 bits; few of a unit vector of hundreds of dimensions exceed a quarter."""
_CHUNK = 65_536
_SAMPLE = 200
_REMEDY = "Run `peel-qa index --rebuild`"


def codes_of(vectors: Vectors) -> Codes:
    """The signs of vectors, shape (n, dimension), 64 to a word: shape (words, n), each word's passages side by side."""
    bits = np.packbits(vectors > 0, axis=1)
    padded = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
    padded[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(padded.view(np.uint64).T)


def _in_8_bits(vectors: Array) -> NDArray[np.int8]:
    """The vectors roughly, shape (n, dimension): one byte a component, in memory."""
    small = np.empty(vectors.shape, dtype=np.int8)
    for first in range(0, len(vectors), _CHUNK):
        part = slice(first, first + _CHUNK)
        small[part] = np.clip(np.rint(np.asarray(vectors[part], dtype=np.float32) * _SCALE), -127, 127)
    return small


class ScanStore:
    """Compares signs, then the nearest ones' vectors in 8 bits, then the nearest vectors. Never written; threads may share one."""

    def __init__(
        self, ids: NDArray[np.bytes_], codes: Codes, vectors: Array, documents: NDArray[np.int32], numbers: Mapping[str, int]
    ) -> None:
        """Take the passages' ids, signs, vectors, the number of each one's document, and the documents' numbers by id."""
        self._ids, self._codes, self._vectors, self._documents, self._numbers = ids, codes, vectors, documents, numbers
        self._small = _in_8_bits(vectors)

    @property
    def size(self) -> int:
        """Number of passages held."""
        return len(self._ids)

    def nearest(self, vector: Vectors, k: int, documents: Sequence[str] | None = None) -> Found:
        """The k nearest passages to a vector of shape (dimension,), best first; only of `documents` where given."""
        near = self._candidates(vector, max(_SECOND, _OVERSAMPLED * k, self.size // _SHARE), documents)
        wanted = max(_THIRD, 3 * k)
        if len(near) > wanted:
            roughly = self._small[near].astype(np.float32) @ vector
            near = np.sort(near[np.argpartition(-roughly, wanted)[:wanted]])
        similarities = rows_of(self._vectors, near) @ vector
        best = np.argsort(-similarities, kind="stable")[:k]
        return [(self._ids[near[number]].decode(), float(similarities[number])) for number in best]

    def nearest_to_each(self, vectors: Vectors, k: int, documents: Sequence[str] | None = None) -> list[Found]:
        """The k nearest passages to each of several vectors, shape (n, dimension)."""
        return [self.nearest(vector, k, documents) for vector in vectors]

    def _candidates(self, vector: Vectors, wanted: int, documents: Sequence[str] | None) -> NDArray[np.int64]:
        """Numbers of at least `wanted` passages whose signs are nearest, in index order."""
        distances = self._distances(codes_of(vector[np.newaxis])[:, 0])
        if documents is not None:
            admitted = np.zeros(len(self._numbers), dtype=bool)
            admitted[[self._numbers[name] for name in documents if name in self._numbers]] = True
            passing = np.flatnonzero(admitted[self._documents])
            distances = distances[passing]
        if wanted < len(distances):
            counts = np.cumsum(np.bincount(distances))
            found = np.flatnonzero(distances <= np.searchsorted(counts, wanted))
        else:
            found = np.arange(len(distances))
        return found if documents is None else passing[found]

    def _distances(self, code: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """How many signs differ, for every passage; in pieces that stay in the processor's cache."""
        found = np.empty(self.size, dtype=np.uint16)
        for first in range(0, self.size, _CHUNK):
            part = slice(first, first + _CHUNK)
            counts = np.zeros(len(found[part]), dtype=np.uint16)
            for word, own in zip(self._codes, code, strict=True):
                counts += np.bitwise_count(word[part] ^ own)
            found[part] = counts
        return found

    def verify(self) -> None:
        """Let a sample of passages, spread evenly, find themselves.

        Raises:
            IndexDamaged: if one does not.
        """
        for number in np.unique(np.linspace(0, self.size - 1, min(_SAMPLE, self.size), dtype=int)):
            [vector] = rows_of(self._vectors, [number])
            found = dict(self.nearest(vector, 10))
            if self._ids[number].decode() not in found and min(found.values()) < 1 - 1e-3:
                raise IndexDamaged(f"Passage {self._ids[number].decode()} does not find itself", _REMEDY)

    def open(self) -> None:
        """Everything is at hand already."""

    def close(self) -> None:
        """Nothing to let go of."""
