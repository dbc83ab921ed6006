"""The commands `ask` and `search`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peel_qa.cli import options
from peel_qa.cli.output import question_from, write, write_json

if TYPE_CHECKING:
    from peel_qa.engine import PeelQA
    from peel_qa.records import Answer, Hit
    from peel_qa.search.filters import Filters

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="QUESTION", show_default=False, help="The question; read from standard input if none is given."),
]
AsLines = Annotated[bool, typer.Option("--jsonl", help='Many: {"id", "question", "history"} a line in, an answer a line out.')]
TopK = Annotated[
    int | None, typer.Option("--k", "-k", min=1, max=100, metavar="N", help="Passages that the answer is made from, 1 to 100.")
]
Many = Annotated[int, typer.Option("-k", "--k", min=1, max=1000, metavar="N", help="Passages to show, 1 to 1000.")]


def ask(
    context: typer.Context,
    question: Words = None,
    as_json: options.AsJson = False,
    as_lines: AsLines = False,
    k: TopK = None,
    edition: options.Edition = "",
    kind: options.Kind = None,
    force: options.Force = "",
    document: options.OnlyDocuments = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Answer a question with quotes checked against their sources, or say why there is no answer."""
    if as_lines and (as_json or question):
        raise typer.BadParameter("--jsonl reads its questions from standard input and goes with neither QUESTION nor --json", ctx=context)
    text = None if as_lines else _required(context, question)
    with options.opened(options.settings_from(context, corpus, index, top_k=k), is_one_question=text is not None) as engine:
        filters = options.filters_from(engine, edition, kind, force, document)
        if text is None:
            _answer_batch(engine, filters)
        else:
            _answer_one(engine, text, filters, as_json)


def search(
    context: typer.Context,
    query: Words = None,
    k: Many = 10,
    as_json: options.AsJson = False,
    edition: options.Edition = "",
    kind: options.Kind = None,
    force: options.Force = "",
    document: options.OnlyDocuments = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Show the passages that fit a question best, best first, without answering it."""
    from peel_qa.terminal import waiting

    text = _required(context, query)
    with options.opened(options.settings_from(context, corpus, index), is_one_question=True) as engine:
        filters = options.filters_from(engine, edition, kind, force, document)
        with waiting("Loading the model and searching"):
            hits = engine.search(text, k, filters)
    if as_json:
        write_json([_as_dict(rank, hit) for rank, hit in enumerate(hits, start=1)])
    else:
        _show_hits(hits)


def _required(context: typer.Context, words: list[str] | None) -> str:
    text = question_from(words)
    if text is None:
        raise typer.BadParameter("There is no question. Write it behind the command", ctx=context)
    return text


def _answer_one(engine: PeelQA, text: str, filters: Filters | None, as_json: bool) -> None:
    from peel_qa.terminal import answer_view, console_for, is_terminal, waiting, writing

    if engine.model_name and not as_json and is_terminal(sys.stdout):
        with writing(f"{engine.model_name} is writing") as show:
            answer: Answer = engine.ask(text, (), filters, on_sentence=show)
    else:
        with waiting("Loading the model and reading"):
            answer = engine.ask(text, (), filters)
    if as_json:
        write_json({"question": answer.question, **answer.to_dict()})
    elif is_terminal(sys.stdout):
        console_for(sys.stdout).print(answer_view(answer))
    else:
        write(str(answer))


def _answer_batch(engine: PeelQA, filters: Filters | None) -> None:
    from peel_qa.cli.batch import answer_lines

    if sys.stdin is not None:
        answer_lines(engine, sys.stdin.buffer, sys.stdout.buffer, filters)


def _as_dict(rank: int, hit: Hit) -> dict[str, Any]:
    source, passage = hit.source, hit.passage
    return {
        "rank": rank,
        "score": round(hit.score, 6),
        "ranks": hit.ranks,
        "document": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "kind": source.kind,
        "edition": source.inspection,
        "published": source.published,
        "section": list(passage.section),
        "finding": passage.finding,
        "page": passage.page,
        "url": source.url,
        "passage": passage.id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def _show_hits(hits: list[Hit]) -> None:
    from peel_qa.terminal import console_for, hit_lines, hit_view, is_terminal

    if is_terminal(sys.stdout):
        console_for(sys.stdout).print(*(hit_view(rank, hit) for rank, hit in enumerate(hits, start=1)), sep="\n")
    else:
        write("\n\n".join("\n".join(hit_lines(rank, hit)) for rank, hit in enumerate(hits, start=1)))
