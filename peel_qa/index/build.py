"""Building an index version: beside the old one, verified, then published by one atomic step.

    load ─▶ split ─▶ embed (by content, resumable) ─▶ write ─▶ verify (every passage finds itself) ─▶ publish
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from peel_qa.corpus.load import Corpus, load_corpus
from peel_qa.errors import DocumentError, IndexDamaged, SearchIndexError
from peel_qa.index import layout
from peel_qa.index.embedding import Embedder, Vectors
from peel_qa.index.keyword import KeywordIndex
from peel_qa.index.layout import IndexFolder
from peel_qa.index.manifest import Manifest, Recipe, checksums
from peel_qa.index.passages import Splitter, context_of
from peel_qa.index.progress import Progress, Silent
from peel_qa.index.store import PassageStore, write_store
from peel_qa.index.vectors import VectorCache
from peel_qa.records import Document, Passage, Span
from peel_qa.settings import Settings

BUILD_WAIT_S = 600.0
_TIE = 1e-4
"""Similarities closer than this are ties: identical texts in two documents find one another."""
_CONTEXT_ROOM = 64
"""Tokens of the model that are kept free for the title and headings embedded with a passage."""
_FREE_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded` counts texts whose vector had to be computed."""

    version: Path
    is_new: bool
    documents: int
    passages: int
    sentences: int
    embedded: int
    problems: tuple[DocumentError, ...]


def build_index(
    settings: Settings, embedder: Embedder, progress: Progress | None = None, rebuild: bool = False, wait_s: float = BUILD_WAIT_S
) -> BuildReport:
    """Bring the index up to the corpus and the settings; nothing is done where it is so already.

    Raises:
        CorpusError: if no document can be used.
        IndexBusy: if another process builds for longer than `wait_s`.
        IndexDamaged: if the new version does not pass its checks; the old one stays in force.
    """
    progress = progress or Silent()
    folder = IndexFolder(settings)
    with folder.building(wait_s):
        corpus = load_corpus(settings.corpus, settings.max_document_bytes)
        recipe = Recipe.of(settings, embedder)
        current = None if rebuild else _still_good(folder, corpus, recipe)
        if current is not None:
            version, manifest = current
            counts = (len(manifest.documents), manifest.passages, manifest.sentences)
            return BuildReport(version, False, *counts, 0, corpus.problems)
        _require_space(folder.root)
        building = folder.start_version()
        try:
            manifest, embedded = _write(building, corpus, recipe, embedder, VectorCache(folder.vectors), settings, progress)
            version = folder.publish(building)
        except OSError as error:
            raise SearchIndexError(f"The index cannot be written ({error})", "Free disk space and check the folder's permissions") from error
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return BuildReport(version, True, len(corpus.documents), manifest.passages, manifest.sentences, embedded, corpus.problems)


def _still_good(folder: IndexFolder, corpus: Corpus, recipe: Recipe) -> tuple[Path, Manifest] | None:
    """The current version where it is whole and was built from this corpus by this recipe."""
    version = folder.current()
    if version is None:
        return None
    try:
        manifest = Manifest.read(version)
        manifest.require(recipe)
        manifest.check_files(version)
    except SearchIndexError:
        return None
    return (version, manifest) if manifest.corpus_fingerprint == corpus.fingerprint else None


def _write(
    building: Path, corpus: Corpus, recipe: Recipe, embedder: Embedder, cache: VectorCache, settings: Settings, progress: Progress
) -> tuple[Manifest, int]:
    """Fill a version's folder and check it; returns its manifest and the number of texts embedded."""
    splitter = Splitter(settings.passage_tokens, max(16, embedder.limit - _CONTEXT_ROOM), embedder.count_tokens)
    progress.phase("Reading documents", len(corpus.documents))
    passages: list[Passage] = []
    for document in corpus.documents:
        passages.extend(splitter.split(document))
        progress.advance(1)
    titles = {document.id: document.source.title for document in corpus.documents}
    contexts = [context_of(passage, titles[passage.document]) for passage in passages]
    texts = [_fit(context, passage.reading, embedder) for context, passage in zip(contexts, passages, strict=True)]
    spoken = [_fit(lead_of(passage), sentence_reading(passage, span), embedder) for passage in passages for span in passage.sentences]
    progress.phase("Embedding", len(texts) + len(spoken))
    vectors, made = cache.embed(embedder, texts, progress.advance)
    sentence_vectors, made_too = cache.embed(embedder, spoken, progress.advance)

    progress.phase("Writing", 4)
    _write_jsonl(building / layout.DOCUMENTS, TypeAdapter(Document), corpus.documents)
    _write_jsonl(building / layout.PASSAGES, TypeAdapter(Passage), passages)
    np.save(building / layout.PASSAGE_VECTORS, vectors)
    np.save(building / layout.SENTENCE_VECTORS, sentence_vectors)
    progress.advance(1)
    KeywordIndex.build([f"{context} {passage.reading}" for context, passage in zip(contexts, passages, strict=True)]).save(building / layout.KEYWORD)
    progress.advance(1)
    write_store(building / layout.CHROMA, [p.id for p in passages], vectors, [{"document": p.document} for p in passages])
    progress.advance(1)
    verify(building / layout.CHROMA, passages, vectors)
    progress.advance(1)
    manifest = Manifest(
        recipe=recipe,
        corpus_fingerprint=corpus.fingerprint,
        dimension=int(vectors.shape[1]),
        documents={d.id: hashlib.sha256(d.text.encode()).hexdigest() for d in corpus.documents},
        passages=len(passages),
        sentences=len(spoken),
        files=checksums(building),
    )
    manifest.write(building)
    return manifest, made + made_too


def verify(chroma: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Open a copy of the store and let every passage find itself.

    Raises:
        IndexDamaged: naming the first passage that does not, or a wrong count.
    """
    store = PassageStore(chroma)
    try:
        if store.size != len(passages):
            raise IndexDamaged(f"The new store holds {store.size} of {len(passages)} passages", "Run `peel-qa index --rebuild`")
        for passage, vector in zip(passages, vectors, strict=True):
            found = dict(store.nearest(vector, 3))
            if passage.id not in found and max(found.values(), default=0.0) < 1.0 - _TIE:
                raise IndexDamaged(f"Passage {passage.id} of {passage.document} does not find itself", "Run `peel-qa index --rebuild`")
    finally:
        store.close()


def lead_of(passage: Passage) -> str:
    """What a sentence is embedded with: the finding it stands under, else the nearest heading."""
    return passage.finding or (passage.section[-1] if passage.section else "")


def sentence_reading(passage: Passage, span: Span) -> str:
    """A sentence's text, or a table's reading where the unit is a table."""
    text = passage.text[span.start - passage.start : span.end - passage.start]
    return passage.reading if len(passage.sentences) == 1 and passage.reading != passage.text else text


def _fit(context: str, reading: str, embedder: Embedder) -> str:
    """Context and reading within the model's limit; only the context is ever shortened."""
    text = f"{context}\n{reading}" if context else reading
    while context and embedder.count_tokens(text) > embedder.limit:
        context = context[: len(context) * 3 // 4].rstrip()
        text = f"{context}\n{reading}" if context else reading
    return text


def _write_jsonl(path: Path, adapter: TypeAdapter[Any], records: Sequence[object]) -> None:
    with path.open("wb") as file:
        for record in records:
            file.write(adapter.dump_json(record) + b"\n")


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _FREE_BYTES:
        raise SearchIndexError(f"Only {free // 1_000_000} MB are free at {folder}", f"Free at least {_FREE_BYTES // 1_000_000} MB")
