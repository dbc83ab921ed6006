"""Speed, memory and retrieval of peel_qa beside a plain LlamaIndex: `make bench`. Never run as a test; wants an idle machine.

Every figure is measured in a child process of its own, the two systems in turn, several times over.
Writes benchmarks/results/results.json and results.md, and puts the table into the README between its markers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT
from benchmarks.machine import describe
from benchmarks.table import write_results

RESULTS = ROOT / "benchmarks" / "results"
SCRATCH = RESULTS / "tmp"
ORIGINALS = ROOT.parent / "shared" / "corpus"
PEEL, PLAIN = SCRATCH / "peel", SCRATCH / "plain"
COLD_QUESTION = "How many areas were graded good in 2021/22?"
ROUNDS = 3
HELP_ROUNDS = 7


def child(module: str, *arguments: object) -> dict[str, Any]:
    """Run one measurement in a fresh process and take its figures."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[2:])} failed:\n{done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def whole_process(command: Sequence[object], **settings: object) -> float:
    """Seconds from the start of a command to its end."""
    environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr}")
    return time.perf_counter() - start


def write_texts(corpus: Path, folder: Path) -> Path:
    """The corpus as text files, for the plain system: the same stored texts that peel_qa indexes."""
    from peel_qa.corpus.load import load_corpus

    folder.mkdir(parents=True, exist_ok=True)
    for document in load_corpus((corpus,)).documents:
        (folder / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
    return folder


def say(text: str) -> None:
    """A line of progress."""
    print(text, flush=True)


def measure_speed(corpus: Path) -> dict[str, Any]:
    """Build and answer with both systems in turn, so that a change of the machine's mood meets both."""
    texts = write_texts(corpus, SCRATCH / "texts")
    figures: dict[str, Any] = {"peel": {"build": [], "answer": []}, "plain": {"build": [], "answer": []}}
    for number in range(1, ROUNDS + 1):
        say(f"  build {number} of {ROUNDS}")
        for folder in (PEEL, PLAIN):
            shutil.rmtree(folder, ignore_errors=True)
        figures["peel"]["build"].append(child("measure_peel", "build", corpus, PEEL))
        figures["plain"]["build"].append(child("measure_plain", "build", texts, PLAIN))
    for number in range(1, ROUNDS + 1):
        say(f"  answers {number} of {ROUNDS}")
        figures["peel"]["answer"].append(child("measure_peel", "answer", corpus, PEEL))
        figures["plain"]["answer"].append(child("measure_plain", "answer", PLAIN))
    return figures


def measure_cold(corpus: Path) -> dict[str, list[float]]:
    """Whole processes, from the command to its end, on the indexes that `measure_speed` left."""
    peel_qa = Path(sys.executable).with_name("peel-qa")
    built = {"PEEL_QA_CORPUS": corpus, "PEEL_QA_INDEX": PEEL}
    plain = [sys.executable, "-m", "benchmarks.measure_plain", "ask", PLAIN, COLD_QUESTION]
    cold: dict[str, list[float]] = {"peel_ask": [], "plain_ask": [], "peel_help": []}
    for _ in range(ROUNDS):
        cold["peel_ask"].append(whole_process([peel_qa, "ask", COLD_QUESTION], **built))
        cold["plain_ask"].append(whole_process(plain))
    cold["peel_help"] = [whole_process([peel_qa, "--help"]) for _ in range(HELP_ROUNDS)]
    return cold


def main() -> None:
    """Measure everything, then write the results."""
    start = time.monotonic()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    results: dict[str, Any] = {"machine": describe(), "rounds": ROUNDS}
    say("Speed and memory, over the corpus of this repository:")
    results["speed"] = measure_speed(ROOT / "corpus")
    say("  whole processes")
    results["cold"] = measure_cold(ROOT / "corpus")
    say("Recall of the evidence:")
    results["recall"] = {"digests": child("measure_recall", ROOT / "corpus", PEEL)}
    if ORIGINALS.is_dir():
        results["recall"]["originals"] = child("measure_recall", ORIGINALS, ROOT / "index")
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for path in write_results(results, RESULTS, ROOT / "README.md"):
        say(f"Wrote {path.relative_to(ROOT)}")
    say(f"Done in {time.monotonic() - start:.0f} s.")


if __name__ == "__main__":
    main()
