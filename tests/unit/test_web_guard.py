"""The guard: only the page's own routes, under its own names, with small bodies, and headers that bind the browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from peel_qa.web import guard
from peel_qa.web.front import Front
from peel_qa.web.guard import BODY_LIMIT, HEADERS, Guard, Hosts, is_route

HOST = "http://127.0.0.1:7860"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with what reached it."""
    if scope["type"] == "lifespan":
        await send({"type": "lifespan.startup.complete"})
        return
    request = Request(scope, receive)
    body = await request.body()
    seen = {"path": scope["path"], "scheme": scope.get("scheme"), "client": (scope.get("client") or [""])[0]}
    await JSONResponse({"body": len(body), "headers": sorted(request.headers), **seen})(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Guard(echo, Hosts("127.0.0.1")), base_url=HOST)


def sent_by(app: Guard, received: list[Message], **scope: Any) -> list[Message]:
    """What an application sends for one request whose messages are given; after the last the client is silent."""
    sent: list[Message] = []

    async def run() -> None:
        waiting = list(received)

        async def receive() -> Message:
            if waiting:
                return waiting.pop(0)
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        await app({"type": "http", "method": "POST", "path": "/plain", "headers": [(b"host", b"localhost")], **scope}, receive, send)

    asyncio.run(run())
    return sent


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/healthz"),
        ("GET", "/assets/index-1.js"),
        ("GET", "/gradio_api/queue/data"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/plain"),
        ("POST", "/api/ask"),
        ("POST", "/feedback"),
        ("GET", "/api/search"),
        ("GET", "/openapi.json"),
        ("GET", "/documents/peel-2021-22-west-mercia"),
        ("GET", "/grades"),
    ],
)
def test_what_the_page_needs_gets_through(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("PUT", "/plain"),
        ("OPTIONS", "/gradio_api/queue/join"),
        ("GET", "/config"),
        ("GET", "/docs"),
        ("POST", "/openapi.json"),
        ("GET", "/api/ask"),
        ("POST", "/api/search"),
        ("GET", "/feedback"),
        ("GET", "/documents/../secret"),
        ("GET", "/monitoring"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://localhost/"),
        ("GET", "/gradio_api/dev/reload"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/assets/../../secret"),
        ("GET", "/assets/..%2f..%2fsecret"),
        ("GET", "/assets/%5c..%5csecret"),
        ("GET", "/assets/a%00b"),
        ("GET", "/assets"),
        ("POST", "/assets/index-1.js"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/queue/join/"),
    ],
)
def test_what_the_page_does_not_need_does_not_exist(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 404


def test_a_person_with_a_wrong_address_is_shown_the_way(client: TestClient) -> None:
    for app, root in ((client, "/"), (fronted(prefix="/reports"), "/reports/")):
        response = app.get("/documents/../../x/y", headers={"accept": "text/html,*/*"})
        assert response.status_code == 404
        assert f'<a href="{root}">Ask a question</a>' in response.text
        assert f'href="{root}grades"' in response.text


@given(st.text(max_size=40), st.sampled_from(["GET", "POST", "DELETE", "TRACE"]))
def test_no_path_climbs_out_of_a_folder(rest: str, method: str) -> None:
    for folder in guard.READABLE_UNDER:
        path = f"{folder}{rest}"
        if is_route(method, path):
            assert method == "GET"
            assert ".." not in path
            assert "\\" not in path
            assert path.isprintable()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "localhost:1", "LOCALHOST", "[::1]:7860"])
def test_its_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "10.0.0.1", "", "[", "evil.example:7860"]
)
def test_other_names_are_not(client: TestClient, host: str) -> None:
    response = client.get("/healthz", headers={"host": host})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_two_names_at_once_are_refused() -> None:
    sent = sent_by(Guard(echo, Hosts("127.0.0.1")), [], headers=[(b"host", b"localhost"), (b"host", b"evil.example")])
    assert sent[0]["status"] == 400


def test_on_every_interface_bare_addresses_and_given_names_are_answered_too() -> None:
    hosts = Hosts("0.0.0.0", ["peel.example.org"])
    assert all(hosts.allows(host) for host in ("192.168.1.5:7860", "[fe80::1]:80", "peel.example.org", "PEEL.example.org:443"))
    assert not any(hosts.allows(host) for host in ("evil.example", "192.168.1.5.evil.example"))
    assert not Hosts("192.168.1.5").allows("192.168.1.6")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost:7860"])
def test_a_call_from_another_page_is_refused(client: TestClient, origin: str) -> None:
    assert client.post("/plain", headers={"origin": origin}).status_code == 403


