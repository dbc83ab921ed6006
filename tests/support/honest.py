"""Ways of saying what a sentence says in other words, as a careful language model would; each adds nothing and keeps what counts."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from peel_qa.dates import spoken
from peel_qa.records import Source
from peel_qa.text import opening

Way = Callable[[str, Source, str], str]

_PREFIX = re.compile(r"^In (?:19|20)\d\d(?:/\d\d)? ")
_FRAME = re.compile(r"^The report, as the [\w ]+ gives it(?: in \w+ \d{4})?,( also)? ")
_SWAPS = [
    (r"\bout of\b", "of"),
    (r"\bwithin\b", "within"),
    (r"\bshows that\b", "reveals that"),
    (r"\bbegan\b", "started"),
    (r"\blooked at\b", "examined"),
    (r"\bmake sure\b", "ensure"),
    (r"\bmaking sure\b", "ensuring"),
    (r"\bstaff\b", "workforce"),
    (r"\bneeds to\b", "must"),
    (r"\bmust\b", "needs to"),
    (r"\bshould\b", "must"),
    (r"\bpeople\b", "persons"),
    (r"\bbut\b", "although"),
    (r"\bprovides\b", "gives"),
]
_WORDS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10"}


def _lowered(text: str) -> str:
    """A sentence as it stands behind "found that": its first word small, where that is no name."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in _SMALL else text


_SMALL = {
    "The",
    "In",
    "A",
    "An",
    "It",
    "Its",
    "This",
    "These",
    "There",
    "Some",
    "Officers",
    "Victims",
    "Inspectors",
    "Supervisors",
    "Staff",
}


def same(text: str, source: Source, voice: str) -> str:
    return text


def the_force(text: str, source: Source, voice: str) -> str:
    """The force's name as "the force"."""
    told = re.sub(rf"{re.escape(source.force)}(['’]s)?", lambda m: "the force" + (m[1] or ""), text)
    return opening(re.sub(r"\bthe the force\b", "the force", told))


def undated(text: str, source: Source, voice: str) -> str:
    """Without the year of the inspection itself, which our own label gives."""
    return opening(_PREFIX.sub("", text)) if _is_of_its_own_year(text, source) else text


def found(text: str, source: Source, voice: str) -> str:
    """As something that inspectors found, where the inspectorate speaks."""
    if not source.is_official or voice != "inspectorate" or re.search(r"\binspectors?\b|HMIC", text):
        return text
    return f"Inspectors found that {_lowered(text)}"


def according(text: str, source: Source, voice: str) -> str:
    """With the document named in front."""
    if voice not in ("inspectorate", "newspaper"):
        return text
    when = spoken(source.published, source.published_sure)
    if not source.is_official:
        return f"As the {source.publisher} reported in {when}, {_lowered(text)}" if " in " not in text[:60] else text
    return f"According to the {source.inspection} report, {_lowered(text)}"


def percent(text: str, source: Source, voice: str) -> str:
    """Percentages and small numbers in another spelling."""
    told = re.sub(r"(\d)%", r"\1 per cent", text)
    return re.sub(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b", lambda m: _WORDS[m[1]], told)


def other_words(text: str, source: Source, voice: str) -> str:
    """Some words exchanged for others of the same meaning."""
    for old, new in _SWAPS:
        if re.search(old, text):
            return re.sub(old, new, text, count=1)
    return text


def behind(text: str, source: Source, voice: str) -> str:
    """The year moved to the end."""
    match = _PREFIX.match(text)
    return f"{opening(text[match.end() :]).rstrip('.')} {match[0].strip().lower()}." if match else text


def quoted(text: str, source: Source, voice: str) -> str:
    """Word for word, in quotation marks, with its speaker."""
    if '"' in text or "“" in text or " | " in text:
        return text
    who = {"inspectorate": "The inspectorate", "newspaper": f"The {source.publisher}"}.get(voice, voice.split(", ")[0])
    return f"{who} says: “{text.rstrip('.')}”."


def shorter(text: str, source: Source, voice: str) -> str:
    """Without a clause at the end that only adds to what is said."""
    match = re.search(r"^(.{60,}?), (?:and|which|including|such as) [^,]+\.$", text)
    return (
        f"{match[1]}." if match and not re.search(r"\bor\b|\bboth\b|,", match[1]) and not re.search(r"\d", text[match.end(1) :]) else text
    )


def _is_of_its_own_year(text: str, source: Source) -> bool:
    match = _PREFIX.match(text)
    return bool(match) and match[0].removeprefix("In ").strip() in f"{source.inspection} {source.inspected}"


WAYS: dict[str, Way] = {
    way.__name__: way for way in (same, the_force, undated, found, according, percent, other_words, behind, quoted, shorter)
}


def rephrasings(text: str, source: Source, voice: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Every way that changes a sentence, and two of them drawn by chance one after the other."""
    for name, way in WAYS.items():
        told = way(text, source, voice)
        if name == "same" or told != text:
            yield name, told
    one, other = chance.sample([way for way in WAYS.values() if way not in (same, quoted)], 2)
    both = other(one(text, source, voice), source, voice)
    if both != text:
        yield f"{one.__name__}+{other.__name__}", both
