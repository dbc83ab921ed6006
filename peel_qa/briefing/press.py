"""Press against report: what a news text claims about an inspection, beside the report's own words.

Grades, counts, figures, quotations and the inspector's name are checked one by one; what is only worded alike is shown, not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from peel_qa.briefing.claims import Claim, read_claims
from peel_qa.briefing.grade_table import cells_of
from peel_qa.briefing.inspections import Inspection
from peel_qa.briefing.notebook import counted, number_word
from peel_qa.briefing.statements import Statement, statements, vectors_of
from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.engine import PeelQA
from peel_qa.errors import BriefingError
from peel_qa.facts.areas import areas, is_pillar, name_of
from peel_qa.facts.people import INSPECTORS, read_people
from peel_qa.facts.voices import read_voices
from peel_qa.index.embedding import Vectors
from peel_qa.records import Document, Source
from peel_qa.search.intent import grades_in
from peel_qa.service.timeline import Cell, timeline
from peel_qa.stems import term_set, terms
from peel_qa.text import fold

Verdict = Literal["agrees", "differs", "not in the report", "compare", "reaction"]
VERDICTS: dict[Verdict, str] = {
    "agrees": "Agrees",
    "differs": "Differs",
    "not in the report": "Not in the report",
    "compare": "Compare the two",
    "reaction": "Reaction, no claim about the report",
}
LONGEST_TEXT = 60_000
"""Characters of the longest news text that is checked."""
_CLOSE = 0.6
"""Likeness (cosine) from which the report's nearest sentence is about the same thing."""
_FEWEST = 4
"""Words of the shortest sentence that says anything of its own."""
_MARKS = " \"'.,"
_NEAR = 0.45
"""Likeness from which a figure found in a sentence of the report is the same figure."""


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a held document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with what came of it; `own` is the report's passage that decides, or the nearest one."""

    claim: Claim
    verdict: Verdict
    reason: str
    own: Place | None = None


@dataclass(frozen=True, slots=True)
class _Report:
    """What the claims are held against."""

    engine: PeelQA
    inspection: Inspection
    cells: dict[str, Cell]
    own: tuple[Statement, ...]
    vectors: Vectors
    text: str

    @classmethod
    def open(cls, engine: PeelQA, inspection: Inspection) -> _Report:
        every = statements(engine.index, (source.id for source in inspection.reports))
        own = tuple(one for one in every if len(one.text.split()) >= _FEWEST)
        text = " ".join(fold(engine.index.documents[source.id].text) for source in inspection.reports)
        cells = cells_of(timeline(engine.index, inspection.force), inspection)
        return cls(engine, inspection, cells, own, vectors_of(engine.index, own), text)

    def likeness(self, vector: Vectors) -> Vectors:
        """Cosine similarity of every statement with a claim, shape (n_statements,)."""
        similar: Vectors = self.vectors @ vector
        return similar


def check_text(engine: PeelQA, text: str, inspection: Inspection) -> tuple[Checked, ...]:
    """The claims of a news text against the report of an inspection, in the order of the text.

    Raises:
        BriefingError: if there is no text, it is too long, or the report is not held.
    """
    if not text.strip():
        raise BriefingError("The news text is empty", "Paste the text of the article")
    if len(text) > LONGEST_TEXT:
        raise BriefingError(f"The news text has {len(text):,} characters, more than the {LONGEST_TEXT:,} allowed", "Shorten it")
    return check_document(engine, document_of(text, inspection), inspection)


def document_of(text: str, inspection: Inspection) -> Document:
    """A news text about an inspection, read as one of the corpus would be."""
    source = Source("news-text", "News text", "The newspaper", "news", inspection.force, inspection.main.published, about=inspection.name)
    return assemble(source, read_plain(text, source))


def check_document(engine: PeelQA, document: Document, inspection: Inspection) -> tuple[Checked, ...]:
    """The same for a text that has been read; it may be a document of the corpus.

    Raises:
        BriefingError: if the report is not held.
    """
    if not inspection.is_reported:
        raise BriefingError(
            f"The report on {inspection.name} of {inspection.force} is not held, so nothing can be checked against it",
            "Add it with `peel-qa add`, or name an inspection whose report is held (`peel-qa documents`)",
        )
    report = _Report.open(engine, inspection)
    voices = read_voices(document, read_people(document))
    claims = read_claims(document, voices)
    vectors = _vectors(engine, document, claims)
    return tuple(found for claim, vector in zip(claims, vectors, strict=True) for found in _checked(report, claim, report.likeness(vector)))


