"""Causes of concern with their recommendations, areas for improvement, and innovative practice, word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from peel_qa.briefing.clock import Deadline, read_deadline
from peel_qa.briefing.notebook import Notebook, area_name, counted, number_word
from peel_qa.briefing.records import Line, Section
from peel_qa.dates import spoken
from peel_qa.facts.records import Finding

NEW_NOTE = "“New” means that the report does not say that it was raised before."


def concerns_section(book: Notebook) -> Section:
    """Each cause of concern with the recommendations of its area below it; what the report has none of is said."""
    causes, asked = book.findings("cause of concern"), book.findings("recommendation")
    lines: list[Line] = []
    for cause in causes:
        lines.append(
            book.quote(cause.document, cause.start, cause.end, label=f"Cause of concern ({area_name(cause.area) or cause.chapter})")
        )
        below = [one for one in asked if (one.document, one.area) == (cause.document, cause.area)]
        lines += _recommendations(book, below, depth=1)
        asked = [one for one in asked if one not in below]
    lines += _recommendations(book, asked, depth=0)
    note = None if causes or asked else Line(none_said(book, "causes of concern and no recommendations"))
    return Section("concerns", "Causes of concern and recommendations", tuple(lines), note)


def none_said(book: Notebook, what: str) -> str:
    """That there is nothing of a kind: in the report, or because no report is held."""
    about = "" if book.scope.is_whole else f" on {book.scope.spoken}"
    if not book.inspection.is_reported:
        return f"The report itself is not among the documents held, so its {what.replace(' and no ', ' and ')}{about} are not known."
    return f"The report names no {what}{about}."


def _recommendations(book: Notebook, found: Sequence[Finding], depth: int) -> Iterator[Line]:
    """The recommendations, below the words that introduce them and set their time."""
    number = 0
    for lead, group in groupby(found, key=lambda one: one.lead):
        entries = list(group)
        place = lead_place(book, entries[0])
        deadline = deadline_of(book, entries[0])
        tag = _deadline_tag(deadline, one_lead=lead)
        if place is not None:
            yield book.quote(*place, label="Recommendation" if len(found) == 1 else "Recommendations", tag=tag, depth=depth)
        for one in entries:
            number += 1
            own = "" if lead else tag
            label = f"Recommendation {number}" if len(found) > 1 else "Recommendation"
            yield book.quote(one.document, one.start, one.end, label=label, tag=own, depth=depth + (1 if lead else 0))


def _deadline_tag(deadline: Deadline | None, one_lead: str) -> str:
    """The time set, for the tag of a line; words that the line quotes are not said again."""
    if deadline is None:
        return "no time set"
    if deadline.last_day is None or deadline.words.lower() not in one_lead.lower():
        return f"time set: {deadline.spoken}" if deadline.words.lower() not in one_lead.lower() else ""
    return f"counted from publication: by {spoken(deadline.last_day.isoformat())}" if not deadline.is_named else ""


def lead_place(book: Notebook, finding: Finding) -> tuple[str, int, int] | None:
    """Where the words that introduce a recommendation stand."""
    at = book.library.text(finding.document, 0, finding.start).rfind(finding.lead) if finding.lead else -1
    return (finding.document, at, at + len(finding.lead)) if at >= 0 else None


def deadline_of(book: Notebook, finding: Finding) -> Deadline | None:
    """The time that a recommendation sets, counted from publication where its day is known for certain."""
    said = f"{finding.lead} {book.library.text(finding.document, finding.start, finding.end)}"
    is_sure = book.is_given or book.inspection.is_published_sure
    return read_deadline(said, book.published if is_sure else None)


def improvement_section(book: Notebook) -> Section:
    """Areas for improvement by area, each marked new or repeated; in a short paper the repeated ones first."""
    found = book.findings("area for improvement")
    if not found:
        return Section("improvement", "Areas for improvement", note=Line(none_said(book, "areas for improvement")))
    repeated = [one for one in found if one.repeated_from]
    count = counted(len(found), "area for improvement", "areas for improvement")
    count = count[0].upper() + count[1:]
    again = f"; {number_word(len(repeated))} of them raised before" if repeated else "; the report says of none that it was raised before"
    note = Line(f"{count}{again}." + ("" if book.length == "one-page" else f" {NEW_NOTE}"))
    ordered = found if book.length == "full" else [*repeated, *(one for one in found if not one.repeated_from)]
    lines = [_improvement(book, one, 0 if book.length == "full" else 3 if one.repeated_from else 6) for one in ordered]
    if book.length == "one-page":
        lines = [_by_area(book, found), *lines]
    limit = book.limits["improvement"]
    kept = tuple(lines[:limit] if limit else lines)
    return Section("improvement", "Areas for improvement", kept, note, left_out=len(lines) - len(kept))


def _by_area(book: Notebook, found: Sequence[Finding]) -> Line:
    """How many there are of each area, for a paper that has no room for all of them."""
    counts = Counter(area_name(one.area) or one.chapter for one in found)
    numbers = tuple(number for one in found for number in book.cite(one.document, one.start, one.end))
    return Line("; ".join(f"{name.lower()} {count}" for name, count in counts.items()), numbers, label="By area")


def _improvement(book: Notebook, one: Finding, spare: int) -> Line:
    tag = f"repeated since {one.repeated_from}" if one.repeated_from else "new"
    return book.quote(one.document, one.start, one.end, label=area_name(one.area) or one.chapter, tag=tag, spare=spare)
