"""The programming interface: answers, passages, documents and grades as JSON, and what operators ask."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from peel_qa.errors import PeelQAError
from peel_qa.records import Document
from peel_qa.service.desk import Desk, Refused
from peel_qa.service.entries import answer_record, hit_record
from peel_qa.service.holdings import newer_inspection
from peel_qa.service.links import fields_of
from peel_qa.service.timeline import entries, forces_graded, timeline
from peel_qa.web.api_models import AnswerBody, DocumentBody, ErrorBody, GradeBody, HitBody, request_body

T = TypeVar("T")
SURFACE = "api"
_READY_SECONDS = 10.0
_GONE = 499
"""The client hung up; nobody reads this."""
_ERRORS: dict[int | str, dict[str, Any]] = {
    422: {"model": ErrorBody, "description": "The question or a filter cannot be used."},
    429: {"model": ErrorBody, "description": "Too many questions from this address."},
    503: {"model": ErrorBody, "description": "Too many questions just now, or a failure."},
    504: {"model": ErrorBody, "description": "The answer took too long."},
}


def api_routes(desk: Desk) -> APIRouter:
    """Everything under /api."""
    router = APIRouter(prefix="/api", tags=["answers"])

    @router.post("/ask", responses={200: {"model": AnswerBody}, **_ERRORS}, openapi_extra=request_body())
    async def ask(request: Request) -> Response:
        """Answer a question, or say why not."""
        return await unless_gone(request, _told(_ask(desk, await request.body(), address_of(request))))

    @router.get("/search", responses={200: {"model": list[HitBody]}, **_ERRORS}, openapi_extra=_query_parameters())
    async def search(request: Request) -> Response:
        """The passages that fit a question best."""
        return await unless_gone(request, _told(_search(desk, request)))

    @router.get("/documents", responses={200: {"model": list[DocumentBody]}})
    async def documents() -> list[dict[str, Any]]:
        """The documents held, newest first."""
        held = desk.engine.documents
        return [_document(document, held) for document in held]

    @router.get("/grades", responses={200: {"model": list[GradeBody]}})
    async def grades(force: str = "") -> list[dict[str, Any]]:
        """Every grade held, of one force or of all, with the sentence that gives it."""
        index = desk.engine.index
        return entries(timeline(index, name) for name in forces_graded(index) if force in ("", name))

    return router


def operator_routes(desk: Desk) -> APIRouter:
    """Liveness, readiness and metrics."""
    router = APIRouter(tags=["operators"])
    checked = -_READY_SECONDS

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Whether the process answers at all."""
        return {"status": "ok"}

    @router.get("/readyz", responses={503: {"description": "A question could not be answered now."}})
    async def readyz() -> Response:
        """Whether the index answers; a search is tried every few seconds at most."""
        nonlocal checked
        if time.monotonic() - checked > _READY_SECONDS:
            try:
                await run_in_threadpool(desk.try_search)
            except PeelQAError:
                return JSONResponse({"status": "not ready"}, 503)
            checked = time.monotonic()
        return JSONResponse({"status": "ready", "documents": len(desk.engine.documents), "corpus": desk.fingerprint})

    @router.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Counts in the text format of Prometheus; no question is in them."""
        index = desk.engine.index
        fingerprint = index.manifest.corpus_fingerprint
        text = desk.metrics.text(len(index.documents), len(index.passages), fingerprint, index.version.name)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def address_of(request: Request) -> str:
    """The address that a request comes from, as the guard established it."""
    return request.client.host if request.client else ""


async def unless_gone(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """The response of some work, which is given up when the client hangs up meanwhile."""
    await request.body()
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else Response(status_code=_GONE)
    finally:
        task.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _told(work: Coroutine[Any, Any, Any]) -> Response:
    try:
        return JSONResponse(await work)
    except Refused as refused:
        headers = {"retry-after": str(refused.retry_after)} if refused.retry_after else {}
        return JSONResponse({"error": str(refused), "reason": refused.reason}, refused.status, headers)


async def _ask(desk: Desk, body: bytes, address: str) -> dict[str, Any]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("The body is not JSON. Send an object with a question.", "bad", 422) from error
    if not isinstance(values, dict) or (unknown := sorted(values.keys() - {"question", "history", "filters"})):
        named = f"has an unknown field {unknown[0][:40]!r}" if isinstance(values, dict) else "is not an object"
        raise Refused(f"The body {named}. Send question, history and filters.", "bad", 422)
    request = desk.read(values.get("question"), values.get("history") or (), values.get("filters"), SURFACE)
    reply = await desk.reply(request, address, SURFACE)
    return answer_record(request, reply.answer, reply.fingerprint)


async def _search(desk: Desk, request: Request) -> list[dict[str, Any]]:
    fields = fields_of(request.query_params.multi_items())
    wanted = request.query_params.get("k", "10")
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 3:
        raise Refused(f"k is {wanted[:20]!r}. Give a number of passages.", "bad", 422)
    asked = desk.read(fields["question"], fields["history"], fields["filters"], SURFACE)
    hits = await desk.search(asked, int(wanted), address_of(request), SURFACE)
    return [hit_record(rank, hit) for rank, hit in enumerate(hits, start=1)]


def _document(document: Document, held: list[Document]) -> dict[str, Any]:
    source = document.source
    newer = newer_inspection(source, held)
    names = ("id", "title", "publisher", "kind", "force", "edition", "about", "inspected", "published", "url", "licence", "text")
    values = {name: getattr(source, name) for name in names}
    return values | {"words": len(document.text.split()), "newer_inspection": newer.inspection if newer else None}


def _query_parameters() -> dict[str, Any]:
    text = {"type": "string"}
    named = {
        "q": ("The question.", text),
        "k": ("Passages wanted, 50 at most.", {"type": "integer", "default": 10}),
        "h": ("An earlier question; may be given several times, the oldest first.", {"type": "array", "items": text}),
        "edition": ("Only this inspection.", text),
        "kind": ("Only official reports, or only the press.", {"type": "string", "enum": ["report", "news"]}),
        "force": ("Only this force.", text),
        "documents": ("Only these documents, by id.", {"type": "array", "items": text}),
        "newest": ("1 for the newest inspection only.", text),
    }
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name == "q", "description": told, "schema": schema}
            for name, (told, schema) in named.items()
        ]
    }
