"""A finding in its own words, and when it is to be carried out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.figures import figures
from peel_qa.answer.gradebook import inspection_name
from peel_qa.data import pattern_of
from peel_qa.dates import MONTHS
from peel_qa.facts.areas import areas
from peel_qa.facts.records import PRACTICES, Finding, FindingKind
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, inspected
from peel_qa.text import opening

_JOINED = re.compile(r"(?:[;,](?: and| or)?|(?<=.)\.)$")
_BY_DATE = re.compile(
    rf"\b(?:by|before|until) (?:the )?(?:end of |start of )?(?:\d{{1,2}} )?(?P<month>{'|'.join(MONTHS)}) (?P<year>20\d\d)", re.IGNORECASE
)
_DUE = re.compile(
    r"\b(?:immediate(?:ly)?|at once|straight ?away|right away|without delay)\b"
    r"|\b(?:with)?in(?: the next)? (?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>week|month|year)s?\b",
    re.IGNORECASE,
)
PLURALS = {
    "area for improvement": "areas for improvement",
    "cause of concern": "causes of concern",
    "recommendation": "recommendations",
    "innovative practice": "innovative practices",
    "promising practice": "promising practices",
}
_INNOVATIVE = pattern_of("peel_qa.answer", "findings.toml", "innovative")
NUMBER_NAMES = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def wording(finding: Finding, library: Library) -> str:
    """A finding as its report words it."""
    return library.text(finding.document, finding.start, finding.end)


def said(finding: Finding, library: Library, area: str | None = None) -> str:
    """A finding on one line, without the words that only join it to the next, headed by its area."""
    words = _JOINED.sub("", " ".join(wording(finding, library).split()))
    again = f" (first raised in {finding.repeated_from})" if finding.repeated_from and finding.repeated_from not in words else ""
    heading = f"[{areas()[finding.area].name}] " if finding.area and area is None else area or ""
    return f"{heading}{words}{again}"


def lead_places(found: Iterable[Finding], library: Library) -> list[tuple[str, int, int]]:
    """Where the words stand that introduce some findings, once each: their time is told there and in none of the findings."""
    places: dict[tuple[str, int, int], None] = {}
    for finding in found:
        at = library.text(finding.document, 0, finding.start).rfind(finding.lead) if finding.lead else -1
        if at >= 0:
            places[finding.document, at, at + len(finding.lead)] = None
    return [*places]


def due(text: str) -> str:
    """The time in which something is to be carried out, in one way of writing it: "at once", "3 months", "june 2025"; "" for none."""
    if dated := _BY_DATE.search(text):
        return f"{dated['month']} {dated['year']}".lower()
    match = _DUE.search(text)
    if match is None:
        return ""
    number = match["number"] or ""
    digits = str(NUMBER_NAMES.index(number.lower())) if number.lower() in NUMBER_NAMES else number
    return f"{digits} {match['unit'].lower()}s" if digits else "at once"


def dues(text: str) -> set[str]:
    """Every time that a text names, each as `due` writes it."""
    dated = {f"{match['month']} {match['year']}".lower() for match in _BY_DATE.finditer(text)}
    return dated.union(filter(None, (due(match[0]) for match in _DUE.finditer(text))))


def is_due_in(times: set[str], finding: Finding, library: Library) -> bool:
    """Whether a finding's time is the one that is asked for; any is where several are asked for: "straight away, in three months"."""
    time = due(finding.lead or wording(finding, library))
    return bool(time) if len(times) > 1 else time in times


def deadline(question: Question, fitting: list[Finding], library: Library) -> Answer | None:
    """By when the newest recommendations are to be carried out; None where the report sets no time."""
    timed = [f for f in fitting if f.lead and _has_time(f.lead)]
    if not timed:
        return _own_deadline(question, fitting, library)
    newest = _newest(timed, library)
    evidence = Evidence(library)
    claims = []
    for lead in dict.fromkeys(f.lead for f in timed if f.document == newest):
        items = [f for f in timed if f.document == newest and f.lead == lead]
        numbers = evidence.add_all([*lead_places(items[:1], library), *((f.document, f.start, f.end) for f in items)])
        claims.append(Claim(f"{lead} {'; '.join(said(f, library, '') for f in items)}. ({edition_label(library.source(newest))})", numbers))
    return compose(question.text, claims, evidence.citations, confidence=0.9)


def _own_deadline(question: Question, fitting: list[Finding], library: Library) -> Answer | None:
    """The newest recommendations that tell their deadline themselves: "By 15 October 2025, act on every case"."""
    timed = [f for f in fitting if _has_time(wording(f, library))]
    newest = _newest(timed, library)
    evidence = Evidence(library)
    claims = []
    for finding in (f for f in timed if f.document == newest):
        number = evidence.add(finding.document, finding.start, finding.end)
        claims += [Claim(f"{said(finding, library, '')}. ({edition_label(library.source(newest))})", (number,))] if number else []
    return compose(question.text, claims, evidence.citations, confidence=0.9) if claims else None


def _newest(found: Sequence[Finding], library: Library) -> str:
    """The document of the newest inspection among those of some findings; "" for none."""
    return max((f.document for f in found), key=lambda name: inspected(library.source(name)), default="")


def _has_time(text: str) -> bool:
    return bool(figures("duration", text) or figures("date", text))


def first_line(question: Question, kind: FindingKind, found: list[Finding], library: Library, is_part: bool) -> str:
    """What a list of findings begins with: which report names how many of which kind, on which area, in what time."""
    label = inspection_name(library.source(found[0].document))
    number = NUMBER_NAMES[len(found)] if len(found) < len(NUMBER_NAMES) else str(len(found))
    noun = _noun(kind, found, library)
    asked = [area for area in question.areas if not areas()[area].pillar]
    about = f" on {areas()[asked[0]].name}" if asked else ""
    lead = f" {shared.rstrip(':')}:" if (shared := shared_lead(found)) else ""
    which = f" that {'speaks' if len(found) == 1 else 'speak'} of this" if is_part else ""
    return f"{opening(label)} names {number} {noun}{about}{which}.{lead}"


def _noun(kind: FindingKind, found: Sequence[Finding], library: Library) -> str:
    """What the findings are called, as their report calls them: inspections of custody name good practice, and none that is innovative."""
    is_many = len(found) > 1
    if len(kinds := {finding.kind for finding in found}) > 1:
        return "innovative and promising practices" if kinds == {*PRACTICES} else PLURALS[kind]
    kind = found[0].kind
    if kind == "innovative practice" and not _INNOVATIVE.search(library.index.documents[found[0].document].text):
        return f"example{'s' if is_many else ''} of good practice"
    return PLURALS[kind] if is_many else kind


def shared_lead(found: list[Finding]) -> str:
    """The words that introduce every one of some recommendations; "" where they differ, as their times do."""
    leads = {finding.lead for finding in found}
    return leads.pop() if len(leads) == 1 else ""
