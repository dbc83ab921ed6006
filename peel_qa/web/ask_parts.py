"""What the Ask view and the plain page share: heading, example questions, and the choices of the filters."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peel_qa.records import Document
from peel_qa.service.desk import listed
from peel_qa.service.holdings import editions, forces
from peel_qa.service.request import Request
from peel_qa.web.frame import read_asset
from peel_qa.web.marks import plain

KINDS = {"": "Reports and press", "report": "Official reports", "news": "Press reports"}
"""The choices of kind: value and label."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: the inspections, newest first, and the forces."""

    editions: list[str]
    forces: list[str]


def choices(documents: Sequence[Document]) -> Choices:
    """The choices that the documents held allow."""
    sources = [document.source for document in documents]
    return Choices(editions(sources), forces(sources))


def filters_from(edition: str = "", kind: str = "", force: str = "", newest: bool = False) -> dict[str, Any]:
    """The filters that are set, as a request names them."""
    values = {"edition": edition, "kind": kind, "force": force, "newest": newest}
    return {name: value for name, value in values.items() if value}


def chosen(request: Request, documents: Sequence[Document]) -> tuple[str, str, str, bool]:
    """What a request sets of what is offered: inspection, kind, force, newest only."""
    offered, filters = choices(documents), request.filters
    edition = filters.edition if filters.edition in offered.editions else ""
    force = filters.force if filters.force in offered.forces else ""
    return edition, filters.kind or "", force, request.is_newest


def examples() -> list[tuple[str, str]]:
    """Kind and text of the example questions, in the order in which they are shown."""
    table: dict[str, str] = tomllib.loads(read_asset("examples.toml"))["questions"]
    return list(table.items())


def heading_html(documents: Sequence[Document]) -> str:
    """What this view is for, and how far its knowledge goes."""
    named = plain(listed(forces(document.source for document in documents))) or "the police"
    years = sorted(document.source.published[:4] for document in documents)
    span = f"from {years[0]} to {years[-1]}" if years and years[0] != years[-1] else f"of {years[0]}" if years else ""
    count = f"{len(documents)} document{'' if len(documents) == 1 else 's'}"
    return (
        f'<div class="hero"><h1>What did the inspectors say about {named}?</h1>'
        f'<p class="purpose">Ask in your own words. Each answer is quoted, dated and checked against its source, '
        f'or you are told why there is none.</p><p class="scope">Answers come from <a href="documents">{count} {span}</a>'
        " and from nothing else.</p></div>"
    )
