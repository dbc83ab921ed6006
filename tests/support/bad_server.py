"""A web server on this machine that answers each path in its own way, well or badly. Raw bytes, no library between."""

from __future__ import annotations

import contextlib
import gzip
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

BODY = b"Fenmarch Constabulary was inspected in 2023. " * 400
ETAG = '"v1"'


@dataclass
class Asked:
    """One request: its path and its headers, names in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class BadServer:
    """The server's address, every request that it got, and how each path behaves."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    routes: dict[str, Callable[[socket.socket, Asked, int], None]] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


def response(body: bytes = b"", status: str = "200 OK", length: int | None = -1, **headers: str) -> bytes:
    """A response; `length` None leaves Content-Length out, another number lies."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def sends(raw: bytes) -> Callable[[socket.socket, Asked, int], None]:
    return lambda connection, asked, number: connection.sendall(raw)


def redirects(to: str, status: str = "302 Found") -> Callable[[socket.socket, Asked, int], None]:
    return sends(response(status=status, Location=to))


def resets(connection: socket.socket, asked: Asked, number: int) -> None:
    """Part of the body, then a reset."""
    connection.sendall(response(BODY[:500], length=len(BODY), ETag=ETAG))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def breaks_off_once(connection: socket.socket, asked: Asked, number: int) -> None:
    """The first time part of the body; then the rest, where the rest is asked for."""
    if number == 1:
        connection.sendall(response(BODY[:5000], length=len(BODY), ETag=ETAG))
        return
    start = int(asked.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
    if start and asked.headers.get("if-range") == ETAG:
        content_range = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
        connection.sendall(response(BODY[start:], "206 Partial Content", ETag=ETAG, Content_Range=content_range))
    else:
        connection.sendall(response(BODY, ETag=ETAG))


def changes_meanwhile(connection: socket.socket, asked: Asked, number: int) -> None:
    """Part of one body, then the whole of another."""
    connection.sendall(response(BODY[:5000], length=len(BODY), ETag=ETAG) if number == 1 else response(b"new " * 100, ETag='"v2"'))


def sends_the_wrong_part(connection: socket.socket, asked: Asked, number: int) -> None:
    if number == 1:
        connection.sendall(response(BODY[:5000], length=len(BODY), ETag=ETAG))
    elif "range" in asked.headers:
        connection.sendall(response(b"x" * 10, "206 Partial Content", ETag=ETAG, Content_Range="bytes 3-12/18000"))
    else:
        connection.sendall(response(BODY))


def busy_twice(connection: socket.socket, asked: Asked, number: int) -> None:
    connection.sendall(response(status="503 Busy", Retry_After="7") if number < 3 else response(BODY))


def never_ends(connection: socket.socket, asked: Asked, number: int) -> None:
    connection.sendall(response(length=None))
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b"x" * 65536)


def drips(connection: socket.socket, asked: Asked, number: int) -> None:
    """One byte at a time, for long."""
    connection.sendall(response(length=1000))
    with contextlib.suppress(OSError):
        for _ in range(1000):
            connection.sendall(b"x")
            time.sleep(0.02)


def says_nothing(connection: socket.socket, asked: Asked, number: int) -> None:
    with contextlib.suppress(OSError):
        connection.recv(1)


def endless_headers(connection: socket.socket, asked: Asked, number: int) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            connection.sendall(f"X-{number}: {'y' * 200}\r\n".encode())


def unchanged(connection: socket.socket, asked: Asked, number: int) -> None:
    is_known = asked.headers.get("if-none-match") == ETAG
    connection.sendall(response(status="304 Not Modified", length=None) if is_known else response(BODY, ETag=ETAG))


def routes() -> dict[str, Callable[[socket.socket, Asked, int], None]]:
    """How each path behaves."""
    packed_bomb = gzip.compress(b"0" * 30_000_000)
    return {
        "/robots.txt": sends(response(b"User-agent: *\nDisallow: /private\n")),
        "/good": sends(response(BODY, Content_Type="text/plain", ETag=ETAG)),
        "/private/report": sends(response(BODY)),
        "/missing": sends(response(b"no", "404 Not Found")),
        "/forbidden": sends(response(b"no", "403 Forbidden")),
        "/password": sends(response(b"no", "401 Unauthorized")),
        "/gone": sends(response(b"no", "410 Gone")),
        "/teapot": sends(response(b"no", "418 Teapot")),
        "/broken": sends(response(b"no", "500 Error")),
        "/busy": busy_twice,
        "/too-large": sends(response(b"x", length=10**12)),
        "/never-ends": never_ends,
        "/drips": drips,
        "/silent": says_nothing,
        "/resets": resets,
        "/breaks-off": breaks_off_once,
        "/changes": changes_meanwhile,
        "/wrong-part": sends_the_wrong_part,
        "/packed": sends(response(gzip.compress(BODY), Content_Encoding="gzip")),
        "/packed-bomb": sends(response(packed_bomb, Content_Encoding="gzip")),
        "/packed-badly": sends(response(b"\x1f\x8b\x08\0no gzip at all", Content_Encoding="gzip")),
        "/odd-encoding": sends(response(BODY, Content_Encoding="br")),
        "/garbage": sends(b"\0\1\2 this is not HTTP \r\n\r\n"),
        "/endless-headers": endless_headers,
        "/closes": lambda connection, asked, number: None,
        "/loop": redirects("/loop"),
        "/chain": redirects("/chain2"),
        "/chain2": redirects("/good", "301 Moved"),
        "/nowhere": sends(response(status="302 Found")),
        "/to-file": redirects("file:///etc/passwd"),
        "/to-other-host": redirects("http://elsewhere.example/report"),
        "/to-metadata": redirects("http://169.254.169.254/latest/meta-data"),
        "/to-private": redirects("/private/report"),
        "/unchanged": unchanged,
        "/chunks-lie": sends(response(b"ffff\r\nshort", length=None, Transfer_Encoding="chunked")),
    }


@contextlib.contextmanager
def serve() -> Iterator[BadServer]:
    """The server, running."""
    state = BadServer(routes=routes())

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            raw = b""
            while b"\r\n\r\n" not in raw:
                block = self.request.recv(65536)
                if not block:
                    return
                raw += block
            first, *lines = raw.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            asked = Asked(first.split(" ")[1], headers)
            state.asked.append(asked)
            state.counts[asked.path] += 1
            answer = state.routes.get(asked.path, sends(response(b"no", "404 Not Found")))
            with contextlib.suppress(OSError):
                answer(self.request, asked, state.counts[asked.path])

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield state
        server.shutdown()
