"""Retrieval on a folder in BEIR's format (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/test.tsv.

Each BEIR document becomes one document of a corpus of its own, kept below the index folder by content, so that a
second measurement embeds nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel_qa.engine import PeelQA
from peel_qa.errors import EvaluationError
from peel_qa.index.embedding import Embedder
from peel_qa.index.progress import Progress, Silent
from peel_qa.settings import Settings

DEPTH = 10
_HITS = 100
"""Passages fetched a query, so that ten documents are among them."""
_QUERY_CHARACTERS = 100_000
_NO_TITLE = "-"
_FORMAT = 1
"""Raised when the documents are written differently."""
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class BeirFigures:
    """Means over the queries that have a relevant document, as trec_eval defines them."""

    name: str
    documents: int
    queries: int
    ndcg: float
    recall: float
    mrr: float

    @property
    def rows(self) -> list[tuple[str, float]]:
        """Names and values of the three figures, at depth 10."""
        return [("nDCG@10", self.ndcg), ("recall@10", self.recall), ("MRR@10", self.mrr)]


def measure_beir(settings: Settings, folder: Path, embedder: Embedder, progress: Progress | None = None) -> BeirFigures:
    """Index a BEIR corpus, ask every judged query, and compare with the judgements.

    Raises:
        EvaluationError: for a file that is missing or a line that is not as BEIR writes it.
    """
    from ir_measures import RR, R, calc_aggregate, nDCG

    progress = progress or Silent()
    qrels = {query: held for query, held in read_qrels(folder / "qrels" / "test.tsv").items() if any(v > 0 for v in held.values())}
    queries = {str(line["_id"]): str(line["text"]) for line in _lines(folder / "queries.jsonl", ("_id", "text"))}
    if unknown := sorted(qrels.keys() - queries.keys()):
        raise EvaluationError(f"{folder}: query {unknown[0]!r} is judged but not in queries.jsonl", "Take both from the same data set")
    if not qrels:
        raise EvaluationError(f"{folder}: no query has a relevant document", "Check qrels/test.tsv")
    corpus, names = write_corpus(folder / "corpus.jsonl", settings.index / "beir")
    opened = settings.model_copy(update={"corpus": (corpus,), "question_characters": _QUERY_CHARACTERS})
    run: dict[str, dict[str, float]] = {}
    with PeelQA.open(opened, progress=progress, embedder=embedder) as qa:
        progress.phase("Asking", len(qrels))
        for query in qrels:
            run[query] = _ranked(qa, queries[query], names, query)
            progress.advance(1)
    figures = calc_aggregate([nDCG @ DEPTH, R @ DEPTH, RR @ DEPTH], qrels, run)
    values = [float(figures[measure]) for measure in (nDCG @ DEPTH, R @ DEPTH, RR @ DEPTH)]
    return BeirFigures(folder.name, len(names), len(qrels), *values)


def _ranked(qa: PeelQA, text: str, names: dict[str, str], query: str) -> dict[str, float]:
    """BEIR ids of the first documents with falling scores; the query's own text is left out, as BEIR does."""
    if not text.strip():
        return {}
    found = dict.fromkeys(names[hit.passage.document] for hit in qa.search(text, _HITS))
    found.pop(query, None)
    return {name: 1.0 / rank for rank, name in enumerate(list(found)[:DEPTH], start=1)}


def write_corpus(path: Path, below: Path) -> tuple[Path, dict[str, str]]:
    """Our corpus folder of a BEIR corpus, written once for each content, and BEIR's ids by ours."""
    if not path.is_file():
        raise EvaluationError(f"{path} is not there", "Name a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv")
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    folder = below / f"{content}-{_FORMAT}"
    lines = list(_lines(path, ("_id", "text")))
    names = {f"d{number:07}": str(line["_id"]) for number, line in enumerate(lines)}
    if not folder.is_dir():
        beside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for name, line in zip(names, lines, strict=True):
            (beside / f"{name}.md").write_text(_document(name, line), encoding="utf-8")
        beside.rename(folder)
    return folder, names


def _document(name: str, line: dict[str, Any]) -> str:
    """A BEIR document as one paragraph of Markdown in which no character is markup."""
    title = " ".join(str(line.get("title") or "").split()) or _NO_TITLE
    text = " ".join(str(line["text"]).split()) or title
    front = {"id": name, "title": title, "publisher": "BEIR", "kind": "report", "force": "none", "edition": "BEIR", "published": "2000"}
    keys = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    escaped = _MARKUP.sub(r"\\\1", text)
    return f"---\n{keys}---\n\n{escaped}\n"


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judgements by query and document."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        parts = line.split("\t")
        if not line.strip() or (number == 1 and parts[-1].strip() == "score"):
            continue
        try:
            query, document, score = parts
            qrels.setdefault(query, {})[document] = int(score)
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: is not `query, document, score` parted by tabs", "Correct that line") from error
    return qrels


def _lines(path: Path, keys: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            missing = [key for key in keys if key not in values]
        except (ValueError, TypeError) as error:
            raise EvaluationError(f"{path}:{number}: is not a JSON object ({error})", "Correct that line") from error
        if missing or not isinstance(values, dict):
            raise EvaluationError(f"{path}:{number}: has no {missing[0] if missing else keys[0]!r}", "Correct that line")
        yield values


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error})", "Name a folder in BEIR's format") from error
