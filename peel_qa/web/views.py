"""The routes of the views that the server writes itself: grades, documents, about, feedback; and the page's own files."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from peel_qa.errors import FeedbackError
from peel_qa.service.desk import Desk
from peel_qa.service.feedback import FeedbackBook, read_feedback
from peel_qa.service.limits import RateLimiter
from peel_qa.web.about_view import about_page
from peel_qa.web.api import address_of
from peel_qa.web.documents_view import document_page, documents_page
from peel_qa.web.frame import page_html, read_asset, script, style_sheet
from peel_qa.web.grades_view import grades_page
from peel_qa.web.marks import plain

_FEEDBACK_A_MINUTE = 10
_FEEDBACK_FIELDS = 12
_DAY = 86_400
_THANKS = "Thank you. Your feedback is kept on this machine."


def view_routes(desk: Desk) -> APIRouter:
    """The views that need no conversation."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/grades")
    def grades(force: str = "") -> HTMLResponse:
        return HTMLResponse(grades_page(desk.engine.index, force))

    @router.get("/documents")
    def documents() -> HTMLResponse:
        engine = desk.engine
        return HTMLResponse(documents_page(engine.documents, engine.index))

    @router.get("/documents/{name}")
    def document(name: str, quote: str = "") -> HTMLResponse:
        html = document_page(desk.engine.index, name, quote)
        if html is None:
            missing = '<h1>There is no such document</h1><p><a href="../documents">See the documents held.</a></p>'
            return HTMLResponse(page_html("No such document", "documents", missing, up="../"), 404)
        return HTMLResponse(html)

    @router.get("/about")
    def about() -> HTMLResponse:
        return HTMLResponse(about_page(desk))

    return router


def feedback_routes(desk: Desk) -> APIRouter:
    """Taking feedback, from the script or from a plain form."""
    router = APIRouter(include_in_schema=False)
    settings = desk.engine.settings
    book, limiter = FeedbackBook(settings.feedback, settings.feedback_days), RateLimiter(_FEEDBACK_A_MINUTE)

    @router.post("/feedback")
    async def feedback(request: Request) -> Response:
        message, status = _THANKS, 200
        try:
            fields = dict(parse_qsl((await request.body()).decode(errors="replace"), max_num_fields=_FEEDBACK_FIELDS))
            entry = read_feedback(fields, desk.fingerprint, desk.engine.settings.question_characters)
            if limiter.take(address_of(request)):
                message, status = "That is a lot of feedback. Please wait a minute.", 429
            else:
                await run_in_threadpool(book.add, entry)
                desk.metrics.feedback(entry.verdict)
        except (ValueError, FeedbackError) as error:
            message, status = (f"{error.problem}." if isinstance(error, FeedbackError) else "The form cannot be read."), 422
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"message": message}, status)
        title = "Thank you" if status == 200 else "Not taken"
        return HTMLResponse(
            page_html(title, "feedback", f'<h1>{title}</h1><p>{plain(message)}</p><p><a href="./">Ask a question</a></p>'), status
        )

    return router


def asset_routes() -> APIRouter:
    """Style, script and icon."""
    router = APIRouter(include_in_schema=False)
    files = {
        "/page.css": (style_sheet(), "text/css"),
        "/page.js": (script(), "text/javascript"),
        "/favicon.ico": (read_asset("icon.svg"), "image/svg+xml"),
    }
    for route, (content, kind) in files.items():
        router.add_api_route(route, _file(content, kind), response_class=Response)

    @router.get("/robots.txt", response_class=PlainTextResponse)
    def robots() -> str:
        return "User-agent: *\nDisallow: /answer\nDisallow: /api/\n"

    return router


def _file(content: str, kind: str) -> Callable[[], Response]:
    def file() -> Response:
        # Pages name the edition of what they load, so a changed one has another address.
        return Response(content, media_type=kind, headers={"cache-control": f"public, max-age={_DAY}"})

    return file
