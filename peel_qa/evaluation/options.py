"""What a measurement is asked to do, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from peel_qa.settings import project_root

PLAIN_LLAMAINDEX = "plain-llamaindex"
WITHOUT_MODEL = "without-model"
WITHOUT_READER = "without-reader"
COMPARISONS = ("", PLAIN_LLAMAINDEX, WITHOUT_MODEL, WITHOUT_READER)


def default_reports() -> Path:
    """Where reports go that are given no place of their own."""
    return project_root() / "reports"


def default_evals() -> Path:
    """The folder of cases, gates and baseline."""
    return project_root() / "evals"


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured and where it is written; with nothing given: every case, corpus and suite that is here, all reports.

    `cases`: JSONL files; none: evals/cases and the sample cases.
    `corpora`: names and folders; none: "digests" and, where they are here, "originals".
    `suites`: folders with a corpus/ and cases.jsonl of their own, or folders of such folders.
    `is_check`: prove the cases by the documents, and ask nothing.
    `split`: "dev", "test", or "" for both. `types`: kinds of question; none: all.
    `sample`: so many cases drawn from a fixed seed; 0: all. `fail_fast`: stop at the first wrong case of the dev split.
    `is_quick`: ask only a share of a large corpus's cases, whose figures are held to those of the same cases in the baseline.
    `gate`: exit 1 where a figure lies below evals/gates.toml or evals/baseline.json. `update_baseline`: write the latter.
    `json_out`, `junit_out`, `markdown_out`, `html_out`: where a report goes; None: into `reports`, unless that is None too.
    `compare`: "plain-llamaindex" measures a plain LlamaIndex pipeline beside ours, "without-model" our own answers without the
    language model that the settings name, "without-reader" ours without the reader.
    `judge`, `judge_url`: a language model whose opinion of the answers is reported too, and where it listens.
    `beir`: measure retrieval on this BEIR folder instead; only `json_out` is written then.
    `is_briefings`: measure the papers of evals/briefings.jsonl instead, held to evals/briefings.toml with `gate`.
    `jobs`: corpora that are asked at a time, each in a process of its own; with more than one, the times are those of a busy machine.
    `evals`: the folder with cases/*.jsonl, gates.toml and baseline.json.
    """

    cases: tuple[Path, ...] = ()
    corpora: tuple[tuple[str, Path], ...] = ()
    suites: tuple[Path, ...] = ()
    is_check: bool = False
    split: str = ""
    types: tuple[str, ...] = ()
    sample: int = 0
    fail_fast: bool = False
    is_quick: bool = False
    gate: bool = False
    update_baseline: bool = False
    json_out: Path | None = None
    junit_out: Path | None = None
    markdown_out: Path | None = None
    html_out: Path | None = None
    compare: str = ""
    judge: str = ""
    judge_url: str = ""
    beir: Path | None = None
    is_briefings: bool = False
    jobs: int = 1
    reports: Path | None = field(default_factory=default_reports)
    evals: Path = field(default_factory=default_evals)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of the cases are measured, so that figures cannot be held to those of all."""
        return bool(self.split or self.types or self.sample or self.fail_fast)
