"""The command as its users meet it: a process, a pipe, a terminal, a signal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from interrupts import heed_ctrl_c

from peel_qa.engine import PeelQA
from peel_qa.terminal import STATUS_LABELS

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "peel_qa"]
PATIENCE_S = 180
QUESTION = "How many of the 66 serious cases were badly supervised?"
REFUSED = "Someone is breaking into my house"
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")


@pytest.fixture
def places(qa: PeelQA) -> list[str]:
    """Options that name an index that is built already."""
    return ["--corpus", str(qa.settings.corpus[0]), "--index", str(qa.settings.index)]


def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE_S, env=environment, check=False
    )


def in_terminal(arguments: list[str], width: int = 100) -> tuple[int, str]:
    """Exit code and screen text of a command whose three streams are a terminal."""
    import fcntl
    import struct
    import termios

    child, screen = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(width))
        os.execv(COMMAND[0], [*COMMAND, *arguments])
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    shown = b""
    while select.select([screen], [], [], PATIENCE_S)[0]:
        try:
            shown += os.read(screen, 65536)
        except OSError:  # the other end is closed
            break
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


@pytest.fixture
def batch(places: list[str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a batch; what is left of it afterwards is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*COMMAND, *places, "ask", "--jsonl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            preexec_fn=heed_ctrl_c,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def exchange(process: subprocess.Popen[bytes], **record: object) -> dict[str, object]:
    """Send one line, wait for its answer."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(record).encode() + b"\n")
    answer: dict[str, object] = json.loads(_line(process.stdout))
    return answer


def _line(stream: IO[bytes]) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        assert select.select([stream], [], [], PATIENCE_S)[0], "no answer came"
        byte = stream.read(1)
        assert byte, f"the stream ended after {line!r}"
        line += byte
    return line


@pytest.mark.slow
def test_a_batch_answers_line_by_line_and_ctrl_c_ends_it_quietly(batch: Callable[[], subprocess.Popen[bytes]]) -> None:
    process = batch()
    first = exchange(process, id="a", question=QUESTION)  # the second line is not sent before the first is answered
    second = exchange(process, id="b", question="And who said so?", history=[QUESTION])
    bad = exchange(process, id="c", question=["not", "text"])
    assert [first["id"], second["id"], bad["id"]] == ["a", "b", "c"]
    assert {"answer", "status", "abstained", "citations", "caveats", "milliseconds"} <= first.keys()
    assert "error" in bad
    process.send_signal(signal.SIGINT)
    assert process.stderr
    assert process.wait(PATIENCE_S) == 130
    assert process.stderr.read() == b""


@pytest.mark.slow
def test_a_batch_whose_reader_goes_away_ends_quietly(batch: Callable[[], subprocess.Popen[bytes]]) -> None:
    process = batch()
    exchange(process, id="a", question=QUESTION)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stdin.write(b'{"id": "b", "question": "x y"}\n')
    process.wait(PATIENCE_S)
    assert process.stderr.read() == b""


@pytest.mark.slow
def test_the_end_by_the_system_leaves_no_private_copy_behind(places: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [*COMMAND, *places, "ask", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=environment,
    )
    try:
        exchange(process, id="a", question=QUESTION)
        process.terminate()
        assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
        assert list(tmp_path.iterdir()) == []
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_piped_an_answer_is_plain_text_and_nothing_else_is_said(qa: PeelQA, places: list[str]) -> None:
    ended = run(*places, "ask", QUESTION)
    assert ended.stdout == f"{qa.ask(QUESTION)}\n"
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize(("question", "is_refused"), [(QUESTION, False), (REFUSED, True)])
def test_in_a_terminal_an_answer_is_dressed_and_a_refusal_marked(qa: PeelQA, places: list[str], question: str, is_refused: bool) -> None:
    code, screen = in_terminal([*places, "ask", question])
    assert code == 0
    wanted = qa.ask(question)
    assert wanted.abstained is is_refused
    shown = "".join(_COLOURS.sub("", screen).split())
    assert shown.endswith("".join(f"{STATUS_LABELS[wanted.status]} {wanted}".split()))
    assert f"\x1b[1{';33' if is_refused else ''}m{wanted.direct[:20]}" in screen


@pytest.mark.slow
def test_an_up_to_date_index_loads_no_model(places: list[str]) -> None:
    program = (
        "import sys\n"
        "from peel_qa.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'chromadb') if name in sys.modules])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, "index", *places], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    assert ended.stdout.startswith("The index is up to date: 5 documents")
    assert ended.stdout.endswith("\n[]\n")
    assert ended.stderr == ""


@pytest.mark.slow
def test_a_first_build_is_silent_but_for_its_outcome(small_corpus: Path, tmp_path: Path) -> None:
    ended = run("index", "--corpus", str(small_corpus), "--index", str(tmp_path / "index"))
    assert ended.stderr == ""
    assert ended.stdout.startswith("Indexed 2 documents")
    assert len(ended.stdout.splitlines()) == 1


@pytest.mark.slow
def test_a_build_in_a_terminal_shows_its_phases(small_corpus: Path, tmp_path: Path) -> None:
    code, screen = in_terminal(["index", "--corpus", str(small_corpus), "--index", str(tmp_path / "index")])
    assert code == 0
    assert "Checking the index" in screen
    assert "Embedding" in screen
    assert _COLOURS.sub("", screen).strip().splitlines()[-1].startswith("Indexed 2 documents")


def test_a_terminal_without_a_question_is_bad_usage_not_a_wait() -> None:
    code, screen = in_terminal(["ask"], width=200)
    assert code == 2
    assert "There is no question" in screen


def test_places_can_be_named_by_variables(tmp_path: Path) -> None:
    ended = run("index", PEEL_QA_CORPUS=str(tmp_path / "nowhere"), PEEL_QA_INDEX=str(tmp_path))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"peel-qa: The corpus folder {tmp_path / 'nowhere'} does not exist. Correct --corpus or PEEL_QA_CORPUS\n"


def test_output_that_cannot_be_written_is_one_line(places: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, *places, "documents"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S, check=False
        )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("peel-qa: No space left on device")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_closed_streams_are_no_crash(places: list[str], closed: str) -> None:
    command = " ".join([*COMMAND, *places, "documents" if closed == ">&-" else "ask"])
    ended = subprocess.run(["sh", "-c", f"{command} {closed}"], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == (0 if closed == ">&-" else 2)


def test_the_installed_command_is_the_same_program() -> None:
    installed = Path(sys.executable).with_name("peel-qa")
    ended = subprocess.run([installed, "--version"], capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert ended.stdout == run("--version").stdout
