"""What no sentence of a language model may look like, whatever its source says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from peel_qa.generation.words import pattern, table
from peel_qa.text import visible, words

LONGEST = 600
"""Characters of the longest sentence that is looked at."""
_RUN = 6
"""Words in a row that show that a sentence was copied from the instructions."""

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_QUOTABLE = frozenset(["instruction", "self"])
"""What a person who is quoted word for word may say all the same: "not what I expect"."""


def misshapen(text: str) -> str:
    """The first thing that a sentence holds and none may: "link", "markup", "instruction", "self", "letters", "length"; "" for none."""
    if len(text) > LONGEST:
        return "length"
    if visible(text) != text or not all(_is_plain(character) for character in text):
        return "letters"
    if text.count("[") != text.count("]") or text.count("(") != text.count(")"):
        return "markup"  # half of a link or an image, cut in two by a full stop within it
    own = _QUOTED.sub('""', text)
    return next((name for name in table("forbidden") if pattern("forbidden", name).search(own if name in _QUOTABLE else text)), "")


def _is_plain(character: str) -> bool:
    """Whether a character is one of English text: a Latin letter, a digit, a space, common punctuation."""
    if character.isascii():
        return character.isprintable()
    if unicodedata.category(character).startswith("L"):
        return unicodedata.name(character, "").startswith("LATIN") and "FULLWIDTH" not in unicodedata.name(character, "")
    return character in "‘’“”–—…£€½¼¾°é"


def leaks(text: str, instructions: str, evidence: Iterable[str]) -> bool:
    """Whether a sentence repeats words of the instructions that no passage holds."""
    own = _runs(text) & _runs(instructions)
    return bool(own) and not any(own <= _runs(one) for one in evidence)


@lru_cache(maxsize=1024)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    found = words(re.sub(r"\s+", " ", text))
    return frozenset(tuple(found[at : at + _RUN]) for at in range(len(found) - _RUN + 1))