def _vectors(engine: PeelQA, document: Document, claims: Sequence[Claim]) -> list[Vectors]:
    """The meaning of each claim; that of a document in the index is known already."""
    indexed = engine.index.documents.get(document.id)
    held = indexed is not None and indexed.text == document.text
    known = {(one.start, one.end): one for one in statements(engine.index, [document.id])} if held else {}
    strange = [claim for claim in claims if (claim.start, claim.end) not in known]
    made = iter(engine.embedder.embed([claim.text for claim in strange])) if strange else iter(())
    told = (known.get((claim.start, claim.end)) for claim in claims)
    return [vectors_of(engine.index, [one])[0] if one else next(made) for one in told]


def conflicts(engine: PeelQA, inspection: Inspection) -> list[Checked]:
    """Where the news held on an inspection differs from its report."""
    if not inspection.is_reported:
        return []
    documents = [engine.index.documents[source.id] for source in inspection.news]
    every = [found for document in documents for found in check_document(engine, document, inspection)]
    return [found for found in every if found.verdict == "differs"]


def _checked(report: _Report, claim: Claim, similar: Vectors) -> Iterator[Checked]:
    """One result for each thing that a claim says; where it says nothing that can be checked, the nearest words of the report."""
    claim = _of_own_area(report, claim)
    found = [
        *_overall(report, claim),
        *_grades(report, claim),
        *_counts(report, claim),
        *_inspector(report, claim),
        *_quotations(report, claim),
        *_figures(report, claim, similar),
    ]
    yield from found or [_wording(report, claim, similar)]


def _of_own_area(report: _Report, claim: Claim) -> Claim:
    """A claim that seems to grade the force as a whole and names an area that only its report knows is about that area."""
    said, grades = term_set(claim.text), grades_in(claim.text)
    own = [key for key in report.cells if key not in areas() and said.issuperset(terms(key))]
    is_one = claim.is_overall and len(own) == len(grades) == 1
    return replace(claim, is_overall=False, grades=((own[0], grades[0]),)) if is_one else claim


def _overall(report: _Report, claim: Claim) -> Iterator[Checked]:
    if claim.is_overall and not any(is_pillar(key) for key in report.cells):
        graded = sum(bool(cell.grade) for cell in report.cells.values())
        reason = f"The report gives no overall grade; it grades {number_word(graded)} areas one by one"
        yield Checked(claim, "differs", reason, _place(next((cell for cell in report.cells.values() if cell.grade), None)))


def _place(cell: Cell | None) -> Place | None:
    return Place(cell.document, cell.start, cell.end) if cell else None


def _grades(report: _Report, claim: Claim) -> Iterator[Checked]:
    for key, grade in claim.grades:
        name, cell = name_of(key), report.cells.get(key)
        if cell is None:
            yield Checked(claim, "not in the report", f"The report says nothing of {name}")
        elif cell.grade == grade:
            yield Checked(claim, "agrees", f"Graded {grade} for {name}", _place(cell))
        else:
            said = f"graded {cell.grade}" if cell.grade else "not graded"
            yield Checked(claim, "differs", f"The text says {grade} for {name}; the report: {said}", _place(cell))


def _counts(report: _Report, claim: Claim) -> Iterator[Checked]:
    for count, grade in claim.grade_counts:
        cells = [cell for key, cell in report.cells.items() if cell.grade == grade and not is_pillar(key)]
        noun = f"{counted(len(cells), 'area')} graded {grade}"
        yield _counted(claim, count == len(cells), count, noun, _place(next(iter(cells), None)))
    for count, kind in claim.finding_counts:
        found = [f for f in report.engine.index.facts.findings if f.document in report.inspection.ids and f.kind == kind]
        where = Place(found[0].document, found[0].start, found[0].end) if found else None
        plural = kind.replace("area ", "areas ").replace("cause ", "causes ") if " " in kind else f"{kind}s"
        yield _counted(claim, count == len(found), count, counted(len(found), kind, plural), where)


