"""The folder of added documents: files that one can read, and nothing else.

    added/<id>.md              the document: front matter (what it is, where each value was read) and its text as Markdown
    added/raw/<hash>.<ending>  the file it was made from, as it came, and beside it <hash>.json: its name, address, date and hash
    added/earlier/<id>--….md   versions of documents that newer ones took the place of

Every file is replaced whole, the raw file before the document that names it, so that a crash at any point leaves
the old document or the new one, and at worst a raw file that the next run names.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from peel_qa.corpus.catalogue import make_source, read_sources, split_front_matter
from peel_qa.corpus.fetch import write_whole
from peel_qa.corpus.files import EARLIER, RAW, SOURCES, candidates, is_file
from peel_qa.errors import CorpusError, DocumentError
from peel_qa.intake.sameness import address_key

_OWN = re.compile(r"---\n((?:[a-z_0-9]+: (?:\"(?:[^\"\\\n]|\\.)*\"|true|false)\n)+)---\n")
_HEAD_BYTES = 40_000
"""Of a document, enough for its front matter."""
_ORDER = (
    *("id", "title", "publisher", "kind", "force", "edition", "about", "inspected", "published", "published_sure"),
    *("signed", "url", "licence", "text", "received", "raw", "raw_sha256", "text_sha256", "read_from"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document held in any folder: its file, and its front matter."""

    path: Path
    values: Mapping[str, str]

    @property
    def id(self) -> str:
        """Its id."""
        return self.values.get("id", "")

    @property
    def is_added(self) -> bool:
        """Whether `peel-qa add` wrote it."""
        return bool(self.values.get("raw_sha256"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a raw file came from. `received` is an ISO day; `etag` and `last_modified` are what its server said of it."""

    name: str
    sha256: str
    size: int
    received: str
    url: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


class Library:
    """The documents of all folders of a corpus, and the one that new ones go into."""

    def __init__(self, folder: Path, folders: Sequence[Path]) -> None:
        """Read the front matter of every document; `folder` is where new ones go, and need not be there yet."""
        self.folder = folder
        wanted = [*folders, *([folder] if folder not in folders else [])]
        self.entries = [entry for each in wanted if each.is_dir() for entry in _entries(each)]

    def by_raw(self, sha256: str) -> Entry | None:
        """The document that was made from a file of this hash."""
        return next((entry for entry in self.entries if sha256 == (entry.values.get("raw_sha256") or _hash_of(entry.path))), None)

    def by_text(self, key: str) -> Entry | None:
        """The added document of this text."""
        return next((entry for entry in self.entries if entry.values.get("text_sha256") == key), None)

    def by_address(self, url: str) -> Entry | None:
        """The document of an address; an added one before others."""
        key = address_key(url)
        found = [entry for entry in self.entries if key and address_key(entry.values.get("url", "")) == key]
        return next((entry for entry in found if entry.is_added), found[0] if found else None)

    def by_id(self, name: str) -> Entry | None:
        """The document of an id; the one in force where several folders have it."""
        return next((entry for entry in reversed(self.entries) if entry.id == name), None)

    def own(self, name: str) -> Entry | None:
        """The document of an id in the folder that new ones go into."""
        return next((entry for entry in self.entries if entry.id == name and entry.path.is_relative_to(self.folder)), None)

    def body_of(self, entry: Entry) -> str:
        """The Markdown of a document, without its front matter.

        Raises:
            DocumentError: if the file is not as it was written.
        """
        text = entry.path.read_text(encoding="utf-8", errors="replace")
        return split_front_matter(entry.path, text)[1] if text.startswith("---") else text

    def origin_of(self, entry: Entry) -> Origin | None:
        """Where the raw file of an added document came from."""
        return _read_origin(self.folder / RAW / f"{entry.values.get('raw_sha256', '')[:16]}.json")

    def save(self, values: Mapping[str, str], markdown: str, raw: Path, origin: Origin, ending: str) -> Entry:
        """Write a document and its raw file; a document of the same id is kept among the earlier versions.

        Raises:
            DocumentError: if the values describe no document; names the key.
        """
        target = self.folder / f"{values['id']}.md"
        whole = {**values, "raw": f"{RAW}/{origin.sha256[:16]}{ending}"}
        text = front_matter(whole) + "\n" + markdown
        make_source(target, {key: value for key, value in whole.items() if value}, text)
        (self.folder / RAW).mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / whole["raw"], raw.read_bytes())
        described = json.dumps(asdict(origin), indent=2, ensure_ascii=False)
        write_whole(self.folder / RAW / f"{origin.sha256[:16]}.json", described.encode())
        self._keep_earlier(target)
        write_whole(target, text.encode())
        entry = Entry(target, whole)
        self.entries = [each for each in self.entries if each.path != target] + [entry]
        return entry

    def _keep_earlier(self, target: Path) -> None:
        if target.is_file():
            raw = target.read_bytes()
            (self.folder / EARLIER).mkdir(exist_ok=True)
            write_whole(self.folder / EARLIER / f"{target.stem}--{hashlib.sha256(raw).hexdigest()[:12]}.md", raw)

    def remove(self, entry: Entry) -> list[Path]:
        """Remove an added document, then its raw file where no other document was made from it. Returns what was removed."""
        gone = [entry.path]
        entry.path.unlink()
        self.entries.remove(entry)
        sha256 = entry.values.get("raw_sha256", "")
        if sha256 and all(each.values.get("raw_sha256") != sha256 for each in self.entries):
            gone += sorted((self.folder / RAW).glob(f"{sha256[:16]}.*"))
            for path in gone[1:]:
                path.unlink(missing_ok=True)
        return gone

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from changing this folder meanwhile.

        Raises:
            CorpusError: if one is at it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CorpusError(f"Another process is changing {self.folder}", "Wait until it has ended, and try again") from error
            yield


def front_matter(values: Mapping[str, str]) -> str:
    """YAML front matter, keys in a fixed order; a JSON string is a YAML string."""
    keys = [key for key in _ORDER if values.get(key)]
    lines = [f"{key}: {values[key] if key == 'published_sure' else json.dumps(values[key], ensure_ascii=False)}" for key in keys]
    return "\n".join(["---", *lines, "---", ""])


def _entries(folder: Path) -> Iterator[Entry]:
    if is_file(folder / SOURCES):
        with contextlib.suppress(DocumentError):
            for values in read_sources(folder / SOURCES).values():
                yield Entry(folder / str(values.get("file", "")), {key: str(value) for key, value in values.items()})
    for path in candidates(folder):
        if path.suffix.lower() == ".md":
            with contextlib.suppress(DocumentError, OSError):
                with path.open("rb") as file:
                    head = file.read(_HEAD_BYTES).decode("utf-8", "replace").replace("\r\n", "\n")
                head = head.removeprefix("\ufeff")
                values = _own_front_matter(head) or split_front_matter(path, head)[0]
                yield Entry(path, {str(key): value for key, value in values.items() if isinstance(value, str)})


def _own_front_matter(head: str) -> dict[str, str]:
    """The values of front matter as it is written here, without YAML's slow way; none where it is written otherwise."""
    match = _OWN.match(head)
    if match is None:
        return {}
    pairs = (line.split(": ", 1) for line in match[1].splitlines())
    return {key: str(json.loads(value)) if value.startswith('"') else value for key, value in pairs}


def _hash_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _read_origin(path: Path) -> Origin | None:
    try:
        return Origin(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
