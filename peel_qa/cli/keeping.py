"""The commands about documents and their index: `index`, `documents`, `fetch`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.group import FAILED, MISUSED
from peel_qa.cli.output import write, write_json

if TYPE_CHECKING:
    from peel_qa.index.build import BuildReport
    from peel_qa.settings import Settings

Rebuild = Annotated[bool, typer.Option("--rebuild", help="Build anew even if nothing changed; known vectors are used again.")]
From = Annotated[Path | None, typer.Option("--from", parser=options.folder, metavar="DIR", help="Folder that holds the texts.")]


def index(
    context: typer.Context,
    rebuild: Rebuild = False,
    corpus: options.Corpus = None,
    index_folder: options.Index = None,
) -> None:
    """Bring the index up to the corpus; only what changed is embedded."""
    from peel_qa.environment import prepare_environment
    from peel_qa.index.build import build_index
    from peel_qa.index.embedding import Embedder
    from peel_qa.terminal import progress_bars

    prepare_environment()
    settings = options.settings_from(context, corpus, index_folder)
    began = time.perf_counter()
    with progress_bars() as progress:
        report = build_index(settings, Embedder(settings.embedding_model), progress, rebuild)
    options.say_problems(report.problems)
    write(_outcome(report, time.perf_counter() - began))
    if report.problems:
        raise typer.Exit(FAILED)


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


def fetch(
    context: typer.Context,
    from_folder: From = None,
    corpus: options.Corpus = None,
) -> None:
    """Take the original texts from a folder into originals/ of the corpus; nothing is downloaded."""
    from peel_qa.corpus.fetch import fetch_originals

    settings = options.settings_from(context, corpus, None)
    if from_folder is None:
        print(_how_to_fetch(settings), file=sys.stderr)
        raise typer.Exit(MISUSED)
    outcomes = fetch_originals(from_folder, settings.corpus[0], settings.max_document_bytes)
    for outcome in outcomes:
        write(f"{outcome.id}: {outcome.state}{f' ({outcome.note})' if outcome.note else ''}")
    if any(outcome.state == "not usable" for outcome in outcomes):
        raise typer.Exit(FAILED)


def _how_to_fetch(settings: Settings) -> str:
    """Where each document's text is, and what to do with it, one line each."""
    from peel_qa.corpus.fetch import catalogue_of

    known = catalogue_of(settings.corpus[0], settings.max_document_bytes)
    return "\n".join(
        [
            "peel-qa: --from is missing. The documents and their official addresses:",
            *(f"  {source.id}\n      {source.url or 'no address known'}" for source in known.values()),
            "Save each text as <id>.txt in a folder, then run `peel-qa fetch --from FOLDER`.",
        ]
    )
