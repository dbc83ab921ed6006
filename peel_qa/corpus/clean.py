"""Cleaning that happens before a text is stored: links, escapes, boilerplate, doubled openings, broken lines.

Offsets point into the cleaned text, which is what the index stores and what quotes are checked against.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from peel_qa.corpus.layout import LONGEST_LINE, begins_as, is_grade, is_one_of, pattern
from peel_qa.text import fold, visible

_LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_HEADING_MARK = re.compile(r"#{1,6}[ \t]+")
_TERMINAL = re.compile(r"[.!?:;][\"'”’)\]]*$")
_INNER_STOP = re.compile(r"[.!?][\"'”’)]?\s+\S")
PARAGRAPH_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\.? +(?=[A-Z\d\"“'‘£])")
"""The number of a paragraph, where it stands in front of a sentence."""
_FEWEST_NUMBERS = 5
"""Paragraphs with a number from which on a text numbers its paragraphs."""
_ITEM = re.compile(r"(?:[-•*▪◦–●○■□‣⁃·§\uf0a7\uf0b7]|o(?=\s)|\(?(?:[a-z]|\d{1,2}|[ivx]{1,4})[.)])\s+(?=\S)")
_NEVER_LAST = frozenset({"a", "an", "the", "and", "or", "but", "which", "than", "into", "nor", "because", "although", "its", "their"})
"""Words that end neither a heading nor a sentence."""
_NEVER_LAST_MARKS = frozenset(",-–—/(£+=")
_SELDOM_LAST = frozenset(
    {"of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "that", "who", "throughout", "during", "between", "our", "his", "her"}
)
"""Words that may end a heading ("… the organisations it works with")."""
_OPENING = 24
"""Lines of the opening among which a repeated one is dropped though others stand between."""
_HEADLINES = 2
_LONGEST_DOUBLE = 200
"""Lines of the longest run that is looked for a second time directly below itself."""
_SENTENCE_WORDS = 6
_HEADING_LINES = 4
"""A heading has fewer lines than this."""
_APART = re.compile(r"(?:https?://|www\.)\S+|by(?: [A-Z][\w’'-]*){2,4}")
"""Lines that go on from no other: addresses of pages, bylines."""


_LEAST_BOLD = 4
"""Characters of the marks of a bold line."""


def without_entities(text: str) -> str:
    """A text with `&amp;`, `&nbsp;` and the like as the characters they stand for."""
    return visible(_ENTITY.sub(lambda match: html.unescape(match.group()), text))


def is_bold(line: str) -> bool:
    """Whether all of a line is set in bold: "**Victims wait too long**"."""
    return len(line) > _LEAST_BOLD and line.startswith("**") and line.endswith("**") and "**" not in line[2:-2]


def without_markup(line: str) -> str:
    """A line with `[text](target)` as its text, and backslash escapes and the marks of headings and bold lines undone."""
    line = _HEADING_MARK.sub("", line, count=1) if line.startswith("#") else line
    line = _ESCAPE.sub(r"\1", _LINK.sub(r"\1", line))
    for mark in ("**", "__"):
        if len(line) > 2 * len(mark) and line.startswith(mark) and line.endswith(mark) and mark not in line[2:-2]:
            line = line[len(mark) : -len(mark)]
    return line


def numbers_paragraphs(lines: Iterable[str]) -> bool:
    """Whether a text numbers its paragraphs: several sentences have a number in front of them."""
    return sum(is_closed(line) and PARAGRAPH_NUMBER.match(line) is not None for line in lines) >= _FEWEST_NUMBERS


def is_closed(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _TERMINAL.search(line, max(0, len(line) - 8)) is not None


def marker_length(line: str) -> int:
    """Characters of a list item's marker and the space behind it; 0 where the line is no list item."""
    match = _ITEM.match(line)
    return match.end() if match else 0


