"""Which chapters of a report on a region a question may be answered from: those about another force only where it names that force."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from peel_qa.facts.records import Neighbour
from peel_qa.search.question import Question


def may_stand(question: Question, neighbours: Iterable[Neighbour]) -> Callable[[str, int], bool]:
    """Whether the text at a place of a document may answer a question, by the document's id and the place's offset.

    A question about neighbours alone is answered from their chapters alone; one that names none from everything but them.
    """
    chapters: dict[str, list[Neighbour]] = {}
    for chapter in neighbours:
        chapters.setdefault(chapter.document, []).append(chapter)
    asked = {chapter.force for within in chapters.values() for chapter in within}.intersection(question.forces)
    is_of_others_alone = bool(asked) and asked.issuperset(question.forces)

    def stands(document: str, start: int) -> bool:
        within = next((chapter for chapter in chapters.get(document, ()) if chapter.start <= start < chapter.end), None)
        if within is None:
            return not is_of_others_alone
        return within.force in asked or (within.is_shared and not is_of_others_alone)

    return stands
