"""Checks of the machine: Python and packages, SQLite, dangerous variables, free disk."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from peel_qa.doctor.record import Check, State
from peel_qa.errors import SettingsError

_SOFTWARE, _ENVIRONMENT, _DISK = "Software", "Environment", "Disk"
_OLDEST_PYTHON = (3, 11)
_OLDEST_SQLITE = (3, 35, 0)
"""Chroma refuses an older one."""
_LEAST_BYTES, _FEW_BYTES = 50_000_000, 500_000_000
_OFF = ("", "0", "false", "no", "off")
_DANGEROUS: dict[str, tuple[State, str]] = {
    "GRADIO_SHARE": ("error", "it would publish the page through a server on the internet"),
    "GRADIO_MCP_SERVER": ("error", "it would offer the page's functions to other programs"),
    "GRADIO_ALLOWED_PATHS": ("error", "it would let the page serve files of this machine"),
    "GRADIO_LOCAL_DEV_MODE": ("warning", "it switches Gradio to its development mode"),
    "GRADIO_SERVER_NAME": ("warning", "it competes with PEEL_QA_HOST"),
    "GRADIO_SERVER_PORT": ("warning", "it competes with PEEL_QA_PORT"),
    "GRADIO_ROOT_PATH": ("warning", "it changes the addresses in the page"),
    "ALLOW_RESET": ("warning", "it lets Chroma erase a whole store"),
}
_CHROMA_KEY = re.compile(r"^\s*(?:export\s+)?(?:chroma_\w+|allow_reset|is_persistent|persist_directory)\s*=", re.IGNORECASE | re.MULTILINE)


def check_software() -> Iterator[Check]:
    """Python, this package and everything it needs, against the versions it was made for."""
    python = platform.python_version()
    is_new = sys.version_info >= _OLDEST_PYTHON
    yield Check(_SOFTWARE, "python", "ok" if is_new else "error", python, "" if is_new else "Install Python 3.11 or later")
    yield Check(_SOFTWARE, "peel-qa", "ok", version("peel-qa"))
    yield from check_packages(requires("peel-qa") or [])


def check_packages(requirements: list[str]) -> Iterator[Check]:
    """Each required package: installed, and within the bounds."""
    from packaging.requirements import Requirement

    for requirement in map(Requirement, requirements):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            yield Check(_SOFTWARE, requirement.name, "error", "not installed", "Run `make install`")
            continue
        if requirement.specifier.contains(installed, prereleases=True):
            yield Check(_SOFTWARE, requirement.name, "ok", installed)
        else:
            yield Check(_SOFTWARE, requirement.name, "warning", f"{installed}, made for {requirement.specifier}", "Run `make install`")


def check_sqlite(found: tuple[int, ...] = sqlite3.sqlite_version_info) -> Iterator[Check]:
    """The SQLite that Python is built with."""
    text = ".".join(map(str, found))
    if found >= _OLDEST_SQLITE:
        yield Check(_SOFTWARE, "sqlite", "ok", text)
    else:
        yield Check(_SOFTWARE, "sqlite", "error", f"{text}, Chroma needs 3.35 or later", "Use a Python that is built with a newer SQLite")


def check_environment(environment: Mapping[str, str] = os.environ, working_folder: Path | None = None) -> Iterator[Check]:
    """Variables and files that would change what the page or the store does behind our back."""
    found = [name for name in _DANGEROUS if environment.get(name, "").strip().lower() not in _OFF]
    for name in found:
        state, why = _DANGEROUS[name]
        yield Check(_ENVIRONMENT, name, state, f"is set to {environment[name]!r}: {why}", f"Unset {name}")
    stray = (working_folder or Path.cwd()) / ".env"
    if stray.is_file() and _CHROMA_KEY.search(stray.read_text(encoding="utf-8", errors="replace")):
        yield Check(
            _ENVIRONMENT, ".env", "warning", f"{stray} holds settings of Chroma, which reads it", "Remove them, or work in another folder"
        )
        found.append(".env")
    if not found:
        yield Check(_ENVIRONMENT, "environment", "ok", "no dangerous variable is set")


def require_safe(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to serve where a variable would open the page to others.

    Raises:
        SettingsError: naming the first such variable.
    """
    for check in check_environment(environment):
        if check.state == "error":
            raise SettingsError(f"{check.name} {check.found}", check.remedy)


def check_disk(index: Path) -> Iterator[Check]:
    """Room for the index, and for the private copy that each reader makes of it; both writable."""
    for name, folder in (("the index", index), ("temporary files", Path(tempfile.gettempdir()))):
        there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        free = shutil.disk_usage(there).free
        state: State = "error" if free < _LEAST_BYTES else "warning" if free < _FEW_BYTES else "ok"
        remedy = "" if state == "ok" else f"Free at least {_FEW_BYTES // 1_000_000} MB there"
        yield Check(_DISK, f"free for {name}", state, f"{free / 1e9:.1f} GB at {there}", remedy)
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            yield Check(
                _DISK, f"folder for {name}", "error", f"{there} cannot be written", "Change its permissions, or name another folder"
            )
