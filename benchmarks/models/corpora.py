"""What is asked: corpora with questions that have answers of our own, and questions that none answers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from given_answers import Given

from benchmarks.models import ROOT
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

WORK = ROOT / "benchmarks" / "results" / "tmp"
_EVALS = ROOT / "evals" / "cases"
_FORCES = ROOT / "tests" / "data" / "forces"
_OWN_CASES = (_EVALS / "report-2021-22-dev.jsonl", _EVALS / "more-dev.jsonl")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents under a name, and the files of the cases that are asked of them."""

    name: str
    folder: Path
    cases: tuple[Path, ...]


def corpora() -> list[Corpus]:
    """The digests, the invented forces, and the original texts where they are beside the repository."""
    originals = ROOT.parent / "shared" / "corpus"
    return [
        Corpus("digests", ROOT / "corpus", _OWN_CASES),
        *(Corpus(path.name, path / "corpus", (path / "cases.jsonl",)) for path in sorted(_FORCES.iterdir()) if path.is_dir()),
        *([Corpus("originals", originals, _OWN_CASES)] if originals.is_dir() else []),
    ]


@contextmanager
def opened(corpus: Corpus, **values: Any) -> Iterator[PeelQA]:
    """The engine over a corpus, with an index of its own that is kept between runs."""
    with PeelQA.open(Settings(corpus=(corpus.folder,), index=WORK / f"index-{corpus.name}", **values)) as engine:
        yield engine


def cases_of(corpus: Corpus, seed: int) -> list[dict[str, Any]]:
    """The cases without a conversation, in an order drawn from the seed."""
    lines = [line for path in corpus.cases for line in path.read_text(encoding="utf-8").splitlines()]
    cases = [case for case in map(json.loads, lines) if not case.get("history")]
    random.Random(seed).shuffle(cases)
    return cases


def given_of(engine: PeelQA, corpus: Corpus, count: int, seed: int) -> list[Given]:
    """So many questions that have an answer of our own, each with it and with the passages found."""
    found: list[Given] = []
    for case in cases_of(corpus, seed):
        own = engine.ask(case["question"], is_reworded=False)
        if own.status in ("answered", "partly_answered") and own.citations:
            found.append(Given(own.question, own, [hit.passage for hit in engine.search(own.question, engine.settings.top_k)]))
        if len(found) == count:
            break
    return found


def unanswerable_of(corpus: Corpus, count: int, seed: int) -> list[str]:
    """So many questions that the documents do not answer."""
    return [case["question"] for case in cases_of(corpus, seed) if not case.get("answerable", True)][:count]
