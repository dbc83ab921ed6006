"""A document to read: its sections with addresses of their own, and a quote marked where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from peel_qa.answer.evidence import Evidence, Library
from peel_qa.dates import spoken
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Block, Citation, Document, Section, Source
from peel_qa.service.holdings import may_show_whole
from peel_qa.web.marks import Context, contexts, passage_html, plain
from peel_qa.web.sources import age_html, badges, facts_html, original_link, voices_html

LONGEST_QUOTE = 6_000
"""Characters of a place that a link may have marked."""
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def quoted(document: Document, place: str, index: SearchIndex) -> Citation | None:
    """The citation of a place such as "120-260" in a document; None where there is none such."""
    match = _PLACE.fullmatch(place)
    if match is None:
        return None
    start, end = int(match[1]), int(match[2])
    if not 0 <= start < end <= min(len(document.text), start + LONGEST_QUOTE):
        return None
    return Evidence(Library(index)).library_citation(document.id, start, end)


def section_ids(document: Document) -> list[str]:
    """The address of each section within its document: its headings in lower case; a repeated one gets a number."""
    seen: dict[str, int] = {}
    ids = []
    for section in document.sections:
        slug = _NOT_WORD.sub("-", " ".join((*section.path, section.finding)).lower()).strip("-")[:90].strip("-") or "top"
        seen[slug] = seen.get(slug, 0) + 1
        ids.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return ids


def document_html(document: Document, quote: Citation | None, index: SearchIndex) -> str:
    """The document with everything that a reader needs to weigh it; the quote's own facts first where one is given."""
    source = document.source
    head = (
        f'<div class="reader-top"><header class="reader-head"><p class="badges">{badges(source.kind, source.text)}</p>'
        f"<h1>{plain(source.title)}</h1>"
        f'<p class="who">{_about(source)}</p>{age_html(source, index)}{_digest_note(source)}'
        f'<p class="source-links">{original_link(source.url, source.title)}</p></header>{_quote_bar(quote)}</div>'
    )
    if not may_show_whole(source):
        return f'<article class="reader">{head}<div class="reader-body">{_extract(quote, index)}</div></article>'
    ids = section_ids(document)
    citations = (replace(quote, number=0),) if quote else ()
    body = _marked_once("".join(_sections(document, ids, citations)))
    return f'<article class="reader">{head}<div class="reader-body">{body}</div></article>'


def contents_html(document: Document) -> str:
    """Links to the chapters of a document; nothing for one that may not be shown whole."""
    if not may_show_whole(document.source):
        return ""
    shown: dict[str, str] = {}
    for section, name in zip(document.sections, section_ids(document), strict=True):
        if section.path:
            shown.setdefault(section.path[0], name)
    links = "".join(f'<li><a href="#{name}">{plain(title)}</a></li>' for title, name in shown.items())
    return f'<nav class="contents" aria-label="Contents of this document"><h2>Contents</h2><ol>{links}</ol></nav>' if links else ""


def _about(source: Source) -> str:
    dates = [f"published {spoken(source.published, source.published_sure)}"]
    if source.inspected:
        dates.insert(0, f"inspected {spoken(source.inspected)}")
    about = f"on {source.about}, " if source.about else f"{source.edition}, " if source.edition else ""
    return f"<strong>{plain(source.publisher)}</strong> · {plain(source.force)} · {plain(about + ', '.join(dates))}"


def _digest_note(source: Source) -> str:
    if source.text != "digest":
        return ""
    return '<p class="digest-note">This is a digest in our own words. For the exact wording, read the original.</p>'


def _quote_bar(quote: Citation | None) -> str:
    if quote is None:
        return ""
    return f'<div class="quote-bar"><p><a href="#quote">The marked quote</a> is from {voices_html([quote])}.</p>{facts_html(quote)}</div>'


def _extract(quote: Citation | None, index: SearchIndex) -> str:
    """The passage of the quote alone, for a text that is not ours to show whole."""
    note = '<p class="digest-note">This text belongs to its publisher, so only the passage that is quoted is shown here.</p>'
    if quote is None:
        return note
    shown = "".join(passage_html(context) for context in contexts([replace(quote, number=0)], index))
    return f"{note}{_marked_once(shown)}"


def _sections(document: Document, ids: Sequence[str], citations: tuple[Citation, ...]) -> Iterator[str]:
    for number, run in groupby(document.blocks, lambda block: block.section):
        blocks = list(run)
        section = document.sections[number]
        end = max(block.end for block in blocks)
        yield f'<section id="{ids[number]}">{_blocks_html(document, section, blocks, end, citations)}</section>'


def _blocks_html(document: Document, section: Section, blocks: Sequence[Block], end: int, citations: tuple[Citation, ...]) -> str:
    """The blocks of a section, headings by their depth."""
    parts: list[str] = []
    for kind, run in groupby(blocks, lambda block: block.kind if block.kind in ("title", "heading", "finding") else ""):
        stretch = list(run)
        inner = passage_html(Context(document, stretch[0].start, stretch[-1].end, citations))
        if kind:
            level = 2 if len(section.path) < 2 and kind != "finding" else 3
            inner = inner.replace('<p class="passage-heading">', f'<h{level} class="{kind}">').replace("</p>", f"</h{level}>")
        parts.append(inner)
    page = f'<p class="page-number">page {section.page}</p>' if section.page else ""
    return page + "".join(parts)


def _marked_once(html: str) -> str:
    """The first part of the quote gets the address that links lead to."""
    return html.replace('<mark class="quote-0">', '<mark class="quote-0" id="quote" tabindex="-1">', 1)
