"""Proposals of a document's title and address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peel_qa.corpus.readers.reading import Reading
from peel_qa.intake.evidence import Evidence, Proposal, vocabulary

_COVER = 8
"""Parts of a cover, at most."""
_COVER_EDITION = re.compile(r"(?:[A-Z][\w&’'-]*(?: [\w&’'-]+){0,4} )?PEEL (?:assessment )?20\d\d(?:[/–-]\d\d)?", re.IGNORECASE)
_EMPTY_TITLE = re.compile(r"(?:microsoft word|untitled|document\d*|home|index)\b.*", re.IGNORECASE)


def titles(reading: Reading, name: str) -> Iterator[Proposal]:
    """The title: of a page's data, of a cover, of a heading, of the first line; at last the file's name."""
    told = _cut_site(reading.own.get("title", ""), reading.own.get("site", ""))
    if reading.form == "html" and told:
        yield Proposal("title", told, "the page's own data", "sure")
    yield Proposal("title", _cover_title([part.text for part in reading.told[:_COVER]]), "the cover", "sure")
    first = next((part for part in reading.told if part.kind == "title"), None)
    if first:
        yield Proposal("title", _punctuated(first.text), "the title", "sure")
    if told and len(told.split()) > 2 and not _EMPTY_TITLE.fullmatch(told):
        yield Proposal("title", _punctuated(told), "the file's own data", "likely")
    top = reading.told[0] if reading.told else None
    if top and len(top.text.split()) <= 25:
        yield Proposal("title", top.text.rstrip("."), "the first line", "likely")
    yield Proposal("title", re.sub(r"[-_]+", " ", name).strip() or "Untitled", "the file's name", "guess")


def _cover_title(lines: list[str]) -> str:
    """The title that a cover breaks into lines: "PEEL 2021/22" above "An inspection of …", or above the name of a pillar."""
    first = next((line for line in lines if _COVER_EDITION.fullmatch(line)), "")
    inspection = next((line for line in lines if re.match(r"an inspection of\b", line, re.IGNORECASE) and len(line) < 120), "")
    pillar = next((line for line in lines if line.lower() in vocabulary()["pillars"]), "")
    if first and inspection:
        return f"{first}: {inspection}"
    return f"{first}: {pillar.lower()}" if first and pillar else ""


def _cut_site(title: str, site: str) -> str:
    """A page's title without the name of its site: "… - HMICFRS", "… | Shropshire Star"."""
    cut = re.sub(r"\s+[|–—-]\s+[^|]{1,60}$", "", title) if " | " in title else title
    return cut.removesuffix(site).rstrip(" -–—|") if site and site != cut else cut


def _punctuated(title: str) -> str:
    """Two lines of a cover ("PEEL 2023-25" above "An inspection of …") with a colon between them."""
    return re.sub(r"^(PEEL [\d/–-]+) (?=[A-Z])", r"\1: ", title)


def addresses(evidence: Evidence) -> Iterator[Proposal]:
    """The address: the one that the page itself calls its own, else where it was fetched."""
    if evidence.reading.own.get("url"):
        yield Proposal("url", evidence.reading.own["url"], "the page's own data", "sure")
    yield Proposal("url", evidence.url, "the address", "sure")
