"""What an index was built from and with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from peel_qa.errors import IndexDamaged, IndexMismatch
from peel_qa.index import seal
from peel_qa.index.embedding import Embedder
from peel_qa.index.keyword import SETTINGS as KEYWORD_SETTINGS
from peel_qa.index.passages import SPLITTER_VERSION
from peel_qa.index.store import HNSW, chroma_version
from peel_qa.settings import Settings

FILE = "manifest.json"
FORMAT = 4
"""Raised when the files of an index change their meaning."""
_READING = ("corpus", "facts", "index", "text.py", "dates.py", "stems.py", "irregular.txt", "stopwords.txt", "records.py")
"""What decides how files become records, beside the settings."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings and versions, beside the corpus, that decide what an index holds and whether it can be asked."""

    format: int
    embedding_model: str
    model_fingerprint: str
    embedding_backend: str
    passage_tokens: int
    max_document_bytes: int
    splitter: int
    keyword: dict[str, object]
    store: dict[str, object]
    chroma: str

    @classmethod
    def of(cls, settings: Settings, embedder: Embedder) -> Recipe:
        """The recipe that the settings in force ask for."""
        return cls(
            format=FORMAT,
            embedding_model=embedder.name,
            model_fingerprint=embedder.fingerprint,
            embedding_backend=embedder.backend,
            passage_tokens=settings.passage_tokens,
            max_document_bytes=settings.max_document_bytes,
            splitter=SPLITTER_VERSION,
            keyword=dict(KEYWORD_SETTINGS),
            store={**HNSW, "place": "server" if settings.chroma_url else "folder"},
            chroma=chroma_version(),
        )

    def flat(self) -> dict[str, object]:
        """Every single value by its name, such as "keyword.k1"."""
        found: dict[str, object] = {}
        for name, value in asdict(self).items():
            found |= {f"{name}.{key}": inner for key, inner in value.items()} if isinstance(value, dict) else {name: value}
        return found


@dataclass(frozen=True, slots=True)
class Manifest:
    """No clock and no chance in it: the same corpus, read by the same program, gives the same bytes.

    `reading`: digits of the code and words by which files are read; `documents`: SHA-256 of each document's stored text,
    by id; `files`: SHA-256 of each file, by relative path, but Chroma's, which hold random names (checksums.json has all).
    """

    recipe: Recipe
    corpus_fingerprint: str
    reading: str
    dimension: int
    documents: dict[str, str]
    passages: int
    sentences: int
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write manifest.json into a version's folder."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, version: Path) -> Manifest:
        """Read a published version's manifest.

        Raises:
            IndexDamaged: if it is missing or not as it was written.
            IndexMismatch: if its format is another than this code's.
        """
        wanted = seal.sealed(version).get(FILE, "")
        seal.require_file(version / FILE)
        try:
            raw = (version / FILE).read_bytes()
        except OSError as error:
            raise IndexDamaged(f"{version / FILE} cannot be read ({error.strerror})", "Run `peel-qa index --rebuild`") from error
        seal.require_same(version, {FILE: wanted}, {FILE: hashlib.sha256(raw).hexdigest()})
        values: dict[str, Any] = json.loads(raw)
        built = values["recipe"]["format"]
        if built != FORMAT:
            raise IndexMismatch("format", built, FORMAT)
        try:
            return cls(**{**values, "recipe": Recipe(**values["recipe"])})
        except TypeError as error:
            raise IndexDamaged(
                f"{version / FILE} has other fields than this version writes ({error})", "Run `peel-qa index --rebuild`"
            ) from error

    def require(self, wanted: Recipe) -> None:
        """Compare with the recipe in force.

        Raises:
            IndexMismatch: naming the first value that differs, with both.
        """
        built, asked = self.recipe.flat(), wanted.flat()
        for name in asked | built:
            if built.get(name) != asked.get(name):
                raise IndexMismatch(name, built.get(name), asked.get(name))


@cache
def reading_version() -> str:
    """Digits that change when the code or the words change by which files become records."""
    package = Path(__file__).parents[1]
    paths = [path for name in _READING for path in ((package / name).rglob("*") if (package / name).is_dir() else [package / name])]
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.suffix in (".py", ".toml", ".txt") and path.is_file()):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
