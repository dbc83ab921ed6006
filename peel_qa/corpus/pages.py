"""What the pages of a printed report leave in its text: page numbers, running heads, lines broken at the margin."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.contents import entry_of
from peel_qa.corpus.layout import LONGEST_LINE, is_caption, is_grade, is_one_of, is_subsection
from peel_qa.text import fold, words

_SAYS_PAGE = re.compile(r"[Pp](?:age|AGE) \d{1,3}(?: ?(?:of|/) ?\d{1,3})?|[-–—|] ?\d{1,3} ?[-–—|]|[ivx]{1,5}")
_NUMBER = re.compile(r"(\d{1,3})(?: ?(?:of|/) ?(\d{1,3}))?")
_HEAD_NUMBER = re.compile(r"^\d{1,3}\s*[|•–—-]?\s+(?=\D)|(?<=\D)[\s|•–—-]+(?:page )?\d{1,3}(?: of \d{1,3})?$", re.IGNORECASE)
_GAP_AND_NUMBER = re.compile(r"(?: {2,}|[|•]) ?\d{1,3}$|^\d{1,3}(?: {2,}| ?[|•])")
_HEAD_WORDS = 15
_COVER_LINES = 6
_LONG_WORDS = 8
"""Words of a line that is no heading or label though it does not end as a sentence does."""
_MOST_STEP = 5
"""Pages between two page numbers, at most (a page without one is skipped)."""
_MARGIN = 140
"""Characters of a full line of a text whose lines were broken at the margin, at most."""
_NEARLY_ALL = 0.95
"""Share of the lines that are no longer than a full one; the others are headings or tables that run over."""
_FULL = 0.85
"""Share of a full line's length from which on a line, with the next one's first word, counts as full."""
_FEWEST_FULL = 8


def without_pages(lines: list[str], edges: set[int], title: str) -> list[str]:
    """The lines without page numbers and running heads; where one stood inside a sentence the blank lines around it go too.

    `lines` may be blank; `edges` are the numbers of lines that stand first or last on their page, where known.
    """
    numbers = _page_numbers(lines, edges)
    heads = _running_heads(lines, edges, numbers, title)
    kept: list[str] = []
    is_inside = False
    for place, line in enumerate(lines):
        if place in numbers or place in heads:
            while kept and not kept[-1]:
                kept.pop()
            is_inside = bool(kept) and not is_closed(kept[-1])
            if not is_inside:
                kept.append("")
        elif line or not is_inside:
            kept.append(line)
            is_inside = False
    return kept


def _page_numbers(lines: list[str], edges: set[int]) -> set[int]:
    """Numbers of the lines that hold only a page's number: those that say so, and bare numbers that rise through the text."""
    filled = [place for place, line in enumerate(lines) if line]
    said = {place for place in filled if _SAYS_PAGE.fullmatch(lines[place])}
    bare = []
    for before, place, after in zip([-1, *filled], filled, [*filled[1:], -1], strict=False):
        around = lines[before] if before >= 0 else "", lines[after] if after >= 0 else ""
        if _NUMBER.fullmatch(lines[place]) and (place in edges or _stands_alone(*around)):
            bare.append(place)
    totals = Counter(_total(lines[place]) for place in bare)
    bare = [place for place in bare if not _total(lines[place]) or totals[_total(lines[place])] > 1]
    values = [int(re.split(r"\D", lines[place], maxsplit=1)[0]) for place in bare]
    rising = sum(0 <= after - before <= _MOST_STEP for before, after in pairwise(values))
    return said | set(bare) if rising >= 0.8 * (len(bare) - 1) else said


def _total(line: str) -> str:
    """The "40" of "12 of 40"; one such line alone is a finding's figure, not a page."""
    match = _NUMBER.fullmatch(line)
    return match[2] or "" if match else ""


def _stands_alone(before: str, after: str) -> bool:
    """Whether a number between two lines belongs to neither, as "465" does above "parish councils" and "12" below "Burglary"."""
    if any(_NUMBER.fullmatch(line) or "\t" in line for line in (before, after)):
        return False
    is_broken = len(before.split()) >= _LONG_WORDS and not is_closed(before)
    return is_broken or (is_closed(before) and not after[:1].islower())


def _running_heads(lines: list[str], edges: set[int], numbers: set[int], title: str) -> set[int]:
    """Numbers of the lines that repeat the head of a page; its first appearance without a page number stays.

    A head is the title, a line of the cover, or a line that recurs at the edges of pages or inside sentences.
    """
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if place not in numbers and _may_be_head(line):
            places.setdefault(fold(_HEAD_NUMBER.sub("", line)), []).append(place)
    cover = _cover(lines) if edges or numbers else set()
    title_words = words(title)
    heads: set[int] = set()
    for key, found in places.items():
        is_cover = key in cover and (len(found) >= 3 or len(key.split()) >= 4)
        at_edges = sum(place in edges or _is_beside(lines, place, numbers) for place in found) * 2 >= len(found)
        recurs = len(found) >= 3 and (at_edges or any(_is_inside_sentence(lines, place) for place in found))
        if is_cover or recurs or words(key) == title_words:
            is_head_itself = fold(lines[found[0]]) == key
            heads.update(found[1:] if is_head_itself else found)
    return heads


def _cover(lines: list[str]) -> set[str]:
    """The first lines, as far as the contents list."""
    filled = [line for line in lines if line][:_COVER_LINES]
    end = next((place for place, line in enumerate(filled) if is_one_of("contents", line.strip(" :"))), len(filled))
    return {fold(line) for line in filled[:end]}


def _may_be_head(line: str) -> bool:
    if not line or "\t" in line or len(line) > LONGEST_LINE or len(line.split()) > _HEAD_WORDS or is_closed(line):
        return False
    return not (is_subsection(line) or is_grade(line) or marker_length(line))


def _is_beside(lines: list[str], place: int, numbers: set[int]) -> bool:
    """Whether a page number stands beside a line: on the next one, blank ones not counted, or behind a gap on the same."""
    return _GAP_AND_NUMBER.search(lines[place]) is not None or any(_filled(lines, place, step) in numbers for step in (-1, 1))


def _is_inside_sentence(lines: list[str], place: int) -> bool:
    before, after = _filled(lines, place, -1), _filled(lines, place, 1)
    if before < 0 or after >= len(lines):
        return False
    return len(lines[before].split()) >= _LONG_WORDS and not is_closed(lines[before]) and lines[after][0].islower()


def _filled(lines: list[str], place: int, step: int) -> int:
    """Number of the nearest line that is not blank."""
    place += step
    while 0 <= place < len(lines) and not lines[place]:
        place += step
    return place


def unwrap(lines: list[str]) -> list[str]:
    """The lines that are not blank; in a text whose lines were broken at the margin, joined to paragraphs."""
    width = _margin(lines)
    joined: list[list[str]] = []
    is_open = False
    for line in lines:
        if not line:
            is_open = False
            continue
        is_full = is_open and len(joined[-1][-1]) + 1 + len(line.split(maxsplit=1)[0]) > _FULL * width
        if width and is_full and not _begins_anew(line) and not _begins_anew(joined[-1][-1], is_last=True):
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
