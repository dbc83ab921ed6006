"""The commands `mcp` and `feedback`: tools for other programs, and what visitors said."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.output import write_json

OverHttp = Annotated[
    bool, typer.Option("--http", help="Listen on HTTP at /mcp, with PEEL_QA_MCP_TOKEN; else speak on standard input and output.")
]
Host = Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Address to listen on. Else PEEL_QA_HOST, else 127.0.0.1.")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on. Else PEEL_QA_PORT, else 7860.")]

feedback = typer.Typer(no_args_is_help=True, help="What visitors said about answers.")


def mcp(
    context: typer.Context,
    http: OverHttp = False,
    host: Host = None,
    port: Port = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Offer ask, search and grades as tools (Model Context Protocol)."""
    settings = options.settings_from(context, corpus, index, host=host, port=port)
    with options.opened(settings) as engine:
        from peel_qa.service.desk import Desk
        from peel_qa.tools.server import build_tools, http_app

        engine.warm_up()
        desk = Desk(engine)
        if not http:
            build_tools(desk).run("stdio")
            return
        import uvicorn

        app = http_app(desk, settings.host)
        print(f"peel_qa's tools are ready at http://{settings.host}:{settings.port}/mcp", file=sys.stderr)
        uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False)


@feedback.command("export")
def export(context: typer.Context, as_json: options.AsJson = False) -> None:
    """Write the feedback kept so far to standard output, as CSV."""
    from dataclasses import asdict

    from peel_qa.service.feedback import FeedbackBook, write_csv

    book = FeedbackBook(options.settings_from(context, None, None).feedback)
    if as_json:
        write_json([asdict(entry) for entry in book.entries()])
    else:
        write_csv(book.entries(), sys.stdout)
