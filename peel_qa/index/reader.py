"""A published index version, opened for reading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from peel_qa.errors import IndexDamaged, IndexMissing
from peel_qa.facts.records import Facts
from peel_qa.index import layout
from peel_qa.index.embedding import Vectors
from peel_qa.index.exact import ExactStore, Store, is_reliable
from peel_qa.index.keyword import KeywordIndex
from peel_qa.index.layout import IndexFolder
from peel_qa.index.lexicon import Lexicon
from peel_qa.index.manifest import Manifest, Recipe
from peel_qa.index.seal import checksums, require_files, require_same, sealed
from peel_qa.index.store import PassageStore
from peel_qa.records import Document, Passage, Source

_REMEDY = "Run `peel-qa index --rebuild`"
_ATTEMPTS = 50
_IN_CHROMA = f"{layout.CHROMA}/"


def open_current(folder: IndexFolder, recipe: Recipe | None = None) -> SearchIndex:
    """The version in force, opened; where a newer one is published meanwhile and this one removed, the newer one.

    Raises:
        IndexMissing: if nothing was built yet.
        IndexMismatch: if it was built by another recipe than `recipe`.
        IndexDamaged: if any file is not as it was written.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        before = folder.named()
        try:
            version = folder.current()
            if version is None:
                raise IndexMissing(f"There is no index in {folder.root}", "Run `peel-qa index`")
            return SearchIndex(version, recipe)
        except IndexDamaged:
            if folder.named() == before or attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


class SearchIndex:
    """Documents, passages and everything to find them by. Never written; threads may share it.

    All of it is in memory or in a private copy, so nothing that happens to the published files later can reach it.
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
        sums = sealed(version)
        ours = {name: digest for name, digest in sums.items() if not name.startswith(_IN_CHROMA)}
        require_same(version, ours, checksums(version, lambda name: not name.startswith(_IN_CHROMA)))
        try:
            self._load(version)
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamaged(f"{version} cannot be read ({error})", _REMEDY) from error
        self.store = self._open_store(sums)

    def _open_store(self, sums: Mapping[str, str]) -> Store:
        if self.search == "exact":
            return ExactStore([p.id for p in self.passages], self.passage_vectors, [p.document for p in self.passages])
        published = self.version / layout.CHROMA
        wanted = {name.removeprefix(_IN_CHROMA): digest for name, digest in sums.items() if name.startswith(_IN_CHROMA)}
        require_files(published, wanted)
        return PassageStore(published, lambda copy: require_same(published, wanted, checksums(copy)))

    def verify(self) -> None:
        """Let every passage find itself in the opened store.

        Raises:
            IndexDamaged: if one does not.
        """
        if not is_reliable(self.store, [passage.id for passage in self.passages], self.passage_vectors):
            raise IndexDamaged(f"Not every passage of {self.version} finds itself", _REMEDY)

    def _load(self, version: Path) -> None:
        self.documents: dict[str, Document] = {d.id: d for d in _read_jsonl(version / layout.DOCUMENTS, TypeAdapter(Document))}
        self.passages: list[Passage] = _read_jsonl(version / layout.PASSAGES, TypeAdapter(Passage))
        self.search = (version / layout.SEARCH).read_text(encoding="utf-8").strip()
        self.facts: Facts = TypeAdapter(Facts).validate_json((version / layout.FACTS).read_bytes())
        self.numbers: dict[str, int] = {passage.id: number for number, passage in enumerate(self.passages)}
        # Read, not mapped: a mapped file that is cut short later ends the process with SIGBUS.
        self.passage_vectors: Vectors = np.load(version / layout.PASSAGE_VECTORS)
        self.sentence_vectors: Vectors = np.load(version / layout.SENTENCE_VECTORS)
        self.first_sentence = np.cumsum([0, *(len(passage.sentences) for passage in self.passages)])
        self.keyword = KeywordIndex.load(version / layout.KEYWORD)
        self.lexicon = Lexicon.load(version / layout.LEXICON)
        shapes = self.passage_vectors.shape, self.sentence_vectors.shape, self.keyword.size
        size = self.manifest.dimension
        if shapes != ((len(self.passages), size), (int(self.first_sentence[-1]), size), len(self.passages)):
            raise IndexDamaged(f"{version} has vectors for other passages than it holds", _REMEDY)

    @property
    def fingerprint(self) -> str:
        """The corpus's fingerprint, shortened to 12 digits."""
        return self.manifest.corpus_fingerprint[:12]

    def source(self, passage: Passage) -> Source:
        """Where a passage comes from."""
        return self.documents[passage.document].source

    @cached_property
    def _places(self) -> dict[str, tuple[list[int], list[int]]]:
        """For each document the first characters of its passages, and their numbers."""
        places: dict[str, tuple[list[int], list[int]]] = {}
        for number, passage in enumerate(self.passages):
            starts, numbers = places.setdefault(passage.document, ([], []))
            starts.append(passage.start)
            numbers.append(number)
        return places

    def passage_at(self, document: str, start: int) -> Passage:
        """The passage that holds, or stands nearest before, a character of a document."""
        starts, numbers = self._places[document]
        return self.passages[numbers[max(0, bisect_right(starts, start) - 1)]]

    def vectors_of(self, number: int) -> Vectors:
        """Vectors of the sentences of passage `number`, shape (n_sentences, dimension)."""
        sentences: Vectors = self.sentence_vectors[self.first_sentence[number] : self.first_sentence[number + 1]]
        return sentences

    def close(self) -> None:
        """Let go of the vector store's private copy."""
        self.store.close()


def _read_jsonl(path: Path, adapter: TypeAdapter[Any]) -> list[Any]:
    return [adapter.validate_json(line) for line in path.read_bytes().splitlines() if line]
