"""The routes of the Briefings view: briefings and their files, what changed, press against report, the tracker."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from peel_qa.briefing.brief import BriefRequest, brief
from peel_qa.briefing.changes import changes
from peel_qa.briefing.clock import day_of
from peel_qa.briefing.inspections import find_force, find_inspection
from peel_qa.briefing.papers import changes_paper, press_paper
from peel_qa.briefing.press import check_text
from peel_qa.briefing.records import Paper
from peel_qa.briefing.render.files import ENDINGS, SHEET_ENDINGS, rendered, sheet
from peel_qa.briefing.tracker import TrackerRow, tracker
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.service.desk import Desk, Refused
from peel_qa.web import briefing_view as view
from peel_qa.web.api import address_of

_FIELDS = 60
Fields = Mapping[str, Sequence[str]]


def briefing_routes(desk: Desk) -> APIRouter:
    """The views for staff; none of them needs a script."""
    router = APIRouter(include_in_schema=False)
    engine = desk.engine

    @router.get("/briefings")
    async def briefings(request: Request) -> Response:
        fields = _fields(request.query_params.multi_items())
        if "make" not in fields:
            return HTMLResponse(view.brief_page(engine, fields))
        return await _shown(desk, request, lambda: _brief(engine, fields), lambda paper, said: view.brief_page(engine, fields, paper, said))

    @router.get("/changes")
    async def changed(request: Request) -> Response:
        fields = _fields(request.query_params.multi_items())
        if "make" not in fields:
            return HTMLResponse(view.changes_page(engine, fields))
        return await _shown(
            desk, request, lambda: _changes(engine, fields), lambda paper, said: view.changes_page(engine, fields, paper, said)
        )

    @router.get("/press")
    def press() -> Response:
        return HTMLResponse(view.press_page(engine, {}))

    @router.post("/press")
    async def checked(request: Request) -> Response:
        body = (await request.body()).decode(errors="replace")
        try:
            fields = _fields(parse_qsl(body, keep_blank_values=True, max_num_fields=_FIELDS))
        except ValueError:
            fields = {}
        return await _shown(desk, request, lambda: _press(engine, fields), lambda paper, said: view.press_page(engine, fields, paper, said))

    @router.get("/tracker")
    async def tracked(request: Request) -> Response:
        fields = _fields(request.query_params.multi_items())
        try:
            rows = await desk.make(lambda: _rows(engine, fields), address_of(request), "briefing")
        except Refused as refused:
            return HTMLResponse(view.tracker_page(engine, fields, (), str(refused)), refused.status)
        ending = _one(fields, "form")
        if ending in SHEET_ENDINGS:
            return _file(sheet(rows, ending, date.today().isoformat()), SHEET_ENDINGS[ending], f"tracker {rows[0].force}", ending)
        return HTMLResponse(view.tracker_page(engine, fields, rows))

    @router.get("/paper")
    async def paper(request: Request) -> Response:
        fields = _fields(request.query_params.multi_items())
        ending = _one(fields, "form")
        make = _changes if _one(fields, "kind") == "changes" else _brief

        def work() -> tuple[bytes, str]:
            if ending not in ENDINGS:
                raise BriefingError(f"There is no form {ending[:20]!r}", f"Use one of: {', '.join(ENDINGS)}")
            made = make(engine, fields)
            return rendered(made, ending), made.title

        try:
            content, title = await desk.make(work, address_of(request), "briefing")
        except Refused as refused:
            return HTMLResponse(view.refusal_page(str(refused)), refused.status)
        return _file(content, ENDINGS[ending], title, ending)

    return router


async def _shown(desk: Desk, request: Request, work: Callable[[], Paper], page: Callable[[Paper | None, str], str]) -> Response:
    """The page with its paper below the form, or with the reason why there is none."""
    try:
        paper = await desk.make(work, address_of(request), "briefing")
    except Refused as refused:
        return HTMLResponse(page(None, str(refused)), refused.status)
    return HTMLResponse(page(paper, ""))


def _fields(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs[:_FIELDS]:
        found.setdefault(name, []).append(value)
    return found


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[-1]


def _brief(engine: PeelQA, fields: Fields) -> Paper:
    request = BriefRequest(
        force=_one(fields, "force"),
        editions=tuple(value for value in (_one(fields, "edition"), _one(fields, "beside")) if value),
        areas=tuple(value for value in fields.get("area", ()) if value),
        topic=_one(fields, "topic"),
        length=_one(fields, "length") or "full",  # type: ignore[arg-type]  # `brief` refuses what is no length
        audience=_one(fields, "audience") or "commissioner",  # type: ignore[arg-type]  # and what is no audience
        published=_day(_one(fields, "published")),
    )
    return brief(engine, request)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        found = day_of(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise BriefingError(f"{text.strip()[:20]!r} is no day", "Write it as 2025-05-14")
    return found


def _changes(engine: PeelQA, fields: Fields) -> Paper:
    return changes_paper(engine, changes(engine, _one(fields, "force"), _one(fields, "from"), _one(fields, "to")))


def _press(engine: PeelQA, fields: Fields) -> Paper:
    force = find_force(engine.index, _one(fields, "force"), engine.settings.home_force)
    inspection = find_inspection(engine.index, force, _one(fields, "edition"))
    return press_paper(engine, check_text(engine, _one(fields, "text"), inspection), inspection, "The news text")


def _rows(engine: PeelQA, fields: Fields) -> tuple[TrackerRow, ...]:
    chosen = [value for value in fields.get("edition", ()) if value]
    return tracker(engine, _one(fields, "force"), chosen, [value for value in fields.get("area", ()) if value])


def _file(content: bytes, kind: str, title: str, ending: str) -> Response:
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "paper"
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}{ending}"'})
