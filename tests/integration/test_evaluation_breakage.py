"""The gate shuts when the product breaks: each test breaks one thing in the real engine over the real digests.

The figures of the unbroken engine are the baseline; what breaks must be named in what is printed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.engine import PeelQA
from peel_qa.evaluation import command
from peel_qa.evaluation.cases import read_cases, select
from peel_qa.evaluation.command import run
from peel_qa.evaluation.metrics import METRICS
from peel_qa.evaluation.options import Options
from peel_qa.index.embedding import Embedder
from peel_qa.index.layout import IndexFolder
from peel_qa.records import Answer, Citation
from peel_qa.search.retrieve import Retriever
from peel_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SIZE = 25
TOLERANCE = 0.02
pytestmark = pytest.mark.slow


class Told:
    """What the unbroken engine said: its answers and what it found, by what it was called with."""

    def __init__(self) -> None:
        self.replies: dict[str, Any] = {}

    def keep(self, patch: pytest.MonkeyPatch) -> None:
        """Keep whatever the engine says from now on."""
        for name in ("ask", "search"):
            patch.setattr(PeelQA, name, self._kept(name, getattr(PeelQA, name)))

    def _kept(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def kept(engine: PeelQA, *arguments: Any, **named: Any) -> Any:
            self.replies[f"{name} {arguments} {named}"] = reply = method(engine, *arguments, **named)
            return reply

        return kept

    def again(self, patch: pytest.MonkeyPatch, change: Callable[[Answer], Answer]) -> None:
        """Have the engine say the same again, each answer changed before anybody sees it."""
        patch.setattr(PeelQA, "ask", lambda _, *arguments, **named: change(self.replies[f"ask {arguments} {named}"]))
        patch.setattr(PeelQA, "search", lambda _, *arguments, **named: self.replies[f"search {arguments} {named}"])


@pytest.fixture(scope="module")
def told() -> Told:
    """Filled by the run that makes the baseline."""
    return Told()


@pytest.fixture(scope="module")
def evals(tmp_path_factory: pytest.TempPathFactory, qa: PeelQA, embedder: Embedder, told: Told) -> Iterator[Path]:
    """A folder with a sample of the repository's cases and the figures of the unbroken engine as its baseline."""
    folder = tmp_path_factory.mktemp("evals")
    (folder / "cases").mkdir()
    cases = select(read_cases(sorted((ROOT / "evals" / "cases").glob("*.jsonl"))), "dev", sample=SIZE)
    lines = [{name: value for name, value in asdict(case).items() if name not in ("file", "line")} for case in cases]
    (folder / "cases" / "sample.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    (folder / "gates.toml").write_text(f"tolerance = {TOLERANCE}\n[digests]\nquote_fidelity = 1.0\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command.Embedder, "of", lambda settings: embedder)
        patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        with pytest.MonkeyPatch.context() as keeping:
            told.keep(keeping)
            assert run(qa.settings, replace(_options(folder), update_baseline=True)) == 0
        yield folder


def _options(evals: Path, corpus: Path = ROOT / "corpus") -> Options:
    cases = (evals / "cases" / "sample.jsonl",)
    return Options(cases=cases, corpora=(("digests", corpus),), evals=evals, reports=None, gate=True)


Gate = Callable[..., set[str]]


@pytest.fixture
def gate(evals: Path, qa: PeelQA, capsys: pytest.CaptureFixture[str]) -> Gate:
    """Runs the gate, which must shut; returns the measures that it names as fallen."""

    def shut(settings: Settings = qa.settings, **options: Any) -> set[str]:
        capsys.readouterr()
        assert run(settings, _options(evals, **options)) == 1
        printed = capsys.readouterr().out
        fallen = re.search(r"Gates: (\d+) fell\.\n((?:  digests: .*\n)+)", printed)
        assert fallen, printed
        named = re.findall(r"^  digests: (\S+) is ", fallen[2], flags=re.MULTILINE)
        assert named
        assert set(named) <= METRICS.keys()
        return set(named)

    return shut


Alter = Callable[[Callable[[Answer], Answer]], None]


