"""The vector store held against comparing a question with every passage, over the corpus here and, where they lie, the originals."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import SHOWN, Outcome
from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

SIZE = 500
"""Passages of each corpus that are asked for by their own words; all gold questions are asked beside."""
_NEAREST = 10
_TIE = 1e-5
_RECALL = 0.99


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is a question whose nearest passage is another than the true one, no tie; or a corpus whose recall is below 0.99."""
    began, reasons, figures, tried = time.perf_counter(), list[str](), dict[str, object](), 0
    for name, corpus in (("digests", ROOT / "corpus"), ("originals", ROOT.parent / "shared" / "corpus")):
        if not corpus.is_dir():
            continue
        with tempfile.TemporaryDirectory() as scratch, PeelQA.open(Settings(corpus=(corpus,), index=Path(scratch), reader="off")) as qa:
            found = compare(qa, size, seed)
        tried += found["tried"]
        reasons += [f"{name}: {reason}" for reason in found["reasons"]]
        figures[f"recall of the {_NEAREST} nearest, {name}"] = round(found["recall"], 4)
        figures[f"passages held, {name}"] = found["passages"]
        figures[f"search in force, {name}"] = found["search"]
    return Outcome(
        "exact",
        "T4",
        "The nearest passage is the true one (or a tie within 1e-5), and of the ten nearest at least 99% are found.",
        tried,
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        figures,
    )


def compare(qa: PeelQA, size: int, seed: int) -> dict[str, Any]:
    """Ask the gold questions and so many passages of one index both ways."""
    index, dice = qa.index, random.Random(seed)
    texts = [passage.reading for passage in dice.sample(index.passages, min(size, len(index.passages)))]
    vectors = [qa.embedder.embed_question(text) for text in (*gold_questions(), *texts)]
    hits, reasons = 0, []
    k = min(_NEAREST, len(index.passages))
    for number, vector in enumerate(vectors):
        true = index.passage_vectors @ vector
        found = index.store.nearest(vector, k)
        floor = float(np.sort(true)[-k]) - _TIE
        hits += sum(float(true[index.numbers[name]]) >= floor for name, _ in found)
        if float(true[index.numbers[found[0][0]]]) < float(true.max()) - _TIE:
            reasons.append(f"question {number}: another passage than the nearest")
    recall = hits / (k * len(vectors))
    if recall < _RECALL:
        reasons.append(f"recall {recall:.4f}")
    return {"tried": len(vectors), "reasons": reasons, "recall": recall, "passages": len(index.passages), "search": index.search}


def gold_questions() -> list[str]:
    """The questions of all cases."""
    lines = [line for path in sorted((ROOT / "evals" / "cases").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [str(json.loads(line)["question"]) for line in lines if line.strip()]
