"""Questions about the scale of grades itself."""

from __future__ import annotations

import re

from peel_qa.answer.cite import edition_label
from peel_qa.answer.compose import compose
from peel_qa.answer.evidence import Evidence, Library
from peel_qa.facts.grades import GRADES
from peel_qa.records import Answer, Claim, Passage
from peel_qa.search.filters import Filters
from peel_qa.search.question import Question, affinity
from peel_qa.text import opening

_ENOUGH = 4
_MEANING = re.compile(r"\b(?:means?|meant|meaning|definition|define[sd]?)\b", re.IGNORECASE)
"""Asks what a grade is: its place among the others is what documents tell of it."""


def answer_scale(question: Question, library: Library, filters: Filters) -> Answer | None:
    """The grades from best to worst, cited to the place that lists most of them; None where no document does."""
    meant = _MEANING.search(question.own) is not None and len(question.grades) == 1 and not question.areas
    if question.intent.name != "scale" and not meant:
        return None
    best: tuple[int, float, str, int, int] | None = None
    for passage in library.index.passages:
        source = library.source(passage.document)
        if filters.admit(source):
            for start, end in _places(passage):
                listed = _listed(library.text(passage.document, start, end))
                rank = (len(listed), affinity(question, source), source.published, start, end)
                if len(listed) >= _ENOUGH and (best is None or rank > (*best[:3], 0, 0)):
                    best = (len(listed), affinity(question, source), passage.document, start, end)
    if best is None:
        return None
    evidence = Evidence(library)
    number = evidence.add(best[2], best[3], best[4])
    listed = _listed(library.text(best[2], best[3], best[4]))
    if not number:
        return None
    first = f"From best to worst: {', '.join(grade for grade in GRADES if grade in listed)} ({edition_label(library.source(best[2]))})."
    lines = [Claim(first, (number,))]
    if meant and question.grades[0] in listed:
        scale = [grade for grade in GRADES if grade in listed]
        place = scale.index(question.grades[0]) + 1
        label = edition_label(library.source(best[2]))
        lines = [
            Claim(f"{opening(question.grades[0])} is grade {place} of {len(scale)}, counted from the best ({label}).", (number,)),
            *lines,
        ]
    return compose(question.text, lines, evidence.citations, confidence=0.95)


def _places(passage: Passage) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in passage.sentences]


def _listed(text: str) -> list[str]:
    folded = " ".join(text.lower().split())
    return [grade for grade in GRADES if re.search(rf"(?<!in){grade}\b", folded)]
