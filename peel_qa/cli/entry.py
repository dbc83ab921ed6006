"""The command `peel-qa`: its commands and the options that stand before them."""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from peel_qa.cli import adding, asking, briefing, keeping, measuring, operating, options, service, sharing
from peel_qa.cli.group import MISUSED, CommandGroup, speak_up
from peel_qa.cli.output import write

NAME = "peel-qa"
app = typer.Typer(
    name=NAME,
    cls=CommandGroup,
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        write(f"{NAME} {version(NAME)}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")]


@app.callback()
def _places(context: typer.Context, corpus: options.Corpus = None, index: options.Index = None, version: Version = False) -> None:
    """Answers from police inspection reports: quoted, dated, attributed and checked, or refused with a reason."""
    context.obj = options.Places(tuple(corpus or ()), index)
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        raise typer.Exit(MISUSED)


app.command(short_help="Answer a question, or say why not.")(asking.ask)
app.command(short_help="Show the passages that fit best.")(asking.search)
app.command(short_help="Write a briefing on an inspection.")(briefing.brief)
app.command(short_help="Show what changed between inspections.")(briefing.changes)
app.command(short_help="Check a news text against the report.")(briefing.press)
app.command(short_help="Table the findings over the inspections.")(briefing.tracker)
app.command(short_help="List the documents held.")(keeping.documents)
app.command(short_help="Bring the index up to the corpus.")(keeping.index)
app.command(short_help="Add documents of your own.")(adding.add)
app.command(short_help="Fetch the originals of the documents.")(adding.fetch)
app.command(short_help="Remove documents that were added.")(adding.remove)
app.command(short_help="Write documents into an archive.")(adding.export)
app.command(short_help="Start the web page.")(service.serve)
app.command(short_help="Offer tools to other programs (MCP).")(sharing.mcp)
app.command(short_help="Write everything into an archive.")(operating.backup)
app.command(short_help="Put everything back from an archive.")(operating.restore)
app.command(short_help="Turn the running page off or on.")(operating.switch)
app.add_typer(sharing.feedback, name="feedback", short_help="Export what visitors said.")
app.command("eval", short_help="Measure the answers on cases.")(measuring.evaluate)
app.command(short_help="Check that everything is in order.")(service.doctor)


def main() -> NoReturn:
    """Run the command line; an end by the system (SIGTERM) tidies up as an end by the user does."""
    speak_up()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    app(prog_name=NAME)
    raise AssertionError("a command always exits")
