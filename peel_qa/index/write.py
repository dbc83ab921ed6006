"""The files of one index version: written into a folder that nobody reads yet, then checked and sealed.

Documents go through in batches, twice: first their records are written and counted, then what is embedded of them. What stays
in memory grows with the words of the corpus, not with its vectors.
"""

from __future__ import annotations

import hashlib
import logging
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from peel_qa.corpus.load import Corpus
from peel_qa.errors import CorpusError, IndexDamaged
from peel_qa.facts.records import Facts
from peel_qa.facts.successions import with_offices
from peel_qa.index import layout, scan
from peel_qa.index.embedding import Embedder, Vectors
from peel_qa.index.exact import is_reliable
from peel_qa.index.files import Array, ArrayWriter, open_array
from peel_qa.index.keyword import KeywordBuilder, KeywordIndex
from peel_qa.index.lexicon import Forms, Lexicon, add_forms, commonest
from peel_qa.index.manifest import Manifest, Recipe, reading_version
from peel_qa.index.parts import Part, Parts
from peel_qa.index.progress import Progress
from peel_qa.index.seal import checksums, seal
from peel_qa.index.server import ChromaServer, collection_name, upload
from peel_qa.index.server_store import ServerStore
from peel_qa.index.store import PassageStore, write_store
from peel_qa.index.vectors import VectorCache
from peel_qa.records import Document, Passage, Source

__all__ = ["KeywordIndex", "Written", "choose_search", "write_version"]

_LOG = logging.getLogger(__name__)
_SAMPLE = 200
_TIE = 1e-3
_EMBEDDED_AT_ONCE = 4_096
"""Texts that are embedded, or taken from those kept, at a time."""
ROW = np.dtype([("id", "S24"), ("document", "<i4"), ("start", "<i4"), ("sentences", "<i4"), ("line", "<i8")])
"""A passage by number: id, document by number, first character, sentences, and the byte at which its line begins."""
_DOCUMENT, _PASSAGE, _SOURCE = TypeAdapter(Document), TypeAdapter(Passage), TypeAdapter(Source)


@dataclass(frozen=True, slots=True)
class Written:
    """A finished version: its manifest, the digest of its checksums, and how many texts were embedded anew."""

    manifest: Manifest
    digest: str
    embedded: int


@dataclass(slots=True)
class _Tally:
    """What is known of a corpus when all its documents were written."""

    rows: list[tuple[bytes, int, int, int, int]] = field(default_factory=list)
    document_lines: array[int] = field(default_factory=lambda: array("q"))
    passage_end: int = 0
    sentences: int = 0
    keyword: KeywordBuilder = field(default_factory=KeywordBuilder)
    forms: Forms = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    facts: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in Facts.__dataclass_fields__})

    def count(self, number: int, part: Part, lines: Sequence[bytes]) -> None:
        """One more document's part, with the lines that its passages were written as."""
        for passage, line, terms in zip(part.passages, lines, part.terms, strict=True):
            self.rows.append((passage.id.encode(), number, passage.start, len(passage.sentences), self.passage_end))
            self.passage_end += len(line)
            self.keyword.add(terms.split(" ") if terms else [])
        self.sentences += len(part.sentences)
        add_forms(self.forms, part.forms)
        self.words.update(part.words)
        for name, found in self.facts.items():
            found.extend(getattr(part.facts, name))


def write_version(
    folder: Path,
    corpus: Corpus,
    recipe: Recipe,
    embedder: Embedder,
    cache: VectorCache,
    parts: Parts,
    progress: Progress,
    server: ChromaServer | None = None,
) -> Written:
    """Fill a new version's folder and check it; with a `server`, fill a collection of it too.

    Raises:
        StoreUnavailable: if the server does not answer.
        CorpusError: if no document holds a text to search.
        IndexDamaged: if the store does not hold what was written into it.
        SearchIndexError: if something cannot be written.
    """
    progress.phase("Reading documents", len(corpus.documents))
    tally = _write_records(folder, corpus.documents, parts, progress)
    if not tally.rows:
        raise CorpusError("No document holds a text to search", "Add documents with paragraphs, lists or tables")
    lexicon = commonest(tally.forms)
    progress.phase("Embedding", len(tally.rows) + tally.sentences + len(lexicon))
    embedding = _Embedding(embedder, cache, progress)
    is_large = len(tally.rows) > scan.FROM
    codes = embedding.write(folder / layout.PASSAGE_VECTORS, _texts(parts, corpus, "texts"), len(tally.rows), is_large)
    embedding.write(folder / layout.SENTENCE_VECTORS, _texts(parts, corpus, "sentences"), tally.sentences, is_large)
    word_vectors = embedding.of(list(lexicon.values()))

    progress.phase("Writing", 3)
    _write_tables(folder, tally)
    tally.keyword.build().save(folder / layout.KEYWORD)
    Lexicon(tuple(lexicon), word_vectors).save(folder / layout.LEXICON)
    progress.advance(1)
    search = _write_search(folder, [document.id for document in corpus.documents], tally, codes, server)
    (folder / layout.SEARCH).write_text(search + "\n", encoding="utf-8")
    progress.advance(1)
    manifest = Manifest(
        recipe=recipe,
        corpus_fingerprint=corpus.fingerprint,
        reading=reading_version(),
        dimension=embedder.dimension,
        documents={d.id: hashlib.sha256(d.text.encode()).hexdigest() for d in corpus.documents},
        passages=len(tally.rows),
        sentences=tally.sentences,
        files=checksums(folder, lambda name: name != layout.SEARCH and not name.startswith(f"{layout.CHROMA}/")),
    )
    manifest.write(folder)
    digest = seal(folder)
    progress.advance(1)
    return Written(manifest, digest, embedding.made)


