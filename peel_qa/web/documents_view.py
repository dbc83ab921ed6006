"""The Documents view: what is held and how old it is; and each document's own page."""

from __future__ import annotations

from collections.abc import Sequence

from peel_qa.dates import spoken
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Document
from peel_qa.service.holdings import editions, may_show_whole
from peel_qa.service.links import document_link
from peel_qa.web.frame import page_html
from peel_qa.web.marks import plain
from peel_qa.web.reader import contents_html, document_html, quoted
from peel_qa.web.sources import age_html, badges, original_link


def documents_page(documents: Sequence[Document], index: SearchIndex) -> str:
    """The list, the newest inspection first, reports before the press."""
    order = editions(document.source for document in documents)
    groups = "".join(_group(name, [d for d in documents if d.source.inspection == name], index) for name in order)
    rest = [document for document in documents if not document.source.inspection]
    groups += _group("Other documents", rest, index) if rest else ""
    body = (
        '<div class="hero"><h1>Documents</h1><p class="purpose">Everything that answers are made from, and how old it is. What is not '
        "here is not known.</p></div>"
        f'<div class="holdings">{groups}</div>'
    )
    return page_html("Documents", "documents", body)


def document_page(index: SearchIndex, name: str, place: str = "") -> str | None:
    """A document's page, with a place such as "120-260" marked; None where there is no such document."""
    document = index.documents.get(name)
    if document is None:
        return None
    quote = quoted(document, place, index) if place else None
    missing = '<p class="message" role="alert">The place that this link names is not in the document as it is held now.</p>'
    body = (
        f'<p class="crumbs"><a href="../documents">All documents</a></p>{missing if place and quote is None else ""}'
        f'<div class="reader-columns">{contents_html(document)}{document_html(document, quote, index)}</div>'
    )
    return page_html(document.source.title, "documents", body, up="../")


def _group(name: str, documents: Sequence[Document], index: SearchIndex) -> str:
    ordered = sorted(documents, key=lambda document: (not document.source.is_official, document.source.published))
    items = "".join(f"<li>{_holding(document, index)}</li>" for document in ordered)
    return f'<section><h2>{plain(name[:1].upper() + name[1:])}</h2><ul class="holding-list">{items}</ul></section>'


def _holding(document: Document, index: SearchIndex) -> str:
    source = document.source
    inspected = f"Inspected {spoken(source.inspected)}. " if source.inspected else ""
    dates = f"{inspected}Published {spoken(source.published, source.published_sure)}."
    whole = "" if may_show_whole(source) else " Only quoted passages are shown here."
    return (
        f'<article class="holding {"official" if source.is_official else "press"}"><p class="badges">{badges(source.kind, source.text)}</p>'
        f'<h3><a href="{document_link(document.id)}">{plain(source.title)}</a></h3>'
        f'<p class="who"><strong>{plain(source.publisher)}</strong> · {plain(source.force)}</p>'
        f"<p>{plain(dates)}</p>{age_html(source, index)}"
        f'<p class="licence">{len(document.text.split()):,} words. {plain(_sentence(source.licence))}{whole}</p>'
        f'<p class="source-links">{original_link(source.url, source.title)}</p></article>'
    )


def _sentence(text: str) -> str:
    """A note as a sentence of its own; "" stays so."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
