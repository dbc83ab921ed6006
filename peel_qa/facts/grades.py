"""Grades: from tables, formulaic sentences, grade lines below headings, and the lists of news texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from peel_qa.corpus.layout import is_grade
from peel_qa.facts.areas import area_of, areas, find_areas, stray_terms
from peel_qa.facts.records import Grade, Ungraded
from peel_qa.records import Block, Document
from peel_qa.text import fold, sentences

GRADES = ("outstanding", "good", "adequate", "requires improvement", "inadequate")
_WORD = r"outstanding|good|adequate|requir(?:es?|ing|ed) improvement|inadequate"
_FORCE = r"(?:[A-Z][\w&'’-]+(?: (?:and|of|&|[A-Z][\w&'’-]+))* (?:Police|Constabulary|Service)|The force|The constabulary)"
_LEAD = r"(?:In (?:19|20)\d\d(?:[/–-]\d\d)?,? )?(?:HMIC(?:FRS)? (?:graded|judged|rated|assessed) )?"
_IS_AT = re.compile(rf"^{_LEAD}{_FORCE} (?:is |was |as |as being )?(?P<grade>{_WORD}) (?:at|in|for) (?P<area>[^.]+)\.?$", re.IGNORECASE)
_APPROACH = re.compile(
    rf"^{_LEAD}{_FORCE}[’']s (?:approach to|response to|work in|performance in) (?P<area>[^.]+?) (?:is|was|as) (?P<grade>{_WORD})\b", re.I
)
_CLAUSE = re.compile(
    rf"[‘'\"“]?\b(?P<grade>{_WORD})\b[’'\"”]?(?: (?:rating|grade))?,? (?:in|for|at)"
    r"(?: (?:one|two|three|four|five|six|seven|eight|nine|ten) areas?)?:? ",
    re.I,
)
_RATING = re.compile(r"\b(?:rat(?:ed|ing|ings)|grad(?:ed|ing|ings|es)|judg(?:ed|ment)|found)\b", re.IGNORECASE)
_PASSIVE = re.compile(
    rf"(?P<area>[^.;:]+?)(?:,)? (?:has been|had been|was|were|is|being) (?:rated|graded|judged|assessed)(?: as| to be)? "
    rf"[‘'\"“]?(?P<grade>{_WORD})\b(?! (?:in|for|at)\b)",
    re.I,
)
_MISSED = re.compile(r"\b(?:miss(?:ed|es) out|short of|not (?:been )?(?:rated|graded|judged)|no (?:area|force)|none)\b", re.IGNORECASE)
_STRAY_TERMS = 2
"""Words that a grade sentence may hold beside the area's name: "managing offenders under multi-agency arrangements" is no area."""
_EARLIER = re.compile(r"\b(?:previous|earlier|last year|consistent with|HMIC[’']s 20\d\d)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:regional|separately|not yet been completed|hasn[’']t yet been completed|graded (?:and reported )?(?:on )?in)\b", re.IGNORECASE
)
_PENDING = re.compile(r"(?:n[’']t|not) yet been (?:completed|published)", re.IGNORECASE)
_NO_GRADE = re.compile(
    r"\bno (?:graded? )?(?:judgment|grade)|\bungraded|n[o’']t (?:make a |give a |give any |)graded?|states no grade|gives no grade",
    re.IGNORECASE,
)


def normal_grade(words: str) -> str:
    """The name of a grade: "requiring improvement" is "requires improvement", all in lower case."""
    folded = fold(words)
    return "requires improvement" if folded.startswith("requir") else folded


def read_grades(document: Document) -> list[Grade]:
    """Every grade that a document gives, one an area: the formulaic sentence before a table's cell, and that before a list."""
    found = [*_from_sentences(document), *_from_tables(document)]
    found += [grade for grade in _from_lists(document) if grade.area not in {g.area for g in found if g.form == "sentence"}]
    best: dict[str, Grade] = {}
    for grade in found:
        best.setdefault(grade.area, grade)
    order = list(areas())
    return sorted(best.values(), key=lambda grade: order.index(grade.area))


def read_ungraded(document: Document, graded: list[Grade]) -> list[Ungraded]:
    """Areas that have a chapter of a report but no grade in it; the sentence that says so, or else the chapter's first one."""
    if document.source.kind != "report":
        return []
    known = {grade.area for grade in graded}
    chapters: dict[str, list[tuple[int, int]]] = {}
    for number, section in enumerate(document.sections):
        key = area_of(section.path[0]) if section.path else ""
        if key and key not in known and not areas()[key].pillar:
            paragraphs = [block for block in document.blocks if block.section == number and block.kind == "paragraph"]
            chapters.setdefault(key, []).extend(span for block in paragraphs for span in _spans(document, block))
    return [_ungraded(document, key, spans) for key, spans in chapters.items() if spans]


