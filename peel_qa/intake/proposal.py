"""What a document says of itself, as proposals: each value with where it was read and how sure it is. Nothing is decided here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit

from peel_qa.corpus.headings import is_office
from peel_qa.corpus.layout import is_one_of
from peel_qa.corpus.readers.reading import Reading
from peel_qa.data import any_of, read_table
from peel_qa.dates import is_iso, spoken
from peel_qa.facts.forces import find_forces, forces
from peel_qa.intake.when import date_of, dates_in
from peel_qa.stems import stopwords

Sureness = Literal["sure", "likely", "guess"]
_OPENING, _CLOSING = 30, 8
"""Parts at the beginning and at the end of a document that say what it is."""
_COUNTED = 400
"""Parts in which the forces named are counted."""
_DOMINANT = 0.7
_EDITION = re.compile(r"\bPEEL(?: assessment)?[ -]+(20\d\d)(?:[/–-](\d\d(?!\d)|20\d\d))?", re.IGNORECASE)
_EDITION_IN_ADDRESS = re.compile(r"/peel-(20\d\d)(?:/|$)|-(20\d\d)-(\d\d)(?:/|\.|$)")
_UNKNOWN_FORCE = re.compile(
    r"\b((?:[A-Z][\w'’-]+)(?: (?:(?:and|of|the|&) )?[A-Z][\w'’-]+){0,3})"
    r" (Police Service|Police|Constabulary)\b(?! (?:Federation|and Crime|Fire))"
)
_NAME = re.compile(r"(?:(?:Sir|Dame|Dr|Mr|Mrs|Ms) )?[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){1,3}(?: (?:CBE|OBE|MBE|QPM|KPM|DL))*")
_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)(?:/(\d\d))?(?:/|$)")
_EMPTY_TITLE = re.compile(r"(?:microsoft word|untitled|document\d*|home|index)\b.*", re.IGNORECASE)
_RENAMED = "2017-07-19"
"""From this day on HMIC is HMICFRS."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value of a document's front matter; `origin` says where it was read ("the title", "the address", …)."""

    key: str
    value: str
    origin: str
    sure: Sureness


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A document's reading with what was looked up in it once."""

    reading: Reading
    name: str
    url: str
    title: str
    is_titled: bool

    @property
    def opening(self) -> list[str]:
        return [part.text for part in self.reading.parts[:_OPENING]]

    @property
    def closing(self) -> list[str]:
        return [part.text for part in self.reading.parts[-_CLOSING:]]

    @property
    def edges(self) -> str:
        return "\n".join([*self.opening, *self.closing])


def propose(reading: Reading, name: str, url: str, given: Mapping[str, str]) -> dict[str, Proposal]:
    """A proposal for each key that something was found for, `given` values (sure) before all others.

    `name` is the file's name without its ending, `url` where it was fetched ("" for a file).
    """
    found: dict[str, Proposal] = {key: Proposal(key, value, "given", "sure") for key, value in given.items()}
    for key, value in reading.front.items():
        found.setdefault(key, Proposal(key, value, "front matter", "sure"))
    _take(found, _titles(reading, name))
    title = found["title"]
    evidence = _Evidence(reading, name, url or reading.own.get("url", ""), title.value, title.sure == "sure")
    _take(found, _urls(evidence))
    _take(found, _kinds(evidence))
    _take(found, _published(evidence))
    _take(found, _publishers(evidence, found))
    _take(found, _forces(evidence))
    _take(found, _editions(evidence, found))
    _take(found, _inspected(reading, found))
    _take(found, _signed(evidence))
    _take(found, _licences(found))
    return found


def _take(found: dict[str, Proposal], proposals: Iterable[Proposal]) -> None:
    """Keep the first proposal of each key."""
    for proposal in proposals:
        if proposal.value:
            found.setdefault(proposal.key, proposal)


def _words() -> dict[str, Any]:
    return read_table("peel_qa.intake", "proposal.toml")


def _titles(reading: Reading, name: str) -> Iterator[Proposal]:
    told = _cut_site(reading.own.get("title", ""), reading.own.get("site", ""))
    if reading.form == "html" and told:
        yield Proposal("title", told, "the page's own data", "sure")
    first = next((part for part in reading.parts if part.kind == "title"), None)
    if first:
        yield Proposal("title", _punctuated(first.text), "the title", "sure")
    if told and len(told.split()) > 2 and not _EMPTY_TITLE.fullmatch(told):
        yield Proposal("title", _punctuated(told), "the file's own data", "likely")
    top = reading.parts[0] if reading.parts else None
    if top and len(top.text.split()) <= 25:
        yield Proposal("title", top.text.rstrip("."), "the first line", "likely")
    yield Proposal("title", re.sub(r"[-_]+", " ", name).strip() or "Untitled", "the file's name", "guess")