@pytest.fixture
def alter(told: Told, evals: Path, monkeypatch: pytest.MonkeyPatch) -> Alter:
    """Has the engine change each answer before anybody sees it; what it says itself is that of the baseline, which it repeats exactly."""
    return lambda change: told.again(monkeypatch, change)


def test_the_unbroken_engine_passes(evals: Path, qa: PeelQA, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(qa.settings, _options(evals)) == 0
    printed = capsys.readouterr().out
    assert "Gates: nothing fell." in printed
    assert "Against the baseline: every answer is the same." in printed


def test_broken_retrieval_is_named(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Retriever.search_with_vector

    def worst_first(self: Retriever, question: Any, vector: Any, k: int, filters: Any = None) -> Sequence[Any]:
        return search(self, question, vector, 1000, filters)[::-1][:k]

    monkeypatch.setattr(Retriever, "search_with_vector", worst_first)
    assert gate() >= {"recall@5", "recall@10", "mrr@10", "ndcg@10", "correct", "citation_recall"}


def test_quotes_that_are_not_the_document_s_words_are_named(gate: Gate, alter: Alter) -> None:
    def paraphrased(citation: Citation) -> Citation:
        return replace(citation, quote=citation.quote.replace("the", "this", 1) + " indeed")

    alter(lambda answer: replace(answer, citations=tuple(map(paraphrased, answer.citations))))
    assert gate() == {"quote_fidelity"}


def test_quotes_that_the_engine_itself_finds_wrong_are_dropped_and_what_is_lost_is_named(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Library.text
    monkeypatch.setattr(Library, "text", lambda self, *place: text(self, *place).upper())
    assert gate() >= {"citation_recall", "quote_recall", "correct"}


def test_refusals_that_answer_are_named(gate: Gate, evals: Path, alter: Alter) -> None:
    # Of the questions that are rightly refused alone: one wrongly refused gets its right status by this, and may
    # make up for what the others lose.
    refused = {case.question for case in read_cases([evals / "cases" / "sample.jsonl"]) if not case.answerable}
    assert len(refused) > TOLERANCE * SIZE

    def answering(answer: Answer) -> Answer:
        """The nearest passages given out as the answer, as a system does that cannot refuse."""
        if answer.abstained and answer.question in refused:
            return replace(answer, status="answered", citations=answer.nearest, nearest=())
        return answer

    alter(answering)
    assert gate() >= {"unanswerable_answered", "refusal_status", "status", "correct"}


def test_refusing_everything_is_named(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peel_qa.answer.answerer.is_enough", lambda confidence: False)
    assert gate() >= {"answerable_refused", "correct", "citation_recall"}


def test_a_document_of_another_edition_is_named(gate: Gate, qa: PeelQA, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    report = corpus / "peel-2021-22-west-mercia.md"
    text = report.read_text(encoding="utf-8")
    text, changes = re.subn(r"^edition: .*$", "edition: PEEL 2018/19", text, count=1, flags=re.MULTILINE)
    assert changes == 1
    report.write_text(text, encoding="utf-8")
    settings = qa.settings.model_copy(update={"corpus": (corpus,), "index": tmp_path / "index"})
    vectors = IndexFolder(settings).vectors
    vectors.parent.mkdir(parents=True)
    shutil.copyfile(IndexFolder(qa.settings).vectors, vectors)  # only what changed is embedded
    assert "edition" in gate(settings, corpus=corpus)


def test_answers_led_by_an_older_edition_are_named(gate: Gate, alter: Alter) -> None:
    alter(lambda answer: replace(answer, citations=tuple(replace(c, edition="PEEL 2014") for c in answer.citations)))
    assert "edition" in gate()


def test_words_put_into_another_mouth_are_named(gate: Gate, alter: Alter) -> None:
    alter(lambda answer: replace(answer, citations=tuple(replace(c, voice="newspaper") for c in answer.citations)))
    assert "voice" in gate()


def test_a_figure_that_no_quote_holds_is_named(gate: Gate, alter: Alter) -> None:
    alter(lambda answer: replace(answer, text=f"7391 in all. {answer.text}"))
    assert "numbers_faithful" in gate()
