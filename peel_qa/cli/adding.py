"""The commands that bring documents in and take them out: `add`, `fetch`, `remove`, `export`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peel_qa.cli import options
from peel_qa.cli.group import FAILED
from peel_qa.cli.output import write, write_json
from peel_qa.text import visible

if TYPE_CHECKING:
    from peel_qa.intake.add import Adder, Arrival, Candidate, Confirm, Outcome
    from peel_qa.intake.download import Downloader
    from peel_qa.intake.library import Library
    from peel_qa.settings import Settings

Named = Annotated[list[str], typer.Argument(metavar="PATH|URL", show_default=False, help="Files, folders, ZIP archives, addresses.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Take what is proposed, where it is more than a guess, without asking.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A value for every document; give it again for more.")]
Hosts = Annotated[list[str] | None, typer.Option("--host", metavar="NAME", help="Fetch from this host too; give it again for more.")]
From = Annotated[
    Path | None, typer.Option("--from", parser=options.folder, metavar="DIR", help="Take texts named <id>.txt from here instead.")
]
Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", show_default=False, help="Documents; all if none is named.")]
Gone = Annotated[list[str], typer.Argument(metavar="ID", show_default=False, help="Documents that were added.")]
Target = Annotated[Path, typer.Argument(metavar="FILE", parser=options.folder, show_default=False, help="ZIP archive to write.")]


def add(
    context: typer.Context,
    named: Named,
    yes: Yes = False,
    values: Set = None,
    host: Hosts = None,
    as_json: options.AsJson = False,
    corpus: options.Corpus = None,
) -> None:
    """Add documents: PDF, web pages, DOCX, Markdown, plain text, and ZIP of these; what each is is proposed, and confirmed by you."""
    given = _given(values)
    settings = options.settings_from(context, corpus, None)
    _finish(list(_added(settings, named, given, host or [], _confirm(yes, as_json), as_json)), as_json)


def fetch(
    context: typer.Context,
    ids: Ids = None,
    from_folder: From = None,
    host: Hosts = None,
    as_json: options.AsJson = False,
    corpus: options.Corpus = None,
) -> None:
    """Fetch the originals of the documents held from their official addresses; they stand in for the digests."""
    settings = options.settings_from(context, corpus, None)
    if from_folder is not None:
        _take_texts(from_folder, settings)
        return
    from peel_qa.intake.gather import catalogue_addresses, hosts_of
    from peel_qa.intake.library import Library

    wanted = catalogue_addresses(Library(settings.added, settings.corpus), ids or [])
    for name in sorted(set(ids or []) - wanted.keys()):
        raise typer.BadParameter(f"No document {name!r} with an address. `peel-qa documents --json` lists the addresses", ctx=context)
    hosts = [*(host or []), *hosts_of(wanted.values())]
    _finish(list(_added(settings, list(wanted.values()), {}, hosts, _confirm(True, as_json), as_json)), as_json)


def _take_texts(folder: Path, settings: Settings) -> None:
    """Take texts that somebody saved as files, as `fetch --from` does."""
    from peel_qa.corpus.fetch import fetch_originals

    outcomes = fetch_originals(folder, settings.corpus[0], settings.max_document_bytes)
    for outcome in outcomes:
        write(f"{outcome.id}: {outcome.state}{f' ({outcome.note})' if outcome.note else ''}")
    if any(outcome.state == "not usable" for outcome in outcomes):
        raise typer.Exit(FAILED)


def _added(
    settings: Settings, named: list[str], given: Mapping[str, str], hosts: list[str], confirm: Confirm, as_json: bool
) -> Iterator[Outcome]:
    """One outcome for each file, said as soon as it is known."""
    from peel_qa.corpus.files import RAW
    from peel_qa.intake.add import Adder
    from peel_qa.intake.addresses import Policy, listed_hosts
    from peel_qa.intake.download import Downloader
    from peel_qa.intake.library import Library
    from peel_qa.intake.sandbox import Limits
    from peel_qa.terminal import waiting

    library = Library(settings.added, settings.corpus)
    limits = Limits(settings.max_document_bytes, settings.parse_seconds, settings.parse_megabytes)
    policy = Policy(listed_hosts() | {*settings.fetch_hosts, *(name.strip().lower() for name in hosts)})
    transfers = settings.added / RAW / ".transfers"
    with library.alone(), Downloader(policy, transfers, settings.max_document_bytes) as downloader:
        adder = Adder(library, limits, confirm, given, waiting)
        for name in named:
            for outcome in _outcomes(name, adder, downloader, library):
                if not as_json:
                    write(visible(_line(outcome)))
                yield outcome


def _outcomes(name: str, adder: Adder, downloader: Downloader, library: Library) -> Iterator[Outcome]:
    from peel_qa.intake.add import Outcome
    from peel_qa.intake.gather import fetched, files_of, is_address
    from peel_qa.terminal import waiting

    if not is_address(name):
        for found in files_of(name):
            yield from [found] if isinstance(found, Outcome) else adder.add(found)
        return
    with waiting(f"Fetching {name}"):
        arrived: Arrival | Outcome = fetched(name, downloader, library)
    if isinstance(arrived, Outcome):
        yield arrived
        return
    yield from adder.add(arrived)
    arrived.path.unlink(missing_ok=True)


def _given(values: list[str] | None) -> dict[str, str]:
    """The values of `--set KEY=VALUE`, their keys checked."""
    from peel_qa.intake.confirm import CORRECTABLE

    given: dict[str, str] = {}
    for pair in values or []:
        key, is_pair, value = pair.partition("=")
        if not is_pair or key.strip() not in CORRECTABLE:
            raise typer.BadParameter(f"--set {pair!r} is not KEY=VALUE with one of the keys {', '.join(CORRECTABLE)}")
        given[key.strip()] = value.strip()
    return given


def _confirm(yes: bool, as_json: bool) -> Confirm:
    """How a document is confirmed: by a person at a terminal, else by --yes."""
    from peel_qa.intake.confirm import Asker, take_proposed
    from peel_qa.terminal import is_terminal

    if yes:
        return take_proposed
    if as_json or not is_terminal(sys.stdin):

        def refuse(candidate: Candidate) -> str:
            return "nobody is here to confirm what it is. Run it in a terminal, or with --yes"

        return refuse
    return Asker(lambda text: print(text, file=sys.stderr), input)


def _line(outcome: Outcome) -> str:
    note = f" ({outcome.note})" if outcome.note and outcome.state in ("added", "new version", "already there") else ""
    said = f": {outcome.note}" if outcome.note and not note else ""
    return f"{outcome.name}: {outcome.state}{f' as {outcome.id}' if outcome.id else ''}{note}{said}"


def _finish(outcomes: list[Outcome], as_json: bool) -> None:
    """Sum the outcomes up, and end with an error where a file could not be used."""
    from dataclasses import asdict

    if as_json:
        write_json([asdict(outcome) for outcome in outcomes])
    else:
        counts: dict[str, int] = {
            state: sum(outcome.state == state for outcome in outcomes) for state in dict.fromkeys(each.state for each in outcomes)
        }
        write(f"{', '.join(f'{count} {state}' for state, count in counts.items()) or 'Nothing to do'}.{_next(counts)}")
    if any(outcome.state in ("not usable", "not described") for outcome in outcomes):
        raise typer.Exit(FAILED)


def _next(counts: Mapping[str, int]) -> str:
    is_new = counts.get("added", 0) + counts.get("new version", 0) > 0
    return " The next question takes them in; `peel-qa index` does it now." if is_new else ""


def remove(context: typer.Context, ids: Gone, yes: Yes = False, corpus: options.Corpus = None) -> None:
    """Remove documents that were added, and their raw files; earlier versions stay in `earlier/`."""
    from peel_qa.errors import CorpusError
    from peel_qa.intake.library import Library
    from peel_qa.terminal import is_terminal

    settings = options.settings_from(context, corpus, None)
    library = Library(settings.added, settings.corpus)
    entries = []
    for name in ids:
        entry = library.own(name)
        if entry is None or not entry.is_added:
            held = library.by_id(name)
            remedy = f"Remove the file {held.path} yourself" if held else "`peel-qa documents` lists those held"
            raise CorpusError(f"{name!r} is no document that was added", remedy)
        entries.append(entry)
    if not yes and is_terminal(sys.stdin) and not typer.confirm(f"Remove {', '.join(ids)} and what was made from it?", err=True):
        raise typer.Abort
    with library.alone():
        for entry in entries:
            library.remove(entry)
            write(f"{entry.id}: removed")


def export(context: typer.Context, target: Target, ids: Ids = None, corpus: options.Corpus = None) -> None:
    """Write documents with their raw files into a ZIP archive that `peel-qa add` takes in elsewhere."""
    from peel_qa.intake.export import export_documents
    from peel_qa.intake.library import Library

    settings = options.settings_from(context, corpus, None)
    written = export_documents(Library(settings.added, settings.corpus), target, ids or [])
    write(f"{target}: {written} document{'' if written == 1 else 's'}")
