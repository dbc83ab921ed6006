"""`peel-qa eval`: read the cases, ask them of every corpus, write the reports, hold the figures to the gates."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from rich.console import Console

from peel_qa.corpus.load import load_corpus
from peel_qa.engine import PeelQA
from peel_qa.errors import EvaluationError, IndexMismatch
from peel_qa.evaluation.baseline import differences, read_baseline, write_baseline
from peel_qa.evaluation.cases import fingerprint
from peel_qa.evaluation.files import to_json, to_junit
from peel_qa.evaluation.gates import Gates, Verdict, check
from peel_qa.evaluation.judge import LanguageModel, ask_judge
from peel_qa.evaluation.measured import Measured
from peel_qa.evaluation.options import COMPARISONS, PLAIN_LLAMAINDEX, WITHOUT_MODEL, WITHOUT_READER, Options
from peel_qa.evaluation.page import to_html
from peel_qa.evaluation.proof import prove
from peel_qa.evaluation.render import markdown, show
from peel_qa.evaluation.report import summarise
from peel_qa.evaluation.runner import ask_all
from peel_qa.evaluation.share import parts, thinned, without_slow_suites
from peel_qa.evaluation.side_by_side import each_at_a_time, step
from peel_qa.evaluation.systems import OurSystem, System
from peel_qa.evaluation.targets import Target, find_targets, narrowed
from peel_qa.index.build import build_index
from peel_qa.index.embedding import Embedder
from peel_qa.index.progress import Progress, Silent
from peel_qa.reading.reader import OFF
from peel_qa.settings import Settings


def run(settings: Settings, options: Options, progress: Progress | None = None) -> int:
    """Measure, print, write.

    `progress` is told of building and asking. Returns the exit status: 1 where a gate fell, a case stopped `fail_fast`, or
    `is_check` found a case that is wrong; else 0.

    Raises:
        EvaluationError: for cases, gates or options that cannot be used.
    """
    console = Console(highlight=False)
    progress = progress or Silent()
    if options.beir is not None:
        return _run_beir(settings, options, progress, console)
    _require_usable(options)
    if options.is_briefings:
        return _run_briefings(settings, options, progress, console)
    targets = find_targets(settings, options.cases, options.corpora, options.suites, options.evals)
    if options.is_check:
        return _run_check(targets, console)
    targets = narrowed(targets, options.split, options.types, options.sample)
    return _run_measurement(targets, options, progress, console)


def _run_measurement(targets: Sequence[Target], options: Options, progress: Progress, console: Console) -> int:
    gates = Gates.read(options.evals / "gates.toml") if options.gate else None
    baseline = read_baseline(options.evals / "baseline.json")
    if options.is_quick and gates and not options.suites:
        targets = without_slow_suites(targets, gates.quick)
    asked = thinned(targets) if options.is_quick else targets
    shares = {part.name for part, whole in zip(asked, targets, strict=True) if len(part.cases) < len(whole.cases)}
    judge = _judge(options)
    results = [replace(m, differences=differences(m.ours, baseline)) for m in measure(asked, options, progress, judge)]
    ours = [measured.ours for measured in results]
    verdict = check(ours, gates, baseline, shares) if gates else None
    show(console, results, verdict)
    _write(console, results, verdict, options)
    if options.update_baseline:
        write_baseline(options.evals / "baseline.json", [*ours, *parts(ours, options.evals)])
        console.print(f"Baseline: {options.evals / 'baseline.json'}", soft_wrap=True)
    is_stopped = not all(report.is_complete for report in ours)
    return int(is_stopped or (verdict is not None and not verdict.is_passed))


def _judge(options: Options) -> LanguageModel | None:
    if not options.judge:
        return None
    from peel_qa.evaluation.judge_model import ChatModel

    return ChatModel(options.judge, options.judge_url)


def _require_usable(options: Options) -> None:
    if options.compare not in COMPARISONS:
        raise EvaluationError(
            f"There is nothing to compare with under {options.compare!r}", f"Known: {', '.join(filter(None, COMPARISONS))}"
        )
    if options.judge_url and not options.judge:
        raise EvaluationError("A judge's URL was given, but no model", "Name the model with --judge")
    if options.is_narrowed and (options.gate or options.update_baseline):
        raise EvaluationError(
            "Gates and baseline are about all cases, but only some were asked for",
            "Leave out --split, --type, --sample and --fail-fast, or the gate",
        )
    if options.is_quick and options.update_baseline:
        raise EvaluationError("A baseline is made of all cases, but only a share was asked for", "Leave out --quick")


def _run_check(targets: Sequence[Target], console: Console) -> int:
    """Prove the cases: those of the repository by all corpora that they are asked of, those of a suite by its own."""
    groups = [[target for target in targets if not target.is_suite], *([target] for target in targets if target.is_suite)]
    problems = 0
    for group in filter(None, groups):
        held = [{document.id: document for document in load_corpus(target.settings.corpus).documents} for target in group]
        proof = prove(group[0].cases, held)
        problems += len(proof.problems)
        for problem in proof.problems:
            console.print(problem, markup=False, soft_wrap=True)
        said = f"{len(proof.problems)} problems" if proof.problems else "every one is in order"
        told = f"{', '.join(target.name for target in group)}: {proof.cases} cases, {said}"
        console.print(". ".join([told, *proof.unproved]) + ".", markup=False, soft_wrap=True)
    return int(problems > 0)


def measure(
    targets: Sequence[Target], options: Options, progress: Progress | None = None, judge: LanguageModel | None = None
) -> list[Measured]:
    """Ask each target its cases, one after the other with one embedding model, or several targets at a time.

    With `fail_fast` or a judge there is an order to keep, so they are asked one after the other whatever `jobs` says.
    """
    progress = progress or Silent()
    if options.jobs > 1 and len(targets) > 1 and not options.fail_fast and judge is None:
        return _measure_several(targets, options, progress)
    embedder: Embedder | None = None
    results: list[Measured] = []
    for target in targets:
        embedder = embedder or Embedder.of(target.settings)
        with _opened(target.settings, embedder, progress) as qa:
            measured = _measure_one(target, qa, options, progress)
        if judge is not None:
            progress.phase(f"Asking {judge.name} about {target.name}", len(target.cases))
            measured = replace(measured, opinions=ask_judge(judge, measured.ours.outcomes, lambda: progress.advance(1)))
        results.append(measured)
        if not measured.ours.is_complete:
            break
    return results


def _measure_several(targets: Sequence[Target], options: Options, progress: Progress) -> list[Measured]:
    """Each target in a process of its own, as many at a time as `jobs` says."""
    systems = 2 if options.compare else 1
    progress.phase(f"Asking {len(targets)} corpora", systems * sum(len(target.cases) for target in targets))
    return each_at_a_time(partial(_measure_alone, options), targets, options.jobs, progress.advance)


def _measure_alone(options: Options, target: Target) -> Measured:
    """What is measured of one target, in a process that does nothing else."""
    with _opened(target.settings, Embedder.of(target.settings), Silent()) as qa:
        return _measure_one(target, qa, options, Silent(), step)


def _opened(settings: Settings, embedder: Embedder, progress: Progress) -> PeelQA:
    """The engine over an index of the settings in force: here an index is a cache, so one of another recipe is built anew."""
    try:
        return PeelQA.open(settings, progress=progress, embedder=embedder)
    except IndexMismatch:
        build_index(settings, embedder, progress)
        return PeelQA.open(settings, progress=progress, embedder=embedder)


def _measure_one(target: Target, qa: PeelQA, options: Options, progress: Progress, on_case: Callable[[], None] | None = None) -> Measured:
    on_case = on_case or partial(progress.advance, 1)
    systems: list[System] = [OurSystem(qa)]
    if options.compare == PLAIN_LLAMAINDEX:
        from peel_qa.evaluation.plain_llamaindex import PlainLlamaIndex

        systems.append(PlainLlamaIndex(qa.index.documents, qa.embedder))
    elif options.compare == WITHOUT_MODEL:
        systems.append(OurSystem(qa, is_reworded=False, without="the model"))
    elif options.compare == WITHOUT_READER:
        unread = target.settings.model_copy(update={"reader": OFF})
        systems.append(OurSystem(PeelQA(unread, qa.index, qa.embedder), without="the reader"))
    qa.search("warm up", 1)
    reports = []
    for system in systems:
        progress.phase(f"Asking {system.name} of {target.name}", len(target.cases))
        asked = ask_all(system, target.cases, options.fail_fast and system is systems[0], on_case)
        reports.append(summarise(asked, target.name, qa.index.fingerprint, fingerprint(target.cases)))
    return Measured(reports[0], reports[1] if len(reports) > 1 else None)


def _write(console: Console, results: Sequence[Measured], verdict: Verdict | None, options: Options) -> None:
    """Write every report that has a place, and the summary of a build where there is one."""
    summary = markdown(results, verdict)
    outputs = [
        (options.json_out, "evaluation.json", to_json(results, verdict)),
        (options.junit_out, "evaluation-junit.xml", to_junit(results, verdict)),
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


def _run_briefings(settings: Settings, options: Options, progress: Progress, console: Console) -> int:
    from peel_qa.evaluation.briefings import corpora_of, run_papers

    targets = find_targets(settings, options.cases, options.corpora, options.suites, options.evals)
    asked = corpora_of(options.evals)
    return run_papers(_each_opened([target for target in targets if target.name in asked], progress), options.evals, options.gate, console)


def _each_opened(targets: Sequence[Target], progress: Progress) -> Iterator[tuple[str, PeelQA]]:
    """Every corpus under its name, one after the other; one embedding model serves them all."""
    embedder: Embedder | None = None
    for target in targets:
        embedder = embedder or Embedder.of(target.settings)
        with _opened(target.settings, embedder, progress) as engine:
            yield target.name, engine


def _run_beir(settings: Settings, options: Options, progress: Progress, console: Console) -> int:
    from peel_qa.evaluation.beir import measure_beir

    assert options.beir is not None
    figures = measure_beir(settings, options.beir, Embedder.of(settings), progress)
    console.print(f"{figures.name}: {figures.documents} documents, {figures.queries} queries")
    for name, value in figures.rows:
        console.print(f"{name:<10} {value:.4f}")
    if options.json_out is not None:
        _save(options.json_out, json.dumps(asdict(figures), indent=1) + "\n")
    return 0
