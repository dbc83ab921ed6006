"""A published index version, opened for reading."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from peel_qa.errors import IndexDamaged
from peel_qa.index import layout
from peel_qa.index.embedding import Vectors
from peel_qa.index.keyword import KeywordIndex
from peel_qa.index.manifest import Manifest, Recipe
from peel_qa.index.store import PassageStore
from peel_qa.records import Document, Passage, Source


class SearchIndex:
    """Documents, passages and everything to find them by. Never written; threads may share it.

    Passages are numbered in index order; `sentence_vectors[first_sentence[n] : first_sentence[n + 1]]` are the
    vectors of passage n's sentences, shape (n_sentences, dimension).
    """

    def __init__(self, version: Path, recipe: Recipe | None = None) -> None:
        """Check the version's files and open it.

        Raises:
            IndexMismatch: if it was built by another recipe than `recipe`.
            IndexDamaged: if any file is not as it was written.
        """
        self.version = version
        self.manifest = Manifest.read(version)
        if recipe is not None:
            self.manifest.require(recipe)
        self.manifest.check_files(version)
        self.documents: dict[str, Document] = {d.id: d for d in _read_jsonl(version / layout.DOCUMENTS, TypeAdapter(Document))}
        self.passages: list[Passage] = _read_jsonl(version / layout.PASSAGES, TypeAdapter(Passage))
        self.numbers: dict[str, int] = {passage.id: number for number, passage in enumerate(self.passages)}
        self.passage_vectors: Vectors = np.load(version / layout.PASSAGE_VECTORS, mmap_mode="r")
        self.sentence_vectors: Vectors = np.load(version / layout.SENTENCE_VECTORS, mmap_mode="r")
        self.first_sentence = np.cumsum([0, *(len(passage.sentences) for passage in self.passages)])
        if len(self.passage_vectors) != len(self.passages) or len(self.sentence_vectors) != self.first_sentence[-1]:
            raise IndexDamaged(f"{version} has vectors for other passages than it holds", "Run `peel-qa index --rebuild`")
        self.keyword = KeywordIndex.load(version / layout.KEYWORD)

    @cached_property
    def store(self) -> PassageStore:
        """The vector store, copied aside and opened when it is first asked."""
        return PassageStore(self.version / layout.CHROMA)

    @property
    def fingerprint(self) -> str:
        """The corpus's fingerprint, shortened to 12 digits."""
        return self.manifest.corpus_fingerprint[:12]

    def source(self, passage: Passage) -> Source:
        """Where a passage comes from."""
        return self.documents[passage.document].source

    def vectors_of(self, number: int) -> Vectors:
        """Vectors of the sentences of passage `number`, shape (n_sentences, dimension)."""
        sentences: Vectors = self.sentence_vectors[self.first_sentence[number] : self.first_sentence[number + 1]]
        return sentences

    def close(self) -> None:
        """Let go of the vector store's private copy."""
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]


def _read_jsonl(path: Path, adapter: TypeAdapter[Any]) -> list[Any]:
    lines: Sequence[bytes] = path.read_bytes().splitlines()
    return [adapter.validate_json(line) for line in lines if line]
