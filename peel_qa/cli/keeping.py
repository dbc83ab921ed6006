"""The commands about documents and their index: `index`, `documents`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.group import FAILED
from peel_qa.cli.output import write, write_json

if TYPE_CHECKING:
    from peel_qa.index.build import BuildReport
    from peel_qa.index.embedding import Embedder
    from peel_qa.settings import Settings

Rebuild = Annotated[bool, typer.Option("--rebuild", help="Build anew even if nothing changed; known vectors are used again.")]


Ray = Annotated[str, typer.Option("--ray", metavar="ADDRESS", help="Embed on a Ray cluster (extra `ray`): host:port, auto, or local.")]


def index(
    context: typer.Context,
    rebuild: Rebuild = False,
    ray: Ray = "",
    corpus: options.Corpus = None,
    index_folder: options.Index = None,
) -> None:
    """Bring the index up to the corpus; only what changed is embedded."""
    from peel_qa.environment import prepare_environment
    from peel_qa.index.build import build_index
    from peel_qa.terminal import progress_bars

    prepare_environment()
    settings = options.settings_from(context, corpus, index_folder)
    began = time.perf_counter()
    with progress_bars() as progress:
        report = build_index(settings, _embedder(settings, ray), progress, rebuild)
    options.say_problems(report.problems)
    write(_outcome(report, time.perf_counter() - began))
    if report.problems:
        raise typer.Exit(FAILED)


def _embedder(settings: Settings, ray: str) -> Embedder:
    from peel_qa.index.embedding import Embedder

    if not ray:
        return Embedder.of(settings)
    from peel_qa.index.cluster import ClusterEmbedder

    return ClusterEmbedder(settings, ray)


def _outcome(report: BuildReport, seconds: float) -> str:
    held = f"{_count(report.documents, 'document')}, {_count(report.passages, 'passage')}, {_count(report.sentences, 'sentence')}"
    left_out = f"; {_count(len(report.problems), 'problem')}, see above" if report.problems else ""
    if not report.is_new:
        return f"The index is up to date: {held}{left_out}."
    return f"Indexed {held} in {seconds:.1f} s ({_count(report.embedded, 'text')} embedded){left_out}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def documents(
    context: typer.Context,
    as_json: options.AsJson = False,
    corpus: options.Corpus = None,
    index_folder: options.Index = None,
) -> None:
    """List the documents held, newest first, with their dates."""
    from dataclasses import asdict

    from peel_qa.dates import spoken
    from peel_qa.terminal import console_for, is_terminal, source_view

    with options.opened(options.settings_from(context, corpus, index_folder)) as engine:
        sources = [document.source for document in engine.documents]
    if as_json:
        write_json([asdict(source) for source in sources])
        return
    if is_terminal(sys.stdout):
        console_for(sys.stdout).print(*map(source_view, sources), sep="\n")
        return
    titles = ("Published", "Inspected", "Inspection", "Kind", "Text", "Id", "Title")
    rows = [
        (spoken(s.published, s.published_sure), spoken(s.inspected) if s.inspected else "", s.inspection, s.kind, s.text, s.id, s.title)
        for s in sources
    ]
    write("\n".join("\t".join(row) for row in (titles, *rows)))
