"""The sources of an answer as cards: who says it, where it stands, when, how old that is, and the quote within its passage."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from peel_qa.answer.cite import VOICES
from peel_qa.dates import spoken
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Citation, Kind, Source, TextKind
from peel_qa.service.holdings import newer_inspection
from peel_qa.service.links import quote_link
from peel_qa.web.marks import Context, contexts, passage_html, plain


def source_cards(citations: Sequence[Citation], index: SearchIndex, turn: int) -> str:
    """The numbered sources of an answer, one card for each passage."""
    cards = "".join(f'<li class="source {_tone(context)}">{_card(context, index, turn)}</li>' for context in contexts(citations, index))
    return f'<ol class="source-list">{cards}</ol>' if cards else ""


def nearest_cards(nearest: Sequence[Citation], index: SearchIndex, turn: int) -> str:
    """The passages found that do not answer, each saying so."""
    cards = "".join(f'<li class="source no-answer">{_card(context, index, turn)}</li>' for context in contexts(nearest, index))
    return f'<ul class="source-list">{cards}</ul>' if cards else ""


def source_id(turn: int, number: int) -> str:
    """The id of a source's number within a conversation."""
    return f"turn-{turn}-source-{number}"


def badges(kind: Kind, text: TextKind) -> str:
    """What sort of document it is, in words: official or press, and whether the text held is the original's."""
    sort = '<span class="badge official">Official report</span>' if kind == "report" else '<span class="badge press">Press report</span>'
    return sort + ('<span class="badge digest">Digest in our own words</span>' if text == "digest" else "")


def original_link(url: str, title: str) -> str:
    """A link to the original that says where it leads and that it opens in a new tab; nothing for an address that is none."""
    host = plain(_host(url).removeprefix("www."))
    if not host:
        return ""
    return (
        f'<a href="{plain(url)}" target="_blank" rel="noopener noreferrer">Read the original'
        f'<span class="visually-hidden"> of {plain(title)}</span> at {host} <span class="new-tab">(opens in a new tab)</span></a>'
    )


def age_html(source: Source, index: SearchIndex) -> str:
    """How old a source is, where a newer inspection of the same kind is held; nothing where it is the newest."""
    newer = newer_inspection(source, index.documents.values())
    if newer is None:
        return ""
    when = f" of {spoken(newer.inspected)}" if newer.inspected else ""
    return f'<p class="age"><strong>A newer inspection exists:</strong> {plain(newer.inspection)}, the inspection{when}.</p>'


def facts_html(citation: Citation) -> str:
    """Section, page, edition and dates as a list of terms."""
    rows = {
        "Section": plain(" › ".join(citation.section)),
        "Page": plain(_page(citation)),
        "Edition" if citation.kind == "report" else "About": plain(citation.edition),
        "Inspected": plain(spoken(citation.inspected)) if citation.inspected else "",
        "Published": plain(spoken(citation.published, citation.published_sure)),
    }
    pairs = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows.items() if value)
    return f'<dl class="facts">{pairs}</dl>'


def voices_html(citations: Sequence[Citation]) -> str:
    """Who says it; number by number where one passage holds several voices."""
    said = {citation.voice: VOICES.get(citation.voice, f"said by {citation.voice}") for citation in citations}
    publisher = f"<strong>{plain(citations[0].publisher)}</strong>"
    if len(said) == 1:
        return f"{publisher}, {plain(next(iter(said.values())))}"
    each = (
        f"{', '.join(str(c.number) for c in citations if c.voice == voice and c.number)} {plain(words)}".strip()
        for voice, words in said.items()
    )
    return f"{publisher}: {'; '.join(each)}"


def _host(url: str) -> str:
    try:
        address = urlsplit(url)
    except ValueError:
        return ""
    return address.hostname or "" if address.scheme in ("http", "https") else ""


def _tone(context: Context) -> str:
    return "official" if context.document.source.is_official else "press"


def _card(context: Context, index: SearchIndex, turn: int) -> str:
    first = context.citations[0]
    label = "" if first.number > 0 else '<span class="badge not-answer">Not an answer</span>'
    return (
        f'<p class="badges">{label}{badges(first.kind, first.text)}</p>'
        f'<div class="source-head">{_numbers(context.citations, turn)}<h4>{plain(first.title)}</h4></div>'
        f'<p class="who">{voices_html(context.citations)}</p>{facts_html(first)}{age_html(context.document.source, index)}'
        f'<div class="passage">{passage_html(context)}</div>'
        f'<p class="source-links"><a class="open-quote" href="{plain(quote_link(first))}">Open in the document'
        f'<span class="visually-hidden">: {plain(first.title)}</span></a>{original_link(first.url, first.title)}</p>'
    )


def _numbers(citations: Sequence[Citation], turn: int) -> str:
    numbers = [citation.number for citation in citations if citation.number]
    return "".join(
        f'<span class="number" id="{source_id(turn, number)}"><span class="visually-hidden">Source </span>{number}</span>'
        for number in numbers
    )


def _page(citation: Citation) -> str:
    if citation.page is None:
        return ""
    last = citation.page_last
    return f"from {citation.page}" if last is None or last > citation.page else str(citation.page)
