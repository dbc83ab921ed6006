"""Documents with their raw files in one ZIP archive, which `peel-qa add` takes in again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from peel_qa.corpus.files import RAW
from peel_qa.errors import CorpusError
from peel_qa.intake.archive import EXPORT_LIST
from peel_qa.intake.library import Entry, Library


def export_documents(library: Library, target: Path, ids: Sequence[str]) -> int:
    """Write documents to an archive, in one step; all that are held, or only `ids`. Returns their number.

    Raises:
        CorpusError: if there is no such document, or none at all.
    """
    held = {entry.id: entry for entry in library.entries if entry.path.suffix.lower() == ".md" and entry.id}
    for name in ids:
        if name not in held:
            raise CorpusError(f"There is no document {name!r} to export", "`peel-qa documents` lists those held")
    wanted = [held[name] for name in sorted(set(ids) or held)]
    if not wanted:
        raise CorpusError("There is no document to export", "Add one first")
    beside = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in wanted:
                archive.write(entry.path, f"{entry.id}.md")
            for path in sorted({path for entry in wanted for path in _raw_files(entry)}):
                archive.write(path, f"{RAW}/{path.name}")
            archive.writestr(EXPORT_LIST, json.dumps({"documents": [entry.id for entry in wanted]}, indent=2))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return len(wanted)


def _raw_files(entry: Entry) -> list[Path]:
    sha256 = entry.values.get("raw_sha256", "")
    return sorted((entry.path.parent / RAW).glob(f"{sha256[:16]}.*")) if sha256 else []
