"""What a document says of an inspection or a force as a whole: that no grade comes of it, and how closely the force is monitored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from peel_qa.data import pattern_of, read_table
from peel_qa.facts.forces import is_about
from peel_qa.facts.grade_words import LONGEST_SENTENCE, is_of_another_time
from peel_qa.facts.records import Grade, Standing, StandingKind
from peel_qa.records import Document
from peel_qa.text import sentences_between


def read_standing(document: Document, graded: Sequence[Grade]) -> list[Standing]:
    """The sentences of a document that tell of its inspection, or of the force, as a whole: one of each kind, a headline last of all."""
    found: dict[StandingKind, Standing] = {}
    for start, end in _sentences(document):
        text = " ".join(document.text[start:end].split())[:LONGEST_SENTENCE]
        is_ungraded = document.source.kind == "report" and not graded and _says("ungraded").search(text) is not None
        kind: StandingKind | None = "ungraded" if is_ungraded else _monitoring(document, text)
        if kind and (kind not in found or (_is_sentence(text) and not _is_sentence(document.text[found[kind].start : found[kind].end]))):
            found[kind] = Standing(document.id, start, end, kind)
    levels = [kind for kind in found if kind != "ungraded"]
    return [one for one in found.values() if one.kind == "ungraded" or len(levels) == 1]


def _is_sentence(text: str) -> bool:
    return text.rstrip("\"”’'").endswith(".")


def _sentences(document: Document) -> Iterator[tuple[int, int]]:
    for block in document.blocks:
        if block.kind in ("paragraph", "item", "finding"):
            yield from sentences_between(document.text, block.start, block.end)


def _monitoring(document: Document, text: str) -> StandingKind | None:
    """The level at which a sentence says that its force is monitored; None where it says none, or speaks of another time or force."""
    into, out = _placed("enters", "enhanced").search(text), _placed("leaves", "enhanced").search(text)
    into_default = _placed("enters", "default").search(text)
    is_fact = _says("no_fact").search(_says("decided").sub(" ", text)) is None
    if not (into or out or into_default) or not is_fact or not is_about(text, document.source.force):
        return None
    if is_of_another_time(text, document.source):
        return None
    if into and _says("ended").search(text):
        return "default monitoring"
    if into and not out:
        return "default monitoring" if _is_denied(text, into) else None if into_default else "enhanced monitoring"
    if out and not into and not _says("denied").search(text[: out.start()]):
        return "default monitoring"
    return "default monitoring" if into_default and not out and not _is_denied(text, into_default) else None


def _is_denied(text: str, match: re.Match[str]) -> bool:
    return _says("denied").search(text[: match.end()]) is not None


@cache
def _placed(verbs: str, level: str) -> re.Pattern[str]:
    words = read_table("peel_qa.facts", "standing.toml")
    return re.compile(rf"(?:{'|'.join(words[verbs])})(?: [\w’\x27]+){{0,3}}? (?:{'|'.join(words[level])})", re.IGNORECASE)


def _says(name: str) -> re.Pattern[str]:
    return pattern_of("peel_qa.facts", "standing.toml", name)
