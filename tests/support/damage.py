"""Every way in which a file of a published index is damaged by the tests, and the index that is damaged."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from small_corpora import write_document, write_small_corpus
from stub_embedder import StubEmbedder

from peel_qa.index.build import build_index
from peel_qa.index.layout import IndexFolder
from peel_qa.settings import Settings

LONG = "".join(f"## Calls {n}\n\nThe force answered call number {n}. It was call {n + 7} before.\n\n" for n in range(1_050))
"""More than a thousand passages, so that Chroma writes its graph to files and not only to SQLite."""


def large_index(folder: Path) -> Settings:
    """Two versions of one index, the newer one in force."""
    settings = Settings(corpus=(write_small_corpus(folder / "corpus"),), index=folder / "index")
    write_document(folder / "corpus", "long", f"# Title\n\n{LONG}")
    build_index(settings, StubEmbedder())
    write_document(folder / "corpus", "longer", f"# Title\n\n{LONG[:2_000]}")
    build_index(settings, StubEmbedder())
    return settings


def versions_of(settings: Settings) -> tuple[Path, Path]:
    """The version in force, and the other one."""
    current = IndexFolder(settings).current()
    assert current is not None
    [other] = [path for path in IndexFolder(settings).versions.iterdir() if path != current]
    return current, other


def counterpart(path: Path, current: Path, other: Path) -> Path:
    """The same file of the other version; Chroma's folders have names of their own."""
    same = other / path.relative_to(current)
    return same if same.exists() else next(p for p in sorted(other.rglob(path.name)) if p.is_file())


def is_damaged(path: Path, good: bytes) -> bool:
    """Whether a form changed what is read: two versions may share a file, and nothing may be half of nothing."""
    return not path.is_file() or path.read_bytes() != good


def restore(path: Path, good: bytes) -> None:
    """Put a file back as it was."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        path.unlink()
    path.write_bytes(good)


def deleted(path: Path, other: Path) -> None:
    path.unlink()


def halved(path: Path, other: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zeroed(path: Path, other: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def emptied(path: Path, other: Path) -> None:
    path.write_bytes(b"")


def with_a_flipped_bit(path: Path, other: Path) -> None:
    raw = bytearray(path.read_bytes())
    if raw:
        raw[random.Random(path.name).randrange(len(raw))] ^= 4
    path.write_bytes(raw)


def of_the_other_version(path: Path, other: Path) -> None:
    path.write_bytes(other.read_bytes())


def longer(path: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def with_its_ends_exchanged(path: Path, other: Path) -> None:
    """The same bytes in another order, so that size and sums over bytes stay."""
    raw = path.read_bytes()
    path.write_bytes(raw[len(raw) // 2 :] + raw[: len(raw) // 2])


def a_folder(path: Path, other: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path, other: Path) -> None:
    """Reading it would wait for ever."""
    path.unlink()
    os.mkfifo(path)


def a_link_to_nothing(path: Path, other: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nothing"))


def a_link_to_the_other_version(path: Path, other: Path) -> None:
    path.unlink()
    path.symlink_to(other)


FORMS: tuple[Callable[[Path, Path], None], ...] = (
    deleted,
    halved,
    zeroed,
    emptied,
    with_a_flipped_bit,
    of_the_other_version,
    longer,
    with_its_ends_exchanged,
    a_folder,
    a_pipe,
    a_link_to_nothing,
    a_link_to_the_other_version,
)
