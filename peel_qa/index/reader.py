"""A published index version, opened for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from peel_qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from peel_qa.facts.records import Facts
from peel_qa.index import layout
from peel_qa.index.embedding import Vectors
from peel_qa.index.exact import ExactStore, Store, is_reliable
from peel_qa.index.files import Array, Named, Numbers, Records, open_array
from peel_qa.index.keyword import KeywordIndex
from peel_qa.index.layout import IndexFolder
from peel_qa.index.lexicon import Lexicon
from peel_qa.index.manifest import Manifest, Recipe
from peel_qa.index.scan import ScanStore
from peel_qa.index.seal import checksums, require_files, require_same, sealed
from peel_qa.index.server import ChromaServer
from peel_qa.index.server_store import ServerStore
from peel_qa.index.store import PassageStore
from peel_qa.records import Document, Passage, Source

_REMEDY = "Run `peel-qa index --rebuild`"
_ATTEMPTS = 50
_IN_CHROMA = f"{layout.CHROMA}/"


def open_current(folder: IndexFolder, recipe: Recipe | None = None, is_one_question: bool = False) -> SearchIndex:
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
            return SearchIndex(version, recipe, is_one_question, folder.server)
        except IndexDamaged:
            if folder.named() == before or attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


class SearchIndex:
    """Documents, passages and everything to find them by. Never written; threads may share it.

    Small files are in memory or in a private copy, where nothing that happens to the published files later can reach them; of large ones
    what is asked for is read (`files.py`).
    Passages are numbered in index order; `sentence_vectors[first_sentence[n] : first_sentence[n + 1]]` are the
    vectors of passage n's sentences, shape (n_sentences, dimension).
    """

    def __init__(
        self, version: Path, recipe: Recipe | None = None, is_one_question: bool = False, server: ChromaServer | None = None
    ) -> None:
        """Check the version's files and open it; for one question its passages are compared, since that is quicker than opening Chroma.

        `server` is the Chroma server that holds the passages of a version that was written to one.

        Raises:
            IndexMismatch: if it was built by another recipe than `recipe`.
            IndexDamaged: if any file is not as it was written.
            StoreUnavailable: if the server is needed and does not answer.
        """
        self._server = server
        self.version = version
        self._is_one_question = is_one_question
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
        if self.search == "server":
            if self._server is None:
                raise IndexMismatch("store.place", "server", "folder")
            name = (self.version / layout.COLLECTION).read_text(encoding="utf-8").strip()
            return ServerStore(self._server, name, len(self.passages), self._document_of)
        if self.search == "scan":
            codes = np.load(self.version / layout.CODES)
            return ScanStore(self.ids, codes, self.passage_vectors, self.document_numbers, self._numbers_of_documents)
        if self.search == "exact" or self._is_one_question:
            names = np.array(list(self.sources), dtype=object)
            return ExactStore(list(self.numbers), self._whole_vectors(), list(names[self.document_numbers]))
        published = self.version / layout.CHROMA
        wanted = {name.removeprefix(_IN_CHROMA): digest for name, digest in sums.items() if name.startswith(_IN_CHROMA)}
        require_files(published, wanted)
        return PassageStore(published, lambda copy: require_same(published, wanted, checksums(copy)))

    def verify(self) -> None:
        """Let every passage find itself in the opened store.

        Raises:
            IndexDamaged: if one does not.
        """
        if isinstance(self.store, ScanStore):
            self.store.verify()
        elif isinstance(self.store, ServerStore):
            self.store.open()  # counted at opening, and tried passage by passage when it was filled
        elif not is_reliable(self.store, list(self.numbers), self._whole_vectors()):
            raise IndexDamaged(f"Not every passage of {self.version} finds itself", _REMEDY)

    def _whole_vectors(self) -> Vectors:
        vectors = self.passage_vectors
        return vectors if isinstance(vectors, np.ndarray) else np.asarray(vectors[:], dtype=np.float32)

    def _load(self, version: Path) -> None:
        self.sources: dict[str, Source] = {source.id: source for source in _read_jsonl(version / layout.SOURCES, TypeAdapter(Source))}
        names = list(self.sources)
        lines = np.load(version / layout.DOCUMENT_ROWS)
        held = Records[Document](version / layout.DOCUMENTS, lines, TypeAdapter(Document).validate_json)
        self.documents: Mapping[str, Document] = Named(names, held)
        rows = np.load(version / layout.PASSAGE_ROWS)
        self.ids: NDArray[np.bytes_] = rows["id"].copy()
        self.document_numbers: NDArray[np.int32] = rows["document"].copy()
        self._starts: NDArray[np.int32] = rows["start"].copy()
        ends = np.append(rows["line"], (version / layout.PASSAGES).stat().st_size)
        self.passages: Records[Passage] = Records(version / layout.PASSAGES, ends, TypeAdapter(Passage).validate_json)
        self.numbers: Numbers = Numbers(self.ids)
        self._numbers_of_documents = {name: number for number, name in enumerate(names)}
        self.search = (version / layout.SEARCH).read_text(encoding="utf-8").strip()
        self.facts: Facts = TypeAdapter(Facts).validate_json((version / layout.FACTS).read_bytes())
        self.passage_vectors: Array = open_array(version / layout.PASSAGE_VECTORS)
        self.sentence_vectors: Array = open_array(version / layout.SENTENCE_VECTORS)
        self.first_sentence = np.concatenate([[0], np.cumsum(rows["sentences"], dtype=np.int64)])
        self.keyword = KeywordIndex.load(version / layout.KEYWORD)
        self.lexicon = Lexicon.load(version / layout.LEXICON)
        self._words = (version / layout.WORDS).read_text(encoding="utf-8") if (version / layout.WORDS).stat().st_size else ""
        shapes = self.passage_vectors.shape, self.sentence_vectors.shape, self.keyword.size, len(lines) - 1
        size = self.manifest.dimension
        if shapes != ((len(rows), size), (int(self.first_sentence[-1]), size), len(rows), len(names)):
            raise IndexDamaged(f"{version} has vectors for other passages than it holds", _REMEDY)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the passages and their headings."""
        return frozenset(self._words.split("\n")) - {""}

    @cached_property
    def _sources_by_number(self) -> list[Source]:
        return list(self.sources.values())

    def source_of(self, number: int) -> Source:
        """Where passage `number` comes from; the passage itself need not be read."""
        return self._sources_by_number[int(self.document_numbers[number])]

    def admitted(self, documents: Sequence[str]) -> NDArray[np.bool_]:
        """For every passage whether its document is one of `documents`, shape (n_passages,)."""
        chosen = np.zeros(len(self._numbers_of_documents), dtype=bool)
        chosen[[self._numbers_of_documents[name] for name in documents]] = True
        passing: NDArray[np.bool_] = chosen[self.document_numbers]
        return passing

    def place_of(self, name: str) -> tuple[str, int]:
        """Document and start of a passage; the passage itself need not be read."""
        number = self.numbers[name]
        return self.source_of(number).id, int(self._starts[number])

    def _document_of(self, name: str) -> str | None:
        """The document of a passage, None where no passage has that id."""
        return self.source_of(self.numbers[name]).id if name in self.numbers else None

    @property
    def fingerprint(self) -> str:
        """The corpus's fingerprint, shortened to 12 digits."""
        return self.manifest.corpus_fingerprint[:12]

    def source(self, passage: Passage) -> Source:
        """Where a passage comes from."""
        return self.sources[passage.document]

    def passage_at(self, document: str, start: int) -> Passage:
        """The passage that holds, or stands nearest before, a character of a document."""
        number = self._numbers_of_documents[document]
        first, last = np.searchsorted(self.document_numbers, [number, number + 1])  # a document's passages stand together, in order
        if first == last:
            raise KeyError(document)
        return self.passages[int(first) + max(0, int(np.searchsorted(self._starts[first:last], start, side="right")) - 1)]

    def vectors_of(self, number: int) -> Vectors:
        """Vectors of the sentences of passage `number`, shape (n_sentences, dimension)."""
        sentences = self.sentence_vectors[slice(int(self.first_sentence[number]), int(self.first_sentence[number + 1]))]
        return np.asarray(sentences, dtype=np.float32)

    def close(self) -> None:
        """Let go of the vector store's private copy."""
        self.store.close()


def _read_jsonl(path: Path, adapter: TypeAdapter[Any]) -> list[Any]:
    return [adapter.validate_json(line) for line in path.read_bytes().splitlines() if line]
