"""`peel-qa eval`: read the cases, ask them of every corpus, write the reports, hold the figures to the gates."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console

from peel_qa.engine import PeelQA
from peel_qa.errors import EvaluationError
from peel_qa.evaluation import cases as case_files
from peel_qa.evaluation.cases import Case
from peel_qa.evaluation.files import to_json, to_junit
from peel_qa.evaluation.gates import Gates, Verdict, check, read_baseline, write_baseline
from peel_qa.evaluation.page import to_html
from peel_qa.evaluation.render import markdown, show
from peel_qa.evaluation.report import Measured, Report, summarise
from peel_qa.evaluation.runner import Run, ask_all
from peel_qa.evaluation.systems import OurSystem, System
from peel_qa.index.embedding import Embedder
from peel_qa.index.progress import Progress, Silent
from peel_qa.settings import Settings, default_corpus, project_root

PLAIN_LLAMAINDEX = "plain-llamaindex"
COMPARISONS = ("", PLAIN_LLAMAINDEX)


def default_reports() -> Path:
    """Where reports go that are given no place of their own."""
    return project_root() / "reports"


def default_evals() -> Path:
    """The folder of cases, gates and baseline."""
    return project_root() / "evals"


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured and where it is written; with nothing given: every case, every corpus that is here, all reports.

    `cases`: JSONL files; none: evals/cases and the sample cases.
    `corpora`: names and folders; none: "digests" and, where they are here, "originals".
    `split`: "dev", "test", or "" for both. `types`: kinds of question; none: all.
    `sample`: so many cases drawn from a fixed seed; 0: all. `fail_fast`: stop at the first wrong case of the dev split.
    `gate`: exit 1 where a figure lies below evals/gates.toml or evals/baseline.json. `update_baseline`: write the latter.
    `json_out`, `junit_out`, `markdown_out`, `html_out`: where a report goes; None: into `reports`, unless that is None too.
    `compare`: "plain-llamaindex" measures a plain LlamaIndex pipeline beside ours.
    `beir`: measure retrieval on this BEIR folder instead; only `json_out` is written then.
    `evals`: the folder with cases/*.jsonl, gates.toml and baseline.json.
    """

    cases: tuple[Path, ...] = ()
    corpora: tuple[tuple[str, Path], ...] = ()
    split: str = ""
    types: tuple[str, ...] = ()
    sample: int = 0
    fail_fast: bool = False
    gate: bool = False
    update_baseline: bool = False
    json_out: Path | None = None
    junit_out: Path | None = None
    markdown_out: Path | None = None
    html_out: Path | None = None
    compare: str = ""
    beir: Path | None = None
    reports: Path | None = field(default_factory=default_reports)
    evals: Path = field(default_factory=default_evals)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of the cases are measured, so that figures cannot be held to those of all."""
        return bool(self.split or self.types or self.sample or self.fail_fast)


def run(settings: Settings, options: Options, progress: Progress | None = None) -> int:
    """Measure, print, write; returns the exit status: 1 where a gate fell, or a case with `fail_fast`, else 0.

    `progress` is told of building and asking.

    Raises:
        EvaluationError: for cases, gates or options that cannot be used.
    """
    console = Console(highlight=False)
    progress = progress or Silent()
    if options.beir is not None:
        return _run_beir(settings, options, progress, console)
    _require_usable(options)
    gates = Gates.read(options.evals / "gates.toml") if options.gate else None
    read = case_files.read_cases(options.cases or default_cases(options.evals))
    cases = case_files.select(read, options.split, options.types, options.sample)
    results = measure(_corpora(settings, options), cases, options, progress)
    ours = [measured.ours for measured in results]
    verdict = check(ours, gates, read_baseline(options.evals / "baseline.json")) if gates else None
    show(console, results, verdict)
    _write(console, results, verdict, options)
    if options.update_baseline:
        write_baseline(options.evals / "baseline.json", [*ours, *_of_own_cases(ours, options.evals)])
        console.print(f"Baseline: {options.evals / 'baseline.json'}", soft_wrap=True)
    is_stopped = not all(report.is_complete for report in ours)
    return int(is_stopped or (verdict is not None and not verdict.is_passed))


def _require_usable(options: Options) -> None:
    if options.compare not in COMPARISONS:
        raise EvaluationError(f"There is nothing to compare with under {options.compare!r}", f"Known: {PLAIN_LLAMAINDEX}")
    if options.is_narrowed and (options.gate or options.update_baseline):
        raise EvaluationError(
            "Gates and baseline are about all cases, but only some were asked for",
            "Leave out --split, --type, --sample and --fail-fast, or the gate",
        )


def default_cases(evals: Path) -> list[Path]:
    """The cases of the repository, and the sample cases where they are beside it."""
    sample = project_root().parent / "shared" / "evals" / "sample-cases.jsonl"
    return [*sorted((evals / "cases").glob("*.jsonl")), *([sample] if sample.is_file() else [])]


def _of_own_cases(reports: Sequence[Report], evals: Path) -> list[Report]:
    """The reports over the repository's own cases alone, as a machine without the sample cases measures them."""
    own = {path.name for path in (evals / "cases").glob("*.jsonl")}
    narrowed = []
    for report in reports:
        outcomes = tuple(outcome for outcome in report.outcomes if outcome.case.file in own)
        if outcomes and len(outcomes) < len(report.outcomes):
            cases = case_files.fingerprint([outcome.case for outcome in outcomes])
            narrowed.append(summarise(Run(report.system, outcomes, ()), report.corpus, report.corpus_fingerprint, cases))
    return narrowed


