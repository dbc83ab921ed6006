"""The embedding model run three ways, beside each other: `python -m benchmarks.backends`. Speed, memory, and what is found.

Processor time, since by the clock a busy machine tells little. Retrieval is measured on the cases of `evals/` over the digests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from statistics import median
from typing import Any, get_args

from benchmarks.common import ROOT, hand_back, peak_memory
from benchmarks.compare import judge_cases, our_cases
from benchmarks.machine import describe
from peel_qa.settings import Backend

RESULTS = ROOT / "benchmarks" / "results"
SCRATCH = RESULTS / "tmp" / "backends"
_SAMPLE = 40


def measure(backend: str) -> None:
    """Index the digests, time some texts, and answer the cases."""
    from peel_qa.engine import PeelQA
    from peel_qa.index.embedding import Embedder
    from peel_qa.settings import Settings

    settings = Settings(corpus=(ROOT / "corpus",), index=SCRATCH, embedding_backend=backend)  # type: ignore[arg-type]
    embedder = Embedder.of(settings)
    begun = time.process_time()
    embedder.embed_question("load the model")
    loaded, memory = time.process_time() - begun, peak_memory()
    _, questions, golds = our_cases(ROOT / "corpus")
    each = []
    for question in questions[:_SAMPLE]:
        begun = time.process_time()
        embedder.embed_question(question["text"])
        each.append(time.process_time() - begun)
    with PeelQA.open(settings, embedder=embedder) as qa:
        readings = [passage.reading for passage in qa.index.passages[:_SAMPLE]]
        begun = time.process_time()
        embedder.embed(readings)
        used = time.process_time() - begun
        found = {q["id"]: [(h.source.id, h.passage.start, h.passage.end) for h in qa.search(q["text"], 10)] for q in questions}
    figures = {"load_s": loaded, "model_mb": memory / 1e6, "question_ms": 1e3 * median(each), "passages_per_s": len(readings) / used}
    hand_back({**figures, "questions": len(questions), **judge_cases(found, golds)})


def main() -> None:
    """Measure each backend in a process of its own, and write the table."""
    results: dict[str, Any] = {"machine": describe(), "backends": {}}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for backend in get_args(Backend):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        command = [sys.executable, "-m", "benchmarks.backends", backend]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{backend} failed:\n{done.stderr[-2000:]}")
        results["backends"][backend] = json.loads(done.stdout.splitlines()[-1])
        print(backend, results["backends"][backend], flush=True)
    shutil.rmtree(SCRATCH, ignore_errors=True)
    (RESULTS / "backends.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    rows = [
        ("passages a second of one core's time", "passages_per_s", "{:.1f}"),
        ("a question, ms of processor time", "question_ms", "{:.1f}"),
        ("loading, s of processor time", "load_s", "{:.1f}"),
        ("most memory with the model loaded, MB", "model_mb", "{:,.0f}"),
        ("recall@5 of the evidence", "recall@5", "{:.3f}"),
        ("MRR", "MRR", "{:.3f}"),
    ]
    names = list(results["backends"])
    text = ["|  | " + " | ".join(f"`{name}`" for name in names) + " |", "| --- |" + " --- |" * len(names)]
    for title, key, form in rows:
        text.append(f"| {title} | " + " | ".join(form.format(results["backends"][name][key]) for name in names) + " |")
    machine = results["machine"]
    text += ["", f"Measured {machine['date']} at commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores."]
    (RESULTS / "backends.md").write_text("# The embedding model run three ways\n\n" + "\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    measure(sys.argv[1]) if sys.argv[1:] else main()
