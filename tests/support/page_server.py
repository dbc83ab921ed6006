"""The page of an engine, served by a thread of this process on a free port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peel_qa.web.server import Server, create_app, listen, make_server

_READY_S = 120


@contextmanager
def serving(engine: Any) -> Iterator[Server]:
    """The server, ready; it is told to end afterwards, and waited for."""
    with listen("127.0.0.1", 0) as listener:
        server = make_server(create_app(engine), listener)
        worker = threading.Thread(target=server.run, args=([listener],))
        worker.start()
        try:
            assert server.ready.wait(_READY_S), "the page did not start"
            yield server
        finally:
            server.should_exit = True
            worker.join()
