"""Why an area was graded as it was, or was a cause of concern: what the same report found there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from peel_qa.answer.appraisal import appraisals, told_by
from peel_qa.answer.compose import compose
from peel_qa.answer.demands import says_because
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.answer.finding_kinds import names_concern
from peel_qa.answer.gradebook import GradeBook, asks_somebodys_words, asks_why, inspection_name, of_time_asked
from peel_qa.facts.areas import area_terms, areas, find_areas, find_pillars
from peel_qa.facts.grade_words import grades_named
from peel_qa.facts.records import Finding, Grade
from peel_qa.records import Answer, Claim
from peel_qa.search.question import Question, affinity, inspected
from peel_qa.stems import term_set, terms
from peel_qa.text import opening, sentences_between

Place = tuple[str, int, int]
"""A document's id, and the characters of a stretch of it."""
_LET_DOWN = re.compile(
    r"\b(?:let (?:it|them|the force) down|(?:held|holds|holding) (?:it|them|the force) back|dragged (?:it|them|the force) down"
    r"|(?:reasons?|grounds|basis) (?:for|behind) .{0,40}\b(?:grade|rating|judge?ment|mark|verdict)"
    r"|(?:do|did|done|doing) (?:so |that )?(?:badly|poorly|well)"
    r"|why (?:did|do|does|has|have) .{2,40}\b(?:fail|fails|failed|flunk(?:ed)?)(?: so badly)? (?:at|with|in|on)\b"
    r"|why (?:is|are|was|were) .{0,40}\b(?:bad|poor|weak|rubbish|slow|failing|struggling) (?:at|with|in))\b",
    re.IGNORECASE,
)
_MOVED_TO = re.compile(
    r"\b(?:fall|fell|fallen|drop\w*|decline\w*|rise|rose|risen|improvement|move|change|downgrad\w*|upgrad\w*) (?:from|to)\b", re.IGNORECASE
)
TO_PUT_RIGHT = ("cause of concern", "area for improvement")
_PRAISED = frozenset(["outstanding", "good"])
_DEMANDED = re.compile(r"\b(?:should|recommend(?:s|ed)?|recommendations?)\b|^(?:make sure|ensure)\b", re.IGNORECASE)
_MOST, _MOST_OF_ALL = 6, 8
"""Findings that are told; more where a question asks for no grade, but why something was done badly."""
_MOST_STRAY = 1
_ABOUT_REASONS = frozenset(
    terms(
        "why how come reason grounds basis behind grade graded grading rating rated judgment judged mark marked verdict get got receive "
        "received give given award awarded outstanding good adequate requires require improvement needs need inadequate only just merely "
        "cause concern let down held back holding dragged do did doing so badly poorly well force police inspectors inspectorate report "
        "inspection raise raised made call called go going goes went gone down up fall fell fallen drop dropped drops rise rose risen "
        "come came comes out bottom top end ended finish finished rank ranked "
        "decline declined change changed worse better lower higher improve improved"
    )
)


def asks_why_bad(text: str) -> bool:
    """Whether a question takes for granted that something was done well or badly, and asks why: "why were they so bad at …"."""
    return _LET_DOWN.search(text) is not None


def answer_grade_reasons(question: Question, book: GradeBook) -> Answer | None:
    """The answer to "why did it get requires improvement for investigating crime"; None where another or a narrower thing is asked."""
    if asks_why(question) and names_concern(question.own):
        return _of_concern(question, book)
    if asks_somebodys_words(question) or len(question.areas) != 1:
        return None
    if not (asks_why_bad(question.own) or (asks_why(question) and question.is_graded)):
        return None
    if not question.is_area_guessed and len(question.stray(area_terms(question.areas) | _ABOUT_REASONS)) > _MOST_STRAY:
        return None
    held = of_time_asked(question, book.of(question.areas[0]), book)
    fitting = [grade for grade in held if not question.grades or grade.grade in question.grades]
    most = _MOST if question.is_graded else _MOST_OF_ALL
    for grade in fitting:
        if places := list(islice(_reasons(grade, question.areas[0], book), most)):
            line = f"{book.line(question.areas[0], grade)} What the report found there:"
            return _told(question, line, (grade.document, grade.start, grade.end), places, book.library)
    return None


