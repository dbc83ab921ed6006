"""The views that need no script: the plain form, and the permanent page of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from peel_qa.service.desk import Desk, Refused
from peel_qa.service.links import CORPUS, FINGERPRINT_SHOWN, fields_of, query_of
from peel_qa.service.request import HISTORY_KEPT
from peel_qa.service.request import Request as Asked
from peel_qa.web.ask_parts import KINDS, choices, heading_html
from peel_qa.web.copies import copy_text
from peel_qa.web.feedback_form import feedback_html
from peel_qa.web.frame import page_html
from peel_qa.web.marks import plain
from peel_qa.web.render import answer_html, message_html

_FIELDS = HISTORY_KEPT + 16
"""Form fields that are read: the earlier questions, the new one, the filters, and some to spare."""


def plain_routes(desk: Desk) -> APIRouter:
    """The form with its answer, and the page of an answer."""
    router = APIRouter(include_in_schema=False)

    @router.get("/plain", response_class=HTMLResponse)
    async def form(request: Request) -> HTMLResponse:
        return HTMLResponse(_plain_view(desk, "", (), fields_of(request.query_params.multi_items())["question"]))

    @router.post("/plain", response_class=HTMLResponse)
    async def answered(request: Request) -> HTMLResponse:
        return await _answered(desk, await request.body(), _address(request))

    @router.get("/answer", response_class=HTMLResponse)
    async def answer(request: Request) -> Response:
        return await _kept(desk, request.query_params.multi_items(), _address(request))

    return router


async def _answered(desk: Desk, body: bytes, address: str) -> HTMLResponse:
    try:
        fields = fields_of(parse_qsl(body.decode(errors="replace"), max_num_fields=_FIELDS))
    except ValueError:
        fields = fields_of([])
    history = [str(earlier) for earlier in fields["history"]][-HISTORY_KEPT:]
    try:
        request = desk.read(fields["question"], history, fields["filters"], "plain")
        reply = await desk.reply(request, address, "plain")
    except Refused as refused:
        status = 200 if refused.reason == "bad" else refused.status
        return HTMLResponse(_plain_view(desk, message_html(str(refused)), history, fields["question"]), status)
    html = answer_html(reply.answer, request, reply.index, len(history) + 1)
    return HTMLResponse(_plain_view(desk, html, [*history, request.question][-HISTORY_KEPT:]))


def _plain_view(desk: Desk, middle: str, history: Sequence[str], question: str = "") -> str:
    hidden = "".join(f'<input type="hidden" name="h" value="{plain(earlier)}" />' for earlier in history)
    fresh = '<p><a href="plain">New conversation</a></p>' if history else ""
    limit = desk.engine.settings.question_characters
    form = (
        f'<form method="post" action="plain" id="ask"><label for="question">Your question</label>{hidden}'
        f'<p class="hint" id="hint">Up to {limit} characters. Please leave out names and personal details.</p>'
        f'<textarea id="question" name="q" rows="2" autocomplete="off" aria-describedby="hint">'
        f"{plain(question)}</textarea>{_narrowing(desk)}"
        '<button id="ask-button">Ask</button></form>'
    )
    heading = heading_html(desk.engine.documents)
    return page_html("Plain page", "plain", f'{heading}{form}<div id="answer">{middle}{fresh}</div>')


def _narrowing(desk: Desk) -> str:
    """The filters as ordinary radio buttons."""
    offered = choices(desk.engine.documents)
    groups = [_radios("Inspection", "edition", {"": "All inspections", **{name: name for name in offered.editions}})]
    groups.append(_radios("Who writes", "kind", KINDS))
    if len(offered.forces) > 1:
        groups.append(_radios("Force", "force", {"": "All forces", **{name: name for name in offered.forces}}))
    newest = '<label class="choice"><input type="checkbox" name="newest" value="1" /> Newest inspection only</label>'
    return f'<details id="filters"><summary>Narrow the search</summary>{"".join(groups)}{newest}</details>'


def _radios(legend: str, name: str, offered: dict[str, str]) -> str:
    boxes = "".join(
        f'<label class="choice"><input type="radio" name="{name}" value="{plain(value)}"{"" if value else " checked"} />'
        f" {plain(label)}</label>"
        for value, label in offered.items()
    )
    return f"<fieldset><legend>{legend}</legend>{boxes}</fieldset>"


async def _kept(desk: Desk, query: list[tuple[str, str]], address: str) -> Response:
    """The page of an answer; as text with `format=text`."""
    fields = fields_of(query)
    try:
        request = desk.read(fields["question"], fields["history"], fields["filters"], "link")
        reply = await desk.reply(request, address, "link")
    except Refused as refused:
        again = '<p><a href="./">Ask a question</a></p>'
        return HTMLResponse(page_html("No answer", "answer", f"<h1>No answer</h1>{message_html(str(refused))}{again}"), refused.status)
    wanted = dict(query)
    if wanted.get("format") == "text":
        return PlainTextResponse(copy_text(reply.answer))
    changed = _changed_html(wanted.get(CORPUS, ""), reply.fingerprint)
    html = answer_html(reply.answer, request, reply.index)
    head = f'<h1 class="visually-hidden">A kept answer</h1>{changed}'
    body = f'{head}<div id="answer">{html}</div>{_onward(request)}{feedback_html(request, reply.answer)}'
    return HTMLResponse(page_html(request.question[:80], "answer", body))


def _changed_html(linked: str, fingerprint: str) -> str:
    """Whether the documents are those of the link."""
    if not linked:
        return ""
    if fingerprint.startswith(linked) and len(linked) >= FINGERPRINT_SHOWN:
        return '<p class="corpus-note same">The documents are the same as when this link was made, and so is the answer.</p>'
    return (
        '<p class="corpus-note changed" role="status"><strong>The documents have changed since this link was made.</strong> '
        "This is the answer from the documents held now; it may differ from the one that was shared.</p>"
    )


def _onward(request: Asked) -> str:
    return f'<p class="onward"><a class="button" href="./?{plain(query_of(request))}">Go on with a follow-up question</a></p>'


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
