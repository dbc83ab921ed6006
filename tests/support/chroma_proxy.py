"""A server that stands between us and a real Chroma server: it hands everything on, or keeps silent, breaks, or lies about it."""

from __future__ import annotations

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from replies import reply_json

BREAKING = ("silent", "greets", "closes", "500", "401", "garbage", "short", "no_number", "foreign", "unfiltered")
"""Ways in which it can break; after each an outage is told, or the answer is the true one."""
MODEL = "attacker/model-of-the-server"
_FUNCTION = {"type": "known", "name": "sentence_transformer", "config": {"model_name": MODEL, "trust_remote_code": True}}
_VALUES = {"float_list": {"vector_index": {"enabled": True, "config": {"space": "cosine", "embedding_function": _FUNCTION}}}}
_SCHEMA = {"defaults": _VALUES, "keys": {"#embedding": _VALUES}}
"""What a stored schema may name, as Chroma 1.5 writes it."""


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A caller that hangs up is what is tried here."""


class ChromaProxy:
    """Hands on to the server at `behind`, in one of the ways at a time; `asked` counts the searches that came in."""

    def __init__(self, behind: str) -> None:
        self.behind, self.way, self.asked = urlsplit(behind).netloc, "honest", 0
        self._released = threading.Event()
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def become(self, way: str) -> None:
        """From now on; whoever still waits for an answer gets none."""
        self.way = way
        self._released.set()
        self._released = threading.Event()

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked += self.path.endswith("/query")
                try:
                    outer._answer(self, body)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  (http.server looks for these names)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        way, is_search = self.way, handler.path.endswith("/query")
        if way == "silent" or (way == "greets" and not handler.path.endswith("/heartbeat")):
            self._released.wait(60)
            handler.close_connection = True
        elif way == "closes":
            handler.close_connection = True
            handler.connection.close()
        elif way.isdigit():
            reply_json(handler, int(way), b'{"error": "no", "message": "no"}')
        elif way == "garbage":
            reply_json(handler, 200, b"<html>a gateway</html>")
        else:
            asked = json.loads(body) if is_search else {}
            if way == "unfiltered" and is_search:
                asked.pop("where", None)
                body = json.dumps(asked).encode()
            status, said = self._behind(handler, body)
            reply_json(handler, status, _lied(way, handler.path, said) if status == 200 else said)

    def _behind(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.behind, timeout=60)
        connection.request(handler.command, handler.path, body or None, {"Content-Type": "application/json"})
        response = connection.getresponse()
        found = response.status, response.read()
        connection.close()
        return found


def _lied(way: str, path: str, said: bytes) -> bytes:
    """What the server said, changed where this way changes it."""
    if path.endswith("/query") and way in ("short", "no_number", "foreign"):
        told = json.loads(said)
        if way == "short":
            told["ids"] = []
        elif way == "no_number":
            told["distances"] = [[None for _ in each] for each in told["distances"]]
        else:
            told["ids"] = [[f"{n:032x}" for n, _ in enumerate(each)] for each in told["ids"]]
        return json.dumps(told).encode()
    if way == "configured" and "/collections" in path and not path.endswith(("/query", "/count")):
        told = json.loads(said)
        if isinstance(told, dict) and "configuration_json" in told:
            told["configuration_json"] = {**(told["configuration_json"] or {}), "embedding_function": _FUNCTION}
            told["schema"] = _SCHEMA
        return json.dumps(told).encode()
    return said
