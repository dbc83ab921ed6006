"""The plain page: the same answers from an ordinary form, for browsers without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from peel_qa.web.conversation import TURNS_KEPT, Desk, KindError
from peel_qa.web.furniture import DESCRIPTION, TITLE, documents_html, footer_html, heading_html
from peel_qa.web.marks import plain
from peel_qa.web.render import answer_html, message_html

_FIELDS = TURNS_KEPT + 2
"""Form fields that are read: the earlier questions, the new one, and one to spare."""


def plain_routes(desk: Desk) -> APIRouter:
    """The form, and its answer."""
    router = APIRouter()

    @router.get("/plain", response_class=HTMLResponse)
    def form() -> str:
        return _page(desk, "", ())

    @router.post("/plain", response_class=HTMLResponse)
    async def answer(request: Request) -> str:
        return await run_in_threadpool(_answered, desk, await request.body())

    return router


def _answered(desk: Desk, body: bytes) -> str:
    try:
        fields = parse_qs(body.decode(errors="replace"), max_num_fields=_FIELDS)
    except ValueError:
        fields = {}
    question = "".join(fields.get("question", [])[:1])
    history = fields.get("earlier", [])[-TURNS_KEPT:]
    try:
        answer = desk.answer(question, history)
    except KindError as error:
        return _page(desk, message_html(str(error)), history, question)
    html = answer_html(answer, desk.engine.index, len(history) + 1)
    return _page(desk, html, [*history, answer.question][-TURNS_KEPT:])


def _page(desk: Desk, middle: str, history: Sequence[str], question: str = "") -> str:
    documents = desk.engine.documents
    hidden = "".join(f'<input type="hidden" name="earlier" value="{plain(earlier)}" />' for earlier in history)
    fresh = '<p><a href="/plain">New conversation</a></p>' if history else ""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8" /><title>{TITLE}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1" /><meta name="description" content="{DESCRIPTION}" />'
        '<meta name="color-scheme" content="light dark" /><link rel="icon" href="/favicon.ico" type="image/svg+xml" />'
        '<link rel="stylesheet" href="/page.css" /></head><body class="plain"><main class="html">'
        f'{heading_html(documents)}<form method="post" action="/plain" id="ask"><label for="question">Your question</label>{hidden}'
        f'<textarea id="question" name="question" rows="2" autocomplete="off">{plain(question)}</textarea>'
        f'<button id="ask-button">Ask</button></form><div id="answer">{middle}{fresh}</div>'
        f"{documents_html(documents)}{footer_html()}</main></body></html>"
    )
