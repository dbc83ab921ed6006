"""The chapters of a report that are about another force than its own: a report on a region has one for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from peel_qa.facts.forces import force_called, is_of_region
from peel_qa.facts.grades import read_grades
from peel_qa.facts.records import Neighbour
from peel_qa.records import Document


def read_neighbours(document: Document) -> list[Neighbour]:
    """Every chapter below the name of another force, with the grades that it gives that force."""
    if document.source.kind != "report":
        return []
    own = document.source.force
    owners = [(next(filter(None, (force_called(heading, own) for heading in section.path)), ""), section) for section in document.sections]
    found = []
    for force, entries in groupby(owners, key=lambda entry: entry[0]):
        if force and force != own:
            chapter = [section for _, section in entries]
            theirs = replace(document, source=replace(document.source, force=force))
            is_shared = any(map(is_of_region, chapter[0].path))
            place = Neighbour(document.id, chapter[0].start, chapter[-1].end, force, is_shared=is_shared)
            found.append(replace(place, grades=tuple(read_grades(_only_blocks(theirs, [place], are_within=True)))))
    return found


def own_part(document: Document, neighbours: Iterable[Neighbour]) -> Document:
    """A document without the text of the chapters about other forces."""
    chapters = [chapter for chapter in neighbours if not chapter.is_shared]
    return _only_blocks(document, chapters, are_within=False) if chapters else document


def _only_blocks(document: Document, chapters: list[Neighbour], are_within: bool) -> Document:
    kept = (b for b in document.blocks if any(c.start <= b.start < c.end for c in chapters) == are_within)
    return replace(document, blocks=tuple(kept))
