"""The evaluation with an honest model and without it: turning the model on may lower none of its gates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model_server import ModelServer

from benchmarks.models.corpora import WORK, Corpus
from peel_qa.evaluation.cases import read_cases
from peel_qa.evaluation.command import measure as measure_targets
from peel_qa.evaluation.generated import generated_of, has_strange_number
from peel_qa.evaluation.metrics import LOWER_IS_BETTER, mismatches
from peel_qa.evaluation.options import WITHOUT_MODEL, Options
from peel_qa.evaluation.report import Report
from peel_qa.evaluation.targets import Target, narrowed
from peel_qa.settings import Settings

FIGURES = (
    "correct", "unanswerable_answered", "answerable_refused", "status", "citation_precision", "citation_recall", "quote_recall",
    "quote_fidelity", "edition", "voice", "numbers_faithful",
)  # fmt: skip


def measure(corpus: Corpus, seed: int, folder: Path, sample: int = 0) -> dict[str, Any]:
    """The figures of a corpus's cases of the dev split with the honest server and without it; `sample` cases, 0 for all."""
    with ModelServer(seed=seed) as server:
        settings = Settings(
            corpus=(corpus.folder,), index=WORK / f"index-{corpus.name}", llm="openai-like", llm_model="scripted", llm_url=server.url,
            llm_seconds=120.0, answer_seconds=180.0, llm_tokens_a_day=0, llm_usage=folder / "usage.sqlite",
        )  # fmt: skip
        target = Target(corpus.name, settings, tuple(read_cases(corpus.cases)))
        [measured] = measure_targets(narrowed([target], split="dev", sample=sample), Options(compare=WITHOUT_MODEL))
    reference = measured.reference
    assert reference is not None
    made = generated_of(measured.ours.outcomes)
    assert made is not None
    return {
        "corpus": corpus.name,
        "cases": len(measured.ours.outcomes),
        "with": figures_of(measured.ours),
        "without": figures_of(reference),
        "unsupported": len(strange(measured.ours) - strange(reference)),
        "sentences": made.sentences,
        "passed": made.passed,
        "dropped": made.dropped,
    }


def strange(report: Report) -> set[str]:
    """The cases whose answer has a number that none of its quotes holds, or a first line that its case says it must not have."""
    return {
        outcome.case.id
        for outcome in report.outcomes
        if not outcome.answer.abstained
        and (
            has_strange_number(outcome.answer) or any(r.startswith("the first line") for r in mismatches(outcome.case, outcome.answer.text))
        )
    }


def figures_of(report: Report) -> dict[str, float | None]:
    """The figures that are compared."""
    return {name: report.overall[name].mean for name in FIGURES}


def lowered(row: dict[str, Any]) -> list[str]:
    """The figures that are worse with the model than without it."""
    pairs = {name: (row["with"][name], row["without"][name]) for name in row["with"]}
    worse = {name: (a - b if name in LOWER_IS_BETTER else b - a) for name, (a, b) in pairs.items() if a is not None and b is not None}
    return [name for name, by in worse.items() if by > 1e-9]
