"""The sentences of documents with their place, headings and meaning: what numbers, praise, comparisons and checks are picked from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peel_qa.corpus.layout import is_caption
from peel_qa.facts.areas import area_of
from peel_qa.index.embedding import Vectors
from peel_qa.index.files import rows_of
from peel_qa.index.reader import SearchIndex
from peel_qa.records import Block, Passage

_OPENING, _CLOSING = '“"', '”"'
_MOSTLY = 0.5
"""Share of a sentence from which on its quotation alone is quoted, without the words that lead to it."""
_QUOTATION = re.compile('[“"]([^”"]+)(?:[”"]|$)')


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence at `start` to `end` of a document; `vector` is its row in the index's sentence vectors."""

    document: str
    start: int
    end: int
    text: str
    passage: Passage
    vector: int

    @property
    def area(self) -> str:
        """Key of the area that its chapter is about; "" where that is none."""
        return area_of(self.passage.section[0]) if self.passage.section else ""

    @property
    def heading(self) -> str:
        """The finding or heading that it stands under."""
        return self.passage.finding or (self.passage.section[-1] if self.passage.section else "")


def statements(index: SearchIndex, documents: Iterable[str]) -> list[Statement]:
    """The sentences of documents in reading order: no captions, nothing from tables."""
    wanted = set(documents)
    found: list[Statement] = []
    for number, passage in enumerate(index.passages):
        if passage.document not in wanted:
            continue
        tables = [b for b in index.documents[passage.document].blocks if b.kind == "table"]
        for place, span in enumerate(passage.sentences):
            text = index.documents[passage.document].text[span.start : span.end]
            if not is_caption(text) and not _is_in(tables, span.start):
                row = int(index.first_sentence[number]) + place
                found.append(Statement(passage.document, span.start, span.end, text, passage, row))
    return sorted(found, key=lambda one: (one.document, one.start))


def _is_in(tables: Sequence[Block], start: int) -> bool:
    return any(table.start <= start < table.end for table in tables)


def vectors_of(index: SearchIndex, found: Sequence[Statement]) -> Vectors:
    """The vectors of some statements, shape (n_statements, dimension)."""
    return rows_of(index.sentence_vectors, [one.vector for one in found])


def spoken_words(text: str, start: int) -> tuple[int, int]:
    """Where the words of a speaker stand in a sentence at character `start`: what is quoted, where that is most of it; else all.

    Marks that open or close the quotation are left outside.
    """
    longest = max(_QUOTATION.finditer(text), key=lambda match: len(match[1]), default=None)
    if longest is not None and len(longest[1]) >= _MOSTLY * len(text):
        return _trimmed(text, start, longest.start(1), longest.end(1))
    return _trimmed(text, start, 0, len(text))


def _trimmed(text: str, start: int, begin: int, end: int) -> tuple[int, int]:
    while begin < end and (text[begin].isspace() or (text[begin] in _OPENING and text.count("”", begin, end) == 0)):
        begin += 1
    while end > begin and (text[end - 1].isspace() or (text[end - 1] in _CLOSING and text.count("“", begin, end) == 0)):
        end -= 1
    return start + begin, start + end
