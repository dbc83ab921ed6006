"""The whole application: what it serves, what it refuses, the plain page, and the server that runs it."""

from __future__ import annotations

import http.client
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from interrupts import heed_ctrl_c
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from peel_qa.engine import PeelQA
from peel_qa.errors import SettingsError
from peel_qa.web.frame import edition
from peel_qa.web.guard import is_route
from peel_qa.web.server import create_app, listen, make_server

ROOT = Path(__file__).resolve().parents[2]
HOST = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client(qa: PeelQA) -> Iterator[TestClient]:
    with TestClient(create_app(qa), base_url=HOST) as client:
        yield client


def paths_of(routes: Sequence[Any], prefix: str = "") -> Iterator[str]:
    """The paths of routes, those of included routers too."""
    for route in routes:
        if isinstance(route, Route):
            yield prefix + route.path
        elif router := getattr(route, "original_router", None):
            yield from paths_of(router.routes, prefix)


def test_it_says_that_it_is_up(client: TestClient) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_the_start_page_names_no_other_host_and_sets_no_cookie(client: TestClient, qa: PeelQA) -> None:
    response = client.get("/", headers={"x-forwarded-host": "evil.example", "accept-encoding": "br, gzip"})
    assert response.status_code == 200
    shown = set(re.findall(r"https?://([\w.-]+)", response.text))
    linked = {str(urlsplit(document.source.url).hostname) for document in qa.documents}
    linked |= {"www.nationalarchives.gov.uk", "127.0.0.1"}
    assert shown <= linked
    assert "set-cookie" not in response.headers
    assert "sha256-" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/page.css", "text/css"), ("/page.js", "text/javascript"), ("/favicon.ico", "image/svg+xml"), ("/theme.css", "text/")],
)
def test_its_own_files_are_served(client: TestClient, path: str, kind: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)


def test_no_other_route_of_gradio_answers(client: TestClient) -> None:
    paths = {path for mount in client.app.routes if isinstance(mount, Mount) for path in paths_of(mount.routes)}  # type: ignore[attr-defined]
    assert "/gradio_api/upload" in paths, "Gradio's routes are no longer where this test looks for them"
    assert len(paths) > 40
    for path in sorted(paths):
        for method in ("GET", "POST"):
            concrete = re.sub(r"\{[^}]*\}", "x", path)
            if not is_route(method, concrete):
                assert client.request(method, concrete).status_code == 404, (method, path)


def test_the_queue_cannot_be_passed_by(client: TestClient) -> None:
    assert client.post("/gradio_api/run/ask", json={"data": ["How many?", []]}).status_code == 404
    assert client.post("/gradio_api/queue/join", content=b"x" * 30_000).status_code == 413


def test_another_origin_gets_no_permission(client: TestClient) -> None:
    response = client.get("/healthz", headers={"origin": "http://evil.example"})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_the_plain_page_answers_without_a_script(client: TestClient) -> None:
    form = client.get("/plain").text
    assert re.findall(r"<script[^>]*>", form) == [f'<script src="page.js?{edition()}" defer>'], "and it needs none"
    first = client.post("/plain", data={"q": "What percentage of 101 calls are abandoned?"}).text
    assert "20" in first
    assert "<mark" in first
    assert 'name="h" value="What percentage of 101 calls are abandoned?"' in first
    second = client.post("/plain", data={"q": "And in 2024?", "h": "What percentage of 101 calls are abandoned?"}).text
    assert 'id="turn-2"' in second
    assert second.count('name="h"') == 2


def test_the_plain_page_keeps_hostile_input_as_text(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    for fields in ({"q": hostile}, {"q": hostile * 100}, {"q": "Who?", "h": [hostile] * 5}):
        text = client.post("/plain", data=fields).text
        assert "<script>" not in text
        assert hostile in unescape(text)


@pytest.mark.parametrize("body", [b"", b"q=", b"q=%FF%FE", b"&" * 1000, b"h=x&" * 100, b"\xff\x00"])
def test_the_plain_page_takes_bad_forms_kindly(client: TestClient, body: bytes) -> None:
    response = client.post("/plain", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert response.status_code == 200
    assert "Traceback" not in response.text


def test_a_question_that_is_too_long_is_told_so(client: TestClient, qa: PeelQA) -> None:
    text = client.post("/plain", data={"q": "why " * 200}).text
    assert str(qa.settings.question_characters) in text
    assert 'role="alert"' in text


def test_a_port_in_use_is_named_with_its_remedy() -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"cannot listen on 127\.0\.0\.1:{port}.*PEEL_QA_PORT"):
            listen("127.0.0.1", port)


def test_the_server_says_where_it_listens_once_it_does(qa: PeelQA, capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as listener:
        server = make_server(create_app(qa), listener)
        worker = threading.Thread(target=server.run, args=([listener],))
        worker.start()
        assert server.ready.wait(60)
        port = listener.getsockname()[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as response:
            assert response.read() == b'{"status":"ok"}'
        server.should_exit = True
        worker.join()
    assert capsys.readouterr().out == f"peel_qa is ready at http://127.0.0.1:{port}/\n"


def test_an_open_page_does_not_keep_the_server_from_stopping_quietly(
    qa: PeelQA, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listen("127.0.0.1", 0) as listener:
        server = make_server(create_app(qa), listener)
        monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
        worker = threading.Thread(target=server.run, args=([listener],))
        worker.start()
        assert server.ready.wait(60)
        page = http.client.HTTPConnection(*listener.getsockname()[:2], timeout=30)
        page.request("GET", "/gradio_api/heartbeat/page")
        stream = page.getresponse()
        assert stream.status == 200
        server.should_exit = True
        worker.join()
        page.close()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.slow
def test_the_app_starts_from_its_settings_and_stops_when_told(small_corpus: Path, tmp_path: Path) -> None:
    settings = {"PEEL_QA_CORPUS": str(small_corpus), "PEEL_QA_INDEX": str(tmp_path / "index"), "PEEL_QA_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, ROOT / "app.py"], env=os.environ | settings, stdout=subprocess.PIPE, text=True, preexec_fn=heed_ctrl_c
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.fullmatch(r"peel_qa is ready at (http://127\.0\.0\.1:\d+/)\n", line)
        assert address is not None
        with urllib.request.urlopen(f"{address[1]}healthz", timeout=30) as response:
            assert response.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_an_error_of_ours_ends_the_app_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)):
        settings = {"PEEL_QA_CORPUS": str(tmp_path), "PEEL_QA_INDEX": str(tmp_path / "index")}
        done = subprocess.run([sys.executable, ROOT / "app.py"], env=os.environ | settings, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert str(tmp_path) in done.stderr