def _ungraded(document: Document, key: str, spans: list[tuple[int, int]]) -> Ungraded:
    def first(pattern: re.Pattern[str]) -> tuple[int, int] | None:
        return next((span for span in spans if pattern.search(document.text[span[0] : span[1]])), None)

    reasons: dict[str, Literal["elsewhere", "never"]] = {"elsewhere": "elsewhere", "never": "never"}
    start, end = first(_NO_GRADE) or first(_ELSEWHERE) or spans[0]
    return Ungraded(document.id, start, end, key, reasons.get(areas()[key].graded, "narrative"), first(_PENDING) is not None)


def _spans(document: Document, block: Block) -> Iterator[tuple[int, int]]:
    for begin, end in sentences(document.text[block.start : block.end]):
        yield block.start + begin, block.start + end


def _from_sentences(document: Document) -> Iterator[Grade]:
    """Patterns A to C: the whole sentence is the grade; an older judgment quoted inside a sentence is none of these."""
    for block in document.blocks:
        if block.kind != "paragraph":
            continue
        for start, end in _spans(document, block):
            text = " ".join(document.text[start:end].split())
            match = _IS_AT.match(text) or _APPROACH.match(text)
            key = area_of(match["area"]) if match and _is_only_an_area(match["area"]) else ""
            if match and key and not _EARLIER.search(text):
                yield Grade(document.id, start, end, key, match["area"], normal_grade(match["grade"]), "sentence")


def _is_only_an_area(words: str) -> bool:
    return stray_terms(words) <= _STRAY_TERMS


def _from_tables(document: Document) -> Iterator[Grade]:
    for block in document.blocks:
        if block.kind != "table" or not block.rows:
            continue
        head = block.rows[0]
        for row in block.rows[1:]:
            for cell_number, cell in enumerate(row):
                grade, label = ("", "")
                if sum(is_grade(cell) for cell in head) >= 3 and cell_number < len(head):
                    grade, label = head[cell_number], cell
                elif cell_number and is_grade(cell):
                    grade, label = cell, row[0]
                if label and is_grade(grade) and (key := area_of(label)):
                    start, end = _place(document, block, label)
                    yield Grade(document.id, start, end, key, label, normal_grade(grade), "table")


def _place(document: Document, block: Block, label: str) -> tuple[int, int]:
    """The row of a two-column table, or the whole of a table whose columns are grades."""
    if sum(is_grade(cell) for cell in block.rows[0]) >= 3:
        return block.start, block.end
    at = document.text.find(label, block.start, block.end)
    stop = document.text.find("\n", at, block.end)
    return at, stop if stop >= 0 else block.end


def _from_lists(document: Document) -> Iterator[Grade]:
    """Lists of a news text: "'adequate' in police powers and public treatments, preventing and investigating crime, …"."""
    for block in document.blocks:
        if block.kind not in ("paragraph", "item", "finding"):
            continue
        for start, end in _spans(document, block):
            text = document.text[start:end]
            if not _RATING.search(text) or _EARLIER.search(text) or _MISSED.search(text):
                continue
            passive = _PASSIVE.search(text)
            if passive and (key := area_of(passive["area"])):
                yield Grade(document.id, start, end, key, areas()[key].name, normal_grade(passive["grade"]), "list")
            clauses = list(_CLAUSE.finditer(text))
            for number, match in enumerate(clauses):
                stop = clauses[number + 1].start() if number + 1 < len(clauses) else len(text)
                listed = _until_other_statement(text[match.end() : stop])
                for key in dict.fromkeys(key for piece in _spread(listed).split(", ") for key in find_areas(piece)):
                    yield Grade(document.id, start, end, key, listed.strip(" ,.'’"), normal_grade(match["grade"]), "list")


def _spread(listed: str) -> str:
    """Shared words written out: "preventing and investigating crime" is "preventing crime and investigating crime"."""
    return re.sub(r"\b(\w+ing) and (\w+ing) (\w+)\b", r"\1 \3 and \2 \3", listed)


def _until_other_statement(listed: str) -> str:
    return re.split(r"[.;:]|\b(?:while|whilst|but|although|and no area|and was)\b", listed, maxsplit=1)[0]
