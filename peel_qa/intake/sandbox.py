"""Running the program that reads files (child.py), and turning however it ends into an outcome or one clear line."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel_qa.corpus.readers.reading import Unreadable
from peel_qa.intake.archive import Member
from peel_qa.intake.evidence import Proposal

_NOWHERE = "http://127.0.0.1:9"
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH")
_CODE = Path(__file__).resolve().parents[2]
_GRACE_S = 5
"""Seconds that the process has, beyond its limit, before it is ended from here."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: bytes of the file, seconds, megabytes of memory."""

    max_bytes: int
    seconds: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class Read:
    """One file as the child read it. `form` is "zip" for an archive, which has nothing else."""

    form: str
    markdown: str = ""
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()
    pages: int = 0


def read_apart(path: Path, name: str, url: str, content_type: str, given: Mapping[str, str], limits: Limits) -> Read:
    """Read a file in a process of its own; `name` is what it is called, `url` where it came from.

    Raises:
        Unreadable: however it fails.
    """
    request = {"task": "read", "path": str(path), "name": name, "url": url, "content_type": content_type, "given": dict(given)}
    outcome = _run(request, limits)
    proposals = tuple(Proposal(**proposal) for proposal in outcome.get("proposals", ()))
    return Read(outcome["form"], outcome.get("markdown", ""), proposals, tuple(outcome.get("notes", ())), outcome.get("pages", 0))


def unpack_apart(path: Path, folder: Path, limits: Limits) -> list[Member]:
    """Unpack an archive into `folder`, in a process of its own.

    Raises:
        Unreadable: however it fails as a whole.
    """
    outcome = _run({"task": "unpack", "path": str(path), "folder": str(folder)}, limits)
    return [Member(**member) for member in outcome["members"]]


def _run(request: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="peel-qa-") as scratch:
        target = Path(scratch) / "outcome.json"
        whole = {**request, "outcome": str(target), "max_bytes": limits.max_bytes, "seconds": limits.seconds, "megabytes": limits.megabytes}
        status = _wait(whole, scratch, limits)
        if status or not target.is_file():
            raise _end(status, limits)
        outcome: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    if "problem" in outcome:
        raise Unreadable(outcome["problem"], outcome["remedy"])
    return outcome


def _wait(request: Mapping[str, Any], scratch: str, limits: Limits) -> int:
    """The exit status of the child; that of a kill where it had to be ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "peel_qa.intake.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env=_environment(scratch),
        start_new_session=True,
    )
    try:
        process.communicate(json.dumps(request).encode(), timeout=limits.seconds + _GRACE_S)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    except BrokenPipeError:
        process.wait(limits.seconds)
    finally:
        _end_group(process)
    return process.returncode


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(scratch: str) -> dict[str, str]:
    """What the child knows of this process: where Python finds its modules, and no way out to the network."""
    kept = {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith("COVERAGE")}
    paths = os.pathsep.join(filter(None, [str(_CODE), kept.get("PYTHONPATH", "")]))
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), _NOWHERE)
    return {**kept, **nowhere, "PYTHONPATH": paths, "TMPDIR": scratch, "PYTHONDONTWRITEBYTECODE": "1"}


def _end(status: int, limits: Limits) -> Unreadable:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Unreadable(f"takes more than {limits.seconds:,} seconds to be read", "Split it, or raise PEEL_QA_PARSE_SECONDS")
    if status in (-signal.SIGABRT, -signal.SIGBUS, 1):
        remedy = "Split it, raise PEEL_QA_PARSE_MEGABYTES, or save it in another form"
        return Unreadable(f"breaks its reader (exit status {status}), perhaps for want of memory", remedy)
    return Unreadable(f"breaks its reader (exit status {status})", "Save it in another form")
