"""T15: every address that exists, as a committed list; everything else does not exist, whoever asks and however.

`surface.txt` holds one line for each method and path that answers, with the status of a plain call. Where a route is more or less, the test
names it: look why, then change the file by hand.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings
from peel_qa.web.server import create_app

SURFACE = Path(__file__).with_name("surface.txt")
HOST = "http://127.0.0.1:7860"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
ENDLESS = re.compile(r"/gradio_api/(?:heartbeat/|queue/data)|/dev/reload")
SPOOFED = {
    "x-forwarded-host": "attacker.example",
    "x-forwarded-proto": "gopher",
    "x-forwarded-for": "203.0.113.9",
    "forwarded": "host=attacker.example",
    "x-original-url": "/gradio_api/upload",
    "x-gradio-server": "https://attacker.example",
}


@pytest.fixture(scope="module")
def client(small_qa: PeelQA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("surface")
    settings: Settings = small_qa.settings.model_copy(update={"feedback": folder / "f.sqlite", "switches": folder / "s"})
    app = create_app(PeelQA(settings, small_qa.index, small_qa.embedder))
    with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
        yield client


def routes_of(routes: Sequence[Any], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            yield prefix + route.path
        elif router := getattr(route, "original_router", None):
            yield from routes_of(router.routes, prefix)


def every_path(client: TestClient) -> list[str]:
    found = {re.sub(r"\{[^}]*\}", "x", path) for path in routes_of(client.app.routes)}  # type: ignore[attr-defined]
    return sorted(found | {f"{path}/" for path in found if path != "/"} | {f"/gradio_api{path}" for path in found})


async def surface(app: Any, paths: list[str]) -> list[str]:
    """Every method and path that answers something, with its status."""
    seen = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=HOST) as client:
        for path in paths:
            for method in METHODS if not ENDLESS.search(path) else ():
                status = (await client.request(method, path)).status_code
                seen += [f"{method} {path} {status}"] if status not in (404, 400, 405) else []
    return seen


def test_what_exists_is_what_is_listed(client: TestClient) -> None:
    seen = asyncio.run(surface(client.app, every_path(client)))
    listed = [line for line in SURFACE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert seen == listed, "\n".join(sorted(set(seen) ^ set(listed)))


def test_no_header_moves_the_page_or_shows_in_it(client: TestClient) -> None:
    for path in ("/", "/plain", "/documents", "/about", "/answer?q=x", "/openapi.json", "/nothing"):
        plain, spoofed = client.get(path), client.get(path, headers=SPOOFED)
        assert plain.status_code == spoofed.status_code
        assert "attacker" not in spoofed.text
        assert "gopher" not in spoofed.text
        assert "access-control-allow-origin" not in spoofed.headers
        for name in ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"):
            assert name in spoofed.headers, (path, name)


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "127.0.0.1@attacker.example", ""])
@pytest.mark.parametrize("path", ["/", "/api/search?q=x", "/healthz", "/gradio_api/upload"])
def test_another_name_gets_nothing(client: TestClient, host: str, path: str) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code == 400
    assert "attacker" not in response.text


@pytest.mark.parametrize("origin", ["null", "http://attacker.example", "https://127.0.0.1:7860", "http://127.0.0.1:7861"])
def test_another_page_gets_nothing(client: TestClient, origin: str) -> None:
    for method, path in (("POST", "/api/ask"), ("POST", "/feedback"), ("GET", "/api/search?q=x")):
        response = client.request(method, path, headers={"origin": origin})
        assert response.status_code == 403 or origin == "https://127.0.0.1:7860"
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/process_recording", "/upload", "/api/ask", "/plain", "/feedback", "/gradio_api/queue/join"]
)
def test_thirty_megabytes_get_nowhere(client: TestClient, path: str) -> None:
    response = client.post(path, files={"files": ("x.html", b"x" * 30_000_000)})
    assert response.status_code in (404, 413)


@pytest.mark.parametrize(
    "path",
    ["/assets/../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/documents/..%2f..%2fetc%2fpasswd", "/gradio_api/file=/etc/passwd"],
)
def test_no_path_reaches_a_file_of_the_machine(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "root:" not in response.text
