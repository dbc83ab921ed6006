"""The files of one index version: written into a folder that nobody reads yet, then checked and sealed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from peel_qa.corpus.load import Corpus
from peel_qa.errors import CorpusError
from peel_qa.facts.read import read_facts
from peel_qa.facts.records import Facts
from peel_qa.index import layout
from peel_qa.index.embedding import Embedder, Vectors
from peel_qa.index.exact import is_reliable
from peel_qa.index.keyword import KeywordIndex
from peel_qa.index.lexicon import Lexicon, corpus_words
from peel_qa.index.manifest import Manifest, Recipe, reading_version
from peel_qa.index.passages import Splitter, context_of
from peel_qa.index.progress import Progress
from peel_qa.index.seal import checksums, seal
from peel_qa.index.store import PassageStore, write_store
from peel_qa.index.vectors import VectorCache
from peel_qa.records import Document, Passage

_LOG = logging.getLogger(__name__)
_CONTEXT_ROOM = 64
"""Tokens of the model that are kept free for the title and headings embedded with a passage."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished version: its manifest, the digest of its checksums, every text that it embeds, how many were embedded anew."""

    manifest: Manifest
    digest: str
    texts: tuple[str, ...]
    embedded: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """Passages in index order. `contexts` and `texts` are one a passage, `sentences` one a sentence: what is embedded."""

    passages: list[Passage]
    contexts: list[str]
    texts: list[str]
    sentences: list[str]


def write_version(folder: Path, corpus: Corpus, recipe: Recipe, embedder: Embedder, cache: VectorCache, progress: Progress) -> Written:
    """Fill a new version's folder and check it.

    Raises:
        CorpusError: if no document holds a text to search.
        IndexDamaged: if the store does not hold what was written into it.
        SearchIndexError: if something cannot be written.
    """
    cut = _cut(corpus, recipe.passage_tokens, embedder, progress)
    searched = [f"{context} {passage.reading}" for context, passage in zip(cut.contexts, cut.passages, strict=True)]
    lexicon = corpus_words(searched)
    progress.phase("Embedding", len(cut.texts) + len(cut.sentences) + len(lexicon))
    vectors, embedded = cache.embed(embedder, cut.texts, progress.advance)
    sentence_vectors, embedded_too = cache.embed(embedder, cut.sentences, progress.advance)
    word_vectors, embedded_words = cache.embed(embedder, list(lexicon.values()), progress.advance)

    progress.phase("Writing", 4)
    _write_jsonl(folder / layout.DOCUMENTS, TypeAdapter(Document), corpus.documents)
    _write_jsonl(folder / layout.PASSAGES, TypeAdapter(Passage), cut.passages)
    (folder / layout.FACTS).write_bytes(TypeAdapter(Facts).dump_json(read_facts(corpus.documents)))
    np.save(folder / layout.PASSAGE_VECTORS, vectors)
    np.save(folder / layout.SENTENCE_VECTORS, sentence_vectors)
    progress.advance(1)
    KeywordIndex.build(searched).save(folder / layout.KEYWORD)
    Lexicon(tuple(lexicon), word_vectors).save(folder / layout.LEXICON)
    progress.advance(1)
    metadata = [{"document": passage.document} for passage in cut.passages]
    write_store(folder / layout.CHROMA, [passage.id for passage in cut.passages], vectors, metadata)
    progress.advance(1)
    search = choose_search(folder / layout.CHROMA, cut.passages, vectors)
    (folder / layout.SEARCH).write_text(search + "\n", encoding="utf-8")
    progress.advance(1)
    manifest = Manifest(
        recipe=recipe,
        corpus_fingerprint=corpus.fingerprint,
        reading=reading_version(),
        dimension=int(vectors.shape[1]),
        documents={d.id: hashlib.sha256(d.text.encode()).hexdigest() for d in corpus.documents},
        passages=len(cut.passages),
        sentences=len(cut.sentences),
        files=checksums(folder, lambda name: name != layout.SEARCH and not name.startswith(f"{layout.CHROMA}/")),
    )
    manifest.write(folder)
    return Written(manifest, seal(folder), (*cut.texts, *cut.sentences, *lexicon.values()), embedded + embedded_too + embedded_words)


def choose_search(chroma: Path, passages: Sequence[Passage], vectors: Vectors) -> str:
    """Open a copy of the store and let every passage find itself; "exact" where Chroma's graph loses too many.

    Raises:
        IndexDamaged: if the store does not hold these passages with these vectors.
    """
    store = PassageStore(chroma)
    try:
        if is_reliable(store, [passage.id for passage in passages], vectors):
            return "chroma"
    finally:
        store.close()
    _LOG.warning("Chroma does not find every passage of this corpus; it is searched exactly instead.")
    return "exact"


def _cut(corpus: Corpus, passage_tokens: int, embedder: Embedder, progress: Progress) -> _Cut:
    splitter = Splitter(passage_tokens, max(16, embedder.limit - _CONTEXT_ROOM), embedder.count_tokens)
    cut = _Cut([], [], [], [])
    progress.phase("Reading documents", len(corpus.documents))
    leads: list[str] = []
    sentences: list[str] = []
    for document in corpus.documents:
        readings = splitter.readings(document)
        for passage in splitter.split(document):
            cut.passages.append(passage)
            cut.contexts.append(context_of(passage, document.source.title))
            leads += [_lead(passage)] * len(passage.sentences)
            sentences += [readings.get(span) or document.text[span.start : span.end] for span in passage.sentences]
        progress.advance(1)
    if not cut.passages:
        raise CorpusError("No document holds a text to search", "Add documents with paragraphs, lists or tables")
    cut.texts.extend(_fit(cut.contexts, [passage.reading for passage in cut.passages], embedder))
    cut.sentences.extend(_fit(leads, sentences, embedder))
    return cut


def _lead(passage: Passage) -> str:
    """What a sentence is embedded with: the finding it stands under, else the nearest heading."""
    return passage.finding or (passage.section[-1] if passage.section else "")


def _fit(contexts: Sequence[str], readings: Sequence[str], embedder: Embedder) -> list[str]:
    """Each context with its reading, within the model's limit; only the context is ever shortened."""
    texts = [_joined(context, reading) for context, reading in zip(contexts, readings, strict=True)]
    too_long = [number for number, count in enumerate(embedder.token_counts(texts)) if count > embedder.limit]
    for number in too_long:
        context = contexts[number]
        while context and embedder.count_tokens(texts[number]) > embedder.limit:
            context = context[: len(context) * 3 // 4].rstrip()
            texts[number] = _joined(context, readings[number])
    return texts


def _joined(context: str, reading: str) -> str:
    return f"{context}\n{reading}" if context else reading


def _write_jsonl(path: Path, adapter: TypeAdapter[Any], records: Sequence[object]) -> None:
    with path.open("wb") as file:
        for record in records:
            file.write(adapter.dump_json(record) + b"\n")