def join_broken(lines: list[str], is_heading: Callable[[str], bool]) -> list[str]:
    """Join a sentence that a page end broke in two.

    "… substantially improved the recording of ethnicity throughout" + "2021, the recording …": a line that
    does not end as a sentence does goes on in one that begins in lower case; in one that begins otherwise only
    where the first breaks off on a comma or on a word that cannot be the last.
    """
    joined: list[list[str]] = []
    for line in lines:
        if joined and _goes_on(joined[-1][-1], line) and not (len(joined[-1]) < _HEADING_LINES and is_heading(_glue(joined[-1]))):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [_glue(pieces) for pieces in joined]


def _goes_on(line: str, following: str) -> bool:
    if is_closed(line) or "\t" in line or "\t" in following or is_grade(line) or is_grade(following):
        return False
    if marker_length(following) or _APART.fullmatch(following):
        return False
    if following[0].islower():
        return True
    if not (following[0].isalnum() or following[0] in "(£“\"‘'"):
        return False
    last = line.rsplit(maxsplit=1)[-1].lower()
    return last[-1] in _NEVER_LAST_MARKS or last in _NEVER_LAST or (last in _SELDOM_LAST and _INNER_STOP.search(line) is not None)


def _glue(pieces: list[str]) -> str:
    """The pieces with a space between, but for a word that was broken at its own hyphen."""
    glued = [pieces[0]]
    for before, piece in pairwise(pieces):
        is_hyphenated = len(before) > 1 and before[-1] in "-‐" and before[-2].isalpha() and piece[0].isalpha()
        glued.append(piece if is_hyphenated else f" {piece}")
    return "".join(glued)


def without_doubles(lines: list[str]) -> list[str]:
    """Drop what stands twice: a run of lines directly below itself, and a line of the opening that comes again in the opening."""
    folded = [fold(line) for line in lines]
    kept: list[str] = []
    last: dict[str, int] = {}
    number = 0
    while number < len(lines):
        first = last.get(folded[number])
        length = number - first if first is not None else 0
        run = range(number, number + length)
        is_run = 0 < length <= _LONGEST_DOUBLE and folded[number - length : number] == folded[number : number + length]
        if is_run and _is_slip(lines, run):
            pass
        elif first is not None and number < _OPENING and _is_opening_again(lines, number, first):
            run = run[:1]
        else:
            kept.append(lines[number])
            run = range(number, number + 1)
        last |= {folded[place]: place for place in run}
        number = run.stop
    return kept


def _is_slip(lines: list[str], run: range) -> bool:
    """Whether lines that stand twice in a row are meant to stand once; grades, numbers and cells may well come twice."""
    told = [lines[place] for place in run if "\t" not in lines[place] and not is_grade(lines[place])]
    if len(run) == 1 or run.start < _OPENING:
        return any(character.isalpha() for line in told for character in line)
    return any(_is_sentence(line) for line in told)


def _is_opening_again(lines: list[str], number: int, first: int) -> bool:
    """Whether a line of the opening repeats its headline, or a whole sentence; a short line may be a heading that a list named."""
    return _is_sentence(lines[number]) or (first < _HEADLINES and len(lines[number].split()) >= _SENTENCE_WORDS)


def _is_sentence(line: str) -> bool:
    return is_closed(line) and len(line.split()) >= _SENTENCE_WORDS and "\t" not in line


def without_site(lines: list[str], kind: str) -> list[str]:
    """A copied web page without what belongs to the site: stray marks, prompts, comment rules."""
    if kind != "news":
        return [line for line in lines if not is_one_of("drop_from_report", line)]
    if lines and len(lines[0]) <= LONGEST_LINE:
        lines = [pattern("leading").sub("", lines[0], count=1), *lines[1:]]
    kept: list[str] = []
    for line in lines:
        if begins_as("cut_from", line) and any(kept):
            break
        if not begins_as("drop", line):
            kept.append(line)
    return kept
