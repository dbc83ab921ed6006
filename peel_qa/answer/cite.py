"""Citations: made from a place in a document, verified against it, and written out for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from peel_qa.dates import spoken
from peel_qa.records import Citation, Document, Passage, Source, Span

VOICES = {"inspectorate": "found by the inspectorate", "newspaper": "reported by the newspaper"}


def paragraph_at(document: Document, place: int) -> str:
    """The text of the block of a document in which a character stands; "" where it stands in none."""
    span = paragraph_span(document, place)
    return document.text[span.start : span.end] if span else ""


def paragraph_span(document: Document, place: int) -> Span | None:
    """The block of a document in which a character stands; None where it stands in none."""
    at = document.block_at(place)
    return Span(document.blocks[at].start, document.blocks[at].end) if at >= 0 else None


def words_of(passage: Passage, span: Span) -> str:
    """The words of a stretch of a passage, given by its place in the document."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def cite(number: int, source: Source, passage: Passage, span: Span) -> Citation:
    """A citation, not yet verified, of characters `span` of a passage's document."""
    return Citation(
        number=number,
        document=source.id,
        title=source.title,
        publisher=source.publisher,
        kind=source.kind,
        edition=source.inspection,
        published=source.published,
        section=passage.section,
        page=passage.page,
        url=source.url,
        quote=words_of(passage, span),
        start=span.start,
        end=span.end,
        voice="inspectorate" if source.is_official else "newspaper",
        verified=False,
        text=source.text,
        inspected=source.inspected,
        finding=passage.finding,
        passage=passage.id,
        page_last=passage.page_last,
        published_sure=source.published_sure,
    )


def verify(citations: Iterable[Citation], documents: Mapping[str, Document]) -> list[Citation]:
    """The citations whose quote stands at its place, character for character; the others are dropped."""
    kept = []
    for citation in citations:
        document = documents.get(citation.document)
        if document is not None and citation.quote and document.text[citation.start : citation.end] == citation.quote:
            kept.append(replace(citation, verified=True))
    return kept


def edition_label(source: Source | Citation) -> str:
    """Edition and date for the first line of an answer: "PEEL 2021/22, published April 2022"."""
    edition = source.inspection if isinstance(source, Source) else source.edition
    when = spoken(source.published, source.published_sure)
    if source.kind == "news":
        return f"{source.publisher}, {when}, on {edition}"
    return f"{edition}, published {when}"


def place(citation: Citation) -> str:
    """Section and page: "Responding to the public › Main findings, from p. 16"."""
    path = " › ".join(citation.section)
    if citation.page is None:
        return path
    is_open = citation.page_last is None or citation.page_last > citation.page
    page = f"from p. {citation.page}" if is_open else f"p. {citation.page}"
    return f"{path}, {page}" if path else page


def reference(citation: Citation) -> str:
    """Everything about a quote but the quote, in one line."""
    dates = f"published {spoken(citation.published, citation.published_sure)}"
    if citation.inspected:
        dates = f"inspected {spoken(citation.inspected)}, {dates}"
    parts = [
        f"{citation.publisher} ({VOICES.get(citation.voice, f'said by {citation.voice}')})",
        citation.title,
        place(citation),
        dates,
        "digest in our own words" if citation.text == "digest" else "",
        citation.url,
    ]
    return " · ".join(part for part in parts if part)
