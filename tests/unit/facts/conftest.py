"""Documents of invented forces, made from plain strings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.records import Document, Source

Read = Callable[..., Document]

_REPORT = Source(
    id="peel-2024-northmoor",
    title="PEEL 2023-25: an inspection of Northmoor Police",
    publisher="HMICFRS",
    kind="report",
    force="Northmoor Police",
    edition="PEEL 2023-25",
    inspected="2024-03",
    published="2024-09-12",
)
_NEWS = Source(
    id="news-2024-09-13-northmoor-gazette",
    title="Watchdog reports on police",
    publisher="Northmoor Gazette",
    kind="news",
    force="Northmoor Police",
    about="PEEL 2023-25",
    inspected="2024-03",
    published="2024-09-13",
)


def _read(source: Source, text: str, markdown: bool, **changes: str) -> Document:
    source = replace(source, **changes)  # type: ignore[arg-type]
    return assemble(source, read_markdown(text) if markdown else read_plain(text, source))


@pytest.fixture(scope="session")
def report() -> Read:
    """`report(text, **fields of its source)`: a report of Northmoor Police, read as plain text."""
    return lambda text, markdown=False, **changes: _read(_REPORT, text, markdown, **changes)


@pytest.fixture(scope="session")
def news() -> Read:
    """`news(text, **fields of its source)`: an item of the Northmoor Gazette, read as plain text."""
    return lambda text, markdown=False, **changes: _read(_NEWS, text, markdown, **changes)
