"""Proposals of when a document was published, and when inspectors were there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from peel_qa.corpus.readers.reading import Reading
from peel_qa.data import any_of
from peel_qa.dates import is_iso
from peel_qa.intake.evidence import Evidence, Proposal, vocabulary
from peel_qa.intake.when import date_of, dates_in

_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)(?:/(\d\d))?(?:/|$)")
_ANOTHER_INSPECTION = re.compile(r"\b(?:(?:19|20)\d\d|last|previous|earlier) (?:PEEL )?(?:inspection|report|fieldwork)\b", re.IGNORECASE)


def published(evidence: Evidence) -> Iterator[Proposal]:
    """The day, month or year of publication: as the text says it, its page, its address, its file."""
    before, behind = any_of(vocabulary()["published"]), any_of(vocabulary()["imprint"])
    for line in [*evidence.opening, *evidence.closing]:
        for start, end, iso in dates_in(line):
            if before.search(line[max(0, start - 40) : start]) or behind.match(line, end):
                yield Proposal("published", iso, f"“{line[:60].strip()}”", "sure")
    told = evidence.reading.own.get("date", "")
    if is_iso(told):
        yield Proposal("published", told, "the page's own data", "likely")
    address = _DATE_IN_ADDRESS.search(urlsplit(evidence.url).path)
    if address:
        yield Proposal("published", "-".join(filter(None, address.groups())), "the address", "likely")
    for line in evidence.opening[:12]:
        if date_of(line):
            yield Proposal("published", date_of(line), "a line of the opening", "likely")
    name = re.search(r"(?:19|20)\d\d-\d\d-\d\d", evidence.name)
    if name and is_iso(name.group()):
        yield Proposal("published", name.group(), "the file's name", "likely")
    created = evidence.reading.own.get("created", "")
    if is_iso(created):
        yield Proposal("published", created[:7], "the day the file was made", "guess")


def inspected(reading: Reading, found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    """The month in which inspectors were there, or ended; dates of other inspections and those after publication do not count."""
    marked = any_of(vocabulary()["inspected"])
    limit = found["published"].value if "published" in found else "9999"
    for part in reading.told:
        match = marked.search(part.text)
        if match is None or _ANOTHER_INSPECTION.search(part.text[max(0, match.start() - 60) : match.end()]):
            continue
        sentence = re.split(r"(?<=[a-z\d])\.\s", part.text[match.start() :], maxsplit=1)[0]
        dates = [iso for _, _, iso in dates_in(sentence) if iso <= limit]
        if dates:
            yield Proposal("inspected", dates[-1][:7], f"“{' '.join(sentence.split())[:70]}”", "likely")
