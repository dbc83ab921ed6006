"""An Answer as HTML: status in words, direct answer, evidence, caveats, and the sources beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from peel_qa.answer.cite import VOICES, edition_label
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Answer, Citation, Claim, Status
from peel_qa.text import fold
from peel_qa.web.marks import plain
from peel_qa.web.sources import nearest_cards, quote_id, source_cards

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
_NUMBER = re.compile(r"\s?\[(\d{1,3})\]")
_PROVENANCE = re.compile(r"^([^(]*(?:\([^()\d]*\)[^(]*)*) (\([^()]*\d{4}[^()]*\)\.?)(?=<a |$)")
"""Edition and date at the end of a direct answer that names one, set quieter than the answer itself."""
_ADDRESS = re.compile(r"https://((?:[a-z0-9-]+\.)+(?:gov|police)\.uk)(?![\w-]|\.\w)(?:/(?:[\w/.-]*[\w/])?)?")
"""Addresses within a sentence that become links: official ones alone, since a sentence may be a language model's."""
_LONG_LEAD = 220
"""Characters above which the direct answer is set smaller, so that it stays on one screen of a phone."""
_LONGEST_REPEATED_QUOTE = 400


def answer_html(answer: Answer, index: SearchIndex, turn: int, is_complete: bool = True) -> str:
    """One question and its answer. Until `is_complete`, only the direct answer, for the first sight of it."""
    answer = replace(answer, citations=_held(answer.citations, index), nearest=_held(answer.nearest, index))
    tone = "refused" if answer.abstained else "given"
    main = f'<p class="status {tone}">{STATUS_WORDS[answer.status]}</p>{_claims_html(answer, turn, is_complete)}'
    aside = ""
    if is_complete:
        main += _evidence_html(answer, turn) + _caveats_html(answer.caveats)
        aside = _sources_html(answer, index, turn)
    return (
        f'<article class="turn {tone}{" complete" if is_complete else ""}" id="turn-{turn}" tabindex="-1">'
        f'<h2 class="asked">You asked: {plain(answer.question)}</h2>'
        f'<div class="turn-columns"><div class="turn-answer">{main}</div>{aside}</div></article>'
    )


def earlier_html(turns: Sequence[tuple[str, str]]) -> str:
    """Earlier questions with their answers folded away, given as (question, answer HTML), newest first."""
    if not turns:
        return ""
    folded = "".join(f'<details class="earlier"><summary>{plain(question)}</summary>{html}</details>' for question, html in turns)
    return f'<section class="earlier-turns"><h2>Earlier in this conversation</h2>{folded}</section>'


def waiting_html(question: str, turn: int) -> str:
    """What stands while the answer is looked for."""
    return (
        f'<article class="turn waiting" id="turn-{turn}" tabindex="-1"><h2 class="asked">You asked: {plain(question)}</h2>'
        '<p class="status">Looking in the documents …</p></article>'
    )


def message_html(message: str) -> str:
    """A kind line about a question that cannot be answered as it stands."""
    return f'<p class="message" role="alert">{plain(message)}</p>' if message else ""


def _held(citations: Sequence[Citation], index: SearchIndex) -> tuple[Citation, ...]:
    """The citations whose document is here to be shown; a number never leads nowhere."""
    return tuple(citation for citation in citations if citation.document in index.documents)


def _claims_html(answer: Answer, turn: int, is_complete: bool) -> str:
    claims = answer.claims or (Claim(answer.direct),)
    known = {citation.number for citation in answer.citations}
    lines = [line for claim in claims for line in _claim_lines(claim, known, turn)]
    lead, rest = lines[0], lines[1:] if is_complete else []
    size = " long" if len(claims[0].text) > _LONG_LEAD else ""
    lead = _PROVENANCE.sub(r'\1 <span class="provenance">\2</span>', lead)
    return f'<p class="lead{size}">{lead}</p>' + "".join(_run_html(kind, list(run)) for kind, run in groupby(rest, _kind_of_line))


def _claim_lines(claim: Claim, known: set[int], turn: int) -> Iterator[str]:
    """The lines of a claim, escaped, with its citation numbers linked: where the text names them, the others at the end."""
    lines = [line for line in claim.text.splitlines() if line.strip()] or [""]
    named = {int(number) for number in _NUMBER.findall(claim.text)}
    for position, line in enumerate(lines, start=1):
        html = _ADDRESS.sub(_address_html, plain(line))
        html = _NUMBER.sub(lambda match: _reference(int(match[1]), known, turn) or match[0], html)
        if position == len(lines):
            html += "".join(_reference(number, known, turn) for number in claim.citations if number not in named)
        yield html


def _address_html(match: re.Match[str]) -> str:
    return (
        f'<a href="{match[0]}" target="_blank" rel="noopener noreferrer">{match[1]} <span class="new-tab">(opens in a new tab)</span></a>'
    )


def _reference(number: int, known: set[int], turn: int) -> str:
    if number not in known:
        return ""
    return f'<a class="reference" href="#{quote_id(turn, number)}"><span class="visually-hidden">source </span>{number}</a>'


def _kind_of_line(line: str) -> str:
    if line.startswith(("- ", "• ", "* ")):
        return "item"
    return "row" if " | " in line else "paragraph"


def _run_html(kind: str, lines: Sequence[str]) -> str:
    """Neighbouring lines of one kind: list items as a list, lines of cells as a table, others as paragraphs."""
    if kind == "item":
        return "<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>"
    if kind == "paragraph" or len(lines) == 1:
        return "".join(f"<p>{line}</p>" for line in lines)
    rows = []
    for position, line in enumerate(lines):
        tag = "td" if position else "th"
        rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in line.split(" | ")) + "</tr>")
    return f'<div class="table" tabindex="0"><table><tbody>{"".join(rows)}</tbody></table></div>'


def _evidence_html(answer: Answer, turn: int) -> str:
    """The quotes that the answer's own sentences do not already give word for word."""
    said = fold(" ".join(claim.text for claim in answer.claims))
    shown = [c for c in answer.citations if _is_worth_repeating(c) and fold(c.quote).rstrip(".") not in said]
    items = "".join(
        f'<li>{"".join(_quote_html(citation, turn) for citation in run)}<p class="said">{who}</p></li>'
        for who, run in groupby(shown, _said)
    )
    return f'<h3>Evidence</h3><ul class="quotes">{items}</ul>' if items else ""


def _is_worth_repeating(citation: Citation) -> bool:
    return "\n" not in citation.quote and len(citation.quote) <= _LONGEST_REPEATED_QUOTE


def _quote_html(citation: Citation, turn: int) -> str:
    reference = _reference(citation.number, {citation.number}, turn)
    if " | " in citation.quote:
        cells = '<span class="cell-line"> | </span>'.join(plain(cell) for cell in citation.quote.split(" | "))
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
