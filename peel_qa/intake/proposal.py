"""What a document says of itself, as proposals: each value with where it was read and how sure it is. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

from peel_qa.corpus.headings import is_office
from peel_qa.corpus.layout import is_one_of
from peel_qa.corpus.readers.reading import Reading
from peel_qa.data import any_of
from peel_qa.dates import inspectorate_on
from peel_qa.facts.forces import find_forces
from peel_qa.intake.dated import inspected, published
from peel_qa.intake.evidence import Evidence, Proposal, host_entry, vocabulary
from peel_qa.intake.subject import editions, force_named
from peel_qa.intake.titles import addresses, titles

_NAME = re.compile(r"(?:(?:Sir|Dame|Dr|Mr|Mrs|Ms) )?[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}(?: (?:CBE|OBE|MBE|QPM|KPM|DL))*")
"""From this day on HMIC is HMICFRS."""


def propose(reading: Reading, name: str, url: str, given: Mapping[str, str]) -> dict[str, Proposal]:
    """A proposal for each key that something was found for, `given` values (sure) before all others.

    `name` is the file's name without its ending, `url` where it was fetched ("" for a file).
    """
    found: dict[str, Proposal] = {key: Proposal(key, value, "given", "sure") for key, value in given.items()}
    for key, value in reading.front.items():
        found.setdefault(key, Proposal(key, value, "front matter", "sure"))
    _take(found, titles(reading, name))
    title = found["title"]
    evidence = Evidence(reading, name, url or reading.own.get("url", ""), title.value, title.sure == "sure")
    _take(found, addresses(evidence))
    _take(found, _kinds(evidence))
    _take(found, published(evidence))
    _take(found, _publishers(evidence, found))
    _take(found, force_named(evidence))
    _take(found, editions(evidence, found))
    _take(found, inspected(reading, found))
    _take(found, _signed(evidence))
    _take(found, _licences(found))
    return found


def _take(found: dict[str, Proposal], proposals: Iterable[Proposal]) -> None:
    """Keep the first proposal of each key."""
    for proposal in proposals:
        if proposal.value:
            found.setdefault(proposal.key, proposal)


def _kinds(evidence: Evidence) -> Iterator[Proposal]:
    words = vocabulary()
    known = host_entry(evidence.url).get("kind", "")
    yield Proposal("kind", known, "the address", "sure")
    if any_of(words["official"]).search(evidence.edges):
        yield Proposal("kind", "report", "the imprint", "sure")
    headings = {
        part.text.strip(" :").lower() for part in evidence.reading.told if part.kind in ("heading", "paragraph") and len(part.text) < 80
    }
    is_titled = any(re.fullmatch(pattern, evidence.title, re.IGNORECASE) for pattern in words["report_titles"])
    is_headed = any(re.fullmatch(pattern, heading, re.IGNORECASE) for pattern in words["report_headings"] for heading in headings)
    is_spoken = any_of(words["news"]).search(evidence.reading.text) is not None
    if is_titled and is_headed:
        yield Proposal("kind", "report", "the title and the headings", "likely")
    if evidence.reading.own.get("site") or (is_spoken and not is_headed and not is_titled):
        yield Proposal("kind", "news", "the way it is written", "likely")
    yield Proposal("kind", "report" if is_titled or is_headed else "news", "the way it is written", "guess")


def _publishers(evidence: Evidence, found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    kind, published = found["kind"], found.get("published")
    known = host_entry(evidence.url)
    if known.get("publisher") and known.get("kind", kind.value) == kind.value and kind.value == "news":
        yield Proposal("publisher", known["publisher"], "the address", "sure")
    if kind.value == "report":
        is_named = re.search(r"\bHMIC(FRS)?\b", evidence.edges) or re.search(r"\bHMIC(FRS)?\b", evidence.reading.text)
        if is_named:
            yield Proposal("publisher", "HMICFRS" if "HMICFRS" in evidence.reading.text else "HMIC", "the text", kind.sure)
        if published:
            yield Proposal("publisher", inspectorate_on(published.value), "the kind and the date", kind.sure)
        yield Proposal("publisher", "HMICFRS", "the kind", "guess")
    yield Proposal("publisher", evidence.reading.own.get("site", ""), "the page's own data", "likely")
    yield Proposal("publisher", urlsplit(evidence.url).hostname or "", "the address", "guess")


def _signed(evidence: Evidence) -> Iterator[Proposal]:
    """Who signed: the name above an office, or a page's author."""
    texts = [part.text for part in evidence.reading.told if part.kind in ("paragraph", "heading")]
    for above, below in pairwise(texts):
        if is_office(below) and _NAME.fullmatch(above) and not find_forces(above) and not is_one_of("notes", above):
            yield Proposal("signed", f"{above}, {below}", "a signature", "likely")
    author = evidence.reading.own.get("author", "")
    if evidence.reading.form == "html" and _NAME.fullmatch(author):
        yield Proposal("signed", author, "the page's own data", "likely")


def _licences(found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    template = vocabulary()["licence"][found["kind"].value] if found["kind"].value in ("report", "news") else ""
    if "published" in found and "publisher" in found:
        text = template.format(publisher=found["publisher"].value, year=found["published"].value[:4])
        yield Proposal("licence", text, "the kind and the publisher", "likely")
