"""Options that commands share, and what is made from them: settings, an opened engine, filters."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peel_qa.records import Kind as DocumentKind
from peel_qa.text import visible

if TYPE_CHECKING:
    from peel_qa.engine import PeelQA
    from peel_qa.errors import DocumentError
    from peel_qa.search.filters import Filters
    from peel_qa.settings import Settings


def folder(text: str) -> Path:
    """An absolute path from an option's text."""
    if not text.strip():
        raise typer.BadParameter("the folder's name is empty")
    return Path(text).expanduser().resolve()


CORPUS_HELP = "Corpus folder; give it again for more, a later one's document replaces an earlier one's. Else PEEL_QA_CORPUS."
INDEX_HELP = "Folder of the index. Else PEEL_QA_INDEX."
Corpus = Annotated[list[Path] | None, typer.Option("--corpus", parser=folder, metavar="DIR", help=CORPUS_HELP)]
Index = Annotated[Path | None, typer.Option("--index", parser=folder, metavar="DIR", help=INDEX_HELP)]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Edition = Annotated[str, typer.Option("--edition", metavar="TEXT", help='Only this inspection, such as "2021/22" or "PEEL 2015".')]
Kind = Annotated[DocumentKind | None, typer.Option("--kind", help="Only reports, or only news.")]
Force = Annotated[str, typer.Option("--force", metavar="NAME", help='Only this force, such as "West Mercia Police".')]
OnlyDocuments = Annotated[list[str] | None, typer.Option("--document", metavar="ID", help="Only this document; give it again for more.")]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders named before the command; those named behind it come first."""

    corpus: tuple[Path, ...] = ()
    index: Path | None = None


def places_of(context: typer.Context) -> Places:
    """The folders named before the command."""
    return context.obj if isinstance(context.obj, Places) else Places()


def settings_from(context: typer.Context, corpus: list[Path] | None, index: Path | None, **values: Any) -> Settings:
    """The settings of the environment, with the options given over them."""
    from peel_qa.settings import Settings

    places = places_of(context)
    chosen = {"corpus": tuple(corpus or places.corpus) or None, "index": index or places.index, **values}
    return Settings(**{name: value for name, value in chosen.items() if value is not None})


@contextmanager
def opened(settings: Settings, is_one_question: bool = False) -> Iterator[PeelQA]:
    """The engine, its index brought up to the corpus first; documents that cannot be used are named on standard error."""
    from peel_qa.engine import PeelQA
    from peel_qa.terminal import progress_bars

    with progress_bars() as progress:
        engine = PeelQA.open(settings, progress=progress, is_one_question=is_one_question)
    with engine:
        say_problems(engine.report.problems if engine.report else ())
        yield engine


def say_problems(problems: Iterable[DocumentError]) -> None:
    """One line on standard error for each document that cannot be used."""
    for problem in problems:
        print(f"peel-qa: {visible(str(problem))}", file=sys.stderr)


def filters_from(engine: PeelQA, edition: str, kind: DocumentKind | None, force: str, documents: list[str] | None) -> Filters | None:
    """What a search is narrowed to; None where nothing narrows it.

    Raises:
        QuestionError: if nothing that is held passes, since "not in the documents" would then be a wrong answer.
    """
    from peel_qa.errors import QuestionError
    from peel_qa.search.filters import Filters

    held = {document.id for document in engine.documents}
    for name in documents or ():
        if name not in held:
            raise QuestionError(f"There is no document {name!r}", "`peel-qa documents` lists those held")
    filters = Filters(tuple(documents or ()), kind, edition.strip(), force.strip())
    passing = filters.select(document.source for document in engine.documents)
    if passing == []:
        raise QuestionError("No document held passes these filters", "`peel-qa documents` lists those held")
    return None if passing is None else filters
