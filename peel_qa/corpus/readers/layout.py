"""What readers of laid-out files share: which headings are findings, and tables of grades."""

from __future__ import annotations

from peel_qa.corpus.headings import is_repeated_finding
from peel_qa.corpus.layout import is_caption, is_grade, is_one_of, is_subsection
from peel_qa.corpus.structure import Part, Rows

_FINDING_WORDS = 5
_FINDING_LEVEL = 4
_FEWEST_GRADES = 3


def level_or_finding(text: str, level: int, page: int | None = None) -> Part:
    """A heading of a level, or a finding where it says something ("The force answers emergency calls quickly")."""
    says = is_one_of("statements", text.rstrip(".")) or is_repeated_finding(text)
    if level > 2 and len(text.split()) >= _FINDING_WORDS and says and not is_subsection(text) and not text.endswith("?"):
        return Part("finding", text, level=max(level, _FINDING_LEVEL), page=page)
    if is_grade(text) or is_caption(text):
        return Part("paragraph", text)
    return Part("heading", text, level=min(level, 6 if level < _FINDING_LEVEL else _FINDING_LEVEL), page=page)


def is_grade_head(cells: tuple[str, ...]) -> bool:
    """Whether a row is the head of a table of grades: three grades or more, nothing else."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= _FEWEST_GRADES and all(is_grade(cell) for cell in filled)


def spread_areas(rows: Rows) -> Rows:
    """A table of grades with one area to a cell: "Preventing crime⏎Treatment of⏎the public" below one grade are two areas.

    A line of a cell that begins in lower case goes on from the one above it.
    """
    if not rows or not is_grade_head(tuple(" ".join(cell.split()) for cell in rows[0])):
        return tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)
    spread = [tuple(" ".join(cell.split()) for cell in rows[0])]
    for row in rows[1:]:
        columns = [_areas(cell) for cell in row]
        for place in range(max((len(column) for column in columns), default=0)):
            spread.append(tuple(column[place] if place < len(column) else "" for column in columns))
    return tuple(spread)


def _areas(cell: str) -> list[str]:
    areas: list[str] = []
    for line in filter(None, (" ".join(line.split()) for line in cell.split("\n"))):
        if areas and line[0].islower():
            areas[-1] = f"{areas[-1]} {line}"
        else:
            areas.append(line)
    return areas
