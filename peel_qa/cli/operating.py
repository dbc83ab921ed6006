"""The commands of whoever runs the page: `backup`, `restore`, `switch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.output import write

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive, a ZIP file.")]
Replace = Annotated[bool, typer.Option("--replace", help="Move aside what is in the way, into a folder beside the corpus.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What to switch: service.")]
State = Annotated[str, typer.Argument(metavar="STATE", help="on or off.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="What visitors read while it is off.")]


def backup(context: typer.Context, archive: Archive, corpus: options.Corpus = None, index: options.Index = None) -> None:
    """Write documents, index and feedback into one archive, and read it again."""
    from peel_qa.backup import back_up

    report = back_up(options.settings_from(context, corpus, index), archive)
    size = f"{report.bytes / 1e6:.1f} MB"
    write(f"Backed up {report.files:,} files, version {report.version}, into {archive} ({size}); every file was read again.")


def restore(
    context: typer.Context, archive: Archive, replace: Replace = False, corpus: options.Corpus = None, index: options.Index = None
) -> None:
    """Put documents, index and feedback back from an archive, each file checked."""
    from peel_qa.backup import restore as put_back

    report = put_back(options.settings_from(context, corpus, index), archive, replace)
    write(f"Restored {report.files:,} files ({report.bytes / 1e6:.1f} MB); version {report.version} is in force.")
    if report.aside:
        write(f"What was in the way lies in {report.aside}.")


def switch(context: typer.Context, name: Name, state: State, reason: Reason = "") -> None:
    """Turn a part of the running page off or on, at once and for every process."""
    from peel_qa.service.switches import Switches

    if state not in ("on", "off"):
        raise typer.BadParameter("it is on or off", param_hint="STATE")
    switches = Switches(options.settings_from(context, None, None).switches)
    if state == "off":
        switches.turn_off(name, reason)
    else:
        switches.turn_on(name)
    write(f"The {name} is {state}.")
