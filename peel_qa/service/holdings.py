"""What is held, for people: which inspections, how old each source is, and what may be shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from peel_qa.records import Document, Source

_OPEN_LICENCE = re.compile(r"open government licen[cs]e", re.IGNORECASE)
_YEARS = re.compile(r"[\d/–-]+")


def inspected(source: Source) -> str:
    """When the inspection was that a source is about, as exactly as known; when it was published where that is not known."""
    return source.inspected or source.published


def programme(source: Source) -> str:
    """The kind of inspection without its years: "peel", "regional soc"; only inspections of one kind make each other old."""
    return " ".join(_YEARS.sub(" ", source.inspection).split()).lower()


def editions(sources: Iterable[Source]) -> list[str]:
    """The inspections held, newest first."""
    newest: dict[str, str] = {}
    for source in sources:
        if source.inspection:
            newest[source.inspection] = max(newest.get(source.inspection, ""), inspected(source))
    return sorted(newest, key=lambda name: newest[name], reverse=True)


def forces(sources: Iterable[Source]) -> list[str]:
    """The forces that the documents are about, in order of name."""
    return sorted({source.force for source in sources})


def newer_inspection(source: Source, documents: Iterable[Document]) -> Source | None:
    """The newest source held on a later inspection of the same kind and force; None where this is the newest."""
    later = [
        other.source
        for other in documents
        if other.source.force == source.force
        and programme(other.source) == programme(source)
        and other.source.inspection != source.inspection
        and inspected(other.source)[:4] > inspected(source)[:4]
    ]
    return max(later, key=lambda other: (inspected(other), other.is_official), default=None)


def newest_documents(sources: Sequence[Source]) -> list[Source]:
    """The sources on the newest inspection of each force and kind."""
    newest: dict[tuple[str, str], str] = {}
    for source in sources:
        key = (source.force, programme(source))
        newest[key] = max(newest.get(key, ""), inspected(source)[:4])
    return [source for source in sources if inspected(source)[:4] == newest[source.force, programme(source)]]


def may_show_whole(source: Source) -> bool:
    """Whether the stored text may be shown from end to end: our own digests, and originals under an open licence."""
    return source.text == "digest" or _OPEN_LICENCE.search(source.licence) is not None
