"""The container, compose and systemd files: read-only, without root, nothing of Chroma published, and true of this tree."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from peel_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
UNIT = ROOT / "deploy" / "peel-qa.service"


def instructions(name: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_read_only_and_without_root(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert not service["user"].startswith("0")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit"} <= service.keys()


def test_only_the_page_is_published_and_only_to_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"app"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["app"]["ports"])
    assert all(service["networks"] == ["inside"] for name, service in SERVICES.items() if name != "app")


def test_the_language_model_is_started_only_where_it_is_asked_for() -> None:
    assert [name for name, service in SERVICES.items() if "profiles" in service] == ["llm"]


def test_the_image_runs_without_root_on_one_python_for_both_stages() -> None:
    assert instructions("USER") == ["10001:10001"]
    bases = [base.split(" AS ")[0] for base in instructions("FROM")]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases[0])


def test_what_the_image_copies_is_here_and_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for copied in instructions("COPY"):
        if not copied.startswith("--from"):
            for source in copied.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source.rstrip('/')}" in ignored, source


def test_the_image_takes_the_versions_of_the_constraints() -> None:
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    [torch] = re.findall(r"torch==[\d.]+", DOCKERFILE)
    assert torch in constraints
    assert SERVICES["chroma"]["image"] == SERVICES["app"]["image"]
    assert SERVICES["chroma"]["command"][:2] == ["chroma", "run"]


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"PEEL_QA_([A-Z_]+)", DOCKERFILE + UNIT.read_text(encoding="utf-8")))
    named |= {name.removeprefix("PEEL_QA_") for name in SERVICES["app"]["environment"]}
    known = {name.upper() for name in Settings.model_fields}
    assert {name for name in named if not name.startswith("LLM")} <= known


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("/opt/peel-qa/.venv/bin/python", shutil.which("true") or "/bin/true")
    unit = tmp_path / "peel-qa.service"
    unit.write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")
