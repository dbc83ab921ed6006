"""The commands round the product: `serve` and `doctor`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.group import FAILED
from peel_qa.cli.output import write_json

if TYPE_CHECKING:
    from peel_qa.doctor.record import Check

Host = Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Address to listen on. Else PEEL_QA_HOST, else 127.0.0.1.")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on. Else PEEL_QA_PORT, else 7860.")]
RootPath = Annotated[
    str | None, typer.Option("--root-path", metavar="PATH", help="Path under which a proxy shows it. Else PEEL_QA_ROOT_PATH.")
]
PublicAddress = Annotated[
    str | None, typer.Option("--public-address", metavar="URL", help="Address that visitors type. Else PEEL_QA_PUBLIC_ADDRESS.")
]


def serve(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    root_path: RootPath = None,
    public_address: PublicAddress = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Start the web page on this machine."""
    from peel_qa.doctor.machine import require_safe

    require_safe()
    settings = options.settings_from(context, corpus, index, host=host, port=port, root_path=root_path, public_address=public_address)
    with options.opened(settings) as engine:
        from peel_qa.web.server import serve as serve_page

        serve_page(engine, settings.host, settings.port)


def doctor(
    context: typer.Context,
    as_json: options.AsJson = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> None:
    """Check the installation, the model, the corpus and the index, and say how to mend what is wrong."""
    from dataclasses import asdict

    from peel_qa.doctor.examine import examine

    checks = examine(lambda: options.settings_from(context, corpus, index))
    found = list(checks) if as_json else list(_shown(checks))
    if as_json:
        write_json([asdict(check) for check in found])
    if any(check.state == "error" for check in found):
        raise typer.Exit(FAILED)


def _shown(checks: Iterator[Check]) -> Iterator[Check]:
    """The checks, each printed as soon as it is made, and their sum at the end."""
    from peel_qa.terminal import check_view, console_for, count_view

    console = console_for(sys.stdout)
    found: list[Check] = []
    for check in checks:
        console.print(check_view(check, is_first=not found or found[-1].group != check.group), soft_wrap=True)
        found.append(check)
        yield check
    console.print(count_view(found), soft_wrap=True)
