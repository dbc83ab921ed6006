"""Grades of a document: from formulaic sentences, tables, grade lines, and the lists of news texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from peel_qa.corpus.layout import is_grade
from peel_qa.facts.areas import area_of, areas, find_areas, stray_terms
from peel_qa.facts.forces import is_about, without_forces
from peel_qa.facts.grade_lists import grades_of_line, listed_grades
from peel_qa.facts.grade_words import GRADE, GRADES, LONGEST_SENTENCE, is_of_another_time, normal_grade
from peel_qa.facts.records import Grade
from peel_qa.records import Block, Document
from peel_qa.text import sentences_between

__all__ = ["GRADES", "normal_grade", "read_grades"]

_NAME = r"[A-Z][\w&'’-]+(?: (?:and|of|&|[A-Z][\w&'’-]+))* (?:Police|Constabulary|Service)"
_FORCE = rf"(?P<force>{_NAME}|[Tt]he (?:force|constabulary|service))"
_LEAD = r"(?i:(?:in (?:19|20)\d\d(?:[/–-]\d\d)?,? )?(?:(?:we|HMIC(?:FRS)?) (?:graded|judged|rated|assessed) )?)"
_IS = r"(?i:(?:is|was|as|has been) )?(?i:(?:assessed|judged|graded|rated) )?(?i:as |to be |to |as being )?"
_ENDS = rf"(?:is |was )?(?P<grade>(?i:{GRADE}))\.?"
_STRAY_TERMS = 2
"""Words that a grade sentence may hold beside the area's name: "managing offenders under multi-agency arrangements" is no area."""
_FORMULAS = tuple(
    (re.compile(pattern), stray)
    for pattern, stray in (
        (rf"{_LEAD}{_FORCE} {_IS}(?P<grade>(?i:{GRADE})) (?:at|in|for|in respect of|in the way it) (?P<area>[^.:]+)\.?", _STRAY_TERMS),
        (rf"{_LEAD}{_FORCE}[’']s (?:approach|response|work|performance) (?:to|in) (?P<area>[^.]+?) {_ENDS}", _STRAY_TERMS),
        (rf"The extent to which {_FORCE} (?P<area>[^.]+?) {_ENDS}", _STRAY_TERMS),
        (rf"(?P<force>{_NAME})[’']s (?P<area>[^.]+?) {_ENDS}", 0),
    )
)
"""The sentences in which reports give grades, over all cycles, each with the stray words that it may hold: "X is good at …",
"X's approach to … is good", "The extent to which X … is good", "X's leadership and management is good"."""
_OF_ALL = re.compile(r"(?:our |the )?(?:overall )?(?:judge?ment|grade|grading|rating)", re.IGNORECASE)
"""A heading whose grade is that of the whole report: of the area that its title names."""
_OVERALL = re.compile(r"(?:our |the )?overall(?: (?:judge?ment|grade|grading|rating))?", re.IGNORECASE)
"""The label of the row whose grade is that of the whole report."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FEWEST_GRADES = 3
"""Grades that the head of a table holds whose columns are grades."""


def read_grades(document: Document) -> list[Grade]:
    """Every grade that a document gives, one an area: the formulaic sentence before a table's cell, and that before a list."""
    found = [*_from_sentences(document), *_from_tables(document), *_from_lines(document), *listed_grades(document)]
    best: dict[str, Grade] = {}
    for grade in found:
        best.setdefault(grade.area, grade)
    order = list(areas())
    return sorted(best.values(), key=lambda grade: order.index(grade.area))


def _from_sentences(document: Document) -> Iterator[Grade]:
    """The whole sentence is the grade; an older judgment quoted inside a sentence is none of these."""
    for block in document.blocks:
        if block.kind != "paragraph":
            continue
        for start, stop in sentences_between(document.text, block.start, block.end):
            text = " ".join(document.text[start:stop].split())[:LONGEST_SENTENCE]
            matches = ((formula.fullmatch(text), stray) for formula, stray in _FORMULAS)
            match, stray = next(((match, stray) for match, stray in matches if match), (None, 0))
            if match and stray_terms(match["area"]) <= stray and (key := _area_graded(document, text, match)):
                yield Grade(document.id, start, stop, key, match["area"], normal_grade(match["grade"]), "sentence")


