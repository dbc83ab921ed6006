"""The command `eval`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from peel_qa.cli import options


@dataclass(frozen=True, slots=True)
class NamedFolder:
    """A corpus to measure, under the name that the reports give it."""

    name: str
    path: Path


def named_folder(text: str) -> NamedFolder:
    """A corpus from `NAME=DIR`, or from `DIR`, which is named after itself."""
    name, is_named, place = text.partition("=")
    path = options.folder(place if is_named else name)
    return NamedFolder(name if is_named else path.name, path)


def _report(option: str, form: str) -> Any:
    return typer.Option(option, metavar="FILE", help=f"Write the report as {form} to this file.")


Cases = Annotated[
    list[Path] | None, typer.Argument(metavar="CASES", show_default=False, help="Files of cases (JSON lines); else evals/cases.")
]
Corpora = Annotated[
    list[NamedFolder] | None,
    typer.Option("--corpus", parser=named_folder, metavar="[NAME=]DIR", help="Corpus to measure by itself; give it again for more."),
]
Suites = Annotated[
    list[Path] | None,
    typer.Option("--suite", parser=options.folder, metavar="DIR", help="Folder with corpus/ and cases.jsonl, or folder of such folders."),
]
Check = Annotated[bool, typer.Option("--check", help="Only prove the cases by the documents; exit 1 where one is wrong.")]
Split = Annotated[str, typer.Option("--split", metavar="dev|test", help="Only the cases of this half.")]
Types = Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help="Only this kind of question; give it again for more.")]
Sample = Annotated[int, typer.Option("--sample", min=0, metavar="N", help="Only so many cases of each corpus, the same ones each time.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first wrong case of the dev split.")]
Quick = Annotated[bool, typer.Option("--quick", help="Ask only a share of a large corpus's cases, the same ones each time.")]
Gate = Annotated[bool, typer.Option("--gate", help="Exit 1 where a figure is below evals/gates.toml or the baseline.")]
Update = Annotated[bool, typer.Option("--update-baseline", help="Write the figures to evals/baseline.json.")]
Compare = Annotated[
    str,
    typer.Option("--compare", metavar="NAME", help='Measure beside ours "plain-llamaindex", or ours "without-model" or "without-reader".'),
]
Beir = Annotated[
    Path | None, typer.Option("--beir", parser=options.folder, metavar="DIR", help="Measure retrieval on a BEIR folder instead.")
]
Judge = Annotated[
    str, typer.Option("--judge", metavar="MODEL", help="Also ask this language model for its opinion of the answers; it is in no gate.")
]
JudgeUrl = Annotated[
    str, typer.Option("--judge-url", metavar="URL", help="Where it listens (OpenAI's protocol). Its key is OPENAI_API_KEY.")
]
Briefings = Annotated[bool, typer.Option("--briefings", help="Measure briefings and the other papers instead, on evals/briefings.jsonl.")]
Jobs = Annotated[
    int,
    typer.Option("--jobs", min=1, metavar="N", help="Ask so many corpora at a time; the times are then those of a busy machine."),
]
Reports = Annotated[bool, typer.Option("--reports/--no-reports", help="Write reports without a file of their own to reports/, or not.")]


def evaluate(
    context: typer.Context,
    cases: Cases = None,
    corpus: Corpora = None,
    suite: Suites = None,
    check: Check = False,
    split: Split = "",
    types: Types = None,
    sample: Sample = 0,
    fail_fast: FailFast = False,
    quick: Quick = False,
    gate: Gate = False,
    update_baseline: Update = False,
    json_out: Annotated[Path | None, _report("--json", "JSON")] = None,
    junit_out: Annotated[Path | None, _report("--junit", "JUnit XML")] = None,
    markdown_out: Annotated[Path | None, _report("--markdown", "Markdown")] = None,
    html_out: Annotated[Path | None, _report("--html", "HTML")] = None,
    compare: Compare = "",
    judge: Judge = "",
    judge_url: JudgeUrl = "",
    beir: Beir = None,
    briefings: Briefings = False,
    jobs: Jobs = 1,
    reports: Reports = True,
    index: options.Index = None,
) -> None:
    """Ask the questions of the cases, compare the answers with what they must say, and report."""
    from peel_qa.evaluation.command import run
    from peel_qa.evaluation.options import Options, default_reports
    from peel_qa.terminal import progress_bars

    before = [NamedFolder(path.name, path) for path in options.places_of(context).corpus]
    measured = Options(
        cases=tuple(cases or ()),
        corpora=tuple((each.name, each.path) for each in corpus or before),
        suites=tuple(suite or ()),
        is_check=check,
        split=split,
        types=tuple(types or ()),
        sample=sample,
        fail_fast=fail_fast,
        is_quick=quick,
        gate=gate,
        update_baseline=update_baseline,
        json_out=json_out,
        junit_out=junit_out,
        markdown_out=markdown_out,
        html_out=html_out,
        compare=compare,
        judge=judge,
        judge_url=judge_url,
        beir=beir,
        is_briefings=briefings,
        jobs=jobs,
        reports=default_reports() if reports else None,
    )
    with progress_bars("Reading the cases") as progress:
        status = run(options.settings_from(context, None, index), measured, progress)
    raise typer.Exit(status)
