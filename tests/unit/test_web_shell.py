"""Gradio's start page made ours: no foreign address in it, and no script but those named by hash."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import gradio
import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.testclient import TestClient

from peel_qa.web.frame import TITLE, edition
from peel_qa.web.shell import Shell, dress, policy_for

TEMPLATE = (Path(gradio.__file__).parent / "templates" / "frontend" / "index.html").read_text(encoding="utf-8")
HTML = '<!doctype html><html lang="en"><head><script>let a = "é";</script></head><body class="x"><p>Hello</p></body></html>'


def hash_of(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_gradios_own_page_loses_its_foreign_addresses() -> None:
    assert "gradio.app" in TEMPLATE, "Gradio's page has changed: is `dress` still needed?"
    dressed = dress(TEMPLATE)
    assert set(re.findall(r"https?://[^/]+", dressed)) == {"https://www.nationalarchives.gov.uk"}, "only the link to the licence"
    assert 'rel="manifest"' not in dressed


def test_our_title_style_and_script_are_in_it_before_anything_runs() -> None:
    dressed = dress(TEMPLATE)
    head = dressed[: dressed.index("</head>")]
    assert f"<title>{TITLE}</title>" in head
    assert f'href="page.css?{edition()}"' in head
    assert f'src="page.js?{edition()}"' in head
    assert '<html\n\tlang="en-GB"' in dressed
    body = dressed[dressed.index("<body") :]
    assert body.index("In an emergency call 999") < body.index("<noscript>") < body.index("<gradio-app") < body.index("<footer")


def test_every_inline_script_is_named_by_its_hash_and_no_other() -> None:
    page = '<script>one</script><script src="/two.js"></script><script type="module">three\n</script><script data-x="1">four</script>'
    policy = policy_for(page)
    assert re.findall(r"'sha256-[^']+'", policy) == [hash_of("one"), hash_of("three\n"), hash_of("four")]
    assert "unsafe-inline" not in policy.split("style-src")[0]


@pytest.mark.parametrize("response", [HTMLResponse(HTML), StreamingResponse(iter([HTML[:50], HTML[50:]]), media_type="text/html")])
def test_the_start_page_is_dressed_whole(response: Response) -> None:
    answer = TestClient(Shell(response)).get("/")
    assert TITLE in answer.text
    assert hash_of('let a = "é";') in answer.headers["content-security-policy"]
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_other_pages_and_other_content_pass_as_they_are() -> None:
    assert TestClient(Shell(HTMLResponse(HTML))).get("/plain").text == HTML
    assert TestClient(Shell(PlainTextResponse("busy", 503))).get("/").text == "busy"
    assert TestClient(Shell(HTMLResponse(HTML))).head("/").status_code == 200
