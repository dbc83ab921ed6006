"""Adding documents: each file is read apart, compared with what is held, described, confirmed and stored; each costs one outcome."""

from __future__ import annotations

import hashlib
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from peel_qa.corpus.catalogue import RECORD_KEYS
from peel_qa.corpus.readers.forms import ENDINGS
from peel_qa.corpus.readers.reading import Unreadable
from peel_qa.errors import DocumentError
from peel_qa.facts.forces import find_forces
from peel_qa.intake.evidence import Proposal
from peel_qa.intake.library import Entry, Library, Origin
from peel_qa.intake.naming import id_of
from peel_qa.intake.sameness import is_version, text_key
from peel_qa.intake.sandbox import Limits, Read, read_apart, unpack_apart

State = Literal["added", "new version", "already there", "not usable", "not described", "left out"]
REQUIRED = ("title", "publisher", "kind", "force", "published")
_FROM_CATALOGUE = (
    "id",
    "title",
    "publisher",
    "kind",
    "force",
    "edition",
    "about",
    "inspected",
    "published",
    "published_sure",
    "url",
    "licence",
)
_KEPT = ("url", "inspected", "signed")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `note` says why, or what else is to be known; it is one line."""

    name: str
    state: State
    id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file as it came: where it lies, what it is called, and what its server said, if it came from one."""

    path: Path
    name: str
    url: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be added: what its file is called, what is proposed for it, and what it would be to those held."""

    name: str
    read: Read
    proposals: Mapping[str, Proposal]
    place: str = ""

    def value(self, key: str) -> str:
        """The value proposed for a key; "" where there is none."""
        return self.proposals[key].value if key in self.proposals else ""

    @property
    def doubtful(self) -> list[str]:
        """Needed keys that have no value, or only a guess."""
        lacking = [key for key in REQUIRED if key not in self.proposals or self.proposals[key].sure == "guess"]
        has_edition = any(key in self.proposals and self.proposals[key].sure != "guess" for key in ("edition", "about"))
        return lacking if has_edition or "published" in lacking else [*lacking, "edition"]


Confirm = Callable[[Candidate], "Mapping[str, str] | str"]
"""Shows a candidate: the values to store, or the reason why it is left out."""


Waiting = Callable[[str], AbstractContextManager[None]]


def _silently(message: str) -> AbstractContextManager[None]:
    return nullcontext()


class Adder:
    """Adds files to a library, one by one."""

    def __init__(self, library: Library, limits: Limits, confirm: Confirm, given: Mapping[str, str], waiting: Waiting = _silently) -> None:
        """`given` are values for every document, over what is read from it; `waiting` shows a message while a file is read."""
        self._waiting = waiting
        self._library = library
        self._limits = limits
        self._confirm = confirm
        self._given = dict(given)

    def add(self, arrival: Arrival) -> Iterator[Outcome]:
        """Add a file, or each file of an archive."""
        with tempfile.TemporaryDirectory(prefix="peel-qa-") as scratch:
            try:
                copy, sha256 = _copy(arrival.path, Path(scratch) / f"file{arrival.path.suffix.lower()[:12]}", self._limits.max_bytes)
                yield from self._add(arrival, copy, sha256, Path(scratch))
            except Unreadable as error:
                yield Outcome(arrival.name, "not usable", note=f"{error.problem}. {error.remedy}")
            except DocumentError as error:
                yield Outcome(arrival.name, "not described", note=_without_place(error))

    def _add(self, arrival: Arrival, copy: Path, sha256: str, scratch: Path) -> Iterator[Outcome]:
        same = self._library.by_raw(sha256)
        if same is not None and not self._given:
            yield Outcome(arrival.name, "already there", same.id, "the same file")
            return
        known = self._library.by_address(arrival.url) if arrival.url else None
        given = {**_described(known), **self._given}
        with self._waiting(f"Reading {arrival.name}"):
            read = read_apart(copy, Path(arrival.name).stem, arrival.url, arrival.content_type, given, self._limits)
        if read.form == "zip":
            yield from self._add_members(arrival, copy, scratch)
            return
        candidate = Candidate(arrival.name, read, {proposal.key: proposal for proposal in read.proposals})
        known = known or self._of_own_address(candidate)
        origin = Origin(
            Path(arrival.name).name, sha256, copy.stat().st_size, date.today().isoformat(),
            arrival.url, arrival.content_type, arrival.etag, arrival.last_modified,
        )  # fmt: skip
        yield self._settle(candidate, known, copy, origin)

    def _of_own_address(self, candidate: Candidate) -> Entry | None:
        """The document held of the address that a page calls its own, if it is that one: sites also give all their pages one address."""
        entry = self._library.by_address(candidate.value("url"))
        values = {key: proposal.value for key, proposal in candidate.proposals.items()}
        is_digest = entry is not None and not entry.is_added and entry.values.get("force") == values.get("force")
        return entry if entry is not None and (is_digest or self._is_same(entry, values, candidate)) else None

    def _add_members(self, arrival: Arrival, copy: Path, scratch: Path) -> Iterator[Outcome]:
        folder = scratch / "members"
        folder.mkdir()
        for member in unpack_apart(copy, folder, self._limits):
            name = f"{arrival.name}/{member.name}" if member.name else arrival.name
            if member.problem:
                yield Outcome(name, "not usable", note=f"{member.problem}. {member.remedy}")
            elif member.name.lower().endswith(".zip"):
                yield Outcome(name, "not usable", note="is an archive in an archive. Unpack it, and add it by itself")
            else:
                yield from self.add(Arrival(Path(member.path), name))

    def _settle(self, candidate: Candidate, known: Entry | None, copy: Path, origin: Origin) -> Outcome:
        """Decide what a candidate is to the documents held, have it confirmed, and store it."""
        if known is not None and not _names(candidate, known.values.get("force", "")):
            note = f"does not name {known.values['force']}, so that it is not the document of this address. Open it in a browser and see"
            return Outcome(candidate.name, "not usable", known.id, note)
        key = text_key(candidate.read.markdown)
        same = self._library.by_text(key)
        if same is not None and not self._given:
            return Outcome(candidate.name, "already there", same.id, "the same text, from another file")
        chosen = self._confirm(replace(candidate, place=self._foreseen(candidate, known, same)))
        if isinstance(chosen, str):
            return Outcome(candidate.name, "not described" if candidate.doubtful else "left out", note=chosen)
        values = {name: value for name, value in chosen.items() if value and (name not in RECORD_KEYS or name == "signed")}
        values["id"], state = self._place(values, candidate, known, same)
        values = self._with_kept(values)
        values |= {
            "received": origin.received,
            "raw_sha256": origin.sha256,
            "text_sha256": key,
            "read_from": _told(candidate, values),
        }
        values.setdefault("text", "original")
        markdown = _with_title(candidate.read.markdown, candidate.value("title"), values.get("title", ""))
        self._library.save(values, markdown, copy, origin, ENDINGS[candidate.read.form])  # type: ignore[index]
        return Outcome(candidate.name, state, values["id"], "; ".join(candidate.read.notes))

    def _foreseen(self, candidate: Candidate, known: Entry | None, same: Entry | None) -> str:
        """What a candidate would be if all its proposals were taken."""
        try:
            name, state = self._place({key: proposal.value for key, proposal in candidate.proposals.items()}, candidate, known, same)
        except DocumentError as error:
            return _without_place(error)
        held = self._library.by_id(name)
        if state == "new version":
            return f"a new version of {name}"
        return f"new, as {name}" if held is None else f"in place of {held.path.name}, which stays as it is"

    def _with_kept(self, values: dict[str, str]) -> dict[str, str]:
        """The values with those of the version before that this one says nothing of: its address, the date of the inspection."""
        held = self._library.own(values["id"])
        return {key: held.values[key] for key in _KEPT if held and held.values.get(key)} | values

    def _place(self, values: Mapping[str, str], candidate: Candidate, known: Entry | None, same: Entry | None) -> tuple[str, State]:
        """The id of a document, and whether it is new: a version of one held keeps that one's id.

        Raises:
            DocumentError: if the id is that of a file of the folder that this did not write.
        """
        known = same or known
        name = values.get("id") or (known.id if known else "") or self._free_id(id_of(values), values, candidate)
        target = self._library.own(name)
        if target is not None and not target.is_added:
            raise DocumentError(target.path, f"has the id {name!r} and was not added by this command", "Give another id with --set id=…")
        return name, "new version" if target is not None else "added"

    def _free_id(self, name: str, values: Mapping[str, str], candidate: Candidate) -> str:
        """An id that no other document has; a version of a document has that document's."""
        number = 1
        while True:
            tried = name if number == 1 else f"{name}-{number}"
            held = self._library.own(tried) or self._library.by_id(tried)
            if held is None or self._is_same(held, values, candidate):
                return tried
            number += 1

    def _is_same(self, held: Entry, values: Mapping[str, str], candidate: Candidate) -> bool:
        """Whether a document held is an earlier version: of an added one its text says so, of a digest what it is."""
        if held.is_added:
            return is_version(self._library.body_of(held), candidate.read.markdown)
        keys = ("kind", "force", "edition", "publisher")
        return all(held.values.get(key, "") == values.get(key, "") for key in keys) and (
            held.values.get("published", "")[:7] == values.get("published", "")[:7]
        )