def _cut_site(title: str, site: str) -> str:
    """A page's title without the name of its site: "… - HMICFRS", "… | Shropshire Star"."""
    cut = re.sub(r"\s+[|–—-]\s+[^|]{1,60}$", "", title) if " | " in title else title
    return cut.removesuffix(site).rstrip(" -–—|") if site and site != cut else cut


def _punctuated(title: str) -> str:
    """Two lines of a cover ("PEEL 2023-25" above "An inspection of …") with a colon between them."""
    return re.sub(r"^(PEEL [\d/–-]+) (?=[A-Z])", r"\1: ", title)


def _urls(evidence: _Evidence) -> Iterator[Proposal]:
    if evidence.reading.own.get("url"):
        yield Proposal("url", evidence.reading.own["url"], "the page's own data", "sure")
    yield Proposal("url", evidence.url, "the address", "sure")


def host_entry(url: str) -> dict[str, Any]:
    """What hosts.toml says of an address's host; nothing where it is not listed."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    hosts: list[dict[str, Any]] = read_table("peel_qa.intake", "hosts.toml")["host"]
    return next((entry for entry in hosts if str(entry["name"]).removeprefix("www.") == host), {}) if host else {}


def _kinds(evidence: _Evidence) -> Iterator[Proposal]:
    words = _words()
    known = host_entry(evidence.url).get("kind", "")
    yield Proposal("kind", known, "the address", "sure")
    if any_of(words["official"]).search(evidence.edges):
        yield Proposal("kind", "report", "the imprint", "sure")
    headings = {
        part.text.strip(" :").lower() for part in evidence.reading.parts if part.kind in ("heading", "paragraph") and len(part.text) < 80
    }
    is_titled = any(re.fullmatch(pattern, evidence.title, re.IGNORECASE) for pattern in words["report_titles"])
    is_headed = any(re.fullmatch(pattern, heading, re.IGNORECASE) for pattern in words["report_headings"] for heading in headings)
    is_spoken = any_of(words["news"]).search(evidence.reading.text) is not None
    if is_titled and is_headed:
        yield Proposal("kind", "report", "the title and the headings", "likely")
    if evidence.reading.own.get("site") or (is_spoken and not is_headed and not is_titled):
        yield Proposal("kind", "news", "the way it is written", "likely")
    yield Proposal("kind", "report" if is_titled or is_headed else "news", "the way it is written", "guess")


def _published(evidence: _Evidence) -> Iterator[Proposal]:
    marked = any_of(_words()["published"])
    for line in [*evidence.opening, *evidence.closing]:
        for start, _, iso in dates_in(line):
            if marked.search(line[max(0, start - 40) : start]):
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


def _publishers(evidence: _Evidence, found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    kind, published = found["kind"], found.get("published")
    known = host_entry(evidence.url)
    if known.get("publisher") and known.get("kind", kind.value) == kind.value and kind.value == "news":
        yield Proposal("publisher", known["publisher"], "the address", "sure")
    if kind.value == "report":
        is_named = re.search(r"\bHMIC(FRS)?\b", evidence.edges) or re.search(r"\bHMIC(FRS)?\b", evidence.reading.text)
        if is_named:
            yield Proposal("publisher", "HMICFRS" if "HMICFRS" in evidence.reading.text else "HMIC", "the text", kind.sure)
        if published:
            yield Proposal("publisher", "HMICFRS" if published.value >= _RENAMED else "HMIC", "the kind and the date", kind.sure)
        yield Proposal("publisher", "HMICFRS", "the kind", "guess")
    yield Proposal("publisher", evidence.reading.own.get("site", ""), "the page's own data", "likely")
    yield Proposal("publisher", urlsplit(evidence.url).hostname or "", "the address", "guess")


def _forces(evidence: _Evidence) -> Iterator[Proposal]:
    slugs = {force.slug: force.name for force in forces() if force.slug}
    for slug in sorted(slugs, key=len, reverse=True):
        if re.search(rf"(?<![a-z]){slug}(?![a-z])", urlsplit(evidence.url).path):
            yield Proposal("force", slugs[slug], "the address", "sure")
    named = _forces_of(evidence.title)
    if len(named) == 1 and evidence.is_titled:
        yield Proposal("force", named[0], "the title", "sure")
    counts = Counter(name for part in evidence.reading.parts[:_COUNTED] for name in _forces_of(part.text))
    for name, seen in counts.most_common(1):
        is_clear = seen >= _DOMINANT * sum(counts.values()) and seen > 1
        yield Proposal("force", name, f"named {seen} times" if seen > 1 else "the text", "likely" if is_clear else "guess")


def _forces_of(text: str) -> list[str]:
    """Forces that a text names, those that no list has too."""
    known = find_forces(text)
    unlisted = [f"{match[1]} {match[2]}".removeprefix("The ") for match in _UNKNOWN_FORCE.finditer(text)]
    others = [name for name in (_without_opening(name) for name in unlisted) if name and not find_forces(name)]
    return list(dict.fromkeys([*known, *others]))


def _without_opening(name: str) -> str:
    """A force's name without words in front that are none of it: "Inspection of Fenmarch Constabulary", "While Fenmarch Police"."""
    words = name.split()
    while words and words[0].lower() in _no_forces():
        words = words[1:]
    while len(words) > 2 and words[1].lower() in ("of", "the"):
        words = words[2:]
    return " ".join(words) if len(words) > 1 and words[0].lower() not in _no_forces() else ""


