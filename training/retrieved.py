"""Questions about the invented forces of the tests as the product asks them: the sentences found, and which of these hold the evidence.

python -m training.retrieved [--config FILE] [--work FOLDER]

The third stage of training (finish.py) learns from them what searching brings up, which passages chosen by nearness alone do not teach.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peel_qa.answer.candidates import CandidateFinder
from peel_qa.answer.second_reading import as_read, asked_of_reader, parted
from peel_qa.answer.sentences import Candidate
from peel_qa.corpus.load import load_corpus
from peel_qa.engine import PeelQA
from peel_qa.environment import prepare_environment
from peel_qa.evaluation.evidence import FoldedText, Place
from peel_qa.search.filters import Filters
from peel_qa.settings import Settings
from training import configuration

RETRIEVED = "retrieved.jsonl"
_FOUND = 24
"""Sentences of a question that are kept; those that hold its evidence among them even where they are not read."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question with the sentences that were found for it, each as its heading and its text, and whether each answers.

    `force` is the suite's folder. None answers a question that nothing in the documents does.
    """

    force: str
    question: str
    sentences: list[tuple[str, str]]
    answers: list[bool]


def read(path: Path) -> list[Retrieved]:
    """The questions of a file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Retrieved(r["force"], r["question"], [(h, t) for h, t in r["sentences"]], r["answers"]) for r in rows]


def questions_of(suite: Path, own: Path) -> Iterator[dict[str, Any]]:
    """The questions about a suite: its cases for development, and ours beside them, with `excerpts` of what answers."""
    for path in (suite / "cases.jsonl", own / f"{suite.name}.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            row = json.loads(line)
            if row.get("split", "dev") != "dev":
                continue
            stated = row["evidence"] if isinstance(row["evidence"], list) else [row["evidence"]]
            more = [one["text"] for one in row.get("evidence_more", [])]
            yield {**row, "excerpts": [text for text in (*stated, *more) if text]}


def retrieved_of(suite: Path, own: Path) -> Iterator[Retrieved]:
    """Every question about a suite of which the product finds a sentence that answers, and every one that nothing answers."""
    corpus = suite / "corpus"
    force = load_corpus((corpus,)).documents[0].source.force
    with tempfile.TemporaryDirectory() as index, PeelQA.open(Settings(corpus=(corpus,), home_force=force, index=Path(index))) as qa:
        folded = {name: FoldedText(document.text) for name, document in qa.index.documents.items()}
        answerer = qa._answerer
        finder = CandidateFinder(answerer.retriever, answerer.settings, None, answerer.understand)
        for row in questions_of(suite, own):
            stated = row["excerpts"] if row["answerable"] else []
            places = [Place(name, *span) for text in stated for name, words in folded.items() for span in words.find(text)]
            question = answerer.understand(row["question"], row.get("history", ()))
            found = _kept(*parted(question, finder.candidates(question, Filters())), places)
            answers = [_holds(candidate, places) for candidate in found]
            if found and any(answers) == row["answerable"]:
                yield Retrieved(suite.name, asked_of_reader(question), [as_read(candidate) for candidate in found], answers)


def _kept(read: Sequence[Candidate], unread: Sequence[Candidate], places: Sequence[Place]) -> list[Candidate]:
    """The sentences that are read, and of the others the next ones that hold the evidence."""
    return [*read, *(c for c in unread if _holds(c, places))][:_FOUND]


def _holds(candidate: Candidate, places: Sequence[Place]) -> bool:
    return any(map(Place(candidate.hit.passage.document, candidate.span.start, candidate.span.end).meets, places))


def main() -> None:
    """Write the questions of every suite that takes part into the work folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=configuration.FOLDER / "config.toml")
    parser.add_argument("--work", type=Path, default=configuration.WORK)
    given = parser.parse_args()
    prepare_environment()
    values = configuration.load(given.config)["finishing"]
    given.work.mkdir(parents=True, exist_ok=True)
    with (given.work / RETRIEVED).open("w", encoding="utf-8") as file:
        for suite in sorted((configuration.ROOT / values["suites"]).iterdir()):
            if (suite / "cases.jsonl").is_file() and suite.name not in values["left_out"]:
                rows = list(retrieved_of(suite, configuration.ROOT / values["own"]))
                file.writelines(f"{json.dumps(asdict(row), ensure_ascii=False)}\n" for row in rows)
                print(f"{suite.name}: {len(rows)} questions, {sum(any(row.answers) for row in rows)} answered", flush=True)


if __name__ == "__main__":
    main()