def _of_concern(question: Question, book: GradeBook) -> Answer | None:
    """The cause of concern that a question names by its area or in its words, with what the report sets out about it."""
    library = book.library
    held = [f for f in library.index.facts.findings if f.kind == "cause of concern" and book.filters.admit(library.source(f.document))]
    held.sort(key=lambda f: inspected(library.source(f.document)), reverse=True)
    subject = set(question.stray(_ABOUT_REASONS))
    for finding in held:
        source = library.source(finding.document)
        if question.years and affinity(question, source) <= 0:
            continue
        named = area_terms(question.areas) if finding.area in question.areas else frozenset()
        own = (finding.document, finding.start, finding.end)
        is_meant = question.is_area_guessed and finding.area in question.areas
        if is_meant or subject - named <= term_set(library.text(*own)):
            line = f"{opening(inspection_name(source))} sets out this cause of concern:"
            places = [own, *islice(_set_out(finding, library), _MOST)]
            return _told(question, line, own, places, library)
    if question.areas and held and subject <= area_terms(question.areas):
        about = " or ".join(areas()[area].name for area in question.areas)
        others = dict.fromkeys(f"{areas()[f.area].name} in {inspection_name(library.source(f.document))}" for f in held if f.area)
        line = f"The documents held name no cause of concern for {about}. They name one for: {'; '.join(others)}."
        return compose(question.text, [Claim(line)], [], "false_premise", confidence=0.85)
    return None


def _reasons(grade: Grade, area: str, book: GradeBook) -> Iterator[Place]:
    """The reasons told beside a grade; what is to be put right in the area, then what was criticised there, or praised for a good grade."""
    is_good = grade.grade in _PRAISED
    yield from _told_beside(grade, book.library)
    if not is_good:
        for finding in book.library.index.facts.findings:
            if finding.document == grade.document and finding.area == area and finding.kind in TO_PUT_RIGHT:
                yield finding.document, finding.start, finding.end
                if finding.kind == "cause of concern":
                    yield from _set_out(finding, book.library)
    kind = next(kind for kind in appraisals() if kind.name == ("praise" if is_good else "criticism"))
    yield from told_by(book.library.index.documents[grade.document], book.library, kind, (area,))


def _told_beside(grade: Grade, library: Library) -> Iterator[Place]:
    """The sentences behind a grade in its paragraph that tell reasons as such: "The decline has to do with supervision".

    Where the grade stands in a table, those of any paragraph that names its area, and the grade as a change: "the fall to …".
    """
    document = library.index.documents[grade.document]
    if grade.form == "sentence":
        block = document.blocks[document.block_at(grade.start)]
        places = sentences_between(document.text, grade.end, block.end)
        yield from ((grade.document, *place) for place in places if says_because(document.text[slice(*place)]))
        return
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind == "paragraph" and _MOVED_TO.search(text) and grade.area in find_areas(text) + find_pillars(text):
            places = sentences_between(document.text, block.start, block.end)
            yield from ((grade.document, *place) for place in places if _tells_fall(document.text[slice(*place)], grade))


def _tells_fall(text: str, grade: Grade) -> bool:
    """Whether a sentence tells why a grade moved to what it is."""
    return _MOVED_TO.search(text) is not None and says_because(text) and grade.grade in grades_named(text)


def _set_out(finding: Finding, library: Library) -> Iterator[Place]:
    """The sentences by which a report sets out a cause of concern: those of its section that recommend nothing."""
    chapter = library.passage_at(finding.document, finding.start).section[:1]
    for passage in library.index.passages:
        if passage.document != finding.document or passage.section[:1] != chapter or not any(map(names_concern, passage.section)):
            continue
        for span in passage.sentences:
            text = library.text(finding.document, span.start, span.end)
            if span.start >= finding.end and text.rstrip().endswith(".") and not _DEMANDED.search(text):
                yield finding.document, span.start, span.end


def _told(question: Question, line: str, own: Place, places: Sequence[Place], library: Library) -> Answer:
    evidence = Evidence(library)
    claims = [Claim(line, evidence.add_all([own])), *evidence.bullets(places)]
    return compose(question.text, claims, evidence.citations, confidence=0.85)
