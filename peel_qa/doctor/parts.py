"""Checks of the product's own parts: settings, tokens and sentences, model, corpus, index."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path

from peel_qa.doctor.record import Check
from peel_qa.settings import Settings

_PREFIX = "PEEL_QA_"
_SECRET = re.compile(r"(?:^|_)(?:key|secret|password)(?:_|$)")
_IN_ADDRESS = re.compile(r"//[^/@\s]+@")
_LOAD_TOKENS_S = 60
_LOAD_TOKENS = "import tiktoken; assert tiktoken.get_encoding('cl100k_base').encode('one two') != []"


def check_settings(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """Every setting in force under the variable's name, and variables that are no setting."""
    for name in type(settings).model_fields:
        variable = _PREFIX + name.upper()
        origin = "set by the environment" if variable in environment else "given" if name in settings.model_fields_set else "default"
        yield Check("Settings", variable, "ok", f"{_shown(name, getattr(settings, name))} ({origin})")
    known = [_PREFIX + name.upper() for name in type(settings).model_fields]
    for variable in sorted(environment):
        if variable.startswith(_PREFIX) and variable not in known:
            near = get_close_matches(variable, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else "Unset it"
            yield Check("Settings", variable, "warning", "is not a setting and changes nothing", remedy)


def _shown(name: str, value: object) -> str:
    """A value for people; a secret is only said to be there."""
    if _SECRET.search(name) and value:
        return "…"
    text = os.pathsep.join(map(str, value)) if isinstance(value, tuple) else str(value)
    return _IN_ADDRESS.sub("//…@", text)


def check_tokens(environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """The token counter loads from its cache alone.

    It is tried in a process of its own, on a copy and behind a proxy that is not there: tiktoken deletes a damaged
    cache file and downloads it anew.
    """
    cache = environment.get("TIKTOKEN_CACHE_DIR", "")
    if not cache or not Path(cache).is_dir():
        yield Check(
            "Model", "tiktoken cache", "error", f"TIKTOKEN_CACHE_DIR is {cache!r}, no folder", "Unset it: the installed cache is used then"
        )
        return
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(cache, Path(scratch) / "cache")
        nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:9")
        offline = {**environment, **nowhere, "NO_PROXY": "", "no_proxy": "", "TIKTOKEN_CACHE_DIR": str(copy)}
        ended = subprocess.run([sys.executable, "-c", _LOAD_TOKENS], env=offline, capture_output=True, timeout=_LOAD_TOKENS_S, check=False)
    if ended.returncode:
        yield Check(
            "Model",
            "tiktoken cache",
            "error",
            f"cl100k_base does not load offline from {cache}",
            "Unset TIKTOKEN_CACHE_DIR, or run `make install`",
        )
    else:
        yield Check("Model", "tiktoken cache", "ok", f"cl100k_base loads offline from {cache}")


def check_sentences() -> Iterator[Check]:
    """The sentence splitter has its data."""
    from peel_qa.text import sentences

    try:
        found = list(sentences("One sentence. Another one."))
    except LookupError:
        yield Check("Model", "sentence data", "error", "NLTK's punkt_tab is not found", "Unset NLTK_DATA, or run `make install`")
    else:
        yield Check("Model", "sentence data", "ok", f"NLTK's punkt_tab splits {len(found)} sentences")


def check_model(settings: Settings) -> Iterator[Check]:
    """The embedding model is found, loads, and gives unit vectors of finite numbers."""
    import numpy as np

    from peel_qa.index.embedding import Embedder, model_folder

    folder = model_folder(settings.embedding_model)
    yield Check("Model", "embedding model", "ok", f"{settings.embedding_model} in {folder or 'the local cache'}")
    embedder = Embedder.of(settings)
    vector = embedder.embed_question("How quickly are emergency calls answered?")
    length = float(np.linalg.norm(vector))
    if vector.shape != (embedder.dimension,) or abs(length - 1) > 1e-3:
        yield Check("Model", "test embedding", "error", f"shape {vector.shape}, length {length:.3f}", "Use another model")
    else:
        yield Check("Model", "test embedding", "ok", f"{embedder.dimension} finite numbers; the model reads {embedder.limit} tokens")


def check_corpus(settings: Settings) -> Iterator[Check]:
    """The folders, what they hold, and every document that cannot be used."""
    from peel_qa.corpus.load import load_corpus

    corpus = load_corpus(settings.corpus, settings.max_document_bytes)
    texts = [document.source.text for document in corpus.documents]
    kinds = f"{texts.count('original')} original, {texts.count('digest')} digest"
    yield Check("Corpus", "documents", "ok", f"{len(texts)} ({kinds}) in {', '.join(map(str, settings.corpus))}")
    for problem in corpus.problems:
        yield Check("Corpus", problem.path.name, "error", problem.problem, problem.remedy)


def check_index(settings: Settings) -> Iterator[Check]:
    """The version in force: built by these settings from this corpus, whole, and every passage finds itself."""
    from peel_qa.errors import IndexMissing
    from peel_qa.index import layout
    from peel_qa.index.build import is_current
    from peel_qa.index.embedding import Embedder
    from peel_qa.index.manifest import Recipe
    from peel_qa.index.reader import open_current

    folder = layout.IndexFolder(settings)
    yield from _check_cache(folder.vectors)
    recipe = Recipe.of(settings, Embedder.of(settings))
    try:
        index = open_current(folder, recipe)
    except IndexMissing as error:
        yield Check("Index", "index", "warning", error.problem, f"{error.remedy}; the first question does it too")
        return
    with closing(index):
        yield Check("Index", "files", "ok", f"every file of {index.version} is as it was written")
        index.verify()
        yield Check("Index", "passages", "ok", f"all {index.manifest.passages} are held, and each finds itself")
    if is_current(settings, recipe):
        yield Check("Index", "corpus", "ok", "unchanged since the index was built")
    else:
        yield Check(
            "Index",
            "corpus",
            "warning",
            "changed since the index was built, or how it is read has",
            "Run `peel-qa index`; the next question does it too",
        )


def _check_cache(path: Path) -> Iterator[Check]:
    """The file of known vectors."""
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            outcome = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        outcome = str(error)
    if outcome == "ok":
        yield Check("Index", "known vectors", "ok", f"{path} is whole")
    else:
        yield Check("Index", "known vectors", "warning", f"{path} is damaged ({outcome})", "Run `peel-qa index --rebuild`; it is made anew")
