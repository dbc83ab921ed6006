"""Cleaning that happens before a text is stored: links, escapes, boilerplate, doubled openings, broken lines.

Offsets point into the cleaned text, which is what the index stores and what quotes are checked against.
"""

from __future__ import annotations

import re

from peel_qa.corpus.layout import is_grade, is_subsection, pattern
from peel_qa.text import fold

_LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_TERMINAL = re.compile(r"[.!?:;][\"'”’)\]]*$")
_INNER_STOP = re.compile(r"[.!?][\"'”’)]?\s+\S")
_OPENING = 24
"""Lines of the opening among which a doubled one is looked for."""
_FUNCTION_WORDS = frozenset("a an the of to in on at by for from with and or but as that which who than into throughout during between".split())


def without_markup(line: str) -> str:
    """A line with `[text](target)` as its text and backslash escapes undone."""
    return _ESCAPE.sub(r"\1", _LINK.sub(r"\1", line))


def is_closed(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _TERMINAL.search(line) is not None


def join_broken(lines: list[str]) -> list[str]:
    """Join a sentence that a page end broke in two.

    "… substantially improved the recording of ethnicity throughout" + "2021, the recording …": a line that
    does not end as a sentence does goes on in one that begins in lower case; in one that begins with a digit
    or a capital only where the first could not be a heading (it holds a sentence end, and breaks off on a word
    that cannot be the last).
    """
    joined: list[str] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _goes_on(line: str, following: str) -> bool:
    if is_closed(line) or "\t" in line or "\t" in following:
        return False
    if following[0].islower():
        return True
    breaks_off = line.split()[-1].lower() in _FUNCTION_WORDS
    return breaks_off and _INNER_STOP.search(line) is not None and following[0].isalnum()


def without_doubles(lines: list[str]) -> list[str]:
    """Drop lines that stand twice: neighbours anywhere, and repeats within the opening of a document."""
    kept: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(lines):
        folded = fold(line)
        is_repeat = bool(kept) and folded == fold(kept[-1])
        if number < _OPENING and folded in seen and not is_subsection(line) and not is_grade(line):
            is_repeat = True
        if not is_repeat:
            kept.append(line)
        if number < _OPENING:
            seen.add(folded)
    return kept


def without_site(lines: list[str]) -> list[str]:
    """A news text without what belongs to the web site: stray marks, prompts, comment rules."""
    if lines:
        lines = [pattern("leading").sub("", lines[0], count=1), *lines[1:]]
    kept: list[str] = []
    for line in lines:
        if pattern("cut_from").match(line) and kept:
            break
        if line and not pattern("drop").match(line):
            kept.append(line)
    return kept
