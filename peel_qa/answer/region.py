"""Grades of a whole region: each of its forces has its own, and which of them a question means without naming them."""

from __future__ import annotations

import re
from dataclasses import replace

from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.facts.areas import name_of
from peel_qa.facts.forces import is_body
from peel_qa.facts.records import Grade, Neighbour
from peel_qa.records import Answer, Claim, Source
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity, inspected

_NUMBER = r"(?:two|three|four|five|six|seven|\d)"
_FORCES = r"(?:police )?(?:forces?|constabular(?:y|ies))"
_EACH = re.compile(
    rf"\b(?:all|each|every|both)(?: one)?(?: of)?(?: the| our| these| those)?(?: {_NUMBER})? {_FORCES}\b"
    rf"|\bthe(?: other)? {_NUMBER} {_FORCES}\b|\b(?:the )?(?:other|neighbouring) {_FORCES} in (?:the|our|this) region\b"
    rf"|\b{_FORCES} (?:in|of|across) (?:the|our|this|that) region\b",
    re.IGNORECASE,
)
"""Means the forces of a region one by one: "all three forces", "us and the other two forces"."""
_SET_IN_ORDER = re.compile(r"\b(?:best|worst|better|worse|compare[ds]?|comparison)\b(?! \w+ of\b)", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:the|our|this|that|whole) (?:[a-z]+ )?region\b(?! (?:organised|police|crime))", re.IGNORECASE)
_ONE_GRADE = re.compile(
    r"\b(?:single|one|overall|combined|joint|common|collective|shared) (?:\w+ ){0,3}?(?:grade|rating|mark|judge?ment)\b", re.IGNORECASE
)
_NONE_AS_WHOLE = re.compile(
    r"\bno (?:single |overall |one |combined )?(?:grade|rating|judge?ment)\b[^.]*\b(?:region|together|whole|forces)\b", re.IGNORECASE
)


def of_each_force(question: Question, library: Library, filters: Filters) -> Question:
    """A question for grades as one about every force that it means by "all three forces"; any other question as it is."""
    if question.forces[1:] or not _EACH.search(question.own) or _asks_together(question):
        return question
    chapters = _graded_chapters(question, library, filters)
    if not chapters:
        return question
    own = library.source(chapters[0].document).force
    forces = (own, *dict.fromkeys(c.force for c in chapters if not is_body(c.force)))
    if question.is_graded:
        return replace(question, forces=forces)
    years = "".join(f" in {year}" for year in question.years[:1])  # "which of them did best on fraud" is told by the grades of all
    return replace(question, forces=forces, full=f"What grade did it get for {name_of(chapters[0].grades[0].area)}{years}?")


def others_not_held(question: Question, force: str) -> tuple[str, ...]:
    """A note that grades asked for of all forces of a region are held for one alone; none where something else is asked."""
    is_of_all = question.is_graded and not question.forces[1:] and bool(_EACH.search(question.own))
    return (f"These are the grades of {force} alone: the documents held give none of the other forces.",) if is_of_all else ()


def no_grade_of_region(question: Question, library: Library, filters: Filters) -> Answer | None:
    """That a region has no grade as a whole, with the grades of its forces; None where that is not asked, or no such report is held."""
    is_of_whole = _WHOLE.search(question.own) and not _EACH.search(question.own) and not question.forces
    if question.forces[1:] or not (is_of_whole or _asks_together(question)):
        return None
    chapters = _graded_chapters(question, library, filters)
    if not chapters:
        return None
    source = library.source(chapters[0].document)
    own = [(source.force, g) for g in library.index.facts.grades if g.document == source.id and g.area == chapters[0].grades[0].area]
    held = [*own[:1], *((c.force, c.grades[0]) for c in chapters)]
    said = _saying_so(source, library)
    places = [*([said] if said else []), *((g.document, g.start, g.end) for _, g in held)]
    evidence = Evidence(library)
    nearest = [c for place in places if (c := evidence.library_citation(*place))]
    first = Claim(f"The documents held do not say: {source.edition} gives no grade for the region as a whole.")
    each = "; ".join(f"{name}: {grade.grade}" for name, grade in held)
    return compose(question.text, [first, Claim(f"Grades held for each: {each}.")], [], "not_graded", nearest=nearest, confidence=0.9)


def _asks_together(question: Question) -> bool:
    return bool(_ONE_GRADE.search(question.own)) and bool(_EACH.search(question.own) or _WHOLE.search(question.own))


def _graded_chapters(question: Question, library: Library, filters: Filters) -> list[Neighbour]:
    """The chapters of the newest report on a region that grade others than its own force in the area and years asked for."""
    if not (question.is_graded or (question.areas and _SET_IN_ORDER.search(question.own))):
        return []

    def fits(source: Source, grade: Grade) -> bool:
        return (not question.areas or grade.area in question.areas) and (not question.years or affinity(question, source) > 0)

    found = []
    for chapter in library.index.facts.neighbours:
        source = library.source(chapter.document)
        grades = tuple(grade for grade in chapter.grades if fits(source, grade))
        if grades and filters.admit(source) and (not question.forces or source.force in question.forces):
            found.append(replace(chapter, grades=grades))
    newest = max((inspected(library.source(c.document)) for c in found), default="")
    return [c for c in found if inspected(library.source(c.document)) == newest]


def _saying_so(source: Source, library: Library) -> tuple[str, int, int] | None:
    """Where a report says that it gives no grade for all together."""
    spans = (span for passage in library.index.passages if passage.document == source.id for span in passage.sentences)
    places = ((source.id, span.start, span.end) for span in spans)
    return next((place for place in places if _NONE_AS_WHOLE.search(library.text(*place))), None)
