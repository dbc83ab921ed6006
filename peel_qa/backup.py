"""Backup and restore: documents, index, known vectors and feedback in one ZIP archive whose every file has its checksum.

    backup.json                    format, day, version in force, SHA-256 of every other member
    corpus/<n>/…                   the files of the n-th corpus folder, counted from 0
    index/versions/<name>/…        the version in force; index/vectors.sqlite: the known vectors
    feedback.sqlite                what visitors said

Nothing is embedded and nothing is built: a restored version is the one that was backed up, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from peel_qa.errors import BackupError, IndexMissing
from peel_qa.index.layout import IndexFolder
from peel_qa.index.reader import SearchIndex
from peel_qa.index.seal import checksums, require_same, sealed
from peel_qa.settings import Settings

LIST = "backup.json"
FORMAT = 1
WAIT_S = 600.0
_VECTORS, _FEEDBACK = "index/vectors.sqlite", "feedback.sqlite"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds, or a restore put back. `aside` is where what was in the way lies now, None where nothing was."""

    files: int
    bytes: int
    version: str
    aside: Path | None = None


def back_up(settings: Settings, target: Path) -> BackupReport:
    """Write everything that cannot be made again, and the index, into an archive; read it again, and put it in place in one step.

    Raises:
        IndexMissing: if there is no index yet.
        IndexDamaged: if a file of it was changed; a backup of it would be worth nothing.
        BackupError: if the archive does not hold what was written.
    """
    folder = IndexFolder(settings)
    beside = target.with_name(f".{target.name}.new")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with folder.building(WAIT_S), tempfile.TemporaryDirectory() as scratch:
            version = folder.current()
            if version is None:
                raise IndexMissing(f"There is no index in {folder.root}", "Run `peel-qa index`")
            _require_whole(folder, version)
            sources = dict(_sources(settings, folder, version, Path(scratch)))
            _write(beside, sources, version.name)
        sums = _checked(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return BackupReport(len(sums), target.stat().st_size, version.name)


def restore(settings: Settings, source: Path, replace: bool = False) -> BackupReport:
    """Put everything back from an archive, the index last; then open it, which checks every file of it.

    With `replace`, what is in the way is moved into a folder beside the first corpus folder; else nothing is touched.

    Raises:
        BackupError: if the archive is damaged or none, made for another number of corpus folders, or something is in the way.
    """
    sums = _checked(source)
    folder = IndexFolder(settings)
    with (
        folder.building(WAIT_S),
        tempfile.TemporaryDirectory(dir=folder.root, prefix=".restoring-") as scratch,
        zipfile.ZipFile(source) as archive,
    ):
        archive.extractall(scratch)
        targets = {name: _target(name, settings, folder) for name in sums}
        aside = _make_room(settings, Path(scratch), targets, replace)
        for name, target in sorted(targets.items(), key=lambda item: item[0].startswith("index/")):
            target.parent.mkdir(parents=True, exist_ok=True)
            (Path(scratch) / name).replace(target) if _same_disk(Path(scratch), target.parent) else _copied(Path(scratch) / name, target)
        version = _version(sums)
        folder.point_to(version)
    _require_whole(folder, folder.versions / version)
    return BackupReport(len(sums), sum(target.stat().st_size for target in targets.values()), version, aside)


def _require_whole(folder: IndexFolder, version: Path) -> None:
    """Open a version, which checks every file of it; where a Chroma server holds the passages, check the files: it is filled from them.

    Raises:
        IndexDamaged: if any is not as it was written.
    """
    if folder.server is None:
        SearchIndex(version).close()
    else:
        require_same(version, sealed(version), checksums(version))


def _sources(settings: Settings, folder: IndexFolder, version: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Every member of an archive with the file that it is made from; databases are copied first, as a whole."""
    for number, corpus in enumerate(settings.corpus):
        for path in _corpus_files(corpus, settings):
            yield f"corpus/{number}/{path.relative_to(corpus).as_posix()}", path
    for path in sorted(path for path in version.rglob("*") if path.is_file()):
        yield f"index/versions/{version.name}/{path.relative_to(version).as_posix()}", path
    for name, database in ((_VECTORS, folder.vectors), (_FEEDBACK, settings.feedback)):
        if database.is_file():
            yield name, _whole_copy(database, scratch / Path(name).name)


def _corpus_files(corpus: Path, settings: Settings) -> list[Path]:
    """The files of a corpus folder, but for hidden ones and those of another corpus folder within it."""
    others = [other for other in settings.corpus if other != corpus and other.is_relative_to(corpus)]
    found = (path for path in corpus.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(
        path
        for path in found
        if not any(path.is_relative_to(other) for other in others) and not any(p.startswith(".") for p in path.relative_to(corpus).parts)
    )


def _whole_copy(database: Path, copy: Path) -> Path:
    """A copy of an SQLite file as it stands between two transactions, whoever writes meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise BackupError(f"{database} cannot be copied ({error})", "`peel-qa doctor` says what is wrong with it") from error
    return copy


def _write(target: Path, sources: Mapping[str, Path], version: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        sums = {name: _sum(path) for name, path in sources.items()}
        for name, path in sources.items():
            archive.write(path, name)
        about = {"format": FORMAT, "day": datetime.now(UTC).date().isoformat(), "version": version, "files": sums}
        archive.writestr(LIST, json.dumps(about, indent=1, sort_keys=True) + "\n")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(source: Path) -> dict[str, str]:
    """The checksums of an archive's members, each compared with its content.

    Raises:
        BackupError: naming the first thing that is not as it was written.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            about = json.loads(archive.read(LIST))
            if about.get("format") != FORMAT:
                raise BackupError(
                    f"{source} has format {about.get('format')!r}, this version reads {FORMAT}", "Restore it with its own version"
                )
            sums: dict[str, str] = about["files"]
            if sorted(archive.namelist()) != sorted([*sums, LIST]):
                raise BackupError(f"{source} holds other files than it lists", "Take another backup")
            for name, wanted in sums.items():
                _require_plain(name, source)
                digest = hashlib.sha256()
                with archive.open(name) as member:
                    while block := member.read(_BLOCK):
                        digest.update(block)
                if digest.hexdigest() != wanted:
                    raise BackupError(f"{name} in {source} is not as it was written", "Take another backup")
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise BackupError(f"{source} is no backup that can be read ({type(error).__name__}: {error})", "Take another backup") from error
    return sums


def _require_plain(name: str, source: Path) -> None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\\" in name or ".." in parts or parts[:1] not in (("corpus",), ("index",), (_FEEDBACK,)):
        raise BackupError(f"{source} holds {name[:80]!r}, which has no place", "Take another backup")


def _version(sums: Mapping[str, str]) -> str:
    return next(PurePosixPath(name).parts[2] for name in sums if name.startswith("index/versions/"))


def _target(name: str, settings: Settings, folder: IndexFolder) -> Path:
    """Where a member of an archive belongs."""
    first, *rest = PurePosixPath(name).parts
    if name == _FEEDBACK:
        return settings.feedback
    if first == "index":
        return folder.root.joinpath(*rest)
    if not rest[0].isdecimal() or int(rest[0]) >= len(settings.corpus):
        raise BackupError(
            f"The backup holds a corpus folder number {rest[0]}, the settings name {len(settings.corpus)}",
            "Set PEEL_QA_CORPUS to as many folders as were backed up",
        )
    return settings.corpus[int(rest[0])].joinpath(*rest[1:])


def _make_room(settings: Settings, scratch: Path, targets: Mapping[str, Path], replace: bool) -> Path | None:
    """Move away what is there and is not what the archive holds; documents that it does not hold too, since they would be answered from.

    Raises:
        BackupError: if there is something and it may not be moved.
    """
    here = {path for corpus in settings.corpus if corpus.is_dir() for path in _corpus_files(corpus, settings)}
    ours = {target: name for name, target in targets.items() if not name.startswith("index/")}
    in_the_way = sorted(path for path in here - ours.keys())
    in_the_way += sorted(path for path, name in ours.items() if path.is_file() and not _is_same(path, scratch / name, scratch))
    if not in_the_way:
        return None
    if not replace:
        raise BackupError(
            f"{in_the_way[0]} is in the way, and {len(in_the_way) - 1} more",
            "Restore into empty folders, or move them aside with --replace",
        )
    first = settings.corpus[0].resolve()
    aside = first.with_name(f"{first.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    for number, path in enumerate(in_the_way):
        kept = aside / f"{number:04d}-{path.name}"
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(path, kept)
    return aside


def _is_same(path: Path, kept: Path, scratch: Path) -> bool:
    """Whether a file is what the archive holds; a database is compared as a copy of it would be."""
    there = _whole_copy(path, scratch / "there.sqlite") if kept.name == _FEEDBACK else path
    return _sum(there) == _sum(kept)


def _same_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


def _copied(source: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, beside)
    beside.replace(target)