def _write_records(folder: Path, documents: Sequence[Document], parts: Parts, progress: Progress) -> _Tally:
    """Documents, sources and passages as lines, and all that is counted on the way."""
    tally = _Tally()
    with ExitStack() as stack:
        names = (layout.DOCUMENTS, layout.SOURCES, layout.PASSAGES)
        held, sources, passages = (stack.enter_context((folder / name).open("wb")) for name in names)
        for number, (document, part) in enumerate(parts.of(documents)):
            tally.document_lines.append(held.tell())
            held.write(_DOCUMENT.dump_json(document) + b"\n")
            sources.write(_SOURCE.dump_json(document.source) + b"\n")
            lines = [_PASSAGE.dump_json(passage) + b"\n" for passage in part.passages]
            passages.writelines(lines)
            tally.count(number, part, lines)
            progress.advance(1)
        tally.document_lines.append(held.tell())
    return tally


def _write_tables(folder: Path, tally: _Tally) -> None:
    np.save(folder / layout.DOCUMENT_ROWS, np.array(tally.document_lines, dtype="<i8"))
    np.save(folder / layout.PASSAGE_ROWS, np.array(tally.rows, dtype=ROW))
    (folder / layout.WORDS).write_text("".join(f"{word}\n" for word in sorted(tally.words)), encoding="utf-8")
    facts = Facts(**{name: tuple(found) for name, found in tally.facts.items()} | {"people": tuple(with_offices(tally.facts["people"]))})
    (folder / layout.FACTS).write_bytes(TypeAdapter(Facts).dump_json(facts))


def _texts(parts: Parts, corpus: Corpus, name: str) -> Iterator[str]:
    """All that is embedded of one kind, in index order."""
    for _, part in parts.of(corpus.documents):
        yield from getattr(part, name)


class _Embedding:
    """Embeds in batches and counts what had to be computed."""

    def __init__(self, embedder: Embedder, cache: VectorCache, progress: Progress) -> None:
        self._embedder, self._cache, self._progress = embedder, cache, progress
        self.made = 0

    def of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, shape (n_texts, dimension)."""
        vectors, made = self._cache.embed(self._embedder, texts, self._progress.advance)
        self.made += made
        return vectors

    def write(self, path: Path, texts: Iterable[str], count: int, is_large: bool) -> NDArray[np.uint64] | None:
        """Write the vectors of `count` texts, in 16 bits where there are many; returns the signs of those."""
        codes = []
        with ArrayWriter(path, count, self._embedder.dimension, "<f2" if is_large else "<f4") as file:
            for some in _batches(texts):
                vectors = self.of(some)
                file.append(vectors)
                if is_large:
                    codes.append(scan.codes_of(vectors))
        return np.concatenate(codes, axis=1) if is_large else None


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _EMBEDDED_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_search(
    folder: Path, documents: Sequence[str], tally: _Tally, codes: NDArray[np.uint64] | None, server: ChromaServer | None
) -> str:
    """What passages are found with; returns its name."""
    if server is not None:
        return _write_to_server(server, folder, [row[0].decode() for row in tally.rows], [documents[row[1]] for row in tally.rows])
    if codes is not None:
        np.save(folder / layout.CODES, codes)
        return "scan"
    vectors: Vectors = np.load(folder / layout.PASSAGE_VECTORS)
    ids = [row[0].decode() for row in tally.rows]
    write_store(folder / layout.CHROMA, ids, vectors, [{"document": documents[row[1]]} for row in tally.rows])
    return choose_search(folder / layout.CHROMA, ids, vectors)


def _write_to_server(server: ChromaServer, folder: Path, ids: Sequence[str], documents: Sequence[str]) -> str:
    """Fill the version's collection and look whether it holds what it was given."""
    path = folder / layout.PASSAGE_VECTORS
    with path.open("rb") as file:
        name = collection_name(ids, hashlib.file_digest(file, "sha256").hexdigest())
    vectors = open_array(path)
    upload(server, name, ids, documents, lambda first, last: normalised(vectors[slice(first, last)]))
    (folder / layout.COLLECTION).write_text(name + "\n", encoding="utf-8")
    with closing(ServerStore(server, name, len(ids))) as store:
        _require_found(store, ids, vectors, server.url)
    return "server"


def _require_found(store: ServerStore, ids: Sequence[str], vectors: Array, url: str) -> None:
    """Let a sample of passages find themselves."""
    sample = np.unique(np.linspace(0, len(ids) - 1, min(_SAMPLE, len(ids)), dtype=int))
    asked = np.concatenate([normalised(vectors[slice(int(n), int(n) + 1)]) for n in sample])
    for number, found in zip(sample, store.nearest_to_each(asked, 10), strict=True):
        if ids[number] not in dict(found) and (not found or found[-1][1] < 1 - _TIE):
            raise IndexDamaged(f"Passage {ids[number]} does not find itself in {url}", "Run `peel-qa index --rebuild`")


def normalised(vectors: NDArray[Any]) -> Vectors:
    """Vectors as they were before they were kept in 16 bits: float32, of length 1."""
    whole = np.asarray(vectors, dtype=np.float32)
    return np.asarray(whole / np.linalg.norm(whole, axis=1, keepdims=True), dtype=np.float32)


def choose_search(chroma: Path, ids: Sequence[str], vectors: Vectors) -> str:
    """Open a copy of the store and let every passage find itself; "exact" where Chroma's graph loses too many.

    Raises:
        IndexDamaged: if the store does not hold these passages with these vectors.
    """
    store = PassageStore(chroma)
    try:
        if is_reliable(store, ids, vectors):
            return "chroma"
    finally:
        store.close()
    _LOG.warning("Chroma does not find every passage of this corpus; it is searched exactly instead.")
    return "exact"
