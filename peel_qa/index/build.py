"""Building an index version: beside the old one, verified, then published by one atomic step.

load ─▶ split ─▶ embed (by content, resumable) ─▶ write ─▶ verify (every passage finds itself) ─▶ publish
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from peel_qa.corpus.load import Corpus, fingerprint_of, load_corpus
from peel_qa.errors import DocumentError, IndexDamaged, IndexMismatch, SearchIndexError, StoreUnavailable
from peel_qa.index.embedding import Embedder
from peel_qa.index.layout import IndexFolder
from peel_qa.index.lexicon import Forms, add_forms, commonest
from peel_qa.index.manifest import Manifest, Recipe, reading_version
from peel_qa.index.parts import Parts
from peel_qa.index.progress import Progress, Silent
from peel_qa.index.seal import checksums, require_same, sealed
from peel_qa.index.server_store import ServerStore
from peel_qa.index.vectors import Kept, VectorCache
from peel_qa.index.write import write_version
from peel_qa.settings import Settings

BUILD_WAIT_S = 600.0
_FREE_BYTES = 50_000_000
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded` counts different texts whose vector had to be computed."""

    version: Path
    is_new: bool
    documents: int
    passages: int
    sentences: int
    embedded: int
    problems: tuple[DocumentError, ...]


def is_current(settings: Settings, recipe: Recipe) -> bool:
    """Whether an index is there and was built from the corpus as it is now; a damaged one is not, and is named in the log.

    Raises:
        IndexMismatch: if it was built by another recipe.
    """
    try:
        version = IndexFolder(settings).current()
        if version is None:
            return False
        manifest = Manifest.read(version)
    except IndexDamaged as error:
        _LOG.warning("%s. It is built anew.", error.problem)
        return False
    except IndexMismatch as error:  # of the format: an earlier version of this program wrote it
        _LOG.info("%s. It is built anew.", error.problem)
        return False
    manifest.require(recipe)
    return _describes(manifest, fingerprint_of(settings.corpus))


def build_index(
    settings: Settings, embedder: Embedder, progress: Progress | None = None, rebuild: bool = False, wait_s: float = BUILD_WAIT_S
) -> BuildReport:
    """Bring the index up to the corpus and the settings; nothing is done where it is so already.

    Raises:
        CorpusError: if no document can be used.
        IndexBusy: if another process builds for longer than `wait_s`.
        IndexDamaged: if the new version does not pass its checks; the old one stays in force.
        SearchIndexError: if the index cannot be written, or its Chroma server does not answer; the old one stays in force.
    """
    progress = progress or Silent()
    folder = IndexFolder(settings)
    recipe = Recipe.of(settings, embedder)
    try:
        with folder.building(wait_s, lambda: progress.phase("Waiting for another process that builds the index", 1)):
            corpus = load_corpus(settings.corpus, settings.max_document_bytes)
            current = None if rebuild else _still_good(folder, corpus, recipe)
            if current is None:
                return _build(folder, corpus, recipe, embedder, progress)
            folder.tidy(current[0].name)
    except OSError as error:
        raise SearchIndexError(f"The index cannot be written ({error})", "Free disk space and check the folder's permissions") from error
    finally:
        if folder.server:
            folder.server.close()
    version, manifest = current
    return BuildReport(version, False, len(manifest.documents), manifest.passages, manifest.sentences, 0, corpus.problems)


def _build(folder: IndexFolder, corpus: Corpus, recipe: Recipe, embedder: Embedder, progress: Progress) -> BuildReport:
    _require_space(folder.root)
    if folder.server:
        folder.server.greet()  # an outage is told before hours of embedding, not after
    cache, kept = VectorCache(folder.vectors), Kept(folder.parts)
    parts = Parts(kept, recipe, reading_version(), embedder)
    before = folder.collections()
    building = folder.start_version()
    try:
        written = write_version(building, corpus, recipe, embedder, cache, parts, progress, folder.server)
        version = folder.publish(building, written.digest)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _remove_collections(folder, before - folder.collections())
    _prune(cache, kept, corpus, parts, embedder)
    manifest = written.manifest
    return BuildReport(version, True, len(manifest.documents), manifest.passages, manifest.sentences, written.embedded, corpus.problems)


def _still_good(folder: IndexFolder, corpus: Corpus, recipe: Recipe) -> tuple[Path, Manifest] | None:
    """The current version where it is whole and was built from this corpus by this recipe."""
    try:
        version = folder.current()
        if version is None:
            return None
        manifest = Manifest.read(version)
        manifest.require(recipe)
        require_same(version, sealed(version), checksums(version))
        if folder.server:
            ServerStore(folder.server, folder.collection(version), manifest.passages).close()
    except StoreUnavailable:
        raise
    except SearchIndexError:
        return None
    return (version, manifest) if _describes(manifest, corpus.fingerprint) else None


def _describes(manifest: Manifest, fingerprint: str) -> bool:
    return manifest.corpus_fingerprint == fingerprint and manifest.reading == reading_version()


def _prune(cache: VectorCache, kept: Kept, corpus: Corpus, parts: Parts, embedder: Embedder) -> None:
    """Forget what texts gave that the corpus no longer holds; the index is published, so a failure here ends nothing."""
    try:
        cache.prune(embedder, _embedded(parts, corpus))
        kept.keep_only(parts.key(document) for document in corpus.documents)
    except SearchIndexError as error:
        _LOG.warning("%s. Vectors of removed texts stay for now.", error.problem)


def _remove_collections(folder: IndexFolder, names: Collection[str]) -> None:
    """Take the collections of versions that are gone off the Chroma server; a failure leaves them there, and ends nothing."""
    if folder.server and names:
        try:
            folder.server.remove(names)
        except StoreUnavailable as error:
            _LOG.warning("%s. Collections of old versions stay: %s.", error.problem, ", ".join(sorted(names)))


def _embedded(parts: Parts, corpus: Corpus) -> Iterator[str]:
    """Every text whose vector the index needs."""
    forms: Forms = {}
    for _, part in parts.of(corpus.documents):
        yield from part.texts
        yield from part.sentences
        add_forms(forms, part.forms)
    yield from commonest(forms).values()


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _FREE_BYTES:
        raise SearchIndexError(f"Only {free // 1_000_000} MB are free at {folder}", f"Free at least {_FREE_BYTES // 1_000_000} MB")