def _area_graded(document: Document, text: str, match: re.Match[str]) -> str:
    """The area of a formulaic sentence; "" where it names none, or is about another force or another inspection."""
    force = document.source.force
    if is_of_another_time(text, document.source):
        return ""
    is_this = match["force"].lower().startswith("the ") or is_about(match["force"], force)
    return area_of(match["area"]) if is_this and not _is_department(match["force"]) else ""


def _is_department(force: str) -> bool:
    return re.match(r"(?:Its?|Our|Their|This|That|A|An)\b", force) is not None


def _from_tables(document: Document) -> Iterator[Grade]:
    for block in document.blocks:
        matter = matter_of(document, block)
        for cell in graded_cells(document, block):
            key = (matter if _OVERALL.fullmatch(cell.label) else "") if matter else area_of(cell.label)
            if key:
                yield replace(cell, area=key)


def matter_of(document: Document, block: Block) -> str:
    """The area that a report is about whose table grades it as a whole, and the questions asked of it one by one; "" for other tables."""
    if block.kind != "table" or not any(row and _OVERALL.fullmatch(row[0].strip()) for row in block.rows):
        return ""
    return area_of_report(document)


def area_of_report(document: Document) -> str:
    """The one area that a report is about, by its title; "" of others."""
    named = find_areas(without_forces(document.source.title, (document.source.force,)))
    return named[0] if len(named) == 1 else ""


def graded_cells(document: Document, block: Block) -> Iterator[Grade]:
    """Every grade of a table with the label that stands before it, or in the column of its grade; of no area yet."""
    if block.kind != "table" or not block.rows:
        return
    columns, then = _columns(block), _earlier(block)
    for row in block.rows[1:] if columns else block.rows:
        for number, cell in enumerate(row):
            if number in then:
                continue
            grade, label = (columns[number], cell) if columns and number < len(columns) else (cell, row[0])
            if (columns or number) and normal_grade(grade) in GRADES and label:
                start, end = (block.start, block.end) if columns else place_of(document, block, row)
                yield Grade(document.id, start, end, "", label, normal_grade(grade), "table")


def _columns(block: Block) -> tuple[str, ...]:
    """The head of a table whose columns are grades; none where its rows tell the grades."""
    head = block.rows[0]
    return head if sum(is_grade(cell) for cell in head) >= _FEWEST_GRADES else ()


def _earlier(block: Block) -> frozenset[int]:
    """The columns of a table that tell the grades of earlier inspections: all but the newest of those that a year stands over."""
    years = {number: max(named) for number, cell in enumerate(block.rows[0]) if number and (named := _YEAR.findall(cell))}
    newest = max(years.values(), default="")
    return frozenset(number for number, year in years.items() if year < newest)


def place_of(document: Document, block: Block, row: tuple[str, ...]) -> tuple[int, int]:
    """The line of a row in its table; the whole table where the row has no line of its own."""
    start = block.start
    for line in document.text[block.start : block.end].split("\n"):
        if [cell.strip() for cell in re.split(r"\t|\|", line) if cell.strip()] == [cell for cell in row if cell]:
            return start, start + len(line)
        start += len(line) + 1
    return block.start, block.end


def _from_lines(document: Document) -> Iterator[Grade]:
    """A line that is only a grade, below the heading of an area; and an area with its grade in one line."""
    before: Block | None = None
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind in ("paragraph", "item", "heading"):
            grade = normal_grade(text.rstrip(" ."))
            heading = document.text[before.start : before.end] if before and before.kind == "heading" else ""
            of_all = before is not None and _OF_ALL.fullmatch(heading.strip(" :")) is not None
            if before and grade in GRADES and (key := area_of(document.source.title if of_all else heading)):
                yield Grade(document.id, before.start, block.end, key, heading, grade, "table")
            yield from grades_of_line(document, block)
        before = block
