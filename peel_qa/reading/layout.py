"""How a question and a passage are laid out for the reader: one place, for training and for answering.

    [CLS] question [SEP] heading : passage [SEP]

The passage's tokens keep their characters, so that a marked stretch is the stored text itself. A passage that does not fit
is read in windows that overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

LONGEST = 192
"""Most tokens of a window, everything counted."""
QUESTION_TOKENS = 48
HEADING_TOKENS = 32
OVERLAP = 48
"""Tokens that two neighbouring windows of one passage share."""


@dataclass(frozen=True, slots=True)
class Window:
    """One input: its tokens, where the passage begins among them, and the characters of each passage token.

    `ids[first + i]` is the token at `characters[i]` (start, end) of the passage's text. `first_segment` is the number of
    tokens up to and with the first [SEP].
    """

    ids: tuple[int, ...]
    first_segment: int
    first: int
    characters: tuple[tuple[int, int], ...]

    def token_span(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last position in `ids` of the passage's characters `start` to `end`; None where they are not all here."""
        touched = [i for i, (begin, stop) in enumerate(self.characters) if begin < end and stop > start]
        if not touched or self.characters[touched[0]][0] > start or self.characters[touched[-1]][1] < end:
            return None
        return self.first + touched[0], self.first + touched[-1]


class Layout:
    """Cuts questions and passages into tokens. Threads may share one."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a WordPiece tokeniser that knows [CLS] and [SEP]; its own cutting and filling up are switched off.

        Raises:
            ValueError: if it lacks one of the two.
        """
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._cls, self._sep = self._special("[CLS]"), self._special("[SEP]")
        self._colon = tuple(tokenizer.encode(":", add_special_tokens=False).ids)
        self._cached = lru_cache(maxsize=4096)(self._encode)

    @classmethod
    def load(cls, path: Path) -> Layout:
        """The layout with the tokeniser in a file.

        Raises:
            ValueError: if the file holds none that will do.
        """
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises bare exceptions
            raise ValueError(f"{path.name} is no tokeniser ({error})") from error

    def windows(self, question: str, heading: str, passage: str) -> Iterator[Window]:
        """The inputs that read the whole passage: one where it fits, else several that overlap; none for an empty passage."""
        asked = self._cached(question)[0][:QUESTION_TOKENS]
        named = self._cached(heading)[0][:HEADING_TOKENS] if heading else ()
        opening = (self._cls, *asked, self._sep)
        before = (*named, *self._colon) if named else ()
        ids, characters = self._cached(passage)
        room = LONGEST - len(opening) - len(before) - 1
        for start in _starts(len(ids), room):
            part = slice(start, start + room)
            yield Window((*opening, *before, *ids[part], self._sep), len(opening), len(opening) + len(before), characters[part])

    def count(self, text: str) -> int:
        """Length of a text in tokens, special ones left out."""
        return len(self._cached(text)[0])

    def _encode(self, text: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return tuple(encoding.ids), tuple(encoding.offsets)

    def _special(self, name: str) -> int:
        number = self._tokenizer.token_to_id(name)
        if number is None:
            raise ValueError(f"the tokeniser does not know {name}")
        return int(number)


def _starts(tokens: int, room: int) -> Iterator[int]:
    """Where the windows of a passage begin; the last one ends with the passage."""
    start = 0
    while start < tokens:
        yield start
        if start + room >= tokens:
            return
        start = min(start + room - OVERLAP, tokens - room)
