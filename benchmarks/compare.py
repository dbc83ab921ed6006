"""peel_qa beside plain LlamaIndex, Haystack and txtai: `python -m benchmarks.compare [--beir FOLDER …] [--others PYTHON]`.

The same documents, the same model (all-MiniLM-L6-v2), the same questions, every step in a process of its own, one system after
the other. Passages are cut by each system's own splitter, so recall is measured by evidence: a passage counts where it holds the
gold excerpt. Systems that are not installed are named and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.common import ROOT
from benchmarks.machine import describe
from benchmarks.plots import bars

SYSTEMS = {
    "peel": ("peel_qa", ""),
    "llamaindex_plain": ("plain LlamaIndex", "llama-index-core"),
    "haystack_hybrid": ("Haystack, hybrid", "haystack-ai"),
    "txtai_hybrid": ("txtai, hybrid", "txtai"),
}
RESULTS = ROOT / "benchmarks" / "results"
SCRATCH = RESULTS / "tmp" / "compare"
FIRST, DEPTH = 5, 10


def run_step(python: str, name: str, step: str, task: Path, corpus: Path) -> tuple[dict[str, Any], float, float]:
    """One step of one system; its figures, and the seconds of the whole process, by the clock and of processor time."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCH_CORPUS": str(corpus)}
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [python, "-m", f"benchmarks.systems.{name}", step, str(task)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{name} {step} failed:\n{done.stderr[-2000:]}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout.splitlines()[-1]), seconds, used


def has(python: str, package: str) -> str:
    """Version of a package for a Python; "" where it is not installed."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def write_lines(path: Path, rows: Sequence[dict[str, str]]) -> str:
    """A file of JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def measure(name: str, python: str, task: dict[str, Any], corpus: Path) -> dict[str, Any]:
    """Build, ask everything warm, and ask once cold."""
    folder = SCRATCH / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "task.json"
    path.write_text(json.dumps({**task, "index": str(folder / "index")}), encoding="utf-8")
    built, _, _ = run_step(python, name, "build", path, corpus)
    asked, _, _ = run_step(python, name, "ask", path, corpus)
    _, cold, cold_used = run_step(python, name, "one", path, corpus)
    return {
        "passages": built["passages"],
        "ingest_passages_per_s": built["passages"] / built["seconds"],
        "build_s": built["seconds"],
        "build_processor_s": built["processor"],
        "index_mb": built["bytes"] / 1e6,
        "build_memory_mb": built["memory"] / 1e6,
        "warm_median_ms": 1e3 * median(asked["latencies"]),
        "warm_p95_ms": 1e3 * quantiles(asked["latencies"], n=20)[-1],
        "warm_processor_ms": 1e3 * median(asked["processor"]),
        "cold_s": cold,
        "cold_processor_s": cold_used,
        "memory_mb": asked["memory"] / 1e6,
        "found": asked["found"],
    }


def judge_cases(found: dict[str, Any], golds: dict[str, Any]) -> dict[str, float]:
    """Recall@5 of the evidence, and the reciprocal rank of the first passage that holds any of it (0 below rank 10)."""
    from peel_qa.evaluation.evidence import Place

    shares, ranks = [], []
    for name, gold in golds.items():
        places = [Place(*place) for place in found[name]]
        shares.append(gold.share_held(places[:FIRST]) or 0.0)
        first = [rank for piece in range(len(gold.pieces)) if (rank := gold.rank(piece, places))]
        ranks.append(1 / min(first) if first else 0.0)
    return {f"recall@{FIRST}": sum(shares) / len(shares), "MRR": sum(ranks) / len(ranks)}


def judge_beir(found: dict[str, Any], qrels: dict[str, dict[str, int]]) -> dict[str, float]:
    """Recall@5, MRR@10 and nDCG@10 over documents, the query's own text left out."""
    from ir_measures import RR, R, calc_aggregate, nDCG

    run = {}
    for query, places in found.items():
        names = [name for name in dict.fromkeys(place[0] for place in places) if name != query]
        run[query] = {name: 1 / rank for rank, name in enumerate(names, start=1)}
    figures = calc_aggregate([R @ FIRST, RR @ DEPTH, nDCG @ DEPTH], qrels, run)
    return {f"recall@{FIRST}": figures[R @ FIRST], "MRR": figures[RR @ DEPTH], f"nDCG@{DEPTH}": figures[nDCG @ DEPTH]}


def our_cases(corpus: Path) -> tuple[list[dict[str, str]], list[dict[str, str]], dict[str, Any]]:
    """Units, questions and gold of this repository's cases; a follow-up is left out, since some systems take no history."""
    from peel_qa.corpus.load import load_corpus
    from peel_qa.evaluation.cases import read_cases
    from peel_qa.evaluation.evidence import Finder

    documents = {document.id: document for document in load_corpus((corpus,)).documents}
    finder = Finder(documents)
    cases = [case for case in read_cases(sorted((ROOT / "evals" / "cases").glob("*.jsonl"))) if case.answerable and not case.history]
    golds = {case.id: gold for case in cases if (gold := finder.gold(case)).pieces}
    units = [{"id": name, "text": document.text} for name, document in documents.items()]
    return units, [{"id": case.id, "text": case.question} for case in cases if case.id in golds], golds


