"""The program that reads one file, in a process of its own with limits on time and memory: `python -m peel_qa.intake.child`.

A request comes as JSON on standard input, and the outcome goes as JSON into the file that it names. Whatever a hostile
file does to a parser, it does it here.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

_OUTPUT_BYTES = 1_000_000_000
"""Of all files that this process may write, each."""


def main() -> None:
    """Read the request, set the limits, do what it asks, write the outcome."""
    request = json.loads(sys.stdin.buffer.read())
    _limit(int(request["seconds"]), int(request["megabytes"]))
    try:
        outcome = _unpack(request) if request["task"] == "unpack" else _read(request)
    except MemoryError:
        outcome = {"problem": f"needs more than {request['megabytes']:,} MB of memory to be read", "remedy": _MORE_MEMORY}
    except RecursionError:
        outcome = {"problem": "is nested too deep to be read", "remedy": "Save it in a simpler form"}
    Path(request["outcome"]).write_text(json.dumps(outcome), encoding="utf-8")


_MORE_MEMORY = "Split it, or raise PEEL_QA_PARSE_MEGABYTES"


def _limit(seconds: int, megabytes: int) -> None:
    """Limits of this process that it cannot raise again."""
    for what, value in (
        (resource.RLIMIT_AS, megabytes * 1_000_000),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (most, most))


def _unpack(request: Mapping[str, Any]) -> dict[str, Any]:
    from peel_qa.intake.archive import unpack

    members = unpack(Path(request["path"]), Path(request["folder"]), int(request["max_bytes"]))
    return {"members": [asdict(member) for member in members]}


def _read(request: Mapping[str, Any]) -> dict[str, Any]:
    """The form, the Markdown and the proposals of a file; or its problem and the remedy."""
    from peel_qa.corpus.readers.reading import Unreadable
    from peel_qa.errors import DocumentError

    path = Path(request["path"])
    try:
        return _document(path, request)
    except Unreadable as error:
        return {"problem": error.problem, "remedy": error.remedy}
    except DocumentError as error:
        return {"problem": error.problem.removeprefix(f"{path}:").strip(), "remedy": error.remedy}


def _document(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    from peel_qa.corpus.readers.forms import form_of
    from peel_qa.corpus.readers.reading import Unreadable

    form = form_of(path, request["content_type"])
    if form == "zip":
        return {"form": form}
    reading, proposals = _proposed(path, form, request)
    kind = proposals["kind"].value
    if not reading.has_text:
        raise Unreadable("has no text, only headings" if reading.told else "has no text", "Add a file that has text")
    markdown = reading.markdown or _settled(reading, "news" if kind == "news" else "report", proposals["title"].value)
    if len(markdown.encode()) > request["max_bytes"]:
        raise Unreadable("has more text than a document may have", "Split it, or raise PEEL_QA_MAX_DOCUMENT_BYTES")
    return {
        "form": form,
        "markdown": markdown,
        "proposals": [asdict(proposal) for proposal in proposals.values()],
        "notes": list(reading.notes),
        "pages": reading.pages,
    }


def _proposed(path: Path, form: str, request: Mapping[str, Any]) -> tuple[Any, Any]:
    """A file's reading, and what is proposed for it; a plain text is laid out by its kind, so that its kind is found first."""
    from peel_qa.corpus.readers.texts import read_text_file
    from peel_qa.intake.proposal import propose
    from peel_qa.records import Kind

    reading = _reading(path, form, request["url"])
    proposals = propose(reading, request["name"], request["url"], request["given"])
    kind = proposals["kind"].value
    if form == "text" and kind in get_args(Kind):
        reading = read_text_file(path, kind, proposals["title"].value)  # type: ignore[arg-type]
    return reading, proposals


def _reading(path: Path, form: str, url: str) -> Any:
    if form == "pdf":
        from peel_qa.corpus.readers.pdf import read_pdf

        return read_pdf(path)
    if form == "docx":
        from peel_qa.corpus.readers.word import read_word

        return read_word(path)
    if form == "html":
        from peel_qa.corpus.readers.web import read_web_page

        return read_web_page(path, url)
    from peel_qa.corpus.readers.texts import read_lines, read_markdown_file

    return read_markdown_file(path) if form == "markdown" else read_lines(path)


def _settled(reading: Any, kind: Any, title: str) -> str:
    from peel_qa.corpus.readers.settle import settle
    from peel_qa.corpus.readers.write import to_markdown

    return to_markdown(settle(reading.parts, kind, title))


if __name__ == "__main__":
    main()
