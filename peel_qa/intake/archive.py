"""ZIP archives unpacked with limits: on the number of files, on their size, and on where they may be written."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from peel_qa.text import visible

_MOST_MEMBERS = 5000
_MOST_BYTES = 50
"""Bytes of all files of an archive together, at most, as a multiple of the largest document's."""
_BLOCK = 1 << 20
EXPORT_LIST = "peel-qa-export.json"
"""Lies in archives that `peel-qa export` wrote; what lies in their folder of raw files belongs to the documents beside it."""
_EXPORTED_RAW = "raw"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name there, and where it was unpacked, or why it was not."""

    name: str
    path: str = ""
    problem: str = ""
    remedy: str = ""


def unpack(path: Path, folder: Path, max_bytes: int) -> list[Member]:
    """Unpack the files of an archive into `folder`, under names of our own; hidden files and folders are passed over."""
    try:
        with zipfile.ZipFile(path) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            is_export = any(each.filename == EXPORT_LIST for each in listed)
            wanted = sorted((each for each in listed if not _is_passed_over(each.filename, is_export)), key=lambda each: each.filename)
            if len(wanted) > _MOST_MEMBERS:
                return [
                    Member("", problem=f"holds {len(wanted):,} files, more than the {_MOST_MEMBERS:,} that are read", remedy="Split it")
                ]
            if not wanted:
                return [Member("", problem="is an archive without a document", remedy="Add one that holds documents")]
            return _members(archive, wanted, folder, max_bytes)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return [Member("", problem=f"is broken ({str(error).rstrip('.') or 'the archive breaks off'})", remedy="Get a whole copy of it")]


def _is_passed_over(name: str, is_export: bool) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    is_hidden = any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)
    return is_hidden or (is_export and (name == EXPORT_LIST or parts[0] == _EXPORTED_RAW))


def _members(archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo], folder: Path, max_bytes: int) -> list[Member]:
    members: list[Member] = []
    left = _MOST_BYTES * max_bytes
    for number, info in enumerate(wanted):
        target = folder / f"{number:05}{PurePosixPath(info.filename).suffix.lower()[:12]}"
        member, used = _member(archive, info, target, min(max_bytes, left))
        left -= used
        members.append(replace(member, name=visible(member.name)))
        if left <= 0:
            members.append(Member("", problem="unpacks to more than an archive may", remedy="Split it"))
            break
    return members


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, max_bytes: int) -> tuple[Member, int]:
    """One file, unpacked; the size that the archive claims for it is not believed."""
    used = 0
    if info.flag_bits & 1:
        return Member(info.filename, problem="is encrypted: it needs a password", remedy="Pack it without a password"), 0
    try:
        with archive.open(info) as packed, target.open("wb") as file:
            while block := packed.read(_BLOCK):
                used += len(block)
                if used > max_bytes:
                    target.unlink()
                    problem = f"unpacks to more than the {max_bytes:,} bytes allowed"
                    return Member(info.filename, problem=problem, remedy="Split it, or raise PEEL_QA_MAX_DOCUMENT_BYTES"), used
                file.write(block)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        reason = str(error).rstrip(".") or "it breaks off"
        return Member(info.filename, problem=f"is broken ({reason})", remedy="Get a whole copy of the archive"), used
    return Member(info.filename, str(target)), used
