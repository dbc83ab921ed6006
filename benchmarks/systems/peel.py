"""peel_qa as it is installed. The units are written as Markdown with front matter where they are not documents of a corpus already."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.protocol import Place, main
from peel_qa.settings import Settings


class Peel:
    """The engine over a corpus folder, or over BEIR's documents."""

    def load_model(self) -> None:
        """Load the model."""
        from peel_qa.index.embedding import Embedder

        self._embedder = Embedder.of(Settings())
        self._embedder.embed(["load the model"])

    def build(self, units: Sequence[dict[str, str]], index: Path, is_cut: bool) -> int:
        """Index the corpus named by BENCH_CORPUS where units are cut, else the units themselves."""
        from peel_qa.evaluation.beir import write_corpus
        from peel_qa.index.build import build_index

        index.mkdir(parents=True, exist_ok=True)
        if is_cut:
            corpus, names = Path(os.environ["BENCH_CORPUS"]), {}
        else:
            listed = index / "units.jsonl"
            written = [json.dumps({"_id": unit["id"], "title": "", "text": unit["text"]}) for unit in units]
            listed.write_text("\n".join(written), encoding="utf-8")
            corpus, names = write_corpus(listed, index / "corpus")
        (index / "names.json").write_text(json.dumps({"corpus": str(corpus), "names": names}), encoding="utf-8")
        return build_index(_settings(corpus, index), self._embedder).passages

    def open(self, index: Path) -> None:
        """Open the index."""
        from peel_qa.engine import PeelQA

        told = json.loads((index / "names.json").read_text(encoding="utf-8"))
        self._names = told["names"]
        self._qa = PeelQA.open(_settings(Path(told["corpus"]), index), refresh=False)
        self._qa.warm_up()

    def find(self, question: str, k: int) -> list[Place]:
        """Search."""
        hits = self._qa.search(question, k)
        return [(self._names.get(h.source.id, h.source.id), h.passage.start, h.passage.end) for h in hits]


def _settings(corpus: Path, index: Path) -> Settings:
    return Settings(corpus=(corpus,), index=index, question_characters=100_000)


if __name__ == "__main__":
    main(Peel())
