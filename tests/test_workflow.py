"""The checks on a build server: the same as here, every action pinned, nothing installed or embedded twice, reports kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    assert workflow["permissions"] == {"contents": "read"}
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_every_action_is_pinned_to_a_commit(steps: list[dict[str, Any]]) -> None:
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert [name for name in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name)] == []


def test_it_runs_what_a_machine_runs(steps: list[dict[str, Any]]) -> None:
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^for target in (.+); do$", script, flags=re.MULTILINE)
    assert targets.split() == ["install", "check", "test", "eval"]


def test_the_installation_and_the_vectors_are_cached_by_what_they_are_made_from(steps: list[dict[str, Any]]) -> None:
    cached = {step["with"]["path"].split()[0]: step["with"]["key"] for step in steps if step.get("uses", "").startswith("actions/cache@")}
    assert set(cached) == {".venv", "index/*/vectors.sqlite"}
    assert {"constraints.txt", "pyproject.toml"} <= set(re.findall(r"'([^']+)'", cached[".venv"]))
    for pattern in re.findall(r"'([^']+)'", "".join(cached.values())):
        assert any(ROOT.glob(pattern.removesuffix("/**"))), f"{pattern} names nothing"


def test_the_reports_are_kept_whatever_happened(steps: list[dict[str, Any]]) -> None:
    (upload,) = [step for step in steps if step.get("uses", "").startswith("actions/upload-artifact@")]
    assert (upload["if"], upload["with"]["path"]) == ("always()", "reports/")
    assert steps[-1] is upload