def _counted(claim: Claim, is_same: bool, said: int, held: str, place: Place | None) -> Checked:
    if is_same:
        return Checked(claim, "agrees", f"The report has {held}", place)
    return Checked(claim, "differs", f"The text says {number_word(said)}; the report has {held}", place)


def _inspector(report: _Report, claim: Claim) -> Iterator[Checked]:
    """The inspector whom the text names against those who signed the report."""
    reports = {source.id for source in report.inspection.reports}
    people = report.engine.index.facts.people
    signed = [person for person in people if person.document in reports and person.role in INSPECTORS]
    for name in claim.inspectors:
        same = next((person for person in signed if person.name == name), None)
        if same is not None:
            yield Checked(claim, "agrees", f"{name} signed the report", Place(same.document, same.start, same.end))
        elif signed:
            other = signed[0]
            reason = f"The text names {name} as inspector; the report is signed by {other.name}"
            yield Checked(claim, "differs", reason, Place(other.document, other.start, other.end))


def _quotations(report: _Report, claim: Claim) -> Iterator[Checked]:
    """Words that the text quotes from the inspectorate: in the report word for word, or not."""
    if claim.voice != "inspectorate":
        return
    for words in claim.quotations:
        wanted = fold(words).strip(" .,")
        place = next((one for one in report.own if wanted in fold(one.text)), None)
        if place is not None or wanted in report.text:
            where = Place(place.document, place.start, place.end) if place else None
            yield Checked(claim, "agrees", f"“{words.strip()}” stands in the report word for word", where)
        elif len(wanted.split()) <= _SHORT_QUOTE:
            yield Checked(claim, "not in the report", f"“{words.strip()}” does not stand in the report word for word")


_SHORT_QUOTE = 40
"""Words of the longest quotation of which it is said that it is not in the report word for word."""


def _figures(report: _Report, claim: Claim, similar: Vectors) -> Iterator[Checked]:
    """Each figure: found in a sentence of the report that is about the same; else another stands there; else none."""
    order = np.argsort(-similar, kind="stable")
    for figure in claim.figures:
        near = [report.own[n] for n in order[:_LOOKED_AT] if similar[n] >= _NEAR]
        same = next((one for one in near if figure.stands_in(one.text)), None)
        if same is not None:
            yield Checked(claim, "agrees", f"{figure.text} stands in the report", Place(same.document, same.start, same.end))
            continue
        best = report.own[order[0]] if len(order) and similar[order[0]] >= _CLOSE else None
        others = best is not None and figure.has_rival_in(best.text)
        if best is not None and others:
            yield Checked(claim, "differs", f"The text says {figure.text}; the report has another figure", _of(best))
        else:
            yield Checked(claim, "not in the report", f"{figure.text} was not found in the report", _of(best) if best else None)


_LOOKED_AT = 25
"""Sentences of the report, nearest first, in which a figure is looked for."""


def _of(one: Statement) -> Place:
    return Place(one.document, one.start, one.end)


def _wording(report: _Report, claim: Claim, similar: Vectors) -> Checked:
    """A claim in words only: the report's nearest sentence, for the reader to compare."""
    if claim.voice not in ("inspectorate", "newspaper"):
        return Checked(claim, "reaction", f"Said by {claim.voice}")
    whole = fold(claim.text).strip(_MARKS)
    same = next((one for one in report.own if len(whole.split()) >= _FEWEST and whole in fold(one.text)), None)
    if same is not None:
        return Checked(claim, "agrees", "The report says it in the same words", _of(same))
    best = int(np.argmax(similar)) if len(similar) else -1
    if best < 0 or similar[best] < _CLOSE:
        return Checked(claim, "not in the report", "No sentence of the report is about the same")
    return Checked(claim, "compare", "The report's nearest words", _of(report.own[best]))


def tally(results: tuple[Checked, ...]) -> dict[Verdict, int]:
    """How many results there are of each verdict, in the order of VERDICTS."""
    return {verdict: sum(result.verdict == verdict for result in results) for verdict in VERDICTS}
