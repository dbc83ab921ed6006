"""The tools for language-model programs (Model Context Protocol): ask, search and grades, over stdio or HTTP with a token.

They are the same answers, checks and limits as on the page. Nothing is started unless `peel-qa mcp` is.
"""

from __future__ import annotations

import secrets
from importlib.metadata import version
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import Field
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from peel_qa.errors import SettingsError
from peel_qa.service.desk import Desk, Refused
from peel_qa.service.entries import answer_record, hit_record
from peel_qa.service.request import RESULTS_LIMIT
from peel_qa.service.timeline import entries, forces_graded, timeline

SURFACE = "tool"
TOKEN_CHARACTERS = 16
"""Shortest token that is taken."""
BODY_LIMIT = 20_000
"""Largest request body over HTTP, in bytes."""
_ABOUT = (
    "Answers from police inspection reports (HMICFRS PEEL). Every answer is quoted, dated and attributed, or refused with a reason in "
    "`status`. Repeat the quotes with their publisher, edition and date; where `abstained` is true, say that the documents do not answer."
)
Question = Annotated[str, Field(description="The question in plain English, 500 characters at most.")]
Filters = Annotated[
    dict[str, Any] | None,
    Field(description='Optional: edition, kind ("report" or "news"), force, documents (ids), published_from, published_to, newest (true).'),
]


def build_tools(desk: Desk) -> MCPServer[Any]:
    """A server with the three tools over one desk; it speaks no transport yet."""
    server: MCPServer[Any] = MCPServer(
        "peel-qa", title="Police inspection reports", instructions=_ABOUT, version=version("peel-qa"), log_level="ERROR"
    )

    @server.tool()
    async def ask(
        question: Question,
        history: Annotated[list[str] | None, Field(description="Earlier questions of the conversation, the oldest first.")] = None,
        filters: Filters = None,
    ) -> dict[str, Any]:
        """Answer a question about the inspection reports with verified quotes, or say why the documents do not answer it."""
        try:
            request = desk.read(question, history or (), filters, SURFACE)
            reply = await desk.reply(request, SURFACE, SURFACE)
            return answer_record(request, reply.answer, reply.fingerprint)
        except Refused as refused:
            raise ToolError(str(refused)) from refused

    @server.tool()
    async def search(
        question: Question,
        results: Annotated[int, Field(ge=1, le=RESULTS_LIMIT, description="Passages wanted.")] = 10,
        filters: Filters = None,
    ) -> dict[str, Any]:
        """Find the passages of the documents that fit a question best; they are no answers by themselves."""
        try:
            hits = await desk.search(desk.read(question, (), filters, SURFACE), results, SURFACE, SURFACE)
        except Refused as refused:
            raise ToolError(str(refused)) from refused
        return {"passages": [hit_record(rank, hit) for rank, hit in enumerate(hits, start=1)]}

    @server.tool()
    async def grades(
        force: Annotated[str, Field(description='A force, such as "West Mercia Police"; empty for all.')] = "",
    ) -> dict[str, Any]:
        """List every grade held with its sentence. Grades of different editions are not one scale and must not be compared directly."""
        index = desk.engine.index
        held = forces_graded(index)
        if force and force not in held:
            raise ToolError(f"No grades are held of {force[:80]!r}. Held: {', '.join(held)}.")
        return {"grades": entries(timeline(index, name) for name in held if force in ("", name))}

    return server


def http_app(desk: Desk, host: str, names: tuple[str, ...] = ()) -> ASGIApp:
    """The tools over HTTP at /mcp, for callers who show the token.

    Args:
        desk: what answers.
        host: the address that is listened on.
        names: further host names, with their ports, under which it may be called.

    Raises:
        SettingsError: if there is no token, or a short one.
    """
    token = desk.engine.settings.mcp_token.get_secret_value()
    if len(token) < TOKEN_CHARACTERS:
        raise SettingsError(
            f"The tools over HTTP need a token of at least {TOKEN_CHARACTERS} characters, and PEEL_QA_MCP_TOKEN has {len(token)}",
            "Set it, for example to the output of `openssl rand -hex 24`",
        )
    local = [f"{name}:*" for name in {"127.0.0.1", "localhost", "[::1]", host}]
    hosts = TransportSecuritySettings(allowed_hosts=[*local, *names], allowed_origins=[])
    app = build_tools(desk).streamable_http_app(
        stateless_http=True, json_response=True, max_request_body_size=BODY_LIMIT, transport_security=hosts, host=host
    )
    return Token(app, token)


class Token:
    """ASGI middleware that lets only those through who show the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        """Stand before `app`."""
        self._app = app
        self._wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 401."""
        if scope["type"] == "http":
            shown = Headers(scope=scope).get("authorization", "").encode()
            if not secrets.compare_digest(shown, self._wanted):
                await PlainTextResponse("Show the token.", 401, {"www-authenticate": "Bearer"})(scope, receive, send)
                return
        await self._app(scope, receive, send)
