"""Abbreviations and what the documents say they stand for.

Long forms are found by the method of Schwartz and Hearst (PSB 2003): the letters of the short form, read backwards,
each begin or lie in the words before the bracket; the first letter begins the first word (not one behind a hyphen).
"""

from __future__ import annotations

import re

from peel_qa.facts.records import Term
from peel_qa.records import Document
from peel_qa.text import sentences

_BRACKET = re.compile(r"\(([^()]{2,120})\)")
_SHORT = re.compile(r"^[A-Z][A-Za-z]{1,8}[A-Z0-9]?s?$|^[A-Z]{2,9}s?$")
_SMALL = frozenset(["and", "of", "the", "for", "in", "to", "with"])
_FEWEST_WORDS = 2
_WORD_BEGINS = re.compile(r"(?:^|[\s(\[])[‘’'\"“”]*$")
_BEFORE = re.compile(r"\b([A-Z]{2,9}[0-9]?)s?\s*$")


def read_terms(document: Document) -> list[Term]:
    """Each abbreviation of a document once, where it is spelt out first."""
    found: dict[str, Term] = {}
    for block in document.blocks:
        text = document.text[block.start : block.end]
        for begin, end in sentences(text):
            sentence = text[begin:end]
            for short, long in _pairs(sentence):
                found.setdefault(short, Term(document.id, block.start + begin, block.start + end, short, long))
    return list(found.values())


def _pairs(sentence: str) -> list[tuple[str, str]]:
    pairs = []
    for match in _BRACKET.finditer(sentence):
        inside, before = match[1].strip(), sentence[: match.start()].rstrip()
        if _SHORT.match(inside) and sum(c.isupper() for c in inside) >= 2:
            short = inside.removesuffix("s") if inside.endswith("s") and inside[:-1].isupper() else inside
            if long := long_form(short, before):
                pairs.append((short, long))
        elif (name := _BEFORE.search(before)) and _spells(name[1], inside):
            pairs.append((name[1], inside))
    return pairs


def long_form(short: str, before: str) -> str:
    """The words at the end of `before` that `short` abbreviates; "" where none do."""
    letters = [c.lower() for c in short if c.isalnum()]
    words = before.split()[-min(len(letters) + 5, len(letters) * 2 + 2) :]
    text = " ".join(words)
    place = len(text) - 1
    for position in range(len(letters) - 1, -1, -1):
        while place >= 0 and (text[place].lower() != letters[position] or (position == 0 and not _begins_word(text, place))):
            place -= 1
        if place < 0:
            return ""
        place -= 1
    found = text[text.rfind(" ", 0, place + 2) + 1 :].strip("‘’'\"“” ")
    return found if len(found.split()) >= 2 or len(found) > 2 * len(short) else ""


def _begins_word(text: str, place: int) -> bool:
    return _WORD_BEGINS.search(text, 0, place) is not None


def _spells(short: str, inside: str) -> bool:
    """Whether the words in a bracket begin with the letters of the abbreviation before it: "SARA (scan, analyse, respond, assess)".

    Small words count or do not: "AFI (area for improvement)", "SOC (serious and organised crime)".
    """
    spelt = re.findall(r"[A-Za-z][\w’']*", inside)
    every = "".join(word[0] for word in spelt).lower()
    large = "".join(word[0] for word in spelt if word.lower() not in _SMALL).lower()
    letters = short.lower().rstrip("0123456789")
    return len(large) >= _FEWEST_WORDS and (every.startswith(letters) or large.startswith(letters))