def _copy(path: Path, target: Path, max_bytes: int) -> tuple[Path, str]:
    """A copy of a file that nobody changes while it is read, and its SHA-256.

    Raises:
        Unreadable: if it is no file, or too large.
    """
    digest = hashlib.sha256()
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise Unreadable("is no file", "Name a document, or a folder of documents")
        if state.st_size > max_bytes:
            remedy = "Split it, or raise PEEL_QA_MAX_DOCUMENT_BYTES"
            raise Unreadable(f"has {state.st_size:,} bytes, more than the {max_bytes:,} allowed", remedy)
        with path.open("rb") as file, target.open("wb") as copy:
            while block := file.read(_BLOCK):
                digest.update(block)
                copy.write(block)
        shutil.copystat(path, target)
    except FileNotFoundError:
        raise Unreadable("is not there", "Correct the path") from None
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})", "Check the file and its permissions") from error
    return target, digest.hexdigest()


def _described(known: Entry | None) -> dict[str, str]:
    """What the catalogue says of the document of an address; a digest's licence is not the original's."""
    if known is None:
        return {}
    values = {key: known.values[key] for key in _FROM_CATALOGUE if known.values.get(key)}
    if known.values.get("text") == "digest":
        values.pop("licence", None)
    return values


def _names(candidate: Candidate, force: str) -> bool:
    """Whether the text below the title names a force; that of a page that only asks for a log-in does not."""
    return not force or force in find_forces(candidate.read.markdown.partition("\n")[2], (force,))


def _told(candidate: Candidate, values: Mapping[str, str]) -> str:
    """Where each value was read, on one line; one that was corrected was given."""
    said = []
    for key in ("title", "publisher", "kind", "force", "edition", "about", "inspected", "published", "signed"):
        if values.get(key):
            proposal = candidate.proposals.get(key)
            is_kept = proposal is not None and proposal.value == values[key]
            said.append(f"{key}: {f'{proposal.origin} ({proposal.sure})' if proposal and is_kept else 'given'}")
    return "; ".join(said)


def _with_title(markdown: str, proposed: str, chosen: str) -> str:
    """The Markdown with the title that was chosen above it."""
    if chosen and chosen != proposed and markdown.startswith("# "):
        return f"# {chosen}\n{markdown.partition(chr(10))[2]}"
    return markdown


def _without_place(error: DocumentError) -> str:
    """An error about front matter that is not written yet, without the file's name and line."""
    return f"{error.problem.removeprefix(f'{error.path}:{error.line}:').removeprefix(f'{error.path}:').strip()}. {error.remedy}"