def test_a_call_from_the_page_itself_is_taken(client: TestClient) -> None:
    assert client.post("/plain", headers={"origin": HOST}).status_code == 200


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 100):
        yield b"x" * 100
    yield b"x" * (size % 100)


@pytest.mark.parametrize(("size", "status"), [(0, 200), (BODY_LIMIT, 200), (BODY_LIMIT + 1, 413), (5 * BODY_LIMIT, 413)])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_is_taken_up_to_its_limit(client: TestClient, size: int, status: int, is_chunked: bool) -> None:
    response = client.post("/plain", content=chunks(size) if is_chunked else b"x" * size)
    assert response.status_code == status
    assert status == 413 or response.json()["body"] == size


def test_a_chunked_body_is_no_longer_read_once_it_is_too_large() -> None:
    asked = 0

    async def endless() -> AsyncIterator[Message]:
        while True:
            yield {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def run() -> list[Message]:
        nonlocal asked
        sent: list[Message] = []
        source = endless()

        async def receive() -> Message:
            nonlocal asked
            asked += 1
            return await anext(source)

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/plain", "headers": [(b"host", b"localhost")]}
        await Guard(echo, Hosts("127.0.0.1"))(scope, receive, send)
        return sent

    assert asyncio.run(run())[0]["status"] == 413
    assert asked == BODY_LIMIT // 1000 + 1


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "99999999999"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    sent = sent_by(Guard(echo, Hosts("127.0.0.1")), [], headers=[(b"host", b"localhost"), (b"content-length", length.encode())])
    assert sent[0]["status"] == 413


def test_a_body_that_does_not_arrive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.01)
    sent = sent_by(Guard(echo, Hosts("127.0.0.1")), [{"type": "http.request", "body": b"x", "more_body": True}])
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("path", ["/", "/nothing"])
@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_every_answer_carries_the_headers(client: TestClient, path: str, host: str) -> None:
    response = client.get(path, headers={"host": host})
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = HEADERS["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in policy


def test_what_a_proxy_may_say_about_the_address_does_not_reach_the_page(client: TestClient) -> None:
    names = ["x-forwarded-host", "x-forwarded-proto", "x-forwarded-for", "forwarded", "x-original-url", "x-gradio-server"]
    response = client.get("/", headers=dict.fromkeys(names, "evil.example") | {"accept-language": "en"})
    seen = response.json()["headers"]
    assert "accept-language" in seen
    assert not set(names) & set(seen)


def test_a_socket_is_closed_and_the_lifespan_passes() -> None:
    assert sent_by(Guard(echo, Hosts("127.0.0.1")), [], type="websocket") == [{"type": "websocket.close"}]
    assert sent_by(Guard(echo, Hosts("127.0.0.1")), [], type="lifespan") == [{"type": "lifespan.startup.complete"}]


def fronted(client: tuple[str, int] = ("127.0.0.1", 50000), host: str = "ask.example.org", **front: Any) -> TestClient:
    app = Guard(echo, Hosts("127.0.0.1", ["ask.example.org"]), Front(**front))
    return TestClient(app, base_url=f"http://{host}", client=client, follow_redirects=False)


@pytest.mark.parametrize("path", ["/reports/grades", "/grades"])
def test_under_a_prefix_the_page_sees_its_own_paths(path: str) -> None:
    assert fronted(prefix="/reports").get(path).json()["path"] == "/grades"


def test_a_prefix_without_its_slash_leads_to_the_page_and_other_prefixes_nowhere() -> None:
    client = fronted(prefix="/reports")
    response = client.get("/reports")
    assert (response.status_code, response.headers["location"]) == (308, "/reports/")
    assert client.get("/reportsgrades").status_code == 404
    assert client.get("/reports/reports/grades").status_code == 404


def test_the_scheme_is_that_of_the_public_address_under_its_name_only() -> None:
    front = {"public_address": "https://ask.example.org"}
    assert fronted(**front).get("/healthz").json()["scheme"] == "https"
    assert fronted(host="127.0.0.1:7860", **front).get("/healthz").json()["scheme"] == "http"


@pytest.mark.parametrize(
    ("client", "said", "seen"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.1", "203.0.113.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
)
def test_whose_address_it_is_only_a_named_proxy_may_say(client: str, said: str, seen: str) -> None:
    response = fronted((client, 50000), proxies=("10.0.0.1",)).get("/healthz", headers={"x-forwarded-for": said} if said else {})
    assert response.json()["client"] == seen
    assert "x-forwarded-for" not in response.json()["headers"]
