"""What the figures were measured on and with."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.common import ROOT

_RESULTS = ("benchmarks/results", "benchmarks/reliability/results.json", "docs/reliability.md")
"""What a measurement writes itself."""
PACKAGES = ("peel-qa", "chromadb", "llama-index-core", "sentence-transformers", "torch", "bm25s")


def describe() -> dict[str, object]:
    """Machine, versions, commit and date."""
    return {
        "date": date.today().isoformat(),
        "commit": _commit(),
        "processor": _first_value("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(int((_first_value("/proc/meminfo", "MemTotal") or "0").split()[0]) / 1e6),
        "load_at_start": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _commit() -> str:
    """The commit measured, marked where the working tree differs from it in more than results; empty outside a clone."""
    commit = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", *(f":(exclude){path}" for path in _RESULTS))
    return f"{commit}-dirty" if commit and changed else commit


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _first_value(path: str, name: str) -> str:
    if Path(path).is_file():
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            if line.startswith(name):
                return line.split(":", 1)[1].strip()
    return ""
