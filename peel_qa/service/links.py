"""Addresses that lead back: to an answer with its filters and corpus, and to a quote in its document. All are relative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from peel_qa.records import Citation
from peel_qa.service.request import NEWEST, Request

QUESTION, EARLIER, CORPUS = "q", "h", "corpus"
FILTERS = ("edition", "kind", "force", "documents", "published_from", "published_to")
FINGERPRINT_SHOWN = 12
"""Characters of the corpus fingerprint that a link carries."""


def query_of(request: Request, fingerprint: str = "") -> str:
    """Question, history, filters and corpus as the query of an address, without its "?"."""
    pairs: list[tuple[str, str]] = [(QUESTION, request.question), *((EARLIER, earlier) for earlier in request.history)]
    for name, value in request.filter_values().items():
        pairs += [(name, each) for each in value] if isinstance(value, list) else [(name, "1" if value is True else str(value))]
    if fingerprint:
        pairs.append((CORPUS, fingerprint[:FINGERPRINT_SHOWN]))
    return urlencode(pairs)


def answer_link(request: Request, fingerprint: str) -> str:
    """The permanent link of an answer."""
    return f"answer?{query_of(request, fingerprint)}"


def fields_of(query: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Question, history and filters of an address's query, unchecked, as `read_request` takes them."""
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    filters: dict[str, Any] = {name: values[name][-1] for name in FILTERS if name in values and name != "documents"}
    if "documents" in values:
        filters["documents"] = values["documents"]
    if NEWEST in values:
        filters[NEWEST] = values[NEWEST][-1]
    return {"question": _last(values, QUESTION), "history": values.get(EARLIER, []), "filters": filters}


def _last(values: Mapping[str, list[str]], name: str) -> str:
    return values.get(name, [""])[-1]


def document_link(document: str) -> str:
    """A document's own page."""
    return f"documents/{quoted(document, safe='')}"


def place_link(document: str, start: int, end: int) -> str:
    """A document opened at characters `start` to `end`, which are marked."""
    return f"{document_link(document)}?quote={start}-{end}#quote"


def quote_link(citation: Citation) -> str:
    """A document opened at a citation's quote."""
    return place_link(citation.document, citation.start, citation.end)
