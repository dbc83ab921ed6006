"""An Answer as HTML: status in words, direct answer, evidence, caveats, and the sources beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from peel_qa.answer.cite import VOICES, edition_label
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Answer, Citation, Claim, Status
from peel_qa.service.links import answer_link, quote_link
from peel_qa.service.request import Request
from peel_qa.text import fold
from peel_qa.web.copies import copy_html
from peel_qa.web.marks import plain
from peel_qa.web.model_note import model_html
from peel_qa.web.sources import nearest_cards, source_cards

STATUS_WORDS: dict[Status, str] = {
    "answered": "Answered from the documents",
    "partly_answered": "Answered in part",
    "clarify": "Your question could mean several things",
    "not_in_corpus": "No answer: the documents do not say",
    "other_force": "No answer: another force",
    "other_edition": "No answer: another inspection",
    "not_graded": "No answer: no grade was given",
    "not_yet_published": "No answer: not among the documents",
    "false_premise": "Not what the documents say",
    "opinion_or_prediction": "No answer: an opinion or a prediction",
    "individual_case": "No answer: one person's case",
    "out_of_scope": "No answer: not a matter for this service",
    "unsafe_request": "No answer: not something to help with",
}
_WRITING = "Being written; each sentence shown is checked"
_KINDS_ASKED = {"report": "official reports", "news": "press reports"}
_CELL = " | "
"""What stands between the cells of a row; a text without markup has tabs."""
_NUMBER = re.compile(r"\s?\[(\d{1,3})\]")
_PROVENANCE = re.compile(r"^([^(]*(?:\([^()\d]*\)[^(]*)*) (\([^()]*\d{4}[^()]*\)\.?)(?=<a |$)")
"""Edition and date at the end of a direct answer that names one, set quieter than the answer itself."""
_ADDRESS = re.compile(r"https://((?:[a-z0-9-]+\.)+(?:gov|police)\.uk)(?![\w-]|\.\w)(?:/(?:[\w/.-]*[\w/])?)?")
"""Addresses within a sentence that become links: official ones alone, since a sentence may be a language model's."""
_URGENT = re.compile(r"\b(?:call|ring|dial) 999\b", re.IGNORECASE)
_LONG_LEAD = 220
"""Characters above which the direct answer is set smaller, so that it stays on one screen of a phone."""
_LONGEST_REPEATED_QUOTE = 400


def answer_html(answer: Answer, request: Request, index: SearchIndex, turn: int = 1, is_complete: bool = True) -> str:
    """One question and its answer. Until `is_complete`, only the direct answer, for the first sight of it."""
    answer = replace(answer, citations=_held(answer.citations, index), nearest=_held(answer.nearest, index))
    tone = tone_of(answer)
    words = _WRITING if answer.is_writing else status_words(answer)
    main = f'<p class="status {tone}">{words}</p>{_claims_html(answer, is_complete or answer.is_writing)}'
    if tone == "urgent":
        main += '<p class="call"><a href="tel:999">Call 999</a></p>'
    aside = ""
    if is_complete:
        main += _evidence_html(answer) + _caveats_html(answer.caveats) + model_html(answer.generation) + _tools_html(answer, request, index)
        aside = _sources_html(answer, index, turn)
    return (
        f'<article class="turn {tone}{" complete" if is_complete else ""} status-{answer.status}" id="turn-{turn}" tabindex="-1">'
        f'{_asked_html(request)}<div class="turn-columns"><div class="turn-answer">{main}</div>{aside}</div></article>'
    )


def tone_of(answer: Answer) -> str:
    """How an answer looks: "given", "refused", or "urgent" where somebody should call for help first."""
    if not answer.abstained:
        return "given"
    return "urgent" if answer.status == "out_of_scope" and _URGENT.search(answer.direct) else "refused"


def status_words(answer: Answer) -> str:
    """The kind of answer in words."""
    return "This is not the police" if tone_of(answer) == "urgent" else STATUS_WORDS[answer.status]


def earlier_html(turns: Sequence[tuple[str, str]]) -> str:
    """Earlier questions with their answers folded away, given as (question, answer HTML), newest first."""
    if not turns:
        return ""
    folded = "".join(f'<details class="earlier"><summary>{plain(question)}</summary>{html}</details>' for question, html in turns)
    return f'<section class="earlier-turns"><h2>Earlier in this conversation</h2>{folded}</section>'


def waiting_html(request: Request, turn: int) -> str:
    """What stands while the answer is looked for."""
    return (
        f'<article class="turn waiting" id="turn-{turn}" tabindex="-1">{_asked_html(request)}'
        '<p class="status">Looking in the documents …</p></article>'
    )


def message_html(message: str) -> str:
    """A kind line about a question that cannot be answered as it stands."""
    return f'<p class="message" role="alert">{plain(message)}</p>' if message else ""


def _asked_html(request: Request) -> str:
    """The question, and what it was narrowed to."""
    named = [str(value) for name, value in request.filter_values().items() if name in ("edition", "force")]
    named += [_KINDS_ASKED[request.filters.kind]] if request.filters.kind else []
    named += ["newest inspection only"] if request.is_newest else []
    narrowed = f'<p class="narrowed">Looked only at: {plain(" · ".join(named))}</p>' if named else ""
    return f'<h2 class="asked"><span class="visually-hidden">You asked: </span>{plain(request.question)}</h2>{narrowed}'


