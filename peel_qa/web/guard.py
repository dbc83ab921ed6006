"""The guard in front of the page: only the page's own routes and hosts, small bodies, and headers that bind the browser.

Gradio answers on many routes that this page never calls: uploads, file serving, a proxy, calls that skip the queue.
What is not listed here does not exist.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peel_qa.web.frame import page_html
from peel_qa.web.front import Front, is_address
from peel_qa.web.marks import plain

BODY_LIMIT = 20_000
"""Largest request body, in bytes."""
BODY_SECONDS = 10.0
"""Time that a client has to send it."""

READABLE = frozenset(
    {
        "/",
        "/about",
        "/answer",
        "/api/documents",
        "/api/grades",
        "/api/search",
        "/briefings",
        "/changes",
        "/documents",
        "/favicon.ico",
        "/grades",
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/page.css",
        "/page.js",
        "/paper",
        "/plain",
        "/press",
        "/readyz",
        "/robots.txt",
        "/theme.css",
        "/tracker",
        "/gradio_api/queue/data",
        "/gradio_api/startup-events",
    }
)
READABLE_UNDER = ("/assets/", "/documents/", "/static/", "/gradio_api/heartbeat/")
WRITABLE = frozenset({"/api/ask", "/feedback", "/plain", "/press", "/gradio_api/queue/join", "/gradio_api/cancel"})

ALWAYS_OPEN = frozenset({"/favicon.ico", "/healthz", "/metrics", "/page.css", "/robots.txt"})
"""What answers even where the service is closed: what operators ask, and what the page that says so needs."""

POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY.format(scripts=""),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": with it a browser sends the origin "null" with our own form.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Hosts:
    """The names under which the page may be asked for; anything else is a rebound or poisoned name."""

    def __init__(self, listening: str, names: Iterable[str] = ()) -> None:
        """Allow the address listened on, the loopback names, and `names`; on a wildcard address, every bare IP address too."""
        self._names = {name.lower().strip("[]") for name in (listening, *names)} | _LOOPBACK
        # A name can be made to point anywhere, a bare address cannot; so these are safe where any interface is meant.
        self._takes_addresses = is_address(listening) and ipaddress.ip_address(listening).is_unspecified

    def allows(self, host: str) -> bool:
        """Whether a Host header, with or without a port, is one of ours."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or (self._takes_addresses and is_address(name))


class Guard:
    """ASGI middleware; streams pass through untouched."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: Hosts,
        front: Front | None = None,
        body_limit: int = BODY_LIMIT,
        closed: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Stand before `app`, which sees each request as `front` reads it; `closed` says why nothing is answered, None where it is."""
        self._closed = closed
        self._app = app
        self._hosts = hosts
        self._front = front or Front()
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        bound = _with_headers(send)
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["method"] == "POST":
            body = await self._read_body(headers, receive)
            if isinstance(body, bytes):
                receive = _replayed(body, receive)
            else:
                refusal = body
        if refusal is not None:
            await refusal(scope, receive, bound)
            return
        await self._app(self._front.seen(scope), receive, bound)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allows(hosts[0]):
            return PlainTextResponse("This page does not answer under that name.", 400)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != hosts[0]:
            return PlainTextResponse("This page takes no calls from other pages.", 403)
        if self._front.prefix and scope["path"] == self._front.prefix:
            return RedirectResponse(f"{self._front.prefix}/", 308)
        path = self._front.stripped(scope["path"])
        if not is_route(scope["method"], path):
            return self._no_such_page(headers)
        reason = None if path in ALWAYS_OPEN else self._closed()
        return self._closed_page(path, reason) if reason else None

    def _closed_page(self, path: str, reason: str) -> Response:
        again = {"retry-after": "600", "cache-control": "no-store"}
        if path.startswith("/api/"):
            return JSONResponse({"error": reason, "reason": "closed"}, 503, again)
        body = (
            f"<h1>Closed for now</h1><p>{plain(reason)}</p><p>Nothing is answered meanwhile. "
            "In an emergency call 999; to report a crime call 101 or go to your police force's own website.</p>"
        )
        return HTMLResponse(page_html("Closed for now", "none", body, up=f"{self._front.prefix}/"), 503, again)

    def _no_such_page(self, headers: Headers) -> Response:
        if "text/html" not in headers.get("accept", ""):
            return PlainTextResponse("There is no such page.", 404)
        root = f"{self._front.prefix}/"
        body = f'<h1>There is no such page</h1><p>The address may be cut short. <a href="{root}">Ask a question</a> instead.</p>'
        return HTMLResponse(page_html("No such page", "none", body, up=root), 404)

    async def _read_body(self, headers: Headers, receive: Receive) -> bytes | PlainTextResponse:
        """The whole body, counted as it arrives: a chunked one names no length."""
        too_large = PlainTextResponse("The request is too large.", 413)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._body_limit:
            return too_large
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    body += message.get("body", b"")
                    if len(body) > self._body_limit:
                        return too_large
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            return PlainTextResponse("The request took too long to arrive.", 408)


def is_route(method: str, path: str) -> bool:
    """Whether the page itself asks for this."""
    if method == "POST":
        return path in WRITABLE
    if method not in ("GET", "HEAD"):
        return False
    is_plain = ".." not in path and "\\" not in path and path.isprintable()
    return path in READABLE or (is_plain and path.startswith(READABLE_UNDER))


def _with_headers(send: Send) -> Send:
    """A `send` that adds every header of ours that the answer does not carry itself."""

    async def bound(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return bound


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out a body already read, then whatever comes after it."""
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
