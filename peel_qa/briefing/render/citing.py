"""How citations are written: as numbered notes in a long paper, as source and page in a short one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from peel_qa.answer.cite import VOICES, place
from peel_qa.briefing.records import Line, Paper, Section
from peel_qa.dates import spoken
from peel_qa.records import Citation


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference behind a line: what is shown, and the number of the note or source that it leads to."""

    text: str
    number: int


def has_notes(paper: Paper) -> bool:
    """Whether citations are notes of their own; in a short paper they name source and page."""
    return paper.length == "full"


def marks(paper: Paper, numbers: Sequence[int]) -> list[Mark]:
    """The references of a line: "3" for a note; "1, p. 19" for source 1, page 19."""
    if has_notes(paper):
        return [Mark(str(number), number) for number in sorted(set(numbers))]
    places = sorted({(paper.source_number(c), c.page or 0, _is_open(c)) for c in map(paper.citation, numbers)})
    made = []
    for source, group in groupby(places, key=lambda one: one[0]):
        pages = [(page, is_open) for _, page, is_open in group if page]
        made.append(Mark(", ".join([str(source), *_pages(pages)]), source))
    return made


def _pages(pages: list[tuple[int, bool]]) -> list[str]:
    if len(pages) == 1:
        return [f"from p. {pages[0][0]}" if pages[0][1] else f"p. {pages[0][0]}"]
    numbers = dict.fromkeys(str(page) for page, _ in pages)
    return [f"pp. {', '.join(numbers)}"] if len(numbers) > 1 else [f"p. {number}" for number in numbers]


def _is_open(citation: Citation) -> bool:
    """Whether a section goes on behind the page that it begins on, so that the quote may stand further on."""
    return citation.page is not None and (citation.page_last is None or citation.page_last > citation.page)


def note_words(paper: Paper, citation: Citation) -> str:
    """A note in full: who, what, where in it, when, whose voice, and the words that it rests on."""
    voice = VOICES.get(citation.voice, f"said by {citation.voice}")
    where = f"{citation.publisher}, {citation.title}"
    parts = [where, place(citation), f"published {spoken(citation.published, citation.published_sure)}", voice]
    digest = "; digest in our own words" if citation.text == "digest" else ""
    return f"{', '.join(part for part in parts if part)}{digest}: “{' '.join(citation.quote.split())}”"


def left_out_words(section: Section) -> str:
    """That a section had more; "" where it had not."""
    return f"{section.left_out} more in the full length" if section.left_out else ""


def shown_sections(paper: Paper) -> list[Section]:
    """The sections that say anything."""
    return [section for section in paper.sections if section.lines or section.note or section.table]


def is_bare(line: Line) -> bool:
    """Whether a line says nothing but its label."""
    return not line.text and not line.quote
