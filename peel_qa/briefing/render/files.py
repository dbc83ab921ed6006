"""Papers into files, by the ending of the name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from peel_qa.briefing.records import Paper
from peel_qa.briefing.tracker import TrackerRow
from peel_qa.errors import BriefingError

ENDINGS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".md": "text/markdown; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
"""The endings that a paper can be written with, and what each is on the web."""
SHEET_ENDINGS = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The same for a table."""


def ending_of(path: Path) -> str:
    """The ending of a file's name.

    Raises:
        BriefingError: for one that no paper is written with.
    """
    return _known(path, ENDINGS, "A paper")


def sheet_ending_of(path: Path) -> str:
    """The ending of a table's file name.

    Raises:
        BriefingError: for one that no table is written with.
    """
    return _known(path, SHEET_ENDINGS, "The table")


def _known(path: Path, endings: Iterable[str], what: str) -> str:
    ending = path.suffix.lower()
    if ending not in endings:
        raise BriefingError(f"{what} cannot be written as {path.name!r}", f"End its name with one of: {', '.join(endings)}")
    return ending


def sheet(rows: Sequence[TrackerRow], ending: str, made: str) -> bytes:
    """A table in the form of an ending; `made` is an ISO day."""
    from peel_qa.briefing.render.sheets import csv_text, xlsx

    if ending == ".csv":
        return csv_text(rows)
    return xlsx(rows, f"Tracker of {rows[0].force}" if rows else "Tracker", made)


def rendered(paper: Paper, ending: str) -> bytes:
    """A paper in the form of an ending; the libraries are loaded only for the form that is asked for."""
    if ending == ".docx":
        from peel_qa.briefing.render.word import word

        return word(paper)
    if ending == ".pdf":
        from peel_qa.briefing.render.pdf import pdf

        return pdf(paper)
    if ending == ".md":
        from peel_qa.briefing.render.markdown import markdown

        return markdown(paper).encode()
    from peel_qa.briefing.render.html import html

    return html(paper).encode()


def write_paper(paper: Paper, path: Path) -> None:
    """Write a paper; the file appears whole or not at all.

    Raises:
        BriefingError: if the name's ending is none of ours, or the folder is not there.
    """
    content = rendered(paper, ending_of(path))
    write_bytes(content, path)


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file beside its place and move it there.

    Raises:
        BriefingError: if the folder is not there.
    """
    if not path.parent.is_dir():
        raise BriefingError(f"The folder {path.parent} does not exist", "Make it, or name another")
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
