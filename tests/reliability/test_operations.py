"""What an operator relies on: answers are finished before the end, the switch closes everything, and the figures tell what happens."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from peel_qa.engine import PeelQA
from peel_qa.records import Answer
from peel_qa.service.switches import SERVICE, Switches
from peel_qa.settings import Settings
from peel_qa.web.server import Server, create_app

ROOT = Path(__file__).resolve().parents[2]
HOST = "http://127.0.0.1:7860"
QUESTION = json.dumps({"question": "How many investigations had a plan?"})


def asked(address: str, path: str = "/api/ask", body: str = QUESTION) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("POST", path, body)
    response = connection.getresponse()
    found = response.status, json.loads(response.read())
    connection.close()
    return found


class Slow(PeelQA):
    """The small engine, which waits until it is let go."""

    def __init__(self, qa: PeelQA, settings: Settings) -> None:
        super().__init__(settings, qa.index, qa.embedder)
        self.inside, self.leave = threading.Event(), threading.Event()

    def ask(self, *arguments: Any, **named: Any) -> Answer:
        self.inside.set()
        assert self.leave.wait(60)
        return super().ask(*arguments, **named)


def test_an_answer_in_progress_is_finished_and_open_pages_are_hung_up(
    small_qa: PeelQA, small_settings: Settings, running: Callable[..., Server]
) -> None:
    engine = Slow(small_qa, small_settings)
    server = running(engine)
    page = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
    page.request("GET", "/gradio_api/heartbeat/page")
    stream = page.getresponse()
    found: list[tuple[int, Any]] = []
    asking = threading.Thread(target=lambda: found.append(asked(server.address)))
    asking.start()
    assert engine.inside.wait(60)
    server.should_exit = True
    while server.servers and server.servers[0].is_serving():
        time.sleep(0.01)
    with pytest.raises(ConnectionError):
        asked(server.address)
    engine.leave.set()
    asking.join()
    assert [(status, body["status"]) for status, body in found] == [(200, "answered")]
    with pytest.raises(http.client.IncompleteRead):  # hung up in the middle of a stream that has no end
        stream.read()
    page.close()


def test_told_to_end_a_whole_process_finishes_its_answer(tmp_path: Path) -> None:
    """SIGTERM while an answer is made, in a process of its own."""
    code = (
        "import os, signal, sys, threading, time\nfrom pathlib import Path\nsys.path.insert(0, sys.argv[1])\n"
        "from peel_qa.environment import prepare_environment; prepare_environment()\n"
        "from small_corpora import write_small_corpus; from stub_embedder import StubEmbedder\n"
        "from peel_qa.engine import PeelQA; from peel_qa.settings import Settings; from peel_qa.web.server import serve\n"
        "folder = Path(sys.argv[2])\n"
        "settings = Settings(corpus=(write_small_corpus(folder / 'corpus'),), index=folder / 'index', reader='off', log='json',\n"
        "                    feedback=folder / 'f.sqlite', switches=folder / 's')\n"
        "class Slow(PeelQA):\n"
        "    def ask(self, *a, **n):\n"
        "        os.kill(os.getpid(), signal.SIGTERM); time.sleep(1); return super().ask(*a, **n)\n"
        "qa = PeelQA.open(settings, embedder=StubEmbedder())\n"
        "serve(Slow(settings, qa.index, qa.embedder), '127.0.0.1', 0)\nqa.close()\n"
    )
    run = [sys.executable, "-c", code, str(ROOT / "tests" / "support"), str(tmp_path)]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}) as process:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address is not None
        status, body = asked(address[0])
        _, log = process.communicate(timeout=60)
    assert (status, body["status"]) == (200, "answered")
    assert process.returncode in (0, -signal.SIGTERM)
    events = [json.loads(line) for line in log.splitlines()]
    assert [event["message"] for event in events] == ["answered"], log
    assert "investigations" not in log


def test_the_switch_closes_every_address_and_opens_it_again(small_qa: PeelQA, small_settings: Settings) -> None:
    with TestClient(create_app(PeelQA(small_settings, small_qa.index, small_qa.embedder)), base_url=HOST) as client:
        switches = Switches(small_settings.switches)
        switches.turn_off(SERVICE, "Back at <b>noon</b>.")
        for path in ("/", "/plain", "/documents", "/grades", "/about", "/answer?q=x", "/page.js", "/readyz"):
            response = client.get(path)
            assert response.status_code == 503, path
            assert "Back at &lt;b&gt;noon&lt;/b&gt;." in response.text
            assert "999" in response.text
            assert response.headers["retry-after"] == "600"
            assert "content-security-policy" in response.headers
        assert client.get("/api/search?q=x").json() == {"error": "Back at <b>noon</b>.", "reason": "closed"}
        assert client.post("/api/ask", content=QUESTION).status_code == 503
        assert client.post("/plain", data={"q": "x"}).status_code == 503
        for path in ("/healthz", "/metrics", "/page.css", "/favicon.ico"):
            assert client.get(path).status_code == 200, path
        switches.turn_on(SERVICE)
        assert client.post("/api/ask", content=QUESTION).json()["status"] == "answered"


def test_metrics_hold_what_an_operator_needs_and_no_question(small_qa: PeelQA, small_settings: Settings) -> None:
    with TestClient(create_app(PeelQA(small_settings, small_qa.index, small_qa.embedder)), base_url=HOST) as client:
        client.post("/api/ask", content=QUESTION)
        client.post("/api/ask", content=json.dumps({"question": "Is Theodora a suspect?"}))
        text = client.get("/metrics").text
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+', line) for line in lines), lines
    names = {re.split(r"[{ ]", line)[0] for line in lines}
    assert {
        "peel_qa_answers_total",
        "peel_qa_answer_seconds_bucket",
        "peel_qa_answers_running",
        "peel_qa_answers_waiting",
        "peel_qa_index_info",
        "peel_qa_corpus_info",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_start_time_seconds",
    } <= names
    assert f'version="{small_qa.index.version.name}"' in text
    assert "Theodora" not in text


@pytest.mark.parametrize("variable", ["GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ALLOWED_PATHS"])
@pytest.mark.parametrize("command", [["-m", "peel_qa", "serve"], ["app.py"]])
def test_a_variable_that_would_open_the_page_is_refused_before_anything_starts(command: list[str], variable: str, tmp_path: Path) -> None:
    """T9; nothing is loaded before it is told, so the corpus that is not there is not met."""
    environment = {**os.environ, variable: "1", "PEEL_QA_CORPUS": str(tmp_path / "nothing"), "PEEL_QA_INDEX": str(tmp_path / "index")}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.search(rf"{variable} is set to '1': .*\. Unset {variable}\n$", done.stderr)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "index").exists()
