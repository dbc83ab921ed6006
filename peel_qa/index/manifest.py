"""What an index was built from and with, and checksums of every file in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from peel_qa.errors import IndexDamaged, IndexMismatch
from peel_qa.index.embedding import Embedder
from peel_qa.index.keyword import SETTINGS as KEYWORD_SETTINGS
from peel_qa.index.passages import SPLITTER_VERSION
from peel_qa.index.store import chroma_version
from peel_qa.settings import Settings

FILE = "manifest.json"
FORMAT = 1
"""Raised when the files of an index change their meaning."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything but the corpus that decides what an index holds."""

    format: int
    embedding_model: str
    model_fingerprint: str
    passage_tokens: int
    splitter: int
    keyword: dict[str, object]
    chroma: str

    @classmethod
    def of(cls, settings: Settings, embedder: Embedder) -> Recipe:
        """The recipe that the settings in force ask for."""
        return cls(
            format=FORMAT,
            embedding_model=settings.embedding_model,
            model_fingerprint=embedder.fingerprint,
            passage_tokens=settings.passage_tokens,
            splitter=SPLITTER_VERSION,
            keyword=dict(KEYWORD_SETTINGS),
            chroma=chroma_version(),
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """`documents`: SHA-256 of each document's stored text, by id. `files`: SHA-256 of each file, by relative path."""

    recipe: Recipe
    corpus_fingerprint: str
    dimension: int
    documents: dict[str, str]
    passages: int
    sentences: int
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write manifest.json into a version's folder; no clock in it, so that the same corpus gives the same bytes."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read a version's manifest.

        Raises:
            IndexDamaged: if it is missing or cannot be understood.
            IndexMismatch: if its format is another than this code's.
        """
        try:
            values: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
            built = values["recipe"]["format"]
            if built != FORMAT:
                raise IndexMismatch("format", built, FORMAT)
            return cls(**{**values, "recipe": Recipe(**values["recipe"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{folder / FILE} cannot be read ({error})", "Run `peel-qa index --rebuild`") from error

    def require(self, wanted: Recipe) -> None:
        """Compare with the recipe in force.

        Raises:
            IndexMismatch: naming the first field that differs, with both values.
        """
        built, asked = asdict(self.recipe), asdict(wanted)
        for name, value in asked.items():
            if built[name] != value:
                raise IndexMismatch(name, built[name], value)

    def check_files(self, folder: Path) -> None:
        """Compare every file with its checksum.

        Raises:
            IndexDamaged: naming the first file that is missing, changed or not listed.
        """
        here = checksums(folder)
        for name in sorted(self.files.keys() | here.keys()):
            if self.files.get(name) != here.get(name):
                state = "is missing" if name not in here else "is not part of the index" if name not in self.files else "was changed"
                raise IndexDamaged(f"{folder / name} {state}", "Run `peel-qa index --rebuild`")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder but the manifest, by relative path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != FILE:
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
