"""The whole product where there is no network: in a network namespace of its own, with whatever it tries counted by the kernel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.reliability import ROOT
from benchmarks.reliability.outcome import SHOWN, Outcome

SIZE = 60
"""Questions that are asked; every view, and every file that a page names, is fetched beside."""
_NAMESPACE = ("unshare", "--net", "--map-root-user")
_COUNTED = ("OutNoRoutes", "ActiveOpens", "OutDatagrams")


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """A failure is an attempt to reach or look up anything but this machine, or a page or an answer that fails without a network."""
    began = time.perf_counter()
    work = f"ip link set lo up && exec {sys.executable} -m benchmarks.reliability.egress {size}"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([*_NAMESPACE, "sh", "-c", work], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise RuntimeError(f"The namespace could not be used: {done.stderr.strip()[-500:]}")
    seen = json.loads(lines[-1])
    return Outcome(
        "egress",
        "T13",
        "Nothing but this machine is reached for, by any library: not by Python's sockets, and not past them.",
        seen["tried"],
        len(seen["reasons"]),
        seed,
        time.perf_counter() - began,
        tuple(seen["reasons"][:SHOWN]),
        seen["figures"],
    )


def main(size: int) -> dict[str, object]:
    """Within the namespace: examine, build, ask, serve, and fetch all that the pages name."""
    attempts: list[str] = []
    sys.addaudithook(lambda event, arguments: attempts.append(f"{event} {arguments[1:]}") if _leaves(event, arguments) else None)
    before, tried, reasons = _kernel(), 0, list[str]()

    import re

    from starlette.testclient import TestClient

    from peel_qa.doctor.examine import examine
    from peel_qa.engine import PeelQA
    from peel_qa.index.layout import IndexFolder
    from peel_qa.settings import Settings
    from peel_qa.web.server import create_app

    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(corpus=(ROOT / "corpus",), index=Path(scratch) / "index", questions_per_minute=0, switches=Path(scratch) / "s")
        known = IndexFolder(Settings(corpus=settings.corpus)).vectors
        if known.is_file():  # the model is loaded and asked all the same
            (mine := IndexFolder(settings).vectors).parent.mkdir(parents=True)
            shutil.copyfile(known, mine)
        with PeelQA.open(settings) as qa:
            for question in (ROOT / "benchmarks" / "questions.txt").read_text(encoding="utf-8").splitlines()[:size]:
                tried += 1
                if not qa.ask(question).text:
                    reasons.append(f"no answer to {question!r}")
            for check in examine(lambda: settings):
                tried += 1
                reasons += [f"doctor: {check.name}: {check.found}"] if check.state == "error" else []
            with TestClient(create_app(qa), base_url="http://127.0.0.1:7860") as client:
                named = {
                    "/",
                    "/plain",
                    "/grades",
                    "/documents",
                    "/about",
                    "/answer?q=Who+is+the+chief+constable%3F",
                    "/api/documents",
                    "/openapi.json",
                }
                fetched: set[str] = set()
                while named - fetched:
                    path = (named - fetched).pop()
                    fetched.add(path)
                    tried += 1
                    response = client.get(path)
                    if response.status_code != 200:
                        reasons.append(f"{path}: HTTP {response.status_code}")
                    for address in re.findall(r'(?:src|href)="([^"#]+)"', response.text) if path.split("?")[0].count(".") == 0 else []:
                        is_asset = re.search(r"\.(?:js|css|woff2?|svg|ico|png)(?:\?|$)", address)
                        if is_asset and "://" in address and not address.startswith("http://127.0.0.1:7860/"):
                            reasons.append(f"{path} loads {address}")
                        elif is_asset:
                            named.add("/" + address.removeprefix("http://127.0.0.1:7860").lstrip("./"))
    after = _kernel()
    reasons += [f"Python: {attempt}" for attempt in attempts]
    no_route = after["OutNoRoutes"] - before["OutNoRoutes"]
    reasons += [f"the kernel counted {no_route} packets without a route"] if no_route else []
    figures = {
        "questions asked": size,
        "pages and files fetched": len(fetched),
        "attempts seen by Python": len(attempts),
        "packets without a route, counted by the kernel": no_route,
    }
    return {"tried": tried, "reasons": reasons, "figures": figures}


def _leaves(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an audited event reaches for another machine."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        return isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost"))
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        return host not in (None, "", "localhost", b"localhost", "127.0.0.1", "::1", "0.0.0.0")
    return False


def _kernel() -> dict[str, int]:
    """What the kernel counts in this namespace."""
    lines = Path("/proc/self/net/snmp").read_text(encoding="ascii").splitlines()
    found: dict[str, int] = {}
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        found |= {name: int(value) for name, value in zip(names.split()[1:], values.split()[1:], strict=True) if name in _COUNTED}
    return found


if __name__ == "__main__":
    from peel_qa.environment import prepare_environment

    prepare_environment()
    print(json.dumps(main(int(sys.argv[1]))))
