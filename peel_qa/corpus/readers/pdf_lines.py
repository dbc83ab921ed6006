"""Lines of a PDF's pages with where and how they are set, and which of them belong to the page and not to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from peel_qa.text import fold, visible

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_EDGE = 0.11
"""Share of a page's height, at its top and its bottom, in which running heads and page numbers stand."""
_FEWEST_REPEATS = 3
_NUMBER = re.compile(r"\d{1,4}")
_NO_LETTER = re.compile(r"\(cid:\d+\)|[\uf000-\uf0ff]")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PAGE_NUMBER = re.compile(r"(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
WORD_GAP = 0.15
"""Gap between two words, at least, as a share of their letters' size: many files have no spaces, only gaps."""
_SAME_LINE = 0.4
"""Share of a line's height by which words on one line may be apart."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the page's top left corner."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, its place in points, the size of its letters in points, and whether all are bold.

    `page` counts from 0 in the order of the file; `words` are the pieces with their left and right edges.
    """

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool
    words: tuple[tuple[str, float, float], ...] = ()


def lines_of(words: Sequence[dict[str, Any]], page: int) -> list[Line]:
    """Words as pdfplumber finds them, put together to lines, from the top down."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        height = word["bottom"] - word["top"]
        if rows and abs(rows[-1][0]["bottom"] - word["bottom"]) <= _SAME_LINE * max(height, 1.0):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [line for row in rows if (line := _line(sorted(row, key=lambda word: word["x0"]), page)).text]


def readable(text: str) -> str:
    """A word without what cannot be seen; a letter that the font has no character for is a bullet where it stands alone."""
    text = "•" if _NO_LETTER.fullmatch(text) else _NO_LETTER.sub("", text)
    return visible(text.translate(_LIGATURES)).strip()


def _line(row: list[dict[str, Any]], page: int) -> Line:
    pieces = tuple((readable(word["text"]), word["x0"], word["x1"]) for word in row)
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[round(word["size"] * 2) / 2] += len(word["text"])
    lettered = [word for word in row if any(character.isalnum() for character in word["text"])]
    return Line(
        _joined(pieces, WORD_GAP * sizes.most_common(1)[0][0]),
        page,
        row[0]["x0"],
        min(word["top"] for word in row),
        row[-1]["x1"],
        max(word["bottom"] for word in row),
        sizes.most_common(1)[0][0],
        bool(lettered) and all(_BOLD.search(word["fontname"]) for word in lettered),
        pieces,
    )


def _joined(pieces: Sequence[tuple[str, float, float]], gap: float) -> str:
    """The pieces of a line with a space where there is a gap: a new font begins a new piece, but not a new word ("*midi*.")."""
    text = pieces[0][0]
    for (_, _, end), (piece, start, _) in pairwise(pieces):
        text += piece if start - end < gap else f" {piece}"
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Furniture:
    """What belongs to the pages: the lines to leave out, and the number printed on each page, where pages are numbered."""

    lines: frozenset[Line]
    numbers: dict[int, int]


def furniture_of(lines: Sequence[Line], heights: Sequence[float]) -> Furniture:
    """Running heads, feet and page numbers: lines at the edge of a page that come again on others, figures apart."""
    edge = [line for line in lines if _is_at_edge(line, heights[line.page])]
    places = Counter(key for key in {(_key(line.text), line.page) for line in edge})
    pages_of = Counter(key for key, _ in places)
    printed = _printed(edge, len(heights))
    needed = max(2, min(_FEWEST_REPEATS, len(heights)))
    left_out = {line for line in edge if (key := _key(line.text)) and pages_of[key] >= needed}
    if printed:
        left_out |= {line for line in edge if (match := _PAGE_NUMBER.fullmatch(line.text)) and int(match[1]) == printed.get(line.page)}
    return Furniture(frozenset(left_out), printed)


def _is_at_edge(line: Line, height: float) -> bool:
    return line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height


def _key(text: str) -> str:
    """A line for comparison, without its figures: a foot without a page number is that with one."""
    return " ".join(_NUMBER.sub("", fold(text)).split())


def _printed(edge: Iterable[Line], pages: int) -> dict[int, int]:
    """The printed number of every page, where the numbers at the edges keep step with the pages; else none."""
    steps: Counter[int] = Counter()
    for line in edge:
        match = _PAGE_NUMBER.fullmatch(line.text) or re.search(r"(?<!\d)(\d{1,3})$", line.text) or re.match(r"(\d{1,3})(?!\d)", line.text)
        if match:
            steps[int(match[1]) - line.page] += 1
    if not steps:
        return {}
    step, seen = steps.most_common(1)[0]
    is_sure = seen >= min(2, pages) and seen >= 0.6 * sum(steps.values())
    return {page: page + step for page in range(pages) if page + step > 0} if is_sure else {}


def is_inside(line: Line, box: Box) -> bool:
    """Whether the middle of a line lies in a box."""
    across, down = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]