@cache
def _no_forces() -> frozenset[str]:
    return stopwords() | frozenset(_words()["no_forces"]) | frozenset(read_table("peel_qa.facts", "forces.toml")["no_first_names"])


def _editions(evidence: _Evidence, found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    """The inspection: of a report `edition`, of a news text `about`, which may be told apart from the text alone."""
    if "edition" in found or "about" in found:
        return
    key = "edition" if found["kind"].value == "report" else "about"
    title = _edition_in(evidence.title)
    if title:
        yield Proposal(key, title[0], "the title", "sure")
    address = _EDITION_IN_ADDRESS.search(urlsplit(evidence.url).path)
    if address and "/peel" in evidence.url:
        yield Proposal(key, edition_name(address[1] or address[2], address[3] or ""), "the address", "sure")
    opening = _edition_in("\n".join(evidence.opening))
    if opening:
        yield Proposal(key, opening[0], "the opening", "likely" if len(opening) == 1 else "guess")
    if title or address or opening:
        return
    if key == "edition":
        yield Proposal("about", evidence.title, "the title", "likely")
    elif "published" in found:
        yield Proposal("about", f"inspection reported in {spoken(found['published'].value[:7])}", "the date", "likely")


def _edition_in(text: str) -> list[str]:
    return list(dict.fromkeys(edition_name(match[1], match[2] or "") for match in _EDITION.finditer(text)))


def edition_name(first: str, last: str) -> str:
    """An edition's name: "PEEL 2015", "PEEL 2021/22" for two years that follow one another, "PEEL 2023-25" for a longer cycle."""
    if not last:
        return f"PEEL {first}"
    return f"PEEL {first}{'/' if int(last[-2:]) == int(first[-2:]) + 1 else '-'}{last[-2:]}"


def _inspected(reading: Reading, found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    marked = any_of(_words()["inspected"])
    limit = found["published"].value if "published" in found else "9999"
    for part in reading.parts[:_COUNTED]:
        match = marked.search(part.text)
        sentence = re.split(r"(?<=[a-z\d])\.\s", part.text[match.start() :], maxsplit=1)[0] if match else ""
        dates = [iso for _, _, iso in dates_in(sentence) if iso <= limit]
        if dates and not re.search(
            r"\b(?:20\d\d|last|previous|earlier) (?:PEEL )?(?:inspection|report)\b", part.text[: match.end() if match else 0]
        ):
            yield Proposal("inspected", dates[-1][:7], f"“{' '.join(sentence.split())[:70]}”", "likely")


def _signed(evidence: _Evidence) -> Iterator[Proposal]:
    """Who signed: the name above an office, or a page's author."""
    texts = [part.text for part in evidence.reading.parts if part.kind in ("paragraph", "heading")]
    for above, below in pairwise(texts):
        if is_office(below) and _NAME.fullmatch(above) and not find_forces(above) and not is_one_of("notes", above):
            yield Proposal("signed", f"{above}, {below}", "a signature", "likely")
    author = evidence.reading.own.get("author", "")
    if evidence.reading.form == "html" and _NAME.fullmatch(author):
        yield Proposal("signed", author, "the page's own data", "likely")


def _licences(found: Mapping[str, Proposal]) -> Iterator[Proposal]:
    template = _words()["licence"][found["kind"].value] if found["kind"].value in ("report", "news") else ""
    if "published" in found and "publisher" in found:
        text = template.format(publisher=found["publisher"].value, year=found["published"].value[:4])
        yield Proposal("licence", text, "the kind and the publisher", "likely")
