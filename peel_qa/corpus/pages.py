"""What the pages of a printed report leave in its text: page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from peel_qa.corpus.clean import is_closed, marker_length
from peel_qa.corpus.layout import LONGEST_LINE, is_grade, is_one_of, is_subsection
from peel_qa.text import words

_SAYS_PAGE = re.compile(r"[Pp](?:age|AGE) \d{1,3}(?: ?(?:of|/) ?\d{1,3})?|[-–—] ?\d{1,3} ?[-–—]|\| ?\d{1,3}|\d{1,3} ?\||[ivx]{1,5}")
_NUMBER = re.compile(r"(\d{1,3})(?: ?(?:of|/) ?(\d{1,3}))?")
_HEAD_NUMBER = re.compile(r"^\d{1,3}\s*[|•–—-]?\s+(?=\D)|(?<=\D)[\s|•–—-]+(?:page )?\d{1,3}(?: of \d{1,3})?$", re.IGNORECASE)
_GAP_AND_NUMBER = re.compile(r"(?: {2,}|[|•]) ?\d{1,3}$|^\d{1,3}(?: {2,}| ?[|•])")
_HEAD_WORDS = 15
_COVER_LINES = 6
_COVER_WORDS = 4
"""Words of a line of the cover that is known again where it stands only once more."""
_LONG_WORDS = 8
"""Words of a line that is no heading or label though it does not end as a sentence does."""
_MOST_STEP = 5
"""Pages between two page numbers, at most (a page without one is skipped)."""


def without_pages(lines: list[str], edges: set[int], title: str) -> list[str]:
    """The lines without page numbers and running heads; where one stood inside a sentence the blank lines around it go too.

    `lines` may be blank; `edges` are the numbers of lines that stand first or last on their page, where known.
    """
    repeats = _repeats(lines)
    numbers = _page_numbers(lines, edges, _likely_heads(repeats, title))
    heads = _running_heads(lines, edges, numbers, repeats, title)
    kept: list[str] = []
    is_inside = False
    for place, line in enumerate(lines):
        if place in numbers or place in heads:
            while kept and not kept[-1]:
                kept.pop()
            is_inside = bool(kept) and not is_closed(kept[-1])
            if not is_inside:
                kept.append("")
        elif is_inside and line and not line[0].isalpha() and not marker_length(line) and _is_long(kept[-1]):
            kept[-1] = f"{kept[-1]} {line}"  # "… is almost" + "20 percent": a capital may be a heading's, a figure is not
            is_inside = False
        elif line or not is_inside:
            kept.append(line)
            is_inside = False
    return kept


def _page_numbers(lines: list[str], edges: set[int], heads: set[int]) -> set[int]:
    """Numbers of the lines that hold only a page's number: those that say so, and bare numbers that rise through the text."""
    filled = [place for place, line in enumerate(lines) if line and place not in heads]
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
    return _is_long(before) or (is_closed(before) and not after[:1].islower())


def _repeats(lines: list[str]) -> dict[str, list[int]]:
    """Where each line stands that may be a page's head and stands more than once, or with a page number, by its words."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if _may_be_head(line):
            places.setdefault(_key(line), []).append(place)
    return {key: found for key, found in places.items() if key and (len(found) > 1 or _words(lines[found[0]]) != key)}


def _key(line: str) -> str:
    return _words(_HEAD_NUMBER.sub("", line))


def _words(line: str) -> str:
    return " ".join(words(line))


def _likely_heads(repeats: dict[str, list[int]], title: str) -> set[int]:
    """Lines that a page number beside them does not belong to."""
    likely = [found for key, found in repeats.items() if key == _words(title) or len(key.split()) >= _COVER_WORDS]
    return {place for found in likely for place in found}


def _running_heads(lines: list[str], edges: set[int], numbers: set[int], repeats: dict[str, list[int]], title: str) -> set[int]:
    """Numbers of the lines that repeat the head of a page; its first appearance without a page number stays.

    A head is the title, a line of the cover, or a line that recurs at the edges of pages or inside sentences.
    """
    top = _top(lines)
    cover = {_words(lines[place]) for place in top} if edges or numbers else set()
    heads: set[int] = set()
    for key, found in repeats.items():
        is_title = key == _words(title)
        is_cover = key in cover and len(found) > 1 and (len(found) > 2 or len(key.split()) >= _COVER_WORDS)
        at_edges = sum(place in edges or _is_beside(lines, place, numbers) for place in found) * 2 >= len(found)
        recurs = len(found) > 2 and (at_edges or any(_is_inside_sentence(lines, place) for place in found))
        if is_title or is_cover or recurs:
            is_itself = _words(lines[found[0]]) == key and (found[0] in top or not is_title)
            heads.update(found[1:] if is_itself else found)
    return heads


def _top(lines: list[str]) -> list[int]:
    """Numbers of the first lines that are not blank, as far as the contents list."""
    top: list[int] = []
    place = _filled(lines, -1, 1)
    while place < len(lines) and len(top) < _COVER_LINES and not is_one_of("contents", lines[place].strip(" :")):
        top.append(place)
        place = _filled(lines, place, 1)
    return top


def _may_be_head(line: str) -> bool:
    if not line or "\t" in line or len(line) > LONGEST_LINE or len(line.split()) > _HEAD_WORDS or is_closed(line):
        return False
    has_letters = any(character.isalpha() for character in line)
    return has_letters and not (is_subsection(line) or is_grade(line) or marker_length(line))


def _is_beside(lines: list[str], place: int, numbers: set[int]) -> bool:
    """Whether a page number stands beside a line: on the next one, blank ones not counted, or behind a gap on the same."""
    return _GAP_AND_NUMBER.search(lines[place]) is not None or any(_filled(lines, place, step) in numbers for step in (-1, 1))


def _is_inside_sentence(lines: list[str], place: int) -> bool:
    before, after = _filled(lines, place, -1), _filled(lines, place, 1)
    if before < 0 or after >= len(lines):
        return False
    return _is_long(lines[before]) and lines[after][0].islower()


def _is_long(line: str) -> bool:
    """Whether a line that does not end as a sentence does is too long for a heading or a label."""
    return len(line.split()) >= _LONG_WORDS and not is_closed(line)


def _filled(lines: list[str], place: int, step: int) -> int:
    """Number of the nearest line that is not blank."""
    place += step
    while 0 <= place < len(lines) and not lines[place]:
        place += step
    return place