def _tools_html(answer: Answer, request: Request, index: SearchIndex) -> str:
    """The permanent link, and the text that is copied."""
    link = answer_link(request, index.manifest.corpus_fingerprint)
    return f'<p class="tools"><a class="permalink" href="{plain(link)}">Link to this answer</a></p>{copy_html(answer)}'


def _held(citations: Sequence[Citation], index: SearchIndex) -> tuple[Citation, ...]:
    """The citations whose document is here to be shown; a number never leads nowhere."""
    return tuple(citation for citation in citations if citation.document in index.documents)


def _claims_html(answer: Answer, is_complete: bool) -> str:
    claims = answer.claims or (Claim(answer.direct),)
    known = {citation.number: citation for citation in answer.citations}
    lines = [line for claim in claims for line in _claim_lines(claim, known)]
    lead, rest = lines[0], lines[1:] if is_complete else []
    size = " long" if len(claims[0].text) > _LONG_LEAD else ""
    lead = _PROVENANCE.sub(r'\1 <span class="provenance">\2</span>', lead)
    return f'<p class="lead{size}">{lead}</p>' + "".join(_run_html(kind, list(run)) for kind, run in groupby(rest, _kind_of_line))


def _claim_lines(claim: Claim, known: Mapping[int, Citation]) -> Iterator[str]:
    """The lines of a claim, escaped, with its citation numbers linked: where the text names them, the others at the end."""
    lines = [line for line in claim.text.splitlines() if line.strip()] or [""]
    named = {int(number) for number in _NUMBER.findall(claim.text)}
    for position, line in enumerate(lines, start=1):
        html = _ADDRESS.sub(_address_html, plain(line.replace("\t", _CELL)))
        html = _NUMBER.sub(lambda match: _reference(known.get(int(match[1]))) or match[0], html)
        if position == len(lines):
            html += "".join(_reference(known.get(number)) for number in claim.citations if number not in named)
        yield html


def _address_html(match: re.Match[str]) -> str:
    return (
        f'<a href="{match[0]}" target="_blank" rel="noopener noreferrer">{match[1]} <span class="new-tab">(opens in a new tab)</span></a>'
    )


def _reference(citation: Citation | None) -> str:
    """A citation's number as a link to the document, opened at the quote."""
    if citation is None:
        return ""
    href = plain(quote_link(citation))
    return f'<a class="reference open-quote" href="{href}"><span class="visually-hidden">source </span>{citation.number}</a>'


def _kind_of_line(line: str) -> str:
    if line.startswith(("- ", "• ", "* ")):
        return "item"
    return "row" if _CELL in line else "paragraph"


def _run_html(kind: str, lines: Sequence[str]) -> str:
    """Neighbouring lines of one kind: list items as a list, lines of cells as a table, others as paragraphs."""
    if kind == "item":
        return "<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>"
    if kind == "paragraph" or len(lines) == 1:
        return "".join(f"<p>{line}</p>" for line in lines)
    rows = []
    for position, line in enumerate(lines):
        tag = "td" if position else "th"
        rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in line.split(_CELL)) + "</tr>")
    return f'<div class="table" tabindex="0"><table><tbody>{"".join(rows)}</tbody></table></div>'


def _evidence_html(answer: Answer) -> str:
    """The quotes that the answer's own sentences do not already give word for word."""
    said = fold(" ".join(claim.text for claim in answer.claims))
    shown = [c for c in answer.citations if _is_worth_repeating(c) and fold(c.quote).rstrip(".") not in said]
    items = "".join(
        f'<li>{"".join(_quote_html(citation) for citation in run)}<p class="said">{who}</p></li>' for who, run in groupby(shown, _said)
    )
    return f'<h3>Evidence</h3><ul class="quotes">{items}</ul>' if items else ""


def _is_worth_repeating(citation: Citation) -> bool:
    return "\n" not in citation.quote and len(citation.quote) <= _LONGEST_REPEATED_QUOTE


def _quote_html(citation: Citation) -> str:
    reference = _reference(citation)
    quote = citation.quote.replace("\t", _CELL)
    if _CELL in quote:
        cells = '<span class="cell-line"> | </span>'.join(plain(cell) for cell in quote.split(_CELL))
        return f"<blockquote><p>{cells}{reference}</p></blockquote>"
    return f"<blockquote><p>“{plain(citation.quote)}”{reference}</p></blockquote>"


def _said(citation: Citation) -> str:
    who = VOICES.get(citation.voice, f"said by {citation.voice}")
    return f"{plain(citation.publisher)}, {plain(who)} ({plain(edition_label(citation))})"


def _caveats_html(caveats: Sequence[str]) -> str:
    if not caveats:
        return ""
    return '<h3>Bear in mind</h3><ul class="caveats">' + "".join(f"<li>{plain(caveat)}</li>" for caveat in caveats) + "</ul>"


def _sources_html(answer: Answer, index: SearchIndex, turn: int) -> str:
    parts = ""
    if cards := source_cards(answer.citations, index, turn):
        parts += f"<h3>Sources</h3>{cards}"
    if cards := nearest_cards(answer.nearest, index, turn):
        parts += f'<h3>Nearest passages held</h3><p class="warning">They do not answer the question.</p>{cards}'
    return f'<section class="sources">{parts}</section>' if parts else ""
