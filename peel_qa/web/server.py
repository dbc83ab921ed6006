"""The page's server: FastAPI with the guard before it and Gradio within it, run by uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware

from peel_qa.engine import PeelQA
from peel_qa.errors import FeedbackError, SettingsError
from peel_qa.service.desk import Desk
from peel_qa.service.feedback import FeedbackBook
from peel_qa.service.journal import keep_journal
from peel_qa.service.switches import SERVICE
from peel_qa.web.api import api_routes, operator_routes
from peel_qa.web.briefing_routes import briefing_routes
from peel_qa.web.front import Front
from peel_qa.web.guard import Guard, Hosts
from peel_qa.web.page import build_page
from peel_qa.web.plain_page import plain_routes
from peel_qa.web.shell import Shell
from peel_qa.web.views import asset_routes, feedback_routes, view_routes

log = logging.getLogger("peel_qa.web")

_CONNECTIONS = 400
_COMPRESSED_FROM = 2_000
"""Answers of so many bytes or more are compressed; streams never are."""
_SHUTDOWN_SECONDS = 3
_FORGET_SECONDS = 6 * 3600
_FINISHING_SECONDS = 25.0
"""Time that answers in progress are given when the server is told to stop, in seconds; more than an answer may take by default."""
_ENDLESS = "/gradio_api/heartbeat/"
"""A stream that an open page holds for as long as it is looked at."""


def create_app(engine: PeelQA, host: str = "127.0.0.1", names: Sequence[str] = ()) -> FastAPI:
    """The whole application, ready for any ASGI server.

    Args:
        engine: what answers the questions.
        host: the address that the server listens on.
        names: further host names under which the page may be asked for, such as that of a reverse proxy.
    """
    desk, front = Desk(engine), Front.of(engine.settings)
    app = _with_routes(desk)
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM)
    # Added last is outermost. A CORS policy of the parent keeps Gradio from adding its own, which echoes every origin.
    app.add_middleware(Shell)
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(
        Guard, hosts=Hosts(host, [*names, *filter(None, [front.name])]), front=front, closed=lambda: desk.switches.reason(SERVICE)
    )
    gr.mount_gradio_app(
        app,
        build_page(desk),
        path="/",
        root_path=front.prefix or None,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    return app


def _with_routes(desk: Desk) -> FastAPI:
    """The views and the programming interface, without the Ask view; the desk closes with it."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        desk.follow()
        settings = desk.engine.settings
        forgetting = asyncio.create_task(_forget_feedback(FeedbackBook(settings.feedback, settings.feedback_days)))
        yield
        forgetting.cancel()
        await run_in_threadpool(desk.close)

    about = {"title": "peel_qa", "version": version("peel-qa"), "openapi_url": "/openapi.json"}
    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, **about)  # type: ignore[arg-type]
    app.include_router(asset_routes())
    for routes in (view_routes, briefing_routes, plain_routes, feedback_routes, api_routes, operator_routes):
        app.include_router(routes(desk))
    return app


async def _forget_feedback(book: FeedbackBook) -> None:
    """Delete old feedback now and then, whether or not new comes in."""
    while True:
        try:
            await run_in_threadpool(book.forget)
        except FeedbackError as error:
            log.warning("%s", error)
        await asyncio.sleep(_FORGET_SECONDS)


def serve(engine: PeelQA, host: str, port: int, names: Sequence[str] = ()) -> None:
    """Answer questions on `host` and `port` (0: any free one) until interrupted; says on standard output when it is ready.

    Raises:
        SettingsError: if the address cannot be listened on.
    """
    settings = engine.settings
    keep_journal(settings.log)
    with listen(host, port) as listener:
        warming = threading.Thread(target=engine.warm_up, daemon=True)
        warming.start()
        app = create_app(engine, host, names)
        warming.join()
        with contextlib.suppress(KeyboardInterrupt):
            make_server(app, listener).run([listener])


def make_server(app: FastAPI, listener: socket.socket) -> Server:
    """A server that announces itself. It logs no requests and trusts no forwarded header."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    host, port = listener.getsockname()[:2]
    return Server(config, f"http://{f'[{host}]' if ':' in host else host}:{port}/")


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address, before anything slow begins.

    Raises:
        SettingsError: if another program has it, or it is none of this machine's.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise SettingsError(
            f"The page cannot listen on {host}:{port}: {error.strerror or error}", "Choose another PEEL_QA_HOST or PEEL_QA_PORT"
        ) from error
    return listener


class Server(uvicorn.Server):
    """A uvicorn server that says where it listens, once it does; `ready` is set then."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        """Announce `address`."""
        super().__init__(config)
        self.address = address
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        print(f"peel_qa is ready at {self.address}", flush=True)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, finish the answers in progress, hang up and stop."""
        for server in self.servers:
            server.close()
        deadline = time.monotonic() + _FINISHING_SECONDS
        while self._working() and time.monotonic() < deadline and not self.force_exit:
            await asyncio.sleep(0.05)
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)

    def _working(self) -> bool:
        """Whether an answer is on its way; connections that wait for a next request are hung up meanwhile."""
        is_working = False
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                connection.transport.close()
            elif _ENDLESS not in cycle.scope["path"]:
                is_working = True
        return is_working
