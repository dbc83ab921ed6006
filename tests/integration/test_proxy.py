"""The nginx example, run by a real nginx in front of the real server (without its certificate)."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_server import serving

from peel_qa.engine import PeelQA

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MAIN = """daemon off; pid {0}/pid; error_log {0}/error.log; events {{}}
http {{ access_log off; client_body_temp_path {0}/1; proxy_temp_path {0}/2; fastcgi_temp_path {0}/3; uwsgi_temp_path {0}/4;
scgi_temp_path {0}/5; include {0}/site.conf; }}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def call(qa: PeelQA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., tuple[int, str]]]:
    """`call(path, body, headers)` asks through nginx and gives status and text."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    name = f"ask.example.org:{port}"
    values = {"public_address": f"http://{name}/reports", "proxies": ("127.0.0.1",), "questions_per_minute": 3}
    with serving(PeelQA(qa.settings.model_copy(update=values), qa.index, qa.embedder)) as server:
        site = re.sub(r"(?m)^\s*ssl_certificate.*\n", "", (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8"))
        site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace("127.0.0.1:7860", server.address.split("/")[2])
        (folder / "site.conf").write_text(site, encoding="utf-8")
        (folder / "nginx.conf").write_text(MAIN.format(folder), encoding="utf-8")
        process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
        try:
            wait_for(port, process)
            yield lambda *arguments, **named: fetch(f"http://127.0.0.1:{port}", name, *arguments, **named)
        finally:
            process.terminate()
            process.wait(30)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            continue
    pytest.fail(f"nginx ended with {process.returncode}")


def fetch(base: str, host: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}{path}", data, {"host": host, **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_every_view_answers_under_its_path(call: Callable[..., tuple[int, str]]) -> None:
    for view in ("", "grades", "documents", "documents/peel-2021-22-west-mercia", "about", "plain", "page.css", "api/grades"):
        status, text = call(f"/reports/{view}")
        assert status == 200, view
        assert 'href="/' not in text, f"{view}: a link leaves the path"


def test_gradio_knows_the_public_address(call: Callable[..., tuple[int, str]]) -> None:
    roots = set(re.findall(r'"root": ?"([^"]*)"', call("/reports/")[1]))
    assert len(roots) == 1
    assert re.fullmatch(r"http://ask\.example\.org:\d+/reports", roots.pop())


def test_what_is_for_operators_is_closed_and_another_name_is_refused(call: Callable[..., tuple[int, str]]) -> None:
    assert call("/reports/metrics")[0] == 403
    assert call("/reports/readyz")[0] == 403
    assert call("/reports/grades", headers={"host": "evil.example"})[0] == 400
    assert call("/reports/api/ask", "x" * 30_000)[0] == 413


def test_the_limit_counts_the_visitor_whatever_the_visitor_says(call: Callable[..., tuple[int, str]]) -> None:
    said = [call("/reports/api/ask", {"question": "Who?"}, {"x-forwarded-for": f"10.0.0.{n}"})[0] for n in range(4)]
    assert said == [200, 200, 200, 429]
