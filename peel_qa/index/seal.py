"""Checksums: every file of a version is listed in checksums.json, and the version's name ends in the digest of that list.

So whatever was deleted, cut short, changed or swapped with another version's is found before it is opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from peel_qa.errors import IndexDamaged

FILE = "checksums.json"
DIGITS = 32
_REMEDY = "Run `peel-qa index --rebuild`"


def checksums(folder: Path, select: Callable[[str], bool] = lambda name: True) -> dict[str, str]:
    """SHA-256 of the files below a folder, by relative path; only of those that `select` picks. Never of checksums.json itself.

    Raises:
        IndexDamaged: if one cannot be read.
    """
    found = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if name != FILE and select(name) and not path.is_dir():
                require_file(path)
                with path.open("rb") as file:
                    found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IndexDamaged(f"{error.filename or folder} cannot be read ({error.strerror})", _REMEDY) from error
    return found


def require_file(path: Path) -> None:
    """Refuse what reading would wait for, such as a pipe; what is not there is left to whoever reads it.

    Raises:
        IndexDamaged: if it is something other than a file.
    """
    if path.exists() and not path.is_file():
        raise IndexDamaged(f"{path} is no file", _REMEDY)


def require_files(folder: Path, names: Iterable[str]) -> None:
    """Look, without reading, whether a folder holds these files, and nothing that is neither file nor folder.

    Raises:
        IndexDamaged: naming the first that is missing, or that is something else.
    """
    for path in [*sorted(folder / name for name in names), *sorted(folder.rglob("*"))]:
        if not path.exists():
            raise IndexDamaged(f"{path} is missing", _REMEDY)
        if not path.is_dir():
            require_file(path)


def seal(folder: Path) -> str:
    """Write the list of a finished version's files; returns its digest, with which the version's name must end."""
    text = json.dumps(checksums(folder), indent=1, sort_keys=True) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def sealed(version: Path) -> dict[str, str]:
    """The checksums of a published version's files.

    Raises:
        IndexDamaged: if the list is missing or not the one with which the version was published.
    """
    require_file(version / FILE)
    try:
        raw = (version / FILE).read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{version / FILE} cannot be read ({error.strerror})", _REMEDY) from error
    if hashlib.sha256(raw).hexdigest()[:DIGITS] != version.name.rpartition("-")[2]:
        raise IndexDamaged(f"{version / FILE} was changed", _REMEDY)
    sums: dict[str, str] = json.loads(raw)
    return sums


def require_same(folder: Path, wanted: Mapping[str, str], here: Mapping[str, str]) -> None:
    """Compare the checksums found in a folder with those wanted.

    Raises:
        IndexDamaged: naming the first file that is missing, changed or not listed.
    """
    for name in sorted(wanted.keys() | here.keys()):
        if wanted.get(name) != here.get(name):
            state = "is missing" if name not in here else "is not part of the index" if name not in wanted else "was changed"
            raise IndexDamaged(f"{folder / name} {state}", _REMEDY)
