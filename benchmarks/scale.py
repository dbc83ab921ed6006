"""How search grows from a thousand passages to a million: `python -m benchmarks.scale [--sizes 1000 10000 100000 1000000]`.

No machine at hand embeds a million passages in an afternoon, so the indexes are grown from the real one of this repository: its
passages over and over, each copy with a vector turned away at random (cosine similarity about 0.9 to the original) and with a few
of its words exchanged. Files and search are the product's own; only the content is made up. Time and memory depend on the number,
not on the content; recall is measured against comparing the question with every vector.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import QUESTIONS, ROOT, hand_back, peak_memory, size_of
from benchmarks.machine import describe
from benchmarks.plots import lines

RESULTS = ROOT / "benchmarks" / "results"
SCRATCH = RESULTS / "tmp" / "scale"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
_AT_ONCE = 20_000
_TURN = 0.48
_EXCHANGED = 4
_SEED = 7
_IN_DOCUMENT = 10


def grow(target: str, count: int) -> None:
    """Write a version of `count` passages, grown from the repository's index."""
    from peel_qa.engine import PeelQA
    from peel_qa.index import layout, scan
    from peel_qa.index.files import ArrayWriter
    from peel_qa.index.manifest import Manifest
    from peel_qa.index.seal import seal
    from peel_qa.index.write import ROW
    from peel_qa.settings import Settings

    start = time.perf_counter()
    with PeelQA.open(Settings()) as qa:
        base = qa.index
        folder = Path(target) / "building"
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        luck = np.random.default_rng(_SEED)
        chosen = luck.integers(0, len(base.passages), count)
        passages = [json.loads(line) for line in (base.version / layout.PASSAGES).read_bytes().splitlines()]
        documents = -(-count // _IN_DOCUMENT)
        rows = np.zeros(count, dtype=ROW)
        sentences = np.diff(base.first_sentence)
        with (folder / layout.PASSAGES).open("wb") as file:
            for number, original in enumerate(chosen.tolist()):
                name = hashlib.sha256(str(number).encode()).hexdigest()[:24]
                rows[number] = (name.encode(), number // _IN_DOCUMENT, passages[original]["start"], sentences[original], file.tell())
                row = {**passages[original], "id": name, "document": f"copy-{number // _IN_DOCUMENT:06}"}
                file.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        np.save(folder / layout.PASSAGE_ROWS, rows)
        _write_documents(folder, base, documents)
        dtype = "<f2" if count > scan.FROM else "<f4"
        pool = luck.standard_normal((4096, base.manifest.dimension)).astype(np.float32)
        pool /= np.linalg.norm(pool, axis=1, keepdims=True)
        whole, parts = np.asarray(base.passage_vectors[:]), np.asarray(base.sentence_vectors[:])
        codes = []
        with ArrayWriter(folder / layout.PASSAGE_VECTORS, count, whole.shape[1], dtype) as writer:
            for some in _turned(whole, chosen, pool, luck):
                writer.append(some)
                codes.append(scan.codes_of(some))
        held = int(sentences[chosen].sum())
        with ArrayWriter(folder / layout.SENTENCE_VECTORS, held, whole.shape[1], dtype) as writer:
            for first in range(0, count, _AT_ONCE):
                some = chosen[first : first + _AT_ONCE]
                lengths = sentences[some]
                within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
                for vectors in _turned(parts, np.repeat(base.first_sentence[some], lengths) + within, pool, luck):
                    writer.append(vectors)
        np.save(folder / layout.CODES, np.concatenate(codes, axis=1))
        (folder / layout.SEARCH).write_text("scan\n", encoding="utf-8")
        _write_keyword(folder / layout.KEYWORD, base, chosen, luck)
        shutil.copytree(base.version / layout.LEXICON, folder / layout.LEXICON)
        shutil.copyfile(base.version / layout.WORDS, folder / layout.WORDS)
        _write_facts(folder / layout.FACTS, base, documents)
        old = base.manifest
        Manifest(old.recipe, old.corpus_fingerprint, old.reading, old.dimension, {}, count, held).write(folder)
        digest = seal(folder)
        folder.rename(folder.with_name(f"0-{digest}"))
    hand_back({"grow_s": time.perf_counter() - start, "memory": peak_memory()})


def _turned(base: NDArray[Any], chosen: NDArray[Any], pool: NDArray[Any], luck: np.random.Generator) -> Iterator[NDArray[np.float32]]:
    """The chosen vectors, each turned towards a direction of the pool."""
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]
        vectors = base[some] + _TURN * pool[luck.integers(0, len(pool), len(some))]
        vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
        yield vectors.astype(np.float32)


def _write_documents(folder: Path, base: Any, count: int) -> None:
    from peel_qa.index import layout

    document = json.loads((base.version / layout.DOCUMENTS).read_bytes().splitlines()[0])
    sources = [json.loads(line) for line in (base.version / layout.SOURCES).read_bytes().splitlines()]
    small = {**document, "text": document["text"][:200], "sections": [], "blocks": []}
    starts = [0]
    with (folder / layout.DOCUMENTS).open("wb") as file, (folder / layout.SOURCES).open("wb") as listed:
        for number in range(count):
            source = {**sources[number % len(sources)], "id": f"copy-{number:06}"}
            file.write(json.dumps({**small, "source": source}).encode() + b"\n")
            listed.write(json.dumps(source).encode() + b"\n")
            starts.append(file.tell())
    np.save(folder / layout.DOCUMENT_ROWS, np.array(starts, dtype="<i8"))


def _write_facts(path: Path, base: Any, count: int) -> None:
    """The facts of the real documents, again for every fiftieth copy."""
    held: dict[str, list[dict[str, Any]]] = json.loads((base.version / path.name).read_bytes())
    names = list(base.documents)
    facts: dict[str, list[dict[str, Any]]] = {kind: [] for kind in held}
    for first in range(0, count, 50):
        renamed = {name: f"copy-{min(first + number, count - 1):06}" for number, name in enumerate(names)}
        for kind, found in held.items():
            facts[kind] += [{**fact, "document": renamed[fact["document"]]} for fact in found]
    path.write_text(json.dumps(facts), encoding="utf-8")


def _write_keyword(folder: Path, base: Any, chosen: NDArray[Any], luck: np.random.Generator) -> None:
    """A BM25 index in bm25s's files: the terms of each copy are its original's, but for a few that are exchanged by others at random."""
    from peel_qa.index.keyword import SETTINGS
    from peel_qa.index.passages import context_of
    from peel_qa.stems import terms

    numbers: dict[str, int] = {}
    held = []
    for passage in base.passages:
        searched = f"{context_of(passage, base.source(passage).title)} {passage.reading}"
        held.append(np.array([numbers.setdefault(term, len(numbers)) for term in terms(searched)], dtype=np.int32))
    everything = np.concatenate(held)
    parts = []
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE].tolist()
        lengths = np.array([len(held[number]) for number in some])
        tokens = np.concatenate([held[number] for number in some])
        ends = np.cumsum(lengths)
        for _ in range(_EXCHANGED):
            tokens[ends - 1 - luck.integers(0, lengths)] = everything[luck.integers(0, len(everything), len(some))]
        keys, counts = np.unique(np.repeat(np.arange(len(some)), lengths) * len(numbers) + tokens, return_counts=True)
        parts.append((np.int32(first) + (keys // len(numbers)).astype(np.int32), (keys % len(numbers)).astype(np.int32), counts, lengths))
    passages, found = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    counts, lengths = np.concatenate([part[2] for part in parts]), np.concatenate([part[3] for part in parts])
    order = np.argsort(found, kind="stable")
    holding = np.bincount(found, minlength=len(numbers))
    idf = np.log(1 + (len(chosen) - holding + 0.5) / (holding + 0.5))
    added = idf[found] * counts / (counts + 1.2 * (1 - 0.6 + 0.6 * lengths[passages] / lengths.mean()))
    folder.mkdir()
    np.save(folder / "data.csc.index.npy", added.astype(np.float32)[order])
    np.save(folder / "indices.csc.index.npy", passages[order])
    np.save(folder / "indptr.csc.index.npy", np.concatenate([[0], np.cumsum(holding)]).astype(np.int64))
    (folder / "vocab.index.json").write_text(json.dumps(numbers), encoding="utf-8")
    (folder / "settings.json").write_text(json.dumps({**SETTINGS, "size": len(chosen)}), encoding="utf-8")


def ask(target: str) -> None:
    """Open a grown version, and time searches and their parts."""
    from peel_qa.index.embedding import Embedder
    from peel_qa.index.reader import SearchIndex
    from peel_qa.search.question import understand
    from peel_qa.search.retrieve import Retriever, keyword_weights
    from peel_qa.settings import Settings

    [version] = Path(target).glob("0-*")
    start = time.perf_counter()
    index = SearchIndex(version)
    opened = time.perf_counter() - start
    retriever = Retriever(index, Embedder.of(Settings()))
    asked = [understand(text) for text in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    times: dict[str, list[float]] = {name: [] for name in ("search", "embed", "keyword", "passages", "sentences")}
    waited: dict[str, list[float]] = {name: [] for name in times}

    def timed(name: str, work: Any) -> Any:
        begin, used = time.perf_counter(), time.process_time()
        result = work()
        times[name].append(1e3 * (time.process_time() - used))
        waited[name].append(1e3 * (time.perf_counter() - begin))
        return result

    retriever.search(asked[0], 10)
    recalls = []
    for question in asked:
        timed("search", lambda question=question: retriever.search(question, 10))
        wide = retriever.widen(question)
        vector = timed("embed", lambda wide=wide: retriever.embedder.embed_question(wide.search_text))
        timed("keyword", lambda wide=wide: index.keyword.best(keyword_weights(wide), 50))
        found = timed("passages", lambda vector=vector: index.store.nearest(vector, 50))
        timed("sentences", lambda vector=vector, found=found: retriever._rank_sentences(vector, [name for name, _ in found]))
        if len(recalls) < 8:
            recalls.append(_recall(index, vector, found))
    figures = {name: [median(values), quantiles(values, n=20)[-1]] for name, values in times.items()}
    figures |= {f"{name}_wall": [median(values), quantiles(values, n=20)[-1]] for name, values in waited.items()}
    sizes = {"index_bytes": size_of(version), "memory": peak_memory(), "resident": _resident()}
    hand_back({"open_s": opened, "recall": sum(recalls) / len(recalls), **sizes, **figures})


def _recall(index: Any, vector: NDArray[Any], found: list[tuple[str, float]]) -> float:
    """Share of the true ten nearest among the ten found; ties count."""
    best = np.zeros(0, dtype=np.float32)
    for first in range(0, len(index.passages), _AT_ONCE):
        similarities = np.asarray(index.passage_vectors[slice(first, first + _AT_ONCE)], dtype=np.float32) @ vector
        best = np.sort(np.concatenate([best, similarities]))[-10:]
    return sum(similarity >= best[0] - 1e-4 for _, similarity in found[:10]) / 10


def _resident() -> int:
    """Bytes that this process holds now and that are not pages of files."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return peak_memory()


def child(*arguments: object) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[2:])} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Grow and ask at every size, then write table and plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    given = parser.parse_args()
    results: dict[str, Any] = {"machine": describe(), "sizes": {}}
    for count in given.sizes:
        print(f"{count:,} passages", flush=True)
        target = SCRATCH / str(count)
        grown = child("grow", target, count)
        results["sizes"][count] = {**child("ask", target), "grow_s": grown["grow_s"]}
        print(json.dumps(results["sizes"][count]), flush=True)
        shutil.rmtree(target)
        write(results)


def write(results: dict[str, Any]) -> None:
    """scale.json, scale.md and scale.svg."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "scale.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    sizes = results["sizes"]
    stages = {
        "search": "whole search",
        "embed": "embed the question",
        "keyword": "keywords",
        "passages": "vectors",
        "sentences": "sentences",
    }
    text = ["# Search from a thousand passages to a million", "", "| passages | " + " | ".join(f"{n:,}" for n in sizes) + " |"]
    text += ["| --- |" + " --- |" * len(sizes)]
    for key, title in stages.items():
        cells = " | ".join("{:.1f} / {:.1f}".format(*figures[key]) for figures in sizes.values())
        text.append(f"| {title}, processor time, median / 95th percentile, ms | {cells} |")
    walls = " | ".join("{:.1f} / {:.1f}".format(*figures["search_wall"]) for figures in sizes.values())
    text.append(f"| whole search by the clock, median / 95th percentile, ms | {walls} |")
    text += [
        "| memory held, MB | " + " | ".join(f"{s['resident'] / 1e6:,.0f}" for s in sizes.values()) + " |",
        "| most memory while opening and asking, MB | " + " | ".join(f"{s['memory'] / 1e6:,.0f}" for s in sizes.values()) + " |",
        "| index on disk, MB | " + " | ".join(f"{s['index_bytes'] / 1e6:,.0f}" for s in sizes.values()) + " |",
        "| open and check every file, s | " + " | ".join(f"{s['open_s']:.1f}" for s in sizes.values()) + " |",
        "| recall@10 against every vector | " + " | ".join(f"{s['recall']:.3f}" for s in sizes.values()) + " |",
    ]
    machine = results["machine"]
    text += [
        "",
        "![The same figures as lines](scale.svg)",
        "",
        "Processor time is what a search costs; by the clock it is the same on an idle machine, and longer where others compute too.",
        "Grown from the real index by turning its vectors and exchanging words (`benchmarks/scale.py` says how), 60 questions, warm.",
        f"Measured {machine['date']} at commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB memory, load {machine['load_at_start']} at the start; Python {machine['python']}.",
    ]
    (RESULTS / "scale.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    curves = {title: [(float(n), s[key][1]) for n, s in sizes.items()] for key, title in stages.items()}
    plot = lines("Search, processor time, 95th percentile", "passages", "milliseconds", curves)
    (RESULTS / "scale.svg").write_text(plot, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["grow"]:
        grow(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["ask"]:
        ask(sys.argv[2])
    else:
        main()