def beir(folder: Path) -> tuple[list[dict[str, str]], list[dict[str, str]], dict[str, dict[str, int]]]:
    """Units, questions and judgements of a BEIR folder."""
    from peel_qa.evaluation.beir import read_qrels

    def rows(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]

    qrels = {query: held for query, held in read_qrels(folder / "qrels" / "test.tsv").items() if any(held.values())}
    units = [{"id": str(row["_id"]), "text": f"{row.get('title') or ''} {row['text']}".strip()} for row in rows("corpus.jsonl")]
    return units, [{"id": str(row["_id"]), "text": row["text"]} for row in rows("queries.jsonl") if str(row["_id"]) in qrels], qrels


def main() -> None:
    """Measure every set with every system, and write table and plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beir", type=Path, action="append", default=[])
    parser.add_argument("--others", default=str(ROOT / ".bench" / "bin" / "python"), help="Python with benchmarks/requirements.txt")
    given = parser.parse_args()
    machine = describe()
    pythons = {"peel": sys.executable} | {name: given.others for name in SYSTEMS if name != "peel"}
    versions = {n: has(pythons[n], package) if package else version("peel-qa") for n, (_, package) in SYSTEMS.items()}
    sets: dict[str, Any] = {}
    sources: list[Path | None] = [None, *given.beir]
    for folder in sources:
        units, questions, gold = our_cases(ROOT / "corpus") if folder is None else beir(folder)
        label = "evals, digests" if folder is None else f"BEIR, {folder.name}"
        task = {"is_cut": folder is None}
        task |= {"units": write_lines(SCRATCH / "units.jsonl", units), "questions": write_lines(SCRATCH / "questions.jsonl", questions)}
        sets[label] = {"documents": len(units), "questions": len(questions), "systems": {}}
        for name in SYSTEMS:
            if not versions[name]:
                print(f"{SYSTEMS[name][0]} is not installed for {pythons[name]}: left out", flush=True)
                continue
            print(f"{label}: {SYSTEMS[name][0]}", flush=True)
            figures = measure(name, pythons[name], task, ROOT / "corpus")
            found = figures.pop("found")
            figures |= judge_cases(found, gold) if folder is None else judge_beir(found, gold)
            sets[label]["systems"][name] = figures
    shutil.rmtree(SCRATCH, ignore_errors=True)
    write(machine, versions, sets)


ROWS = (
    ("passages", "Passages", "{:,.0f}"),
    ("ingest_passages_per_s", "Ingest, passages/s, model loaded", "{:.1f}"),
    ("build_s", "Ingest, s", "{:.1f}"),
    ("build_processor_s", "Ingest, processor time, s", "{:.1f}"),
    ("index_mb", "Index on disk, MB", "{:.1f}"),
    ("recall@5", "Recall@5", "{:.3f}"),
    ("MRR", "MRR", "{:.3f}"),
    ("nDCG@10", "nDCG@10", "{:.3f}"),
    ("warm_median_ms", "Search, warm, median, ms", "{:.1f}"),
    ("warm_p95_ms", "Search, warm, 95th percentile, ms", "{:.1f}"),
    ("warm_processor_ms", "Search, warm, processor time, median, ms", "{:.1f}"),
    ("cold_s", "Search in a fresh process, s", "{:.1f}"),
    ("cold_processor_s", "Search in a fresh process, processor time, s", "{:.1f}"),
    ("build_memory_mb", "Peak memory, building, MB", "{:,.0f}"),
    ("memory_mb", "Peak memory, asking, MB", "{:,.0f}"),
)


def write(machine: dict[str, Any], versions: dict[str, str], sets: dict[str, Any]) -> None:
    """comparison.json, comparison.md and a plot for each set."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    data = {"machine": machine, "versions": versions, "sets": sets}
    (RESULTS / "comparison.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    text = ["# peel_qa beside other systems", ""]
    for label, held in sets.items():
        names = list(held["systems"])
        text += [f"## {label}: {held['documents']:,} documents, {held['questions']} questions", ""]
        text += ["|  | " + " | ".join(f"{SYSTEMS[n][0]} {versions[n]}" for n in names) + " |", "| --- |" + " --- |" * len(names)]
        for key, title, form in ROWS:
            cells = [form.format(held["systems"][n][key]) if key in held["systems"][n] else "–" for n in names]
            if set(cells) != {"–"}:
                text.append(f"| {title} | {' | '.join(cells)} |")
        plot = f"comparison-{'-'.join(label.lower().replace(',', '').split())}.svg"
        shown = [(title, [held["systems"][n].get(key, 0.0) for n in names]) for key, title, _ in ROWS if key not in ("passages", "nDCG@10")]
        (RESULTS / plot).write_text(bars(f"{label}, {machine['date']}", [SYSTEMS[n][0] for n in names], shown), encoding="utf-8")
        text += ["", f"![The figures of the table as bars]({plot})", ""]
    text += [
        "Processor time is what a step costs on all cores together; by the clock it takes longer where others compute too.",
        "One run, each step in a process of its own. Recall and MRR of the cases count a passage that holds the gold excerpt; passages are",
        "cut by each system's own splitter, so their number and length differ (LlamaIndex's are several times as long as ours).",
        "",
        f"Measured {machine['date']} at commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB memory, load {machine['load_at_start']} at the start; Python {machine['python']}.",
    ]
    (RESULTS / "comparison.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print(f"Wrote {RESULTS / 'comparison.md'}")


if __name__ == "__main__":
    main()
