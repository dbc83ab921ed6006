"""The sources of an answer as cards: who says it, where it stands, when, and the quote within its passage."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from peel_qa.answer.cite import VOICES
from peel_qa.dates import spoken
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Citation, Kind, TextKind
from peel_qa.web.marks import Context, contexts, passage_html, plain


def source_cards(citations: Sequence[Citation], index: SearchIndex, turn: int) -> str:
    """The numbered sources of an answer, one card for each passage."""
    cards = "".join(f'<li class="source">{_card(context, turn)}</li>' for context in contexts(citations, index))
    return f'<ol class="source-list">{cards}</ol>' if cards else ""


def nearest_cards(nearest: Sequence[Citation], index: SearchIndex, turn: int) -> str:
    """The passages found that do not answer, each saying so."""
    cards = "".join(f'<li class="source no-answer">{_card(context, turn)}</li>' for context in contexts(nearest, index))
    return f'<ul class="source-list">{cards}</ul>' if cards else ""


def quote_id(turn: int, number: int) -> str:
    """What a citation number in the text links to."""
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


def _host(url: str) -> str:
    try:
        address = urlsplit(url)
    except ValueError:
        return ""
    return address.hostname or "" if address.scheme in ("http", "https") else ""


def _card(context: Context, turn: int) -> str:
    first = context.citations[0]
    is_answer = first.number > 0
    label = "" if is_answer else '<span class="badge not-answer">Not an answer</span>'
    back = f'<a class="back" href="#turn-{turn}">Back to the answer</a>' if is_answer else ""
    return (
        f'<div class="source-head">{_numbers(context.citations, turn)}<h4>{plain(first.title)}</h4></div>'
        f'<p class="badges">{label}{badges(first.kind, first.text)}</p>'
        f'<p class="who">{_voices(context.citations)}</p>{_facts(first)}'
        f'<div class="passage">{passage_html(context)}</div>'
        f'<p class="source-links">{original_link(first.url, first.title)}{back}</p>'
    )


def _numbers(citations: Sequence[Citation], turn: int) -> str:
    numbers = [citation.number for citation in citations if citation.number]
    return "".join(
        f'<span class="number" id="{quote_id(turn, number)}" tabindex="-1"><span class="visually-hidden">Source </span>{number}</span>'
        for number in numbers
    )


def _voices(citations: Sequence[Citation]) -> str:
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


def _facts(citation: Citation) -> str:
    """Section, page and dates as a list of terms."""
    rows = {
        "Section": plain(" › ".join(citation.section)),
        "Page": plain(_page(citation)),
        "Edition" if citation.kind == "report" else "About": plain(citation.edition),
        "Inspected": plain(spoken(citation.inspected)) if citation.inspected else "",
        "Published": plain(spoken(citation.published, citation.published_sure)),
    }
    pairs = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows.items() if value)
    return f'<dl class="facts">{pairs}</dl>'


def _page(citation: Citation) -> str:
    if citation.page is None:
        return ""
    last = citation.page_last
    return f"from {citation.page}" if last is None or last > citation.page else str(citation.page)
