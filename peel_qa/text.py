"""Plain operations on text that every layer shares: characters, sentences, words, tokens."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from peel_qa.environment import prepare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tiktoken
    from nltk.tokenize.punkt import PunktTokenizer

# Characters that a reader cannot see but a model or a search can: Unicode tags, zero width, bidirectional controls, soft hyphen.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "…": "..."})
_WORD = re.compile(r"[a-z0-9]+(?:[.,/][0-9]+)*(?:'[a-z]+)?%?")


def visible(text: str) -> str:
    """The text without characters that cannot be seen, with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")
    return _CONTROL.sub("", _INVISIBLE.sub("", text)).replace("\u00a0", " ").replace("\u202f", " ")


def fold(text: str) -> str:
    """Text for comparison: lower case, straight quotes, plain hyphens, no accents, single spaces."""
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES)).lower()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order; "20%", "94.1", "2021/22" and "1,530" stay whole."""
    return _WORD.findall(fold(text))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of one block; line breaks end a sentence too. Blank stretches belong to none."""
    start = 0
    for line in text.split("\n"):
        for begin, end in _punkt().span_tokenize(line):
            yield start + begin, start + end
        start += len(line) + 1


def count_tokens(text: str) -> int:
    """Length of a text in tokens of tiktoken's cl100k_base."""
    return len(_encoding().encode(text, disallowed_special=()))


@cache
def _punkt() -> PunktTokenizer:
    prepare_environment()
    from nltk.tokenize.punkt import PunktTokenizer

    tokenizer = PunktTokenizer("english")
    tokenizer._params.abbrev_types.update({"no", "para", "p", "pp", "hmi", "approx", "supt", "insp", "sgt", "det", "ch"})
    return tokenizer


@cache
def _encoding() -> tiktoken.Encoding:
    prepare_environment()
    import tiktoken

    return tiktoken.get_encoding("cl100k_base")
