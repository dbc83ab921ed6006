"""Lines that were broken at the right margin of a page, put together to paragraphs."""

from __future__ import annotations

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.contents import entry_of
from peel_qa.corpus.layout import is_caption, is_grade, is_subsection

_MARGIN = 140
"""Characters of a full line of a text whose lines were broken at the margin, at most."""
_NEARLY_ALL = 0.95
"""Share of the lines that are no longer than a full one; the others are headings or tables that run over."""
_FULL = 0.85
"""Share of a full line's length from which on a line, with the next one's first word, counts as full."""
_FEWEST_FULL = 8


def unwrap(lines: list[str]) -> list[str]:
    """The lines that are not blank; in a text whose lines were broken at the margin, joined to paragraphs."""
    width = _margin(lines)
    joined: list[list[str]] = []
    is_open = False
    for line in lines:
        if not line:
            is_open = False
            continue
        above = joined[-1][-1] if is_open else ""
        is_full = len(above) + 1 + len(line.split(maxsplit=1)[0]) > _FULL * width and not (len(above) > width and is_closed(above))
        if width and is_open and is_full and not _begins_anew(line) and not _begins_anew(above, is_last=True):
            joined[-1].append(line)
        else:
            joined.append([line])
        is_open = True
    return [" ".join(pieces) for pieces in joined]


def _begins_anew(line: str, is_last: bool = False) -> bool:
    """Whether a line is no part of a paragraph begun above it, or (`is_last`) none that goes on below it."""
    if "\t" in line or is_grade(line) or is_subsection(line) or entry_of(line) is not None:
        return True
    return not is_last and (marker_length(line) > 0 or is_caption(line))


def _margin(lines: list[str]) -> int:
    """Characters of a full line where lines were broken at the margin, else 0: most full lines break off in a sentence."""
    plain = [line for line in lines if line and not _begins_anew(line, is_last=True)]
    lengths = sorted(len(line) for line in plain)
    width = lengths[int(_NEARLY_ALL * (len(lengths) - 1))] if lengths else 0
    full = [line for line in plain if len(line) >= _FULL * width]
    broken = sum(not is_closed(line) for line in full)
    return width if width <= _MARGIN and len(full) >= _FEWEST_FULL and broken >= 0.6 * len(full) else 0