def _corpora(settings: Settings, options: Options) -> list[tuple[str, Settings]]:
    """Names and settings of the corpora: those given, else the one that is set, else digests and originals."""
    if not options.corpora and settings.corpus != default_corpus():
        return [(settings.corpus[-1].name or "corpus", settings)]
    originals = project_root().parent / "shared" / "corpus"
    here = [("digests", project_root() / "corpus"), *([("originals", originals)] if originals.is_dir() else [])]
    return [(name, settings.model_copy(update={"corpus": (folder,)})) for name, folder in options.corpora or here]


def measure(
    corpora: Sequence[tuple[str, Settings]], cases: Sequence[Case], options: Options, progress: Progress | None = None
) -> list[Measured]:
    """Ask the cases of every corpus; one model serves them all."""
    progress = progress or Silent()
    embedder: Embedder | None = None
    results: list[Measured] = []
    for name, settings in corpora:
        embedder = embedder or Embedder(settings.embedding_model)
        with PeelQA.open(settings, progress=progress, embedder=embedder) as qa:
            measured = _measure_one(name, qa, cases, options, progress)
        results.append(measured)
        if not measured.ours.is_complete:
            break
    return results


def _measure_one(name: str, qa: PeelQA, cases: Sequence[Case], options: Options, progress: Progress) -> Measured:
    systems: list[System] = [OurSystem(qa)]
    if options.compare == PLAIN_LLAMAINDEX:
        from peel_qa.evaluation.plain_llamaindex import PlainLlamaIndex

        systems.append(PlainLlamaIndex(qa.index.documents, qa.embedder))
    qa.search("warm up", 1)
    reports = []
    for system in systems:
        progress.phase(f"Asking {system.name} of {name}", len(cases))
        asked = ask_all(system, cases, options.fail_fast and system is systems[0], lambda: progress.advance(1))
        reports.append(summarise(asked, name, qa.index.fingerprint, case_files.fingerprint(cases)))
    return Measured(*reports)


def _write(console: Console, results: Sequence[Measured], verdict: Verdict | None, options: Options) -> None:
    """Write every report that has a place, and the summary of a build where there is one."""
    summary = markdown(results, verdict)
    outputs = [
        (options.json_out, "evaluation.json", to_json(results, verdict)),
        (options.junit_out, "evaluation-junit.xml", to_junit(results)),
        (options.markdown_out, "evaluation.md", summary),
        (options.html_out, "evaluation.html", to_html(results, verdict)),
    ]
    for given, name, text in outputs:
        path = given or (options.reports / name if options.reports else None)
        if path is not None:
            _save(path, text)
            console.print(f"Written: {path}", soft_wrap=True)
    if build := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(build).open("a", encoding="utf-8") as file:
            file.write(summary)


def _save(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise EvaluationError(f"The report {path} cannot be written ({error.strerror})", "Name another place") from error


def _run_beir(settings: Settings, options: Options, progress: Progress, console: Console) -> int:
    from peel_qa.evaluation.beir import measure_beir

    assert options.beir is not None
    figures = measure_beir(settings, options.beir, Embedder(settings.embedding_model), progress)
    console.print(f"{figures.name}: {figures.documents} documents, {figures.queries} queries")
    for name, value in figures.rows:
        console.print(f"{name:<10} {value:.4f}")
    if options.json_out is not None:
        _save(options.json_out, json.dumps(asdict(figures), indent=1) + "\n")
    return 0
